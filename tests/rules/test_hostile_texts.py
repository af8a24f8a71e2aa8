"""No text that people wrote breaks a surface.

The local workspace's rules (workspace.blockkit) say what Slack would refuse.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks import bau as bau_blocks
from blocks import checklist as blocks
from blocks import home as home_blocks
from blocks import overview as list_blocks
from blocks import plan as plan_blocks
from blocks import status as status_blocks
from blocks.kit import Json
from playbook.bau import Readiness
from playbook.bau_gaps import Gap
from playbook.history import WHAT, Entry
from playbook.home import Draft, Home
from playbook.overview import Line, Listed
from playbook.progress import Checklist, TaskState
from playbook.states import Name
from playbook.visibility import Role
from playbook.waiting import DueCheckIn
from playbook.waivers import Waived
from storage.choices import State
from tests.northwind import IDRIS, LENA, MARIA, MONDAY
from tests.rules.surfaces import (
    as_seen,
    make_checklist,
    make_done,
    make_status,
    make_task,
    make_viewer,
)
from workspace.blockkit.validate import check_blocks, check_view

HOSTILE = (
    "<!channel> & <@U0LENA> <https://evil.example|click>",
    "*bold* _it_ ~gone~ `code`",
    "🐙" * 100,
    "شركة الروبوتات",
    "x" * 200,
    "&amp;" * 60,
    "\u202egnihtyreve",
)
EVERYTHING: dict[str, Callable[[str], None]] = {}


def surface(check: Callable[[str], None]) -> Callable[[str], None]:
    """Note a check of one surface: it draws it with a text that people wrote."""
    EVERYTHING[check.__name__] = check
    return check


def _checklist_with(text: str) -> Checklist:
    names = dict.fromkeys((MARIA, IDRIS, LENA), text)
    tasks = (
        make_done(0, title=text),
        make_done(1, title=text, done_by=None, done_event=text),
        make_task(2, title=text, phase=text[:20]),
        make_task(3, title=text, state=TaskState.BLOCKED, waits_for=("task_2",)),
        make_task(4, title=text, state=TaskState.SKIPPED, skipped_why=text),
    )
    return make_checklist(tasks, account=text, names=names)


@surface
def draw_checklist(text: str) -> None:
    said, content = blocks.message(_checklist_with(text))
    check_blocks(content, "message")
    check_view(plan_blocks.whole_plan(as_seen(_checklist_with(text))), "modal")
    assert_tame(text, said, content)


@surface
def draw_status(text: str) -> None:
    found = make_status(
        _checklist_with(text),
        history=tuple(
            Entry(MONDAY, what, WHAT[what].sentence, _facts(what, text)) for what in WHAT
        ),
        due=(DueCheckIn(1, text, MONDAY),),
        waived=(Waived(Name.INTRODUCE, MONDAY, text, text * 20, (text,) * 9),),
    )
    said, content = status_blocks.message(found)
    check_blocks(content, "message")
    check_view(status_blocks.view(found), "modal")
    assert_tame(text, said, content)


@surface
def draw_list(text: str) -> None:
    drafted = make_checklist((), account=text, state=State.DRAFT)
    lines = tuple(Line(role, _checklist_with(text)) for role in Role)
    found = Listed(LENA, (*lines, Line(Role.LEAD, drafted)), 1, 40, asked=text)
    said, content = list_blocks.message(found)
    check_blocks(content, "message")
    check_view(list_blocks.view(found), "modal")
    assert_tame(text, said, content)


@surface
def draw_home(text: str) -> None:
    lines = tuple(Line(Role.LEAD, _checklist_with(text)) for _n in range(10))
    found = Home(
        make_viewer(is_admin=True),
        tuple(DueCheckIn(n, text, MONDAY) for n in range(10)),
        tuple(Draft(n, text, text) for n in range(10)),
        Listed(MARIA, lines, 0, 40),
    )
    view = home_blocks.view(found)
    check_view(view, "home")
    assert_tame(text, "", view["blocks"])


@surface
def draw_business_as_usual(text: str) -> None:
    gap = Gap(text, (LENA, IDRIS))
    for missing in ((), (gap,), (gap,) * 200):
        check_view(bau_blocks.question(Readiness(7, text, text, missing)), "modal")
    found = _checklist_with(text)
    for said, content in (bau_blocks.closing(found, 2), bau_blocks.news(found, LENA)):
        check_blocks(content, "message")
        assert_tame(text, said, content)


def _facts(what: str, text: str) -> dict[str, str]:
    if what == "moved":
        return {"from": "preparing", "to": "bau", "who": text}
    return {"who": text, "title": text, "to": text, "open": "3"}


def assert_tame(text: str, said: str, content: list[Json]) -> None:
    """What people wrote is shown, and is no mention, link, channel call or entity of its own."""
    assert said.strip() or not said
    for found in _mrkdwn(content):
        assert "<!channel>" not in found
        assert "<https://evil" not in found
        if text == "&amp;" * 60:
            assert "&amp;&amp;" not in found


def _mrkdwn(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        for value in part.values():
            yield from _mrkdwn(value)
    elif isinstance(part, list):
        for value in part:
            yield from _mrkdwn(value)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("draw", EVERYTHING.values(), ids=EVERYTHING.keys())
def test_no_name_breaks_a_surface(draw: Callable[[str], None], text: str) -> None:
    draw(text)


@pytest.mark.parametrize("draw", EVERYTHING.values(), ids=EVERYTHING.keys())
@settings(max_examples=40, deadline=None)
@given(text=st.text(min_size=1, max_size=300))
def test_no_text_at_all_breaks_a_surface(draw: Callable[[str], None], text: str) -> None:
    draw(text)

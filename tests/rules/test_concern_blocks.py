"""Concerns, silences and trends as Slack gets them, whatever people wrote."""

from datetime import timedelta

import pytest

from blocks import concern as concern_blocks
from blocks import silence as silence_blocks
from blocks import trend as trend_blocks
from blocks.kit import Json
from playbook.concern_reading import SHOWN, STEPS, Case, Line, Listed, Raising, Step
from playbook.sentiment import Felt
from playbook.silences import Silences, Silent
from playbook.trend import PAGE, Entry, Person, Trend
from storage.choices import ConcernState, Score
from tests.northwind import IDRIS, MONDAY
from workspace.blockkit.validate import check_blocks, check_view

HOSTILE = ("<!channel> & <@U0LENA>", "*bold*" * 40, "🐙" * 300, "\u202egnihtyreve", "{name}")
TODAY = MONDAY.date()


def _line(text: str, state: ConcernState, *, is_found: bool = False) -> Line:
    return Line(1, 7, text, state, is_found, text, MONDAY, IDRIS, TODAY)


def _case(text: str, state: ConcernState) -> Case:
    made = (STEPS * 3)[:SHOWN]
    steps = tuple(Step(one, n % 2 == 1, text, MONDAY, text * 6) for n, one in enumerate(made))
    after = STEPS[STEPS.index(state) + 1] if state in STEPS[:-1] else None
    return Case(
        line=_line(text, state),
        account=text,
        text=text * 9,
        steps=steps,
        earlier=40,
        next=after,
        version=41,
        check_in_id=None,
        is_running=True,
        proposed_owner=IDRIS,
    )


def _silent(text: str, n: int) -> Silent:
    days = [MONDAY + timedelta(days=day) for day in range(4)]
    heard = (days[3], IDRIS) if n % 3 == 0 else (None, None)
    tried = (days[2], IDRIS) if n % 2 else (None, None)
    return Silent(n, text, text, MONDAY, days[1], days[2] if n % 5 else None, *tried, *heard)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("state", list(ConcernState))
def test_slack_takes_every_concern_and_no_text_of_people_becomes_a_mention(
    text: str, state: ConcernState
) -> None:
    lines = tuple(_line(text, state, is_found=n % 2 == 0) for n in range(20))
    found = Listed(7, text, lines, 12, 60, 1, 3, may_raise=True)
    views = [concern_blocks.list_view(found), concern_blocks.case_view(_case(text, state))]
    views.append(concern_blocks.back_view(_case(text, state)))
    people = tuple((n, text) for n in range(300))
    views.append(concern_blocks.raise_view(Raising(7, text, people)))
    for view in views:
        check_view(view, "modal")
        _is_tame(view["blocks"])
    said, content = concern_blocks.news(text, _line(text, state))
    check_blocks(content, "message")
    assert "<!channel>" not in said
    _is_tame(content)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("count", [0, 1, 60])
def test_slack_takes_every_silence_and_every_trend(text: str, count: int) -> None:
    silent = tuple(_silent(text, n) for n in range(1, count + 1))
    said, content = silence_blocks.message(Silences(7, text, silent))
    check_blocks(content, "message")
    assert "<!channel>" not in said
    _is_tame(content)
    entries = (Entry(TODAY, Score.UNEASY, text * 9, text, MONDAY, is_replaced=True),)
    trail = (Felt(Score.NO_SIGNAL, MONDAY),) * count
    people = tuple(Person(text, text, entries, trail) for _n in range(min(count, PAGE)))
    view = trend_blocks.view(Trend(7, text, people, count, 0, 3))
    check_view(view, "modal")
    _is_tame(view["blocks"])


def _is_tame(content: list[Json]) -> None:
    """Nothing that people wrote works as markup."""
    assert "<!channel>" not in _formatted(content)
    assert "<@U0LENA>" not in _formatted(content)


def _formatted(part: object) -> str:
    """All mrkdwn in it: the text in which a mention would work."""
    if isinstance(part, list):
        return "\n".join(map(_formatted, part))
    if not isinstance(part, dict):
        return ""
    own = str(part["text"]) if part.get("type") == "mrkdwn" else ""
    return own + "".join(map(_formatted, part.values()))

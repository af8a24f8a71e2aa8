"""Checklist, status, list, home, help and business as usual, as Slack gets them.

The local workspace's rules (workspace.blockkit) say what Slack would refuse.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks import bau as bau_blocks
from blocks import checklist as blocks
from blocks import help as help_blocks
from blocks import home as home_blocks
from blocks import status as status_blocks
from playbook.bau import Readiness
from playbook.checklist import Ticked
from playbook.history import WHAT, Entry
from playbook.home import Draft, Home
from playbook.overview import Line, Listed
from playbook.people import Viewer
from playbook.progress import Checklist, TaskLine, TaskState
from playbook.status import DueCheckIn, Status, Waived
from playbook.visibility import Role
from storage.choices import Anchor, Kind, Mode, Owner, State, Tier
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, WORKSPACE
from workspace.blockkit.validate import check_blocks, check_view

Json = dict[str, Any]

HOSTILE = (
    "<!channel> & <@U0LENA> <https://evil.example|click>",
    "*bold* _it_ ~gone~ `code`",
    "🐙" * 100,
    "شركة الروبوتات",
    "x" * 200,
    "&amp;" * 60,
    "\u202egnihtyreve",
)


def make_task(n: int, **different: Any) -> TaskLine:
    """A task of a plan: number n, in the phase of preparing."""
    facts: dict[str, Any] = {
        "id": n + 1,
        "key": f"task_{n}",
        "phase": "preparing",
        "title": f"Task {n}",
        "owner": Owner.OUTGOING,
        "owners": (MARIA,),
        "due_on": MONDAY.date() + timedelta(days=n),
        "state": TaskState.OPEN,
        "waits_for": (),
        "event": None,
        "done_at": None,
        "done_by": None,
        "done_event": None,
        "skipped_why": None,
    }
    return TaskLine(**(facts | different))


def make_checklist(tasks: tuple[TaskLine, ...], **different: Any) -> Checklist:
    """Acme Robotics from Maria to Idris, with these tasks."""
    facts: dict[str, Any] = {
        "handoff_id": 7,
        "version": 1,
        "account": "Acme Robotics",
        "kind": Kind.CSM_TO_CSM,
        "mode": Mode.SOFT,
        "tier": Tier.MID,
        "state": State.PREPARING,
        "anchor": Anchor.SWITCH,
        "anchor_on": date(2026, 3, 30),
        "outgoing_id": MARIA,
        "incoming_id": IDRIS,
        "lead_id": LENA,
        "channel_id": "C0ACME",
        "thread_ts": None,
        "checklist_ts": "1.2",
        "opened_at": MONDAY,
        "bau_at": None,
        "names": {MARIA: "Maria Lindqvist", IDRIS: "Idris Okafor", LENA: "Lena Vogt"},
        "tasks": tasks,
    }
    return Checklist(**(facts | different))


def make_done(n: int, **different: Any) -> TaskLine:
    done = {"state": TaskState.DONE, "done_at": MONDAY, "done_by": MARIA}
    return make_task(n, **(done | different))


def make_status(checklist: Checklist, **different: Any) -> Status:
    facts: dict[str, Any] = {
        "viewer_id": LENA,
        "role": Role.LEAD,
        "checklist": checklist,
        "sees_plan": True,
        "completeness": None,
        "history": (),
        "attention_why": None,
        "due": (),
        "waived": (),
    }
    return Status(**(facts | different))


def make_viewer(**different: Any) -> Viewer:
    facts: dict[str, Any] = {
        "workspace_id": WORKSPACE,
        "id": MARIA,
        "name": "Maria Lindqvist",
        "zone": "Europe/Stockholm",
        "locale": "en-US",
        "is_lead": False,
        "is_admin": False,
    }
    return Viewer(**(facts | different))


def words(content: Any) -> str:
    """All texts of blocks, one after the other."""
    return "\n".join(_texts(content))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)


def buttons(content: Any, action: str) -> list[Json]:
    """All buttons of this action."""
    if isinstance(content, list):
        return [found for part in content for found in buttons(part, action)]
    if not isinstance(content, dict):
        return []
    own = str(content.get("action_id", "")).partition(":")[0] == action
    return [content] * own + [found for part in content.values() for found in buttons(part, action)]


class TestTheChecklist:
    def test_each_task_that_is_to_do_has_its_button_owner_and_date(self) -> None:
        _text, content = blocks.message(make_checklist((make_task(0), make_task(1))))
        assert [one["value"] for one in buttons(content, "checklist.tick")] == ["7:1", "7:2"]
        assert f"<@{MARIA}>" in words(content)
        assert "{date_short_pretty}" in words(content)

    @pytest.mark.parametrize(
        ("task", "said"),
        [
            (make_task(0, state=TaskState.LATE), "Late: was due"),
            (make_task(0, state=TaskState.DUE_SOON), "Due soon:"),
            (make_task(0), "Due <!date"),
            (make_done(0), "Done: Task 0 (Maria Lindqvist"),
            (make_done(0, done_by=None, done_event="dump_complete"), "Task 0 (dump complete"),
        ],
    )
    def test_every_state_is_said_in_words(self, task: TaskLine, said: str) -> None:
        _text, content = blocks.message(make_checklist((task,)))
        assert said in words(content)

    def test_a_blocked_task_says_what_it_waits_for(self) -> None:
        need = make_task(0, title="Dump")
        blocked = make_task(1, state=TaskState.BLOCKED, waits_for=("task_0",), owners=(IDRIS,))
        text, content = blocks.message(make_checklist((need, blocked)))
        assert "Blocked: waits for “Dump” · due" in words(content)
        assert f"*Waiting for it:* <@{IDRIS}> (Task 1)" in words(content)
        assert text == "Acme Robotics: 0 of 2 tasks done. Next: Dump."

    def test_only_the_next_step_is_primary(self) -> None:
        tasks = (make_task(0, state=TaskState.BLOCKED, waits_for=("task_2",)), make_task(1))
        _text, content = blocks.message(make_checklist((*tasks, make_task(2))))
        primary = [one for one in buttons(content, "checklist.tick") if one.get("style")]
        assert [one["value"] for one in primary] == ["7:2"]

    def test_what_an_event_proves_leads_to_where_it_is_proved(self) -> None:
        dump = make_task(0, event="dump_complete")
        accepted = make_task(1, event="blueprint_accepted")
        asked = make_task(2, event="check_in_answered:sentiment")
        bau = make_task(3, event="bau_confirmed")
        _text, content = blocks.message(make_checklist((dump, accepted, asked, bau)))
        assert not buttons(content, "checklist.tick")
        for action in ("dump.open", "review.open", "bau.open"):
            assert [one["value"] for one in buttons(content, action)] == ["7"]

    @pytest.mark.parametrize("count", [0, 1, 23, 35, 60, 400])
    def test_no_plan_is_too_long_for_a_message_and_no_task_is_out_of_reach(
        self, count: int
    ) -> None:
        phases = ("preparing", "introducing", "overlapping", "settling", "bau")
        tasks = tuple(
            make_task(n, phase=phases[n * len(phases) // max(count, 1)]) for n in range(count)
        )
        found = make_checklist(tasks)
        _text, content = blocks.message(found)
        check_blocks(content, "message")
        assert buttons(content, "checklist.plan")
        pages = [blocks.whole_plan(found, page) for page in range(-(-count // blocks.PAGE) or 1)]
        for view in pages:
            check_view(view, "modal")
        ticks = [one["value"] for view in pages for one in buttons(view, "checklist.tick")]
        assert ticks == [f"7:{task.id}" for task in tasks]

    def test_a_plan_of_the_usual_length_needs_no_second_look(self) -> None:
        phases = ("preparing", "introducing", "overlapping", "settling", "bau")
        tasks = tuple(make_task(n, phase=phases[n // 6]) for n in range(28))
        _text, content = blocks.message(make_checklist(tasks))
        assert len(buttons(content, "checklist.tick")) == 28

    def test_what_does_not_fit_is_counted(self) -> None:
        tasks = tuple(make_task(n) for n in range(60))
        _text, content = blocks.message(make_checklist(tasks))
        shown = len(buttons(content, "checklist.tick"))
        assert f"{60 - shown} more in the whole plan" in words(content)

    def test_the_last_tick_says_who_and_when(self) -> None:
        later = make_done(1, done_by=IDRIS, done_at=MONDAY + timedelta(hours=1))
        _text, content = blocks.message(make_checklist((make_done(0), later)))
        assert "Last: Idris Okafor ticked “Task 1”" in words(content)

    def test_a_page_that_is_no_more_is_the_last_one(self) -> None:
        view = blocks.whole_plan(make_checklist((make_task(0),)), page=9)
        assert json.loads(view["private_metadata"]) == {"handoff": 7, "page": 0}

    def test_a_click_in_vain_is_told_who_was_first(self) -> None:
        ticked = Ticked(7, "1.2", "Acme", "Dump", True, False, "Maria Lindqvist", None, MONDAY)
        assert blocks.ticked(ticked).startswith("“Dump” (Acme) is done already: Maria Lindqvist")


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
    check_view(blocks.whole_plan(_checklist_with(text)), "modal")
    assert_tame(text, said, content)


@surface
def draw_status(text: str) -> None:
    found = make_status(
        _checklist_with(text),
        history=tuple(
            Entry(MONDAY, what, WHAT[what].sentence, _facts(what, text)) for what in WHAT
        ),
        due=(DueCheckIn(1, text, MONDAY),),
        waived=(Waived(MONDAY, text, text * 20, (text,) * 9),),
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
    said, content = status_blocks.list_message(found)
    check_blocks(content, "message")
    check_view(status_blocks.list_view(found), "modal")
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
    for missing in ((), (text,), (text,) * 200):
        check_view(bau_blocks.question(Readiness(7, text, text, missing)), "modal")
    found = _checklist_with(text)
    for said, content in (bau_blocks.closing(found), bau_blocks.news(found, LENA)):
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


@pytest.mark.parametrize("is_lead", [True, False])
@pytest.mark.parametrize("is_admin", [True, False])
def test_help_says_what_this_person_can_do(is_lead: bool, is_admin: bool) -> None:
    _text, content = help_blocks.message(make_viewer(is_lead=is_lead, is_admin=is_admin))
    check_blocks(content, "message")
    assert ("open a handoff" if is_lead else "propose a handoff to a lead") in words(content)
    assert bool(buttons(content, "leads.open")) is is_admin


def test_guests_get_a_kind_line() -> None:
    view = home_blocks.for_guests()
    check_view(view, "home")
    assert "ask a colleague" in words(view)


def test_an_observer_sees_state_people_and_date_only() -> None:
    found = make_status(make_checklist((make_task(0),)), role=Role.OBSERVER, sees_plan=False)
    _text, content = status_blocks.message(found)
    assert "Task 0" not in words(content)
    assert not buttons(content, "checklist.plan")
    assert f"<@{IDRIS}> takes over from <@{MARIA}>" in words(content)


@pytest.mark.parametrize("what", WHAT)
def test_every_word_of_the_trail_is_a_sentence_even_if_its_entry_knows_little(what: str) -> None:
    bare = {"who": "Maria"} | ({"from": "preparing", "to": "bau"} if what == "moved" else {})
    said = status_blocks.sentence(Entry(MONDAY, what, WHAT[what].sentence, bare))
    assert "{" not in said.partition(">: ")[2]
    assert said.partition(">: ")[2]


def test_who_is_blocked_reads_whom_they_wait_for() -> None:
    need = make_task(0, title="Dump")
    more = make_task(1)
    blocked = make_task(2, state=TaskState.BLOCKED, waits_for=("task_0", "task_1"), owners=(IDRIS,))
    step = status_blocks.your_step(make_checklist((need, more, blocked)), IDRIS)
    assert "Blocked: waits for “Dump” and 1 more" in step
    assert f"*You wait for:* <@{MARIA}>" in step


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (Role.OUTGOING, {"dump.open"}),
        (Role.INCOMING, {"dump.open", "review.open"}),
        (Role.LEAD, {"review.open", "bau.open"}),
    ],
)
def test_buttons_are_those_of_the_role(role: Role, actions: set[str]) -> None:
    found = make_status(make_checklist((make_task(0),)), role=role, viewer_id="U0NOBODY")
    _text, content = status_blocks.message(found)
    wanted = {"dump.open", "review.open", "bau.open"}
    offered = {action for action in wanted if buttons(content, action)}
    assert actions <= offered
    assert ("bau.open" in offered) is (role is Role.LEAD)
    assert ("dump.open" in offered) is (role is not Role.LEAD)


def test_business_as_usual_is_offered_once_when_it_is_the_leads_next_step() -> None:
    bau = make_task(0, event="bau_confirmed", owners=(LENA,))
    found = make_status(make_checklist((bau,)), role=Role.LEAD, viewer_id=LENA)
    _text, content = status_blocks.message(found)
    assert len(buttons(content, "bau.open")) == 1


def test_a_surface_has_one_primary_button_at_most() -> None:
    lines = tuple(Line(Role.OUTGOING, make_checklist((make_task(n),))) for n in range(3))
    listed = Listed(MARIA, lines, 0, 3)
    due = (DueCheckIn(1, "Acme", MONDAY), DueCheckIn(2, "Globex", MONDAY))
    drafts = (Draft(3, "Initech", "Maria"),)
    for check_ins, proposed in (((), ()), (due, ()), ((), drafts), (due, drafts)):
        view = home_blocks.view(Home(make_viewer(), check_ins, proposed, listed))
        assert json.dumps(view).count('"style": "primary"') == 1


def test_the_question_asks_for_a_reason_only_where_something_is_missing() -> None:
    fine = bau_blocks.question(Readiness(7, "Acme", "Idris", ()))
    lacking = bau_blocks.question(Readiness(7, "Acme", "Idris", ("Still to do: Look",)))
    assert "input" not in {block["type"] for block in fine["blocks"]}
    assert "reason" in {block.get("block_id") for block in lacking["blocks"]}
    assert "Still to do: Look" in words(lacking)


def test_the_closing_summary_tells_figures_and_what_is_left() -> None:
    tasks = (
        make_done(0),
        make_done(1, due_on=date(2026, 2, 1)),
        make_task(2),
        make_task(3, phase="bau"),
    )
    found = make_checklist(tasks, state=State.BAU, bau_at=MONDAY + timedelta(days=42))
    _text, content = bau_blocks.closing(found)
    said = words(content)
    assert "2 of 4 tasks done · 1 of them on time · 42 days from start" in said
    assert "*Left over:*\n• Task 2" in said
    assert "*Still to come:*\n• Task 3" in said


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (MARIA, f"<@{IDRIS}> has it now. Nothing of it waits for you any more. Thank you."),
        (IDRIS, f"It is yours now; <@{LENA}> has confirmed it. Still yours: Debrief, "),
        ("U0PRIYA", f"<@{IDRIS}> is whom to turn to from now on."),
    ],
)
def test_everybody_hears_of_business_as_usual_what_it_means_for_them(who: str, said: str) -> None:
    found = make_checklist((make_task(0, title="Debrief", owners=(LENA, IDRIS)),), bau_at=MONDAY)
    text, content = bau_blocks.news(found, who)
    assert text == "Acme Robotics is in business as usual."
    assert said in words(content)

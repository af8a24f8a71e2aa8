"""The checklist as Slack gets it: the message, and the whole plan in a modal."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from blocks import checklist as blocks
from blocks import plan as plan_blocks
from playbook.checklist import Ticked
from playbook.progress import TaskLine, TaskState
from tests.northwind import IDRIS, LENA, MARIA, MONDAY
from tests.rules.surfaces import (
    as_seen,
    buttons,
    make_checklist,
    make_done,
    make_task,
    words,
)
from workspace.blockkit.validate import check_blocks, check_view


def test_each_task_that_is_to_do_has_its_button_owner_and_date() -> None:
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
def test_every_state_is_said_in_words(task: TaskLine, said: str) -> None:
    _text, content = blocks.message(make_checklist((task,)))
    assert said in words(content)


def test_a_blocked_task_says_what_it_waits_for() -> None:
    need = make_task(0, title="Dump")
    blocked = make_task(1, state=TaskState.BLOCKED, waits_for=("task_0",), owners=(IDRIS,))
    text, content = blocks.message(make_checklist((need, blocked)))
    assert "Blocked: waits for “Dump” · due" in words(content)
    assert f"*Waiting for it:* <@{IDRIS}> (Task 1)" in words(content)
    assert text == "Acme Robotics: 0 of 2 tasks done. Next: Dump."


def test_who_did_what_waits_no_more_is_not_told_to_wait() -> None:
    early = make_done(1, waits_for=("task_0",), owners=(IDRIS,))
    _text, content = blocks.message(make_checklist((make_task(0), early)))
    assert "Waiting for it" not in words(content)


def test_who_hands_over_is_named_at_the_debrief_that_they_write_too() -> None:
    task = make_task(0, event="debrief_closed:debrief", owners=(LENA, IDRIS))
    assert f"<@{MARIA}>, <@{LENA}>, <@{IDRIS}> · " in blocks.task_text(
        make_checklist((task,)), task
    )
    alone = make_checklist((task,), outgoing_id=None)
    assert blocks.task_text(alone, task).startswith(f"*Task 0*\n<@{LENA}>, <@{IDRIS}> · ")


def test_the_intro_call_can_be_put_into_calendars_once_it_can_be_held() -> None:
    call = make_task(0, key="intro")
    blocked = replace(call, state=TaskState.BLOCKED, waits_for=("task_1",))
    for task, state, offered in (
        (call, "preparing", 1),
        (blocked, "preparing", 0),
        (blocked, "introducing", 1),
        (make_done(0, key="intro"), "introducing", 0),
        (call, "cancelled", 0),
    ):
        _text, content = blocks.message(make_checklist((task, make_task(1)), state=state))
        assert len(buttons(content, "call_file.open")) == offered, (task, state)


def test_only_the_next_step_is_primary() -> None:
    tasks = (make_task(0, state=TaskState.BLOCKED, waits_for=("task_2",)), make_task(1))
    _text, content = blocks.message(make_checklist((*tasks, make_task(2))))
    primary = [one for one in buttons(content, "checklist.tick") if one.get("style")]
    assert [one["value"] for one in primary] == ["7:2"]


def test_what_an_event_proves_leads_to_where_it_is_proved() -> None:
    dump = make_task(0, event="dump_complete")
    accepted = make_task(1, event="blueprint_accepted")
    asked = make_task(2, event="check_in_answered:sentiment")
    bau = make_task(3, event="bau_confirmed")
    debrief = make_task(4, event="debrief_closed:debrief")
    touchpoint = make_task(5, event="touchpoint_recorded:touchpoint")
    plan = make_checklist((dump, accepted, asked, bau, debrief, touchpoint))
    _text, content = blocks.message(plan)
    assert not buttons(content, "checklist.tick")
    for action in ("dump.open", "review.open", "bau.open", "debrief.next", "touchpoint.open"):
        assert [one["value"] for one in buttons(content, action)] == ["7"]
    ticked = buttons(plan_blocks.whole_plan(as_seen(plan)), "checklist.tick")
    assert {"7:5", "7:6"} <= {one["value"] for one in ticked}


@pytest.mark.parametrize("count", [0, 1, 23, 35, 60, 400])
def test_no_plan_is_too_long_for_a_message_and_no_task_is_out_of_reach(count: int) -> None:
    phases = ("preparing", "introducing", "overlapping", "settling", "bau")
    tasks = tuple(
        make_task(n, phase=phases[n * len(phases) // max(count, 1)]) for n in range(count)
    )
    found = make_checklist(tasks)
    _text, content = blocks.message(found)
    check_blocks(content, "message")
    assert buttons(content, "checklist.plan")
    pages = [
        plan_blocks.whole_plan(as_seen(found), page)
        for page in range(-(-count // plan_blocks.PAGE) or 1)
    ]
    for view in pages:
        check_view(view, "modal")
    ticks = [one["value"] for view in pages for one in buttons(view, "checklist.tick")]
    assert ticks == [f"7:{task.id}" for task in tasks]


def test_a_plan_of_the_usual_length_needs_no_second_look() -> None:
    phases = ("preparing", "introducing", "overlapping", "settling", "bau")
    tasks = tuple(make_task(n, phase=phases[n // 6]) for n in range(28))
    _text, content = blocks.message(make_checklist(tasks))
    assert len(buttons(content, "checklist.tick")) == 28


def test_what_does_not_fit_is_counted() -> None:
    tasks = tuple(make_task(n) for n in range(60))
    _text, content = blocks.message(make_checklist(tasks))
    shown = len(buttons(content, "checklist.tick"))
    assert f"{60 - shown} more in the whole plan" in words(content)


def test_the_last_tick_says_who_and_when() -> None:
    later = make_done(1, done_by=IDRIS, done_at=MONDAY + timedelta(hours=1))
    _text, content = blocks.message(make_checklist((make_done(0), later)))
    assert "Last: Idris Okafor ticked “Task 1”" in words(content)


def test_a_page_that_is_no_more_is_the_last_one() -> None:
    view = plan_blocks.whole_plan(as_seen(make_checklist((make_task(0),))), page=9)
    assert json.loads(view["private_metadata"]) == {"handoff": 7, "page": 0, "editing": 0}


def test_a_click_in_vain_is_told_who_was_first() -> None:
    ticked = Ticked(7, "1.2", "Acme", "Dump", True, False, "Maria Lindqvist", None, MONDAY)
    assert blocks.ticked(ticked).startswith("“Dump” (Acme) is done already: Maria Lindqvist")

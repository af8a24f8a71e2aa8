"""The status as Slack gets it: what each role reads, and what they can press."""

from dataclasses import replace
from typing import Any

import pytest

from blocks import status as status_blocks
from playbook.at_customer import AtCustomer, Somebody
from playbook.customer_message import Standing as Message
from playbook.history import WHAT, Entry
from playbook.observers import Standing
from playbook.progress import TaskState
from playbook.templates.model import ANSWERED
from playbook.visibility import Role
from playbook.waiting import DueCheckIn
from storage.choices import CheckInKind, Score, State
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA
from tests.rules.surfaces import buttons, make_checklist, make_status, make_task, words


def test_an_observer_sees_state_people_and_date_only() -> None:
    found = make_status(make_checklist((make_task(0),)), role=Role.OBSERVER, sees_plan=False)
    _text, content = status_blocks.message(found)
    assert "Task 0" not in words(content)
    assert not buttons(content, "checklist.plan")
    assert f"<@{IDRIS}> takes over from <@{MARIA}>" in words(content)


def test_an_observer_reads_how_it_ended_and_that_nothing_waits_for_them() -> None:
    own = Standing(PRIYA, MONDAY, MONDAY)
    for state, said in (
        (State.PREPARING, "You have seen it"),
        (State.SETTLING, f"<@{IDRIS}> has taken over from <@{MARIA}>"),
        (State.CANCELLED, "Cancelled"),
    ):
        plan = make_checklist((), state=state)
        found = make_status(plan, role=Role.OBSERVER, sees_plan=False, observers=(own,))
        _text, content = status_blocks.message(found)
        assert said in words(content)
        assert ("takes over" in words(content)) is (state is State.PREPARING)
    waiting = replace(own, told_at=None, acknowledged_at=None)
    early = make_status(
        make_checklist(()), role=Role.OBSERVER, sees_plan=False, observers=(waiting,)
    )
    assert "you hear more before the customer does" in words(status_blocks.message(early)[1])


def test_a_step_that_is_about_the_customer_message_leads_to_it_and_only_once() -> None:
    plan = make_checklist((make_task(0, event="message_approved", owners=(LENA,)),))
    draft = Message(0, (), None)
    _text, content = status_blocks.message(make_status(plan, message=draft))
    (button,) = buttons(content, "message.open")
    assert button["style"] == "primary"
    assert not buttons(content, "checklist.tick")
    for_maria = make_status(plan, message=draft, viewer_id=MARIA, role=Role.OUTGOING)
    (other,) = buttons(status_blocks.message(for_maria)[1], "message.open")
    assert "style" not in other


@pytest.mark.parametrize("what", WHAT)
def test_every_word_of_the_trail_is_a_sentence_even_if_its_entry_knows_little(what: str) -> None:
    bare = {"who": "Maria"} | ({"from": "preparing", "to": "bau"} if what == "moved" else {})
    said = status_blocks.sentence(Entry(MONDAY, what, WHAT[what].sentence, bare))
    assert "{" not in said.partition(">: ")[2]
    assert said.partition(">: ")[2]


def test_why_a_handoff_was_moved_stands_beside_it_for_whom_it_is_told() -> None:
    facts = {"who": "Lena", "from": "preparing", "to": "cancelled"}
    entry = Entry(MONDAY, "moved", WHAT["moved"].sentence, facts, "They <stay>")
    assert status_blocks.sentence(entry).endswith(" · Why: They &lt;stay&gt;")


def test_of_a_handoff_that_is_over_nothing_waits_for_anybody() -> None:
    plan = make_checklist((make_task(0, owners=(MARIA,)),), state="cancelled")
    found = make_status(plan, role=Role.OUTGOING, viewer_id=MARIA)
    _text, content = status_blocks.message(found)
    assert "Nothing waits for you." in words(content)
    assert not buttons(content, "checklist.tick")
    assert not buttons(content, "dump.open")


def test_what_is_next_is_told_once_to_whose_step_it_is() -> None:
    plan = make_checklist((make_task(0, owners=(MARIA,)), make_task(1, owners=(IDRIS,))))
    for viewer_id, times in ((MARIA, 1), (IDRIS, 2)):
        found = make_status(plan, role=Role.OUTGOING, viewer_id=viewer_id)
        _text, content = status_blocks.message(found)
        assert words(content).count("Task ") == times, viewer_id


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
        (Role.LEAD, {"review.open"}),
    ],
)
def test_buttons_are_those_of_the_role(role: Role, actions: set[str]) -> None:
    found = make_status(make_checklist((make_task(0),)), role=role, viewer_id="U0NOBODY")
    _text, content = status_blocks.message(found)
    wanted = {"dump.open", "review.open"}
    offered = {action for action in wanted if buttons(content, action)}
    assert actions <= offered
    assert ("dump.open" in offered) is (role is not Role.LEAD)


@pytest.mark.parametrize(
    ("state", "bau", "is_offered"),
    [
        ("preparing", TaskState.BLOCKED, False),
        ("introducing", TaskState.BLOCKED, False),
        ("preparing", TaskState.OPEN, True),
        ("settling", TaskState.BLOCKED, True),
        ("bau", TaskState.DONE, False),
    ],
)
def test_business_as_usual_is_offered_to_the_lead_when_its_time_has_come(
    state: str, bau: TaskState, is_offered: bool
) -> None:
    task = make_task(0, event="bau_confirmed", owners=(LENA,), state=bau, waits_for=("task_1",))
    plan = make_checklist((task, make_task(1)), state=State(state))
    for role, viewer_id in ((Role.LEAD, LENA), (Role.OUTGOING, MARIA)):
        _text, content = status_blocks.message(make_status(plan, role=role, viewer_id=viewer_id))
        assert bool(buttons(content, "bau.open")) is (is_offered and role is Role.LEAD)


@pytest.mark.parametrize("kind", list(CheckInKind))
def test_a_question_that_waits_stands_there_once_and_without_a_tick(kind: CheckInKind) -> None:
    due = DueCheckIn(3, "Acme Robotics", MONDAY.date(), kind, 7, key="task_0")
    step = make_task(0, event=f"{ANSWERED[kind]}:task_0", owners=(LENA,))
    found = make_status(make_checklist((step, make_task(1))), due=(due,))
    _text, content = status_blocks.message(found)
    assert "Your next step" not in words(content)
    assert not buttons(content, "checklist.tick")


def test_beside_a_question_another_step_that_is_next_is_told() -> None:
    due = DueCheckIn(3, "Acme Robotics", MONDAY.date(), CheckInKind.LOOK, 7, key="task_1")
    look = make_task(1, event="looked:task_1", owners=(LENA,))
    plan = make_checklist((make_task(0, owners=(LENA,)), look))
    _text, content = status_blocks.message(make_status(plan, due=(due,)))
    assert "*Your next step:* Task 0" in words(content)


def test_who_has_only_a_question_to_answer_is_not_told_that_nothing_waits() -> None:
    due = DueCheckIn(3, "Acme Robotics", MONDAY.date(), CheckInKind.DEBRIEF, 7, key="debrief")
    found = make_status(make_checklist((make_task(0),)), due=(due,))
    assert "Nothing waits for you" not in words(status_blocks.message(found)[1])


def test_what_cannot_be_begun_yet_is_told_as_what_comes_and_has_no_button() -> None:
    debrief = make_task(
        0, event="debrief_closed:debrief", owners=(IDRIS,), title="Debrief", is_to_come=True
    )
    found = make_status(make_checklist((debrief,)), viewer_id=IDRIS, role=Role.INCOMING)
    _text, content = status_blocks.message(found)
    assert "Nothing waits for you now. *What comes:* Debrief" in words(content)
    assert not buttons(content, "debrief.next")


def test_nobody_reads_that_they_wait_for_themselves() -> None:
    step = make_task(0, owners=(MARIA,))
    blocked = make_task(1, owners=(MARIA,), state=TaskState.BLOCKED, waits_for=("task_0",))
    for owners, is_told in (((MARIA,), False), ((MARIA, IDRIS), True)):
        plan = make_checklist((step, replace(blocked, owners=owners)))
        found = make_status(plan, role=Role.OUTGOING, viewer_id=MARIA)
        said = words(status_blocks.message(found)[1])
        assert ("*Waiting for you:*" in said) is is_told
        assert f"*Waiting for you:* <@{MARIA}>" not in said


class TestThePeopleAtTheCustomer:
    FOUND = AtCustomer(
        (
            Somebody("Dana <Fox>", Score.UNEASY),
            Somebody("Raj Patel", is_silent=True),
            Somebody("Kim Lee"),
            *(Somebody(f"Somebody {n}", Score.COMFORTABLE) for n in range(9)),
        )
    )

    def said(self, **different: Any) -> str:
        plan = make_checklist((make_task(0),), concerns=2)
        return words(status_blocks.message(make_status(plan, **different))[1])

    def test_are_named_with_how_they_feel_and_the_rest_is_counted(self) -> None:
        said = self.said(at_customer=self.FOUND, sees_sentiment=True, repeated=2)
        assert (
            "Dana &lt;Fox&gt; (uneasy), Raj Patel (silent), Kim Lee (not asked about yet)" in said
        )
        assert "Somebody 2 (comfortable), and 6 more" in said
        assert "*2 concerns* are open · They had to repeat something 2 times" in said
        assert said.count("concerns*") == 1

    def test_are_names_to_who_may_not_see_sentiment(self) -> None:
        said = self.said(at_customer=self.FOUND, sees_sentiment=False)
        assert "Dana &lt;Fox&gt;, Raj Patel, Kim Lee, " in said

    def test_are_missed_where_nobody_is_named(self) -> None:
        assert "Nobody is marked as a key stakeholder yet." in self.said()


def test_business_as_usual_is_offered_once_when_it_is_the_leads_next_step() -> None:
    bau = make_task(0, event="bau_confirmed", owners=(LENA,))
    found = make_status(make_checklist((bau,)), role=Role.LEAD, viewer_id=LENA)
    _text, content = status_blocks.message(found)
    assert len(buttons(content, "bau.open")) == 1

"""`/handoff due` says what comes to whom; a lead puts a question now, skips it and moves it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import asking_now, check_in, coming, ledger, plan_edit, reminders
from playbook.coming import Line, What
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.people import Actor
from playbook.plan_sheet import Edit, Seen
from storage.choices import CheckInState, Rung, State
from storage.tables import CallBrief, Handoff, Outgoing, Silence, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, WORKSPACE, actor
from tests.rules.check_ins import DUE_AT, add_contacts, checked_in_on

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def lines(session: Session, person_id: str = LENA) -> list[Line]:
    """Return what comes to somebody and, if they lead, to their people."""
    session.flush()
    return list(coming.read(session, actor(person_id), MONDAY).lines)


def questions(session: Session, person_id: str = LENA) -> list[Line]:
    """Return the questions among it."""
    return [line for line in lines(session, person_id) if line.what is What.CHECK_IN]


def asks(session: Session) -> list[str | None]:
    """Return to whom a message of its own was put that asks for sentiment."""
    session.flush()
    return list(session.scalars(select(Outgoing.person_id).where(Outgoing.effect == "check_in")))


def test_questions_silences_and_briefs_are_listed_with_whom_and_when(session: Session) -> None:
    (found,) = checked_in_on(session, 7)
    (contact,) = add_contacts(session, found.handoff_id, ["Dana Fox"])
    where = {"workspace_id": WORKSPACE, "handoff_id": found.handoff_id}
    at = DUE_AT + timedelta(days=1)
    session.add(Silence(**where, contact_id=contact, since=MONDAY, due_at=at))
    session.add(CallBrief(**where, person_id=IDRIS, call_on=date(2026, 3, 12), due_at=at))
    said = {(line.what, line.person_id, line.at) for line in lines(session)}
    assert {
        (What.CHECK_IN, LENA, DUE_AT),
        (What.SILENCE, IDRIS, at),
        (What.BRIEF, IDRIS, at),
    } <= said
    assert {line.what for line in lines(session, IDRIS)} >= {What.SILENCE, What.BRIEF}
    assert not [line for line in lines(session, MARIA) if line.what is not What.TASK]


def test_a_lead_has_a_question_put_now_and_it_is_not_put_again_on_its_date(
    session: Session,
) -> None:
    (found,) = checked_in_on(session, 7)
    asking_now.ask_now(session, actor(LENA), found.id, MONDAY)
    assert asks(session) == [LENA]
    check_in.fall_due(session, DUE_AT)
    assert asks(session) == [LENA]
    assert found.state is CheckInState.ASKED
    with pytest.raises(NotNow):
        asking_now.ask_now(session, actor(LENA), found.id, MONDAY)
    assert [entry.effect for entry in ledger.read(session, actor(LENA)).entries] == ["check_in"]


def test_what_was_asked_stands_in_the_list_on_its_next_rung(session: Session) -> None:
    checked_in_on(session, 7)
    check_in.fall_due(session, DUE_AT)
    reminders.reckon(session, DUE_AT)
    found = coming.read(session, actor(LENA), DUE_AT).lines
    assert [(line.person_id, line.rung, line.may_change) for line in found] == [
        (LENA, Rung.LATE, True)
    ]


def test_only_the_lead_has_a_question_put_and_only_in_their_workspace(session: Session) -> None:
    (found,) = checked_in_on(session, 7)
    with pytest.raises(NotAllowed):
        asking_now.ask_now(session, actor(MARIA), found.id, MONDAY)
    with pytest.raises(NotThere):
        asking_now.ask_now(session, Actor("T0ELSEWHERE", LENA), found.id, MONDAY)
    with pytest.raises(NotThere):
        asking_now.ask_now(session, actor(LENA), 99_999, MONDAY)


def test_a_question_that_was_answered_or_whose_handoff_is_over_is_not_put(
    session: Session,
) -> None:
    (found,) = checked_in_on(session, 7)
    found.state = CheckInState.ANSWERED
    session.flush()
    with pytest.raises(NotNow):
        asking_now.ask_now(session, actor(LENA), found.id, MONDAY)
    session.get_one(Handoff, found.handoff_id).state = State.CLOSED
    with pytest.raises(NotNow):
        asking_now.ask_now(session, actor(LENA), found.id, MONDAY)


def test_a_question_that_is_skipped_with_its_reason_is_neither_listed_nor_asked(
    session: Session,
) -> None:
    (found,) = checked_in_on(session, 7)
    ids = found.handoff_id, found.task_id or 0
    plan_edit.skip(session, actor(LENA), *ids, "They asked for peace", MONDAY)
    assert questions(session) == []
    check_in.fall_due(session, DUE_AT)
    assert asks(session) == []
    assert found.state is CheckInState.CANCELLED


def test_a_question_that_is_moved_is_asked_on_the_new_day(session: Session) -> None:
    (found,) = checked_in_on(session, 7)
    task = session.get_one(Task, found.task_id)
    seen = Seen(task.version or 0, task.title, task.due_on, None)
    wish = Edit(task.title, date(2026, 3, 11), None)
    plan_edit.edit(session, actor(LENA), found.handoff_id, task.id, wish, seen, MONDAY)
    (line,) = questions(session)
    assert line.at == DUE_AT + timedelta(days=2)

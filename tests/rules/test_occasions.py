"""A question of the blueprint that waits brings a digest, in a rhythm; an answer shows in it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import digest as blocks
from playbook import answering, clarify_writing, digest, digest_answers, reminders
from playbook.answering import Given
from playbook.digest_answers import Answered
from storage.choices import Delivery, Score, State
from storage.database import Database
from storage.tables import Clarification, Handoff, Outgoing
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, WORKSPACE, actor
from tests.rules.blueprints import typed
from tests.rules.check_ins import add_contacts, checked_in_on
from tests.rules.handoffs import start
from tests.rules.passing import nine, run
from workspace.blockkit.validate import check_blocks
from workspace.client import words

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

GOALS = "why.goals"


def put(database: Database, person_id: str) -> list[datetime]:
    """Return when digests were put into the outbox for somebody."""
    query = select(Outgoing.created_at).filter_by(effect=reminders.DIGEST, person_id=person_id)
    return list(database.read_sync(lambda session: session.scalars(query).all()))


def ask(session: Session, handoff: Handoff, now: datetime = MONDAY) -> int:
    """Let Idris ask Maria about the goals; return the question's id."""
    form = typed({"text": "Which summer?"}, "clarify/test")
    ids = handoff.id, GOALS, None
    clarify_writing.ask(session, actor(IDRIS), *ids, form, form.rendering, now)
    return session.scalars(select(Clarification.id)).one()


def reply(session: Session, question_id: int, now: datetime) -> None:
    """Let Maria answer it."""
    form = typed({"text": "2026"}, f"clarify/{question_id}")
    clarify_writing.answer(session, actor(MARIA), question_id, form, now)


def arrive(session: Session) -> None:
    """Let every digest arrive as it was put."""
    for row in session.scalars(select(Outgoing).filter_by(effect=reminders.DIGEST)):
        row.channel_id, row.ts, row.sent_at = "D0", "1.2", row.created_at


def asked(database: Database) -> int:
    """Start a handoff without tasks in which Idris asks Maria on Monday, 2 March."""
    return database.run_sync(lambda session: ask(session, start(session, ())))


def test_a_question_alone_brings_a_digest_after_a_whole_day_and_then_every_five(
    northwind: Database,
) -> None:
    asked(northwind)
    run(northwind, nine(20))
    assert put(northwind, MARIA) == [nine(4), nine(10), nine(17)]
    assert put(northwind, IDRIS) == put(northwind, LENA) == []


def test_an_answered_question_brings_no_digest(northwind: Database) -> None:
    question_id = asked(northwind)
    run(northwind, nine(4))
    northwind.run_sync(reply, question_id, nine(5))
    run(northwind, nine(20), since=nine(5))
    assert put(northwind, MARIA) == [nine(4)]
    row = northwind.read_sync(
        lambda session: session.scalars(select(Outgoing).filter_by(effect=reminders.DIGEST)).one()
    )
    assert northwind.read_sync(digest.for_row, row, nine(5)) is None


def test_while_a_handoff_is_on_hold_a_question_brings_no_digest(northwind: Database) -> None:
    def hold(session: Session) -> None:
        handoff = session.scalars(select(Handoff)).one()
        handoff.state, handoff.held_from = State.ON_HOLD, State.PREPARING
        handoff.version += 1

    asked(northwind)
    northwind.run_sync(hold)
    run(northwind, nine(20))
    assert put(northwind, MARIA) == []


def test_the_digest_of_a_question_alone_has_one_primary_button(northwind: Database) -> None:
    asked(northwind)
    found = northwind.read_sync(digest.read, WORKSPACE, MARIA, nine(4))
    text, content = blocks.message(found)
    check_blocks(content, "message")
    assert text == "Your day: 1 to answer."
    assert str(content).count("'style': 'primary'") == 1


def test_a_question_that_is_answered_is_shown_so_in_the_digest_of_that_day(
    northwind: Database,
) -> None:
    question_id = asked(northwind)
    run(northwind, nine(4))
    northwind.run_sync(arrive)
    at = nine(4) + timedelta(hours=1)
    northwind.run_sync(reply, question_id, at)
    today = northwind.read_sync(digest_answers.of_question, WORKSPACE, question_id, at)
    assert [row.person_id for row in today.arrived] == [MARIA]
    found = northwind.read_sync(digest.read, WORKSPACE, MARIA, at)
    assert found.answered == (Answered("Primary goals", "Acme Robotics", MARIA, at, True),)
    _text, content = blocks.message(found)
    check_blocks(content, "message")
    assert "Question about “Primary goals” (Acme Robotics): <@U0MARIA>" in words(content)
    assert "wait for your answer" not in words(content)
    assert northwind.read_sync(digest.read, WORKSPACE, MARIA, nine(5)).answered == ()


def test_a_check_in_that_is_answered_is_shown_so_to_all_whose_digest_told_of_it(
    northwind: Database,
) -> None:
    def begin(session: Session) -> int:
        (found,) = checked_in_on(session, 7)
        add_contacts(session, found.handoff_id, ["Dana Fox"])
        return found.id

    def answer(session: Session) -> None:
        sheet = answering.open_sheet(session, actor(LENA), which)
        given = [Given(Score.NEUTRAL, contact_id=one.contact_id) for one in sheet.stakeholders]
        answering.answer(session, actor(LENA), which, given, at, key="k", seen=0)

    which, at = northwind.run_sync(begin), nine(10) + timedelta(hours=1)
    run(northwind, nine(10))
    northwind.run_sync(arrive)
    assert northwind.read_sync(digest.read, WORKSPACE, LENA, at).asked
    northwind.run_sync(answer)
    today = northwind.read_sync(digest_answers.of_check_ins, WORKSPACE, [which], at)
    assert [row.person_id for row in today.arrived] == [LENA]
    found = northwind.read_sync(digest.read, WORKSPACE, LENA, at)
    assert not found.asked
    assert [(one.by, one.at) for one in found.answered] == [(LENA, at)]
    assert "(Acme Robotics): <@U0LENA>" in words(blocks.message(found)[1])


def test_a_digest_that_is_being_sent_while_a_question_is_answered_is_waited_for(
    northwind: Database,
) -> None:
    def is_complete() -> bool:
        return northwind.read_sync(
            digest_answers.of_question, WORKSPACE, question_id, nine(4)
        ).is_complete

    def set_state(session: Session, state: Delivery) -> None:
        for row in session.scalars(select(Outgoing).filter_by(effect=reminders.DIGEST)):
            row.state = state

    question_id = asked(northwind)
    run(northwind, nine(4))
    assert is_complete()  # it is put together from what is the case when it is sent
    northwind.run_sync(set_state, Delivery.SENDING)
    assert not is_complete()
    northwind.run_sync(set_state, Delivery.SENT)
    assert is_complete()

"""What was asked and has no answer climbs the ladder, in the digest: one message, not piles."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import answering, digest, due, ledger, move_on, reminders, snooze
from playbook import settings as own_settings
from playbook.answering import Given
from playbook.move_on import Wish
from playbook.settings import Settings
from playbook.snooze import Until
from playbook.templates import Question, Stakeholders
from storage.choices import CheckInKind, Owner, Rung, Score, State, Tier
from storage.database import Database
from storage.tables import CheckIn, Outgoing, Person, Workspace
from tests.northwind import ADA, IDRIS, LENA, MONDAY, WORKSPACE, actor
from tests.rules.check_ins import DUE_AT, add_contacts, checked_in_on
from tests.rules.passing import nine, run

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

INCOMING = Question(CheckInKind.SENTIMENT, (Owner.INCOMING,), Stakeholders.KEY)


HOUR = timedelta(hours=1)


def put(database: Database, effect: str, person_id: str | None) -> list[datetime]:
    """Return when messages of this kind were put into the outbox for somebody."""
    query = select(Outgoing.created_at).where(
        Outgoing.effect == effect, Outgoing.person_id == person_id
    )
    return list(database.read_sync(lambda session: session.scalars(query).all()))


def begin(database: Database, **different: Any) -> int:
    """Ask a handoff of high touch for sentiment on Monday, 9 March; return the check-in's id."""

    def started(session: Session) -> int:
        (found,) = checked_in_on(session, 7, **{"tier": Tier.HIGH, **different})
        add_contacts(session, found.handoff_id, ["Dana Fox"])
        session.get_one(Workspace, WORKSPACE).leads_channel_id = "C0LEADS"
        return found.id

    database.run_sync(own_settings.save, actor(LENA), Settings(manager_id=ADA), MONDAY)
    return database.run_sync(started)


def answer(database: Database, check_in_id: int, now: datetime) -> None:
    """Let Lena say that Dana Fox is comfortable."""
    sheet = database.read_sync(answering.open_sheet, actor(LENA), check_in_id)
    given = [Given(Score.COMFORTABLE, contact_id=one.contact_id) for one in sheet.stakeholders]
    database.run_sync(answering.answer, actor(LENA), check_in_id, given, now, key="k", seen=0)


def test_it_is_asked_at_once_and_then_climbs_in_digests(northwind: Database) -> None:
    begin(northwind)
    run(northwind, nine(24))
    assert put(northwind, "check_in", LENA) == [DUE_AT]
    assert put(northwind, reminders.DIGEST, LENA) == [nine(day) for day in (10, 16, 23)]
    assert put(northwind, reminders.DIGEST, ADA) == [nine(13)]
    assert put(northwind, reminders.OVERDUE, None) == [nine(16)]


@pytest.mark.parametrize(("tier", "on"), [(Tier.HIGH, 11), (Tier.MID, 12)])
def test_the_lead_hears_where_the_incoming_csm_was_asked(
    northwind: Database, tier: Tier, on: int
) -> None:
    begin(northwind, question=INCOMING, tier=tier)
    run(northwind, nine(12))
    assert put(northwind, "check_in", IDRIS) == [nine(9, "Europe/London")]
    assert put(northwind, reminders.DIGEST, IDRIS) == [nine(10, "Europe/London")]
    assert put(northwind, reminders.DIGEST, LENA) == [nine(on)]


def test_low_touch_climbs_no_higher_than_the_lead(northwind: Database) -> None:
    begin(northwind, tier=Tier.LOW)
    run(northwind, nine(24))
    assert put(northwind, reminders.DIGEST, ADA) == put(northwind, reminders.OVERDUE, None) == []


def test_an_answer_stops_every_step(northwind: Database) -> None:
    which = begin(northwind)
    run(northwind, nine(10))
    answer(northwind, which, nine(10))
    assert northwind.read_sync(digest.read, WORKSPACE, LENA, nine(10)).lines == ()
    run(northwind, nine(31), since=nine(10))
    assert len(put(northwind, reminders.DIGEST, LENA)) == 1
    assert put(northwind, reminders.DIGEST, ADA) == put(northwind, reminders.OVERDUE, None) == []


def test_each_step_stands_in_the_ledger_with_its_rung(northwind: Database) -> None:
    begin(northwind)
    run(northwind, nine(16))
    found = northwind.read_sync(ledger.read, actor(LENA)).entries
    said = [(entry.effect, entry.person_id, entry.rung) for entry in reversed(found)]
    assert said == [
        ("check_in", LENA, None),
        ("digest", LENA, Rung.LATE),
        ("digest", ADA, Rung.ONE_UP),
        ("digest", LENA, Rung.AGAIN),
        ("overdue", None, Rung.CHANNEL),
    ]


def test_a_snooze_keeps_it_from_who_was_asked_and_from_nobody_else(northwind: Database) -> None:
    which = begin(northwind)
    run(northwind, nine(10))
    (line,) = northwind.read_sync(digest.read, WORKSPACE, LENA, nine(10)).asked
    ids = line.plan.handoff_id, line.task.id
    northwind.run_sync(snooze.put_off, actor(LENA), *ids, Until.NEXT_WEEK, nine(10))
    found = northwind.read_sync(digest.read, WORKSPACE, LENA, nine(10))
    assert (found.asked, found.check_ins) == ((), ())
    run(northwind, nine(13), since=nine(10))
    assert put(northwind, reminders.DIGEST, ADA) == [nine(13)]
    assert line.asked
    assert line.asked.check_in_id == which


def test_asked_late_after_an_outage_it_climbs_from_the_day_on_which_it_was_asked(
    northwind: Database,
) -> None:
    begin(northwind)
    back = nine(23) + timedelta(hours=1)
    run(northwind, nine(26), since=back)
    assert put(northwind, "check_in", LENA) == [back]
    assert put(northwind, reminders.DIGEST, LENA) == [nine(24)]
    assert put(northwind, reminders.DIGEST, ADA) == []


def test_what_is_on_hold_climbs_from_the_day_on_which_it_goes_on(northwind: Database) -> None:
    which = begin(northwind)
    run(northwind, nine(9))
    handoff_id = _handoff_of(northwind, which)
    northwind.run_sync(_move, handoff_id, "hold", nine(9) + HOUR)
    run(northwind, nine(18), since=nine(9))
    assert put(northwind, reminders.DIGEST, LENA) == []
    northwind.run_sync(_move, handoff_id, "resume", nine(18) - HOUR)
    run(northwind, nine(20), since=nine(18) - HOUR)
    assert put(northwind, reminders.DIGEST, LENA) == [nine(19)]
    assert put(northwind, "check_in", LENA) == [DUE_AT]


def test_each_who_has_not_written_their_part_of_a_debrief_is_reminded_and_nobody_else(
    northwind: Database,
) -> None:
    question = Question(CheckInKind.DEBRIEF, (Owner.LEAD, Owner.INCOMING))
    northwind.run_sync(_debriefed, question)
    run(northwind, nine(10, "Europe/London"))
    assert put(northwind, reminders.DIGEST, LENA) == []
    assert put(northwind, reminders.DIGEST, IDRIS) == [nine(10, "Europe/London")]


def test_what_somebody_was_asked_who_is_gone_is_for_the_lead(northwind: Database) -> None:
    begin(northwind, question=INCOMING)
    run(northwind, nine(9, "Europe/London"))
    northwind.run_sync(_deactivate, IDRIS)
    northwind.run_sync(due.reckon_again, WORKSPACE)
    run(northwind, nine(10, "Europe/London"), since=nine(10) - HOUR)
    assert put(northwind, reminders.DIGEST, IDRIS) == []
    (line,) = northwind.read_sync(digest.read, WORKSPACE, LENA, nine(10)).asked
    assert line.asked
    assert line.asked.person_id == IDRIS


def _deactivate(session: Session, person_id: str) -> None:
    session.get_one(Person, (WORKSPACE, person_id)).deactivated_at = MONDAY


def _debriefed(session: Session, question: Question) -> None:
    found = checked_in_on(session, 7, question=question, state=State.BAU)
    for one in found:
        if one.person_id == LENA:
            session.delete(one)


def _move(session: Session, handoff_id: int, name: str, now: datetime) -> None:
    move_on.make(session, actor(LENA), handoff_id, Wish(name, "Frozen for a quarter"), now)


def _handoff_of(database: Database, check_in_id: int) -> int:
    return database.read_sync(lambda session: session.get_one(CheckIn, check_in_id).handoff_id)

"""One digest a person and working day, at their nine o'clock, and none when nothing is due."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blocks import digest as blocks
from playbook import checklist, digest, due, last_call, ledger, quiet, reminders, snooze
from playbook import settings as own_settings
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.hours import zone_of
from playbook.people import find
from playbook.settings import Settings
from playbook.snooze import Until
from storage.choices import Anchor, ConcernState, Mode, Owner, Rung, State, Tier
from storage.database import Database
from storage.tables import Concern, Handoff, Outgoing, Person, Reminded, Task, Workspace
from tests.northwind import ADA, IDRIS, LENA, MARIA, MONDAY, WORKSPACE, actor
from tests.rules.handoffs import Planned, start
from tests.rules.passing import nine

DUMP = Planned("dump", Owner.OUTGOING, 9)
"""Due on Wednesday, 11 March."""
AFTER_DUMP = Planned("accepted", Owner.INCOMING, 9, needs=("dump",))


def run(database: Database, until: datetime, since: datetime = MONDAY) -> None:
    """Let the worker pass over what is due, each time something is, until then."""
    now = since
    while now <= until:
        database.run_sync(reminders.reckon, now)
        database.run_sync(reminders.fall_due, now)
        next_due = database.read_sync(reminders.next_due)
        if next_due is None:
            return
        now = max(next_due, now + timedelta(seconds=1))


def put(database: Database, person_id: str = MARIA) -> list[datetime]:
    """Return when digests were put into the outbox for somebody."""
    query = (
        select(Outgoing.created_at)
        .where(Outgoing.effect == reminders.DIGEST, Outgoing.person_id == person_id)
        .order_by(Outgoing.id)
    )
    return list(database.read_sync(lambda session: session.scalars(query).all()))


def begin(database: Database, *tasks: Planned, **different: Any) -> Handoff:
    """Start a handoff with these tasks."""
    facts: dict[str, Any] = {"tier": Tier.HIGH, **different}
    return database.run_sync(lambda session: start(session, tasks, **facts))


def task_id(database: Database, key: str = "dump") -> int:
    """Return the id of a task."""
    found = database.read_sync(lambda session: session.scalar(select(Task.id).filter_by(key=key)))
    assert found
    return found


def test_a_task_climbs_to_its_owner_the_lead_one_up_and_the_leads_channel(
    northwind: Database,
) -> None:
    _above(northwind, ADA)
    begin(northwind, DUMP)
    run(northwind, nine(18))
    assert put(northwind) == [nine(day) for day in (9, 11, 12, 18)]
    assert put(northwind, LENA) == [nine(day, "Europe/Berlin") for day in (13, 18)]
    assert put(northwind, ADA) == [nine(17, "Europe/Paris")]
    assert _effects(northwind, reminders.OVERDUE) == 1


def test_on_the_day_of_its_opening_nobody_gets_a_digest(northwind: Database) -> None:
    begin(northwind, Planned("dump", Owner.OUTGOING, 0))
    run(northwind, nine(2) + timedelta(hours=10))
    assert put(northwind) == []
    run(northwind, nine(3), since=nine(2))
    assert put(northwind) == [nine(3)]


def test_what_is_due_in_two_handoffs_comes_in_one_message(northwind: Database) -> None:
    begin(northwind, DUMP)
    begin(northwind, DUMP, account="Brightside", observed=False)
    run(northwind, nine(9))
    assert put(northwind) == [nine(9)]
    found = northwind.read_sync(digest.read, WORKSPACE, MARIA, nine(9))
    assert [line.plan.account for line in found.soon] == ["Acme Robotics", "Brightside"]


def test_a_task_that_waits_for_another_is_nobodys_until_it_can_be_done(
    northwind: Database,
) -> None:
    handoff = begin(northwind, DUMP, AFTER_DUMP)
    run(northwind, nine(13))
    assert put(northwind, IDRIS) == []
    northwind.run_sync(checklist.tick, actor(MARIA), handoff.id, task_id(northwind), nine(13))
    run(northwind, nine(17), since=nine(13))
    london = [nine(day, "Europe/London") for day in (13, 16)]
    assert put(northwind, IDRIS) == london


def test_a_task_that_is_done_is_not_spoken_of_any_more(northwind: Database) -> None:
    handoff = begin(northwind, DUMP)
    run(northwind, nine(9))
    northwind.run_sync(checklist.tick, actor(MARIA), handoff.id, task_id(northwind), nine(9))
    assert _composed(northwind, nine(9)) is None
    run(northwind, nine(30), since=nine(9))
    assert put(northwind) == [nine(9)]


def test_a_word_that_was_given_comes_on_its_day_and_until_it_is_kept(northwind: Database) -> None:
    begun = begin(northwind, state=State.SETTLING)
    northwind.run_sync(_promise, begun.id, IDRIS, date(2026, 3, 7))
    run(northwind, nine(20))
    assert put(northwind, IDRIS) == [nine(9, "Europe/London")]  # the seventh is a Saturday
    found = northwind.read_sync(digest.read, WORKSPACE, IDRIS, nine(9))
    assert [(one.account, one.due_on) for one in found.promises] == [
        ("Acme Robotics", date(2026, 3, 7))
    ]
    assert "The word you gave is due:" in str(blocks.message(found))
    northwind.run_sync(_keep)
    assert northwind.read_sync(digest.read, WORKSPACE, IDRIS, nine(10)).promises == ()


def test_a_word_that_was_kept_before_its_day_is_not_spoken_of(northwind: Database) -> None:
    begun = begin(northwind, state=State.SETTLING)
    northwind.run_sync(_promise, begun.id, IDRIS, date(2026, 3, 12))
    run(northwind, nine(4))
    northwind.run_sync(_keep)
    run(northwind, nine(20), nine(4))
    assert put(northwind, IDRIS) == []


def test_while_a_handoff_is_on_hold_nothing_falls_due(northwind: Database) -> None:
    handoff = begin(northwind, DUMP)
    northwind.run_sync(_hold, handoff.id)
    run(northwind, nine(30))
    assert put(northwind) == []
    assert northwind.read_sync(reminders.next_due) is None


def test_an_outage_is_made_up_for_once_in_one_message(northwind: Database) -> None:
    begin(northwind, DUMP)
    northwind.run_sync(reminders.reckon, MONDAY)
    late = nine(17) + timedelta(hours=2)
    run(northwind, late, since=late)
    assert put(northwind) == [late]


def test_after_an_outage_that_ends_at_night_the_digest_waits_for_the_morning(
    northwind: Database,
) -> None:
    begin(northwind, DUMP)
    northwind.run_sync(reminders.reckon, MONDAY)
    night = datetime(2026, 3, 13, 22, tzinfo=UTC)
    run(northwind, nine(16), since=night)
    assert put(northwind) == [nine(16)]


def test_a_digest_of_yesterday_gives_way_to_that_of_today(northwind: Database) -> None:
    begin(northwind, DUMP)
    run(northwind, nine(12))
    yesterday, today = _composed_all(northwind, nine(12))[1:3]
    assert yesterday is None
    assert today


def test_a_snooze_until_tomorrow_brings_it_back_tomorrow(northwind: Database) -> None:
    handoff = begin(northwind, DUMP)
    run(northwind, nine(9))
    done = northwind.run_sync(
        snooze.put_off, actor(MARIA), handoff.id, task_id(northwind), Until.TOMORROW, nine(9)
    )
    assert done.until_on == date(2026, 3, 10)
    assert northwind.read_sync(digest.read, WORKSPACE, MARIA, nine(9)).lines == ()
    run(northwind, nine(10), since=nine(9))
    assert put(northwind) == [nine(9), nine(10)]


def test_a_snooze_holds_back_ones_own_reminders_and_not_the_leads(northwind: Database) -> None:
    handoff = begin(northwind, DUMP)
    run(northwind, nine(9))
    northwind.run_sync(
        snooze.put_off, actor(MARIA), handoff.id, task_id(northwind), date(2026, 3, 16), nine(9)
    )
    run(northwind, nine(16), since=nine(9))
    assert put(northwind) == [nine(9), nine(16)]
    assert put(northwind, LENA) == [nine(13, "Europe/Berlin")]


@pytest.mark.parametrize("until", [date(2026, 3, 9), date(2026, 3, 1), date(2026, 9, 1), None])
def test_a_snooze_ends_on_a_day_that_is_to_come_and_not_too_far(
    northwind: Database, until: date | None
) -> None:
    handoff = begin(northwind, DUMP)
    with pytest.raises(FieldErrors):
        northwind.run_sync(
            snooze.put_off, actor(MARIA), handoff.id, task_id(northwind), until, nine(9)
        )


def test_what_is_not_mine_goes_to_the_lead_who_leaves_it_or_gives_it_on(
    northwind: Database,
) -> None:
    handoff = begin(northwind, DUMP)
    run(northwind, nine(9))
    task = task_id(northwind)
    at_ten = nine(9) + timedelta(hours=1)
    northwind.run_sync(snooze.hand_back, actor(MARIA), handoff.id, task, at_ten)
    run(northwind, nine(11), since=at_ten)
    assert put(northwind) == [nine(9)]
    assert put(northwind, LENA) == [nine(10, "Europe/Berlin")]
    (line,) = northwind.read_sync(digest.read, WORKSPACE, LENA, nine(10)).handed_back
    assert line.handed_back == (MARIA, at_ten)
    northwind.run_sync(snooze.leave_with, actor(LENA), handoff.id, task, nine(11))
    run(northwind, nine(12), since=nine(11))
    assert put(northwind)[-1] == nine(12)


def test_a_task_that_was_given_to_somebody_else_is_not_refused_any_more(
    northwind: Database,
) -> None:
    handoff = begin(northwind, DUMP)
    task = task_id(northwind)
    northwind.run_sync(snooze.hand_back, actor(MARIA), handoff.id, task, nine(9))
    northwind.run_sync(_give, handoff.id, task, IDRIS)
    run(northwind, nine(11, "Europe/London"), since=nine(10))
    assert put(northwind, IDRIS) == [nine(day, "Europe/London") for day in (10, 11)]
    northwind.run_sync(_give, handoff.id, task, MARIA)
    northwind.run_sync(reminders.reckon, nine(11, "Europe/London"))
    run(northwind, nine(13), since=nine(12))
    assert nine(12) in put(northwind)


def test_nobody_hands_back_or_puts_off_what_is_not_theirs(northwind: Database) -> None:
    handoff = begin(northwind, DUMP)
    task = task_id(northwind)
    with pytest.raises(NotThere):
        northwind.run_sync(snooze.hand_back, actor(IDRIS), handoff.id, task, nine(9))
    with pytest.raises(NotThere):
        northwind.run_sync(snooze.put_off, actor(ADA), handoff.id, task, Until.TOMORROW, nine(9))
    with pytest.raises(NotAllowed):
        northwind.run_sync(snooze.skip, actor(MARIA), handoff.id, task, MARIA, nine(9))


def test_a_lead_does_not_hand_their_own_task_back_to_themselves(northwind: Database) -> None:
    handoff = begin(northwind, Planned("plan", Owner.LEAD, 9))
    with pytest.raises(NotNow):
        northwind.run_sync(
            snooze.hand_back, actor(LENA), handoff.id, task_id(northwind, "plan"), nine(9)
        )


def test_a_lead_skips_what_comes_next_and_what_comes_after_it_still_comes(
    northwind: Database,
) -> None:
    handoff = begin(northwind, DUMP)
    northwind.run_sync(reminders.reckon, MONDAY)
    task = task_id(northwind)
    northwind.run_sync(snooze.skip, actor(LENA), handoff.id, task, MARIA, MONDAY)
    run(northwind, nine(12))
    assert put(northwind) == [nine(11), nine(12)]


def test_a_lead_moves_what_comes_next(northwind: Database) -> None:
    handoff = begin(northwind, DUMP)
    task = task_id(northwind)
    on = date(2026, 3, 10)
    northwind.run_sync(snooze.move, actor(LENA), handoff.id, task, MARIA, on, MONDAY)
    run(northwind, nine(11))
    assert put(northwind) == [nine(10), nine(11)]


def test_a_lead_sends_now_and_a_replay_sends_nothing_more(northwind: Database) -> None:
    handoff = begin(northwind, DUMP)
    task = task_id(northwind)
    for _time in range(2):
        northwind.run_sync(snooze.send_now, actor(LENA), handoff.id, task, MARIA, MONDAY, "trigger")
    assert _effects(northwind, snooze.NUDGE) == 1
    (entry,) = northwind.read_sync(ledger.read, actor(LENA)).entries
    assert (entry.title, entry.rung, entry.person_id) == ("Dump", Rung.ASKED_NOW, MARIA)


def test_on_quiet_days_there_is_no_digest_and_what_was_due_comes_after_them(
    northwind: Database,
) -> None:
    begin(northwind, DUMP)
    first, last = date(2026, 3, 9), date(2026, 3, 13)
    northwind.run_sync(quiet.set_days, actor(LENA), [MARIA], first, last, MONDAY)
    run(northwind, nine(17))
    assert put(northwind) == [nine(5), nine(16), nine(17)]
    (found,) = northwind.read_sync(quiet.read, actor(LENA), MONDAY)
    northwind.run_sync(quiet.end, actor(LENA), found.id, MONDAY)
    assert northwind.read_sync(quiet.read, actor(LENA), MONDAY) == ()


def test_quiet_days_are_set_by_leads_for_their_own_people(northwind: Database) -> None:
    on = date(2026, 3, 9)
    with pytest.raises(NotAllowed):
        northwind.run_sync(quiet.set_days, actor(MARIA), [MARIA], on, on, MONDAY)
    with pytest.raises(FieldErrors) as refused:
        northwind.run_sync(quiet.set_days, actor(LENA), [ADA], on, on, MONDAY)
    assert set(refused.value.fields) == {"people"}
    with pytest.raises(FieldErrors):
        northwind.run_sync(quiet.set_days, actor(LENA), [LENA], on, on - timedelta(days=1), MONDAY)


def test_what_somebody_who_was_deactivated_had_to_do_is_told_to_their_lead(
    northwind: Database,
) -> None:
    begin(northwind, DUMP)
    northwind.run_sync(_deactivate, MARIA)
    run(northwind, nine(11))
    assert put(northwind) == []
    assert put(northwind, LENA) == [nine(day, "Europe/Berlin") for day in (9, 11)]


def test_a_digest_moves_with_who_moves_to_another_zone(northwind: Database) -> None:
    begin(northwind, DUMP)
    northwind.run_sync(reminders.reckon, MONDAY)
    northwind.run_sync(_move_to, MARIA, "America/New_York")
    run(northwind, nine(12, "America/New_York"))
    assert put(northwind) == [nine(day, "America/New_York") for day in (9, 11, 12)]


def test_a_new_manager_hears_what_climbs_one_up(northwind: Database) -> None:
    begin(northwind, DUMP)
    run(northwind, nine(16))
    northwind.run_sync(own_settings.save, actor(LENA), Settings(manager_id=ADA), nine(16))
    run(northwind, nine(17), since=nine(16))
    assert put(northwind, ADA) == [nine(17, "Europe/Paris")]


def test_the_leads_channel_hears_only_where_there_is_one(northwind: Database) -> None:
    begin(northwind, DUMP)
    run(northwind, nine(18))
    assert _effects(northwind, reminders.OVERDUE) == 0


def test_the_ledger_says_what_was_sent_and_what_came_of_it(northwind: Database) -> None:
    handoff = begin(northwind, DUMP)
    run(northwind, nine(9))
    task = task_id(northwind)
    northwind.run_sync(checklist.tick, actor(MARIA), handoff.id, task, nine(9))
    (entry,) = northwind.read_sync(ledger.read, actor(LENA)).entries
    assert (entry.effect, entry.rung, entry.answered_at) == ("digest", Rung.SOON, nine(9))
    with pytest.raises(NotAllowed):
        northwind.read_sync(ledger.read, actor(MARIA))


def test_three_days_before_the_last_contact_the_lead_hears_once_what_is_missing(
    northwind: Database,
) -> None:
    begin(
        northwind,
        Planned("dump", Owner.OUTGOING, 20),
        mode=Mode.HARD,
        anchor=Anchor.LAST_CONTACT,
        anchor_on=date(2026, 3, 12),
    )
    run(northwind, nine(8, "Europe/Berlin"))
    assert _effects(northwind, last_call.LAST_CALL) == 0
    run(northwind, nine(12), since=nine(9, "Europe/Berlin"))
    assert _effects(northwind, last_call.LAST_CALL) == 1
    (found,) = _last_calls(northwind, nine(9))
    assert found
    assert found.titles == ("Dump",)


def test_nothing_is_said_before_the_last_contact_when_all_is_ready(northwind: Database) -> None:
    handoff = begin(
        northwind,
        Planned("dump", Owner.OUTGOING, 1),
        mode=Mode.HARD,
        anchor=Anchor.LAST_CONTACT,
        anchor_on=date(2026, 3, 12),
    )
    northwind.run_sync(checklist.tick, actor(MARIA), handoff.id, task_id(northwind), MONDAY)
    run(northwind, nine(11))
    assert _effects(northwind, last_call.LAST_CALL) == 0


ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "America/St_Johns",
)


# Zones are reckoned here, not by the database, so that one of them is enough.
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(["DE", "US", "IN", "NZ", None]),
    in_days=st.lists(st.integers(1, 45), min_size=1, max_size=3),
    passes=st.lists(st.floats(0.1, 60), max_size=20),
)
def test_over_zones_and_clock_changes_a_digest_comes_once_a_day_in_the_morning_of_a_working_day(
    northwind: Database,
    zone: str,
    country: str | None,
    in_days: Sequence[int],
    passes: Sequence[float],
) -> None:
    northwind.run_sync(_clean)
    northwind.run_sync(_move_to, MARIA, zone)
    northwind.run_sync(own_settings.save, actor(MARIA), Settings(country=country), MONDAY)
    tasks = [Planned(f"task_{n}", Owner.OUTGOING, days) for n, days in enumerate(in_days)]
    begin(northwind, *tasks, account=f"Acme {zone} {country} {in_days} {passes}")
    now = MONDAY
    for hours in [*passes, 24.0 * 60]:
        northwind.run_sync(reminders.fall_due, now)  # the worker may pass at any moment besides
        run(northwind, min(now + timedelta(hours=hours), MONDAY + timedelta(days=60)), since=now)
        now += timedelta(hours=hours)
    sent = [moment.astimezone(zone_of(zone)) for moment in put(northwind)]
    hours_ = northwind.read_sync(reminders.rhythms, WORKSPACE, [MARIA], MONDAY)[MARIA]
    assert sent
    assert len({at.date() for at in sent}) == len(sent)
    assert all(hours_.days.is_one(at.date()) for at in sent)
    assert {at.time() for at in sent} <= {time(9)}


def _above(database: Database, manager_id: str) -> None:
    database.run_sync(own_settings.save, actor(LENA), Settings(manager_id=manager_id), MONDAY)

    def name_channel(session: Session) -> None:
        session.get_one(Workspace, WORKSPACE).leads_channel_id = "C0LEADS"

    database.run_sync(name_channel)


def _promise(session: Session, handoff_id: int, owner_id: str, due_on: date) -> None:
    """Agree on the plan of a concern."""
    session.add(
        Concern(
            workspace_id=WORKSPACE, handoff_id=handoff_id, state=ConcernState.AGREED,
            owner_id=owner_id, due_on=due_on, opened_at=MONDAY,
        )
    )  # fmt: skip


def _keep(session: Session) -> None:
    """Keep the word, as the last step of the concern does."""
    session.scalars(select(Concern)).one().state = ConcernState.KEPT
    session.scalars(select(Handoff)).one().version += 1


def _hold(session: Session, handoff_id: int) -> None:
    handoff = session.get_one(Handoff, handoff_id)
    handoff.state, handoff.held_from = State.ON_HOLD, State.PREPARING
    handoff.version += 1


def _give(session: Session, handoff_id: int, task: int, person_id: str) -> None:
    session.get_one(Task, task).owner_id = person_id
    session.get_one(Handoff, handoff_id).version += 1


def _deactivate(session: Session, person_id: str) -> None:
    person = find(session, WORKSPACE, person_id)
    assert person
    person.deactivated_at = MONDAY


def _move_to(session: Session, person_id: str, zone: str) -> None:
    session.get_one(Person, (WORKSPACE, person_id)).zone = zone
    due.move(session, WORKSPACE, [person_id])


def _clean(session: Session) -> None:
    session.execute(delete(Reminded))
    session.execute(delete(Outgoing))
    for handoff in session.scalars(select(Handoff)):
        handoff.state = State.CANCELLED
        handoff.version += 1


def _effects(database: Database, effect: str) -> int:
    query = select(Outgoing.id).where(Outgoing.effect == effect)
    return len(database.read_sync(lambda session: session.scalars(query).all()))


def _composed(database: Database, now: datetime) -> object:
    return _composed_all(database, now)[-1]


def _composed_all(database: Database, now: datetime) -> list[object]:
    def compose(session: Session) -> list[object]:
        rows = session.scalars(select(Outgoing).filter_by(effect=reminders.DIGEST, person_id=MARIA))
        return [digest.for_row(session, row, now) for row in rows.all()]

    return database.read_sync(compose)


def _last_calls(database: Database, now: datetime) -> list[last_call.LastCall | None]:
    def compose(session: Session) -> list[last_call.LastCall | None]:
        rows = session.scalars(select(Outgoing).filter_by(effect=last_call.LAST_CALL)).all()
        return [last_call.read(session, row, now) for row in rows]

    return database.read_sync(compose)

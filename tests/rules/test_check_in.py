"""Check-ins are planned, and asked once, at the right moment."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.orm import Session

from playbook import check_in, due, people
from playbook.people import Profile
from playbook.templates import Question, Stakeholders
from storage.choices import CheckInKind, CheckInState, Owner, State
from storage.database import Database
from storage.tables import AuditEntry, CheckIn, Handoff, Outgoing, Person, PersonSettings, Task
from tests.northwind import IDRIS, LENA, MONDAY, TOM, WORKSPACE
from tests.rules.check_ins import DUE_AT, DUE_ON, checked_in_on, plan

LEAD_AND_INCOMING = Question(CheckInKind.SENTIMENT, (Owner.LEAD, Owner.INCOMING), Stakeholders.KEY)


@pytest.fixture
def planned(northwind: Database) -> int:
    """A check-in that Lena hears of on Monday, 9 March, at nine in Berlin; its id."""
    return northwind.run_sync(lambda session: checked_in_on(session, 7)[0].id)


def test_a_check_in_is_planned_for_nine_in_the_zone_of_who_is_asked(
    northwind: Database, planned: int
) -> None:
    found = _check_in(northwind, planned)
    assert (found.person_id, found.due_on, found.due_at) == (LENA, DUE_ON, DUE_AT)
    assert northwind.read_sync(check_in.next_due) == DUE_AT


def test_a_check_in_goes_to_everybody_whom_the_template_names(northwind: Database) -> None:
    found = northwind.run_sync(checked_in_on, 7, question=LEAD_AND_INCOMING)
    in_london = datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert {one.person_id: one.due_at for one in found} == {LENA: DUE_AT, IDRIS: in_london}


def test_who_is_both_lead_and_incoming_is_asked_once(northwind: Database) -> None:
    found = northwind.run_sync(checked_in_on, 7, question=LEAD_AND_INCOMING, incoming_id=LENA)
    assert [one.person_id for one in found] == [LENA]


def test_tasks_without_a_question_get_no_check_in(northwind: Database) -> None:
    def plan_nothing(session: Session) -> int:
        handoff_id = checked_in_on(session, 7)[0].handoff_id
        return check_in.plan(session, session.get_one(Handoff, handoff_id), [])

    assert northwind.run_sync(plan_nothing) == 0


def test_a_task_that_moves_takes_its_planned_check_in_along(
    northwind: Database, planned: int
) -> None:
    _move_task(northwind, date(2026, 3, 12))
    assert northwind.run_sync(_plan_again) == []
    assert _check_in(northwind, planned).due_at == DUE_AT + timedelta(days=3)


def test_a_check_in_that_was_asked_stays_when_its_task_moves(
    northwind: Database, planned: int
) -> None:
    _ask(northwind, DUE_AT)
    asked_again_at = _check_in(northwind, planned).due_at
    _move_task(northwind, date(2026, 3, 20))
    northwind.run_sync(_plan_again)
    assert _check_in(northwind, planned).due_at == asked_again_at


def test_nothing_is_asked_before_its_moment(northwind: Database, planned: int) -> None:
    assert _ask(northwind, DUE_AT - timedelta(seconds=1)) == 0
    assert _asks(northwind) == []


def test_what_falls_due_is_asked_once(northwind: Database, planned: int) -> None:
    assert (_ask(northwind, DUE_AT), _ask(northwind, DUE_AT)) == (1, 0)
    assert [(row.person_id, row.check_in_id) for row in _asks(northwind)] == [(LENA, planned)]
    found = _check_in(northwind, planned)
    assert (found.state, found.asked_at, found.times_asked) == (CheckInState.ASKED, DUE_AT, 1)


def test_an_unanswered_check_in_is_asked_by_one_message_and_no_more(
    northwind: Database, planned: int
) -> None:
    for day in range(21):
        _ask(northwind, DUE_AT + timedelta(days=day))
    assert [row.created_at for row in _asks(northwind)] == [DUE_AT]
    assert _check_in(northwind, planned).asked_at == DUE_AT


def test_a_week_without_an_answer_raises_the_flag(northwind: Database, planned: int) -> None:
    for day in range(7):
        _ask(northwind, DUE_AT + timedelta(days=day))
    assert _handoff(northwind).attention_since is None
    a_week_later = DUE_AT + timedelta(days=7)
    _ask(northwind, a_week_later)
    handoff = _handoff(northwind)
    assert (handoff.attention_since, handoff.attention_why) == (a_week_later, "unanswered")
    assert _trail(northwind) == ["attention_raised"]


def test_who_is_not_at_work_is_asked_when_they_are(northwind: Database, planned: int) -> None:
    saturday_night = datetime(2026, 3, 14, 22, tzinfo=UTC)
    assert _ask(northwind, saturday_night) == 1
    assert _asks(northwind) == []
    assert _check_in(northwind, planned).due_at == datetime(2026, 3, 16, 8, tzinfo=UTC)


def test_after_an_outage_of_weeks_a_check_in_is_asked_once_and_not_once_a_day(
    northwind: Database, planned: int
) -> None:
    back = DUE_AT + timedelta(days=21)
    while _ask(northwind, back):
        pass
    assert len(_asks(northwind)) == 1


@pytest.mark.parametrize("state", [State.CANCELLED, State.CLOSED])
def test_a_handoff_that_is_over_asks_nothing(
    northwind: Database, planned: int, state: State
) -> None:
    _change(northwind, state=state)
    _ask(northwind, DUE_AT)
    assert _asks(northwind) == []
    assert _check_in(northwind, planned).state is CheckInState.CANCELLED
    assert northwind.read_sync(check_in.next_due) is None


def test_a_handoff_on_hold_asks_when_it_goes_on(northwind: Database, planned: int) -> None:
    _change(northwind, state=State.ON_HOLD)
    _ask(northwind, DUE_AT)
    assert _asks(northwind) == []
    _change(northwind, state=State.SETTLING)
    _ask(northwind, DUE_AT + timedelta(days=1))
    assert len(_asks(northwind)) == 1


def test_a_task_that_was_skipped_asks_nothing(northwind: Database, planned: int) -> None:
    def skip(session: Session) -> None:
        session.scalars(select(Task)).one().skipped_at = MONDAY

    northwind.run_sync(skip)
    _ask(northwind, DUE_AT)
    assert _asks(northwind) == []


def test_a_new_lead_is_asked_instead_of_the_old_one_and_afresh(
    northwind: Database, planned: int
) -> None:
    _ask(northwind, DUE_AT)
    _change(northwind, lead_id=TOM)
    northwind.run_sync(_hand_over)
    _ask(northwind, DUE_AT + timedelta(days=1))
    assert [row.person_id for row in _asks(northwind)] == [LENA, TOM]
    found = _check_in(northwind, planned)
    assert (found.person_id, found.times_asked) == (TOM, 1)


def test_a_new_lead_who_is_asked_already_is_not_asked_twice(northwind: Database) -> None:
    northwind.run_sync(checked_in_on, 7, question=LEAD_AND_INCOMING)
    _change(northwind, lead_id=IDRIS)
    _ask(northwind, datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert [row.person_id for row in _asks(northwind)] == [IDRIS]


def test_no_more_are_taken_at_a_time_than_allowed(northwind: Database) -> None:
    northwind.run_sync(lambda session: len(checked_in_on(session, 4, 5, 6, 7)))
    taken = [northwind.run_sync(check_in.fall_due, DUE_AT, 3) for _round in range(3)]
    assert taken == [3, 1, 0]


def test_two_workers_share_what_is_due_and_ask_each_once(northwind: Database) -> None:
    if northwind.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    for number in range(4):
        northwind.run_sync(
            lambda session, n: len(checked_in_on(session, 7, account=f"A{n}")), number
        )
    with _transaction(northwind.engine) as first, _transaction(northwind.engine) as second:
        assert check_in.fall_due(first, DUE_AT, 2) == 2
        assert check_in.fall_due(second, DUE_AT, 10) == 2
    assert len({row.check_in_id for row in _asks(northwind)}) == len(_asks(northwind)) == 4


def test_a_handoff_that_somebody_is_changing_is_asked_about_later(
    northwind: Database, planned: int
) -> None:
    if northwind.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    with _transaction(northwind.engine) as other:
        other.scalars(select(Handoff).with_for_update()).one()
        assert _ask(northwind, DUE_AT) == 0
    assert _ask(northwind, DUE_AT) == 1


def test_the_scan_for_what_is_due_goes_through_the_partial_index(northwind: Database) -> None:
    with northwind.engine.connect() as connection:
        if northwind.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off")
        with _statements(connection) as sent:
            check_in.fall_due(Session(connection), DUE_AT)
            check_in.next_due(Session(connection))
        scans = [statement for statement in sent if "FROM check_in" in statement[0]]
        plans = [_plan_of(connection, *scan) for scan in scans]
    assert len(plans) == 2
    assert all("ix_check_in_due" in found for found in plans), plans


def test_somebody_who_moves_to_another_zone_is_asked_at_nine_there(
    northwind: Database, planned: int
) -> None:
    _move_to(northwind, LENA, "America/New_York")
    found = _check_in(northwind, planned)
    assert (found.zone, found.due_at) == (
        "America/New_York",
        datetime(2026, 3, 9, 13, tzinfo=UTC),
    )


def test_a_check_in_asked_already_is_looked_at_again_at_nine_in_the_new_zone(
    northwind: Database, planned: int
) -> None:
    _ask(northwind, DUE_AT)
    _move_to(northwind, LENA, "Asia/Tokyo")
    assert _check_in(northwind, planned).due_at == datetime(2026, 3, 16, tzinfo=UTC)


def test_nobody_else_s_check_ins_move(northwind: Database, planned: int) -> None:
    _move_to(northwind, TOM, "Asia/Tokyo")
    assert _check_in(northwind, planned).due_at == DUE_AT


def test_other_hours_move_what_is_planned_when_it_is_reckoned_again(
    northwind: Database, planned: int
) -> None:
    def start_at_ten(session: Session) -> None:
        session.add(
            PersonSettings(
                workspace_id=WORKSPACE, person_id=LENA, work_start=time(10), updated_at=MONDAY
            )
        )
        due.move(session, WORKSPACE)

    northwind.run_sync(start_at_ten)
    assert _check_in(northwind, planned).due_at == DUE_AT + timedelta(hours=1)


def _hand_over(session: Session) -> int:
    return check_in.hand_over(session, session.scalars(select(Handoff)).one())


def _ask(database: Database, now: datetime) -> int:
    return database.run_sync(check_in.fall_due, now)


def _check_in(database: Database, check_in_id: int) -> CheckIn:
    return database.read_sync(lambda session: session.get_one(CheckIn, check_in_id))


def _handoff(database: Database) -> Handoff:
    return database.read_sync(lambda session: session.scalars(select(Handoff)).one())


def _asks(database: Database) -> list[Outgoing]:
    query = select(Outgoing).where(Outgoing.effect == "check_in").order_by(Outgoing.id)
    return database.read_sync(lambda session: list(session.scalars(query)))


def _trail(database: Database) -> list[str]:
    query = select(AuditEntry.what).order_by(AuditEntry.id)
    return database.read_sync(lambda session: list(session.scalars(query)))


def _change(database: Database, **different: Any) -> None:
    def change(session: Session) -> None:
        handoff = session.scalars(select(Handoff)).one()
        for name, value in different.items():
            setattr(handoff, name, value)

    database.run_sync(change)


def _move_task(database: Database, on: date) -> None:
    def move(session: Session) -> None:
        session.scalars(select(Task)).one().due_on = on

    database.run_sync(move)


def _plan_again(session: Session) -> list[CheckIn]:
    return plan(session, session.scalars(select(Handoff)).one())


def _move_to(database: Database, person_id: str, zone: str) -> None:
    def move(session: Session) -> None:
        name = session.get_one(Person, (WORKSPACE, person_id)).name
        here = Profile(person_id, name, zone, "", *(False,) * 5)
        people.meet(session, WORKSPACE, [here], MONDAY)

    database.run_sync(move)


@contextmanager
def _transaction(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session, session.begin():
        yield session


@contextmanager
def _statements(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    sent: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    with ExitStack() as ending:
        event.listen(connection, "before_cursor_execute", note)
        ending.callback(event.remove, connection, "before_cursor_execute", note)
        yield sent


def _plan_of(connection: Connection, statement: str, parameters: Any) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)
    return "\n".join(str(row) for row in rows)

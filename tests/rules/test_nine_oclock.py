"""A check-in for nine stays at nine where the person is, on a day on which they work, and once."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import check_in, due, reminders
from playbook import settings as own_settings
from playbook.hours import zone_of
from playbook.settings import Settings
from storage.database import Database
from storage.tables import Outgoing, Person
from tests.northwind import LENA, MONDAY, WORKSPACE, actor
from tests.rules.check_ins import DUE_AT, checked_in_on

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "")
"""The last is of somebody of whose zone Slack says nothing: UTC."""

END = MONDAY + timedelta(days=70)


def run(session: Session, since: datetime, until: datetime) -> None:
    """Let the worker deal with what is due, each time something is, until then."""
    now = since
    while now <= until:
        check_in.fall_due(session, now)
        reminders.reckon(session, now)
        reminders.fall_due(session, now)
        session.flush()
        next_due = check_in.next_due(session), reminders.next_due(session)
        if not any(next_due):
            return
        now = max(min(at for at in next_due if at), now + timedelta(seconds=1))


def move_to(session: Session, zone: str) -> None:
    """Let Lena be in another zone, as an event of Slack tells it."""
    session.get_one(Person, (WORKSPACE, LENA)).zone = zone
    session.flush()
    due.move(session, WORKSPACE, [LENA])


def sent(session: Session, effect: str) -> list[datetime]:
    """Return when Lena was sent messages of this kind."""
    query = select(Outgoing.created_at).where(Outgoing.effect == effect, Outgoing.person_id == LENA)
    return list(session.scalars(query))


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=3),
    country=st.sampled_from(["DE", "US", "IN", None]),
    in_days=st.sets(st.integers(2, 45), min_size=1, max_size=3),
    moved_after=st.lists(st.floats(1, 24 * 30), min_size=3, max_size=3),
    set_back=st.floats(0, 72),
)
def test_over_zones_clock_changes_and_days_off_each_is_asked_once_at_nine_of_a_working_day(
    northwind: Database,
    zones: Sequence[str],
    country: str | None,
    in_days: set[int],
    moved_after: Sequence[float],
    set_back: float,
) -> None:
    with Session(northwind.engine, expire_on_commit=False) as session:
        own_settings.save(session, actor(LENA), Settings(country=country), MONDAY)
        asked = checked_in_on(session, *sorted(in_days))
        now = MONDAY
        for zone, hours in zip(zones, moved_after, strict=False):
            move_to(session, zone)
            run(session, now, now + timedelta(hours=hours))
            new = [one.asked_at for one in asked if one.asked_at and one.asked_at > now]
            assert {at.astimezone(zone_of(zone)).time() for at in new} <= {time(9)}
            now += timedelta(hours=hours)
        run(session, now - timedelta(hours=set_back), END)
        assert len(sent(session, "check_in")) == len(asked)
        where = zone_of(zones[-1])
        for at in sent(session, "check_in"):
            if at > now:
                assert at.astimezone(where).time() == time(9)
                assert at.astimezone(where).weekday() < 5
        days = [at.astimezone(where).date() for at in sent(session, reminders.DIGEST) if at > now]
        assert len(set(days)) == len(days)


def test_a_clock_that_is_set_back_sends_nothing_twice(session: Session) -> None:
    checked_in_on(session, 7)
    run(session, MONDAY, DUE_AT + timedelta(days=2))
    before = sent(session, "check_in"), sent(session, reminders.DIGEST)
    run(session, DUE_AT - timedelta(days=1), DUE_AT + timedelta(days=2))
    assert (sent(session, "check_in"), sent(session, reminders.DIGEST)) == before


def test_who_has_no_zone_is_asked_at_nine_utc(session: Session) -> None:
    checked_in_on(session, 7)
    move_to(session, "")
    run(session, MONDAY, END)
    assert sent(session, "check_in") == [DUE_AT.replace(hour=9).astimezone(UTC)]

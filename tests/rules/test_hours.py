"""People are reached at nine their time, on their working days, whatever their zone's clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from playbook.hours import (
    Hours,
    hours_of,
    is_working,
    local_date,
    moment_for,
    moment_in,
    next_start,
    zone_of,
)
from storage.database import Database
from storage.tables import PersonSettings, Workspace
from tests.northwind import LENA, MARIA, MONDAY, PRIYA, WORKSPACE

NINE, FIVE = time(9), time(17)
BERLIN = Hours("Europe/Berlin", "DE", NINE, FIVE)

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
zones = st.sampled_from(sorted(available_timezones()))
countries = st.sampled_from([None, "DE", "US", "IN", "AE", "IL", "XX"])
all_hours = st.builds(Hours, zones, countries, times, times)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("zone", "on", "expected"),
    [
        ("Europe/Berlin", "2026-03-27", "2026-03-27T08:00Z"),  # the last Friday of winter time
        ("Europe/Berlin", "2026-03-30", "2026-03-30T07:00Z"),  # the first Monday of summer time
        ("America/New_York", "2026-11-02", "2026-11-02T14:00Z"),
        ("Asia/Kolkata", "2026-03-09", "2026-03-09T03:30Z"),
        ("Asia/Kathmandu", "2026-03-09", "2026-03-09T03:15Z"),
        ("Australia/Lord_Howe", "2026-04-06", "2026-04-05T22:30Z"),  # moves by half an hour
        ("Pacific/Kiritimati", "2026-03-09", "2026-03-08T19:00Z"),
        ("Pacific/Pago_Pago", "2026-03-09", "2026-03-09T20:00Z"),
    ],
)
def test_nine_in_the_morning_is_nine_in_the_morning_in(zone: str, on: str, expected: str) -> None:
    hours = Hours(zone, None, NINE, FIVE)
    assert moment_for(date.fromisoformat(on), hours) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(8), time(16), 9),
        (time(10), time(18), 10),
        (time(22), time(6), 22),
        (time(6), time(8), 6),
    ],
)
def test_who_is_not_at_work_at_nine_is_reached_when_their_day_starts(
    start: time, end: time, expected: int
) -> None:
    assert Hours("UTC", None, start, end).reminded_at == time(expected)


def test_a_weekend_and_a_holiday_move_to_the_working_day_after() -> None:
    saturday, christmas = date(2026, 3, 7), date(2026, 12, 25)
    assert local_date(moment_for(saturday, BERLIN), BERLIN.zone) == date(2026, 3, 9)
    assert local_date(moment_for(christmas, BERLIN), BERLIN.zone) == date(2026, 12, 28)


def test_working_days_are_counted_without_weekends_and_holidays() -> None:
    before_easter = datetime(2026, 4, 2, 9, tzinfo=UTC)
    assert local_date(moment_in(1, before_easter, BERLIN), BERLIN.zone) == date(2026, 4, 7)
    assert local_date(moment_in(3, before_easter, BERLIN), BERLIN.zone) == date(2026, 4, 9)


def test_a_weekend_is_the_country_s_own() -> None:
    friday = date(2026, 3, 6)
    israel = Hours("Asia/Jerusalem", "IL", NINE, FIVE)
    assert local_date(moment_for(friday, israel), israel.zone) == date(2026, 3, 8)


def test_a_night_shift_that_began_on_friday_works_into_saturday() -> None:
    night = Hours("UTC", None, time(22), time(6))
    assert is_working(datetime(2026, 3, 7, 3, tzinfo=UTC), night)
    assert not is_working(datetime(2026, 3, 7, 23, tzinfo=UTC), night)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Europe"])
def test_a_zone_that_there_is_not_is_read_as_utc(name: str) -> None:
    assert zone_of(name) == ZoneInfo("UTC")


@given(days, all_hours)
def test_somebody_is_reached_on_a_working_day_and_not_before_its_date(
    on: date, hours: Hours
) -> None:
    local = moment_for(on, hours).astimezone(zone_of(hours.zone))
    assert local.date() >= on
    assert hours.calendar.is_working_day(local.date())


@given(days, all_hours)
def test_the_clock_on_their_wall_shows_the_hour_unless_the_clocks_skip_it(
    on: date, hours: Hours
) -> None:
    zone = zone_of(hours.zone)
    local = moment_for(on, hours).astimezone(zone)
    wanted = datetime.combine(local.date(), hours.reminded_at, zone)
    is_skipped = wanted.astimezone(UTC).astimezone(zone).time() != wanted.time()
    assert local.time() == hours.reminded_at or is_skipped


@given(days, all_hours)
def test_they_are_at_work_when_they_are_reached_unless_the_clocks_skip_it(
    on: date, hours: Hours
) -> None:
    at = moment_for(on, hours)
    skipped = at.astimezone(zone_of(hours.zone)).time() != hours.reminded_at
    assert is_working(at, hours) or skipped


@given(moments, all_hours)
def test_the_next_start_is_later_than_now_and_within_a_fortnight(
    now: datetime, hours: Hours
) -> None:
    assert now < next_start(now, hours) <= now + timedelta(days=14)


@given(moments, all_hours, st.integers(1, 20))
def test_more_working_days_are_later(now: datetime, hours: Hours, days: int) -> None:
    assert moment_in(days, now, hours) < moment_in(days + 1, now, hours)


def test_what_somebody_left_empty_is_the_workspace_s(northwind: Database) -> None:
    northwind.run_sync(
        lambda session: session.add(
            PersonSettings(
                workspace_id=WORKSPACE, person_id=LENA, work_start=time(10), updated_at=MONDAY
            )
        )
    )

    def set_defaults(session: Session) -> None:
        workspace = session.get_one(Workspace, WORKSPACE)
        workspace.country, workspace.work_end = "DE", time(16)

    northwind.run_sync(set_defaults)
    found = northwind.read_sync(hours_of, WORKSPACE, [LENA, PRIYA, "U0NOBODY"])
    assert found == {
        LENA: Hours("Europe/Berlin", "DE", time(10), time(16)),
        PRIYA: Hours("Asia/Kolkata", "DE", time(9), time(16)),
    }


def test_hours_of_everybody_are_there_without_naming_them(northwind: Database) -> None:
    found = northwind.read_sync(hours_of, WORKSPACE)
    assert found[MARIA].zone == "Europe/Stockholm"

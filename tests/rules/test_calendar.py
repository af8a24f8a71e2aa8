"""Working days: weekends and holidays of one or several countries (R13, R33)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook.calendar import EVERYWHERE, Calendar

GERMANY = Calendar.of(["DE"])
LABOUR_DAY = date(2026, 5, 1)
COUNTRIES = st.sampled_from([None, "DE", "GB", "US", "IN", "AE", "ZZ"])


def test_without_a_country_only_weekends_are_off() -> None:
    assert EVERYWHERE.is_working_day(LABOUR_DAY)
    assert not EVERYWHERE.is_working_day(date(2026, 5, 2))


def test_a_holiday_is_a_day_off_where_it_is_one() -> None:
    assert not GERMANY.is_working_day(LABOUR_DAY)
    assert Calendar.of(["GB"]).is_working_day(LABOUR_DAY)


def test_people_of_two_countries_work_together_on_neither_holiday() -> None:
    early_may = date(2026, 5, 4)
    both = Calendar.of(["DE", "GB"])
    assert not both.is_working_day(LABOUR_DAY)
    assert not both.is_working_day(early_may)


def test_a_country_may_have_its_weekend_on_other_days() -> None:
    friday, sunday = date(2026, 3, 6), date(2026, 3, 8)
    egypt = Calendar.of(["EG"])
    assert not egypt.is_working_day(friday)
    assert egypt.is_working_day(sunday)


@pytest.mark.parametrize("unknown", [None, "ZZ", ""])
def test_a_country_that_nobody_knows_has_weekends_only(unknown: str | None) -> None:
    assert Calendar.of([unknown]).is_working_day(LABOUR_DAY)


def test_a_deadline_goes_back_over_a_long_weekend_and_a_check_in_on() -> None:
    easter_monday = date(2026, 4, 6)
    assert GERMANY.at_or_before(easter_monday) == date(2026, 4, 2)
    assert GERMANY.at_or_after(date(2026, 4, 3)) == date(2026, 4, 7)


def test_the_turn_of_the_year_is_crossed() -> None:
    assert GERMANY.at_or_before(date(2027, 1, 1)) == date(2026, 12, 31)
    assert GERMANY.at_or_after(date(2026, 12, 25)) == date(2026, 12, 28)


@given(st.lists(COUNTRIES, max_size=3), st.dates(date(2002, 1, 1), date(2034, 12, 1)))
def test_a_moved_date_is_the_nearest_working_day(countries: list[str | None], on: date) -> None:
    calendar = Calendar.of(countries)
    before, after = calendar.at_or_before(on), calendar.at_or_after(on)
    assert before <= on <= after
    assert calendar.is_working_day(before)
    assert calendar.is_working_day(after)
    assert calendar.is_working_day(on) == (before == after)

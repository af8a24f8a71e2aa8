"""The reminder ladder: who hears of an undone task on which of their working days (R20)."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook.calendar import Calendar
from playbook.ladder import Dates, Part, PutOff, Workdays, steps
from storage.choices import Rung, Tier

WEEKENDS = Workdays(Calendar())
THURSDAY = date(2026, 3, 12)
NEVER = date.min


def climb(
    part: Part,
    tier: Tier = Tier.HIGH,
    due_on: date = THURSDAY,
    days: Workdays = WEEKENDS,
    free_on: date = NEVER,
    put_off: PutOff | None = None,
) -> list[tuple[str, str]]:
    """Return the first four steps: the day, and the rung."""
    found = steps(part, Dates(due_on, free_on, tier), days, put_off)
    return [(f"{step.on:%a %d}", step.rung.value) for step in islice(found, 4)]


def test_the_owner_hears_two_days_before_on_the_day_and_the_day_after_and_then_every_week() -> None:
    assert climb(Part.OWNER) == [
        ("Tue 10", "soon"),
        ("Thu 12", "due"),
        ("Fri 13", "late"),
        ("Thu 19", "again"),
    ]


@pytest.mark.parametrize(
    ("tier", "first"), [(Tier.HIGH, "Mon 16"), (Tier.MID, "Tue 17"), (Tier.LOW, "Mon 16")]
)
def test_the_lead_hears_after_two_days_of_high_three_of_mid_and_weekly_of_low_touch(
    tier: Tier, first: str
) -> None:
    assert climb(Part.LEAD, tier)[0] == (first, "lead")


def test_low_touch_is_told_to_the_lead_every_week_and_climbs_no_higher() -> None:
    assert [on for on, _rung in climb(Part.LEAD, Tier.LOW)] == [
        "Mon 16", "Mon 23", "Mon 30", "Mon 06",
    ]  # fmt: skip
    assert climb(Part.ONE_UP, Tier.LOW) == climb(Part.CHANNEL, Tier.LOW) == []


def test_after_four_days_one_up_hears_and_after_five_the_leads_channel_each_once() -> None:
    assert climb(Part.ONE_UP) == [("Wed 18", "one_up")]
    assert climb(Part.CHANNEL) == [("Thu 19", "channel")]


def test_where_nobody_is_one_up_the_leads_channel_hears_after_four_days() -> None:
    (step,) = steps(Part.CHANNEL, Dates(THURSDAY, NEVER, Tier.MID, is_top=True), WEEKENDS)
    assert f"{step.on:%a %d}" == "Wed 18"


def test_quiet_days_are_no_working_days() -> None:
    quiet = Workdays(Calendar(), ((date(2026, 3, 12), date(2026, 3, 16)),))
    assert [on for on, _rung in climb(Part.OWNER, days=quiet)][:3] == ["Tue 10", "Tue 17", "Wed 18"]


def test_a_task_that_was_blocked_climbs_from_the_day_on_which_it_could_be_done() -> None:
    freed = climb(Part.OWNER, free_on=date(2026, 3, 18))
    assert freed[:2] == [("Wed 18", "due"), ("Thu 19", "late")]
    assert climb(Part.LEAD, free_on=date(2026, 3, 18))[0] == ("Fri 20", "lead")


def test_a_snooze_brings_the_task_back_on_its_day_and_the_rungs_after_it() -> None:
    found = climb(Part.OWNER, put_off=PutOff(date(2026, 3, 13)))
    assert found[:2] == [("Fri 13", "back"), ("Fri 13", "late")]


def test_a_skipped_reminder_leaves_those_that_come_after_it() -> None:
    skipped = PutOff(date(2026, 3, 13), is_skip=True)
    assert climb(Part.OWNER, put_off=skipped)[0] == ("Fri 13", "late")


@given(
    due_on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    country=st.sampled_from(["DE", "US", "IN", "AE", "GB", None]),
    part=st.sampled_from(Part),
    tier=st.sampled_from(Tier),
    late_by=st.integers(0, 20),
    quiet=st.lists(st.tuples(st.integers(-5, 15), st.integers(0, 10)), max_size=2),
)
def test_nobody_ever_hears_on_a_day_off_and_the_days_of_a_ladder_never_go_back(
    due_on: date,
    country: str | None,
    part: Part,
    tier: Tier,
    late_by: int,
    quiet: list[tuple[int, int]],
) -> None:
    ranges = tuple(
        (due_on + timedelta(first), due_on + timedelta(first + more)) for first, more in quiet
    )
    days = Workdays(Calendar.of([country]), ranges)
    dates = Dates(due_on, due_on + timedelta(late_by), tier)
    found = list(islice(steps(part, dates, days), 8))
    assert all(days.is_one(step.on) for step in found)
    assert [step.on for step in found] == sorted({step.on for step in found})
    if part is not Part.OWNER:
        assert all(step.on > due_on for step in found)
    elif found[0].rung is Rung.SOON:
        assert found[0].on < due_on

"""Back-planning: firm dates first, days off skipped, needs before their dependants (R12, R13)."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook import plan, templates
from playbook.hours import Hours
from playbook.plan import Circumstances, Misfit, Plan, Planned
from playbook.templates import Template
from storage.choices import Anchor, Owner, State

TODAY = date(2026, 3, 2)
SWITCH = date(2026, 4, 1)
SOFT = templates.load("soft-mid")
ABRUPT = templates.parse(
    "every-field", (Path(__file__).parent / "every-field.toml").read_text("utf-8")
)

COUNTRIES = st.sampled_from([None, "DE", "GB", "US", "IN", "AE"])
DAYS = st.dates(date(2020, 1, 1), date(2034, 6, 30))


def test_dates_are_counted_back_from_the_switch() -> None:
    made = plan.make(SOFT, SWITCH, Circumstances(TODAY))
    assert _task(made, "dump").due_on == date(2026, 3, 10)
    assert _task(made, "moved").due_on == SWITCH
    assert _task(made, "touchpoint").due_on == date(2026, 6, 15)
    assert made.misfit is None


def test_a_deadline_on_a_weekend_is_due_on_the_friday_before() -> None:
    made = plan.make(SOFT, SWITCH, Circumstances(TODAY))
    assert SWITCH - timedelta(days=18) == date(2026, 3, 14)
    assert _task(made, "customer_told").due_on == date(2026, 3, 13)


def test_a_check_in_on_a_weekend_is_asked_on_the_monday_after() -> None:
    made = plan.make(SOFT, date(2026, 4, 4), Circumstances(TODAY))
    assert _task(made, "sentiment-1").due_on == date(2026, 4, 13)


def test_a_holiday_of_the_owners_country_moves_their_task_only() -> None:
    # Good Friday is a day off in Germany and Britain, not in the United States.
    around = Circumstances(TODAY, {Owner.OUTGOING: working_in("DE")})
    made = plan.make(SOFT, date(2026, 4, 3), around)
    assert _task(made, "moved").due_on == date(2026, 4, 2)
    assert _task(made, "calls").due_on == date(2026, 4, 3)


def test_a_task_of_two_people_waits_for_a_day_on_which_both_work() -> None:
    around = Circumstances(
        TODAY, {Owner.OUTGOING: working_in("DE"), Owner.INCOMING: working_in("GB")}
    )
    made = plan.make(SOFT, date(2026, 5, 18), around)  # the intro is 14 days before: 4 May
    assert _task(made, "intro").due_on == date(2026, 4, 30)


def test_a_sensitive_account_has_the_lead_in_the_intro_call() -> None:
    made = plan.make(SOFT, SWITCH, Circumstances(TODAY, is_sensitive=True))
    assert _task(made, "intro").owner is Owner.ALL
    assert _task(plan.make(SOFT, SWITCH, Circumstances(TODAY)), "intro").owner is Owner.BOTH


def test_a_range_has_its_beginning_and_its_end() -> None:
    calls = _task(plan.make(SOFT, SWITCH, Circumstances(TODAY)), "calls")
    assert (calls.starts_on, calls.due_on) == (date(2026, 3, 18), SWITCH)


def test_what_recurs_falls_due_at_the_end_of_each_week() -> None:
    made = plan.make(SOFT, SWITCH, Circumstances(TODAY))
    syncs = [task.due_on for task in made.tasks if task.key.startswith("sync")]
    assert syncs == [date(2026, 3, 25), SWITCH]


def test_each_date_of_a_check_in_has_its_own_event() -> None:
    made = plan.make(SOFT, SWITCH, Circumstances(TODAY))
    events = [task.event for task in made.tasks if task.check_in]
    assert events == [
        "check_in_answered:sentiment-1",
        "looked:look",
        "check_in_answered:sentiment-2",
        "debrief_closed:debrief",
        "touchpoint_recorded:touchpoint",
    ]


def test_business_as_usual_counts_from_its_target_until_it_is_reached() -> None:
    debrief = _task(plan.make(SOFT, SWITCH, Circumstances(TODAY)), "debrief")
    assert (debrief.anchor, debrief.offset_days) == (Anchor.BAU, 7)
    assert debrief.due_on == date(2026, 4, 22)


def test_a_task_without_a_date_of_its_own_falls_due_with_what_it_needs() -> None:
    made = plan.make(ABRUPT, TODAY, Circumstances(TODAY))
    assert _task(made, "ready").due_on == _task(made, "named").due_on


def test_working_hours_end_on_a_working_day() -> None:
    saturday = date(2026, 3, 7)
    made = plan.make(ABRUPT, saturday, Circumstances(saturday))
    assert _task(made, "temporary").due_on == date(2026, 3, 9)


def test_the_last_date_allowed_is_kept_beside_the_wish() -> None:
    named = _task(plan.make(ABRUPT, TODAY, Circumstances(TODAY)), "named")
    assert (named.due_on, named.latest_on) == (date(2026, 3, 4), date(2026, 3, 6))


def test_a_plan_that_cannot_fit_names_the_task_that_breaks_it_and_by_how_much() -> None:
    made = plan.make(SOFT, date(2026, 3, 20), Circumstances(TODAY))
    assert made.misfit == Misfit("Agree on the customer message", 10)


def test_what_should_have_been_done_before_today_is_due_today() -> None:
    made = plan.make(SOFT, TODAY, Circumstances(TODAY))
    early = [task for task in made.tasks if task.phase is State.PREPARING]
    assert {task.due_on for task in early} == {TODAY}


def test_the_opening_itself_cannot_come_too_late() -> None:
    switch = TODAY + timedelta(days=28 - 2)
    assert plan.make(SOFT, switch, Circumstances(date(2026, 3, 2))).misfit is None


def test_the_earliest_date_is_the_first_working_day_that_leaves_time_for_all() -> None:
    around = Circumstances(TODAY)
    earliest = plan.earliest_anchor(SOFT, around)
    fitting = (TODAY + timedelta(days=days) for days in range(60))
    first = next(on for on in fitting if on.weekday() < 5 and not _breaks(on, around))
    assert earliest == first


@pytest.mark.parametrize("anchor_on", [date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1)])
def test_leap_days_and_the_turn_of_the_year_are_dates_like_others(anchor_on: date) -> None:
    made = plan.make(SOFT, anchor_on, Circumstances(date(2026, 3, 2)))
    assert _task(made, "calls").starts_on is not None
    assert made.misfit is None


@given(
    template=st.sampled_from([SOFT, ABRUPT]),
    anchor_on=DAYS,
    ahead=st.integers(-60, 120),
    countries=st.tuples(COUNTRIES, COUNTRIES, COUNTRIES),
    is_sensitive=st.booleans(),
)
def test_no_task_is_on_a_day_off_before_today_or_before_what_it_needs(
    template: Template,
    anchor_on: date,
    ahead: int,
    countries: tuple[str | None, str | None, str | None],
    is_sensitive: bool,
) -> None:
    owners = (Owner.OUTGOING, Owner.INCOMING, Owner.LEAD)
    hours = {owner: working_in(country) for owner, country in zip(owners, countries, strict=True)}
    around = Circumstances(anchor_on - timedelta(days=ahead), hours, is_sensitive)
    made = plan.make(template, anchor_on, around)
    due = {task.key: task.due_on for task in made.tasks}
    for task in made.tasks:
        assert around.calendar(task.owner).is_working_day(task.due_on)
        assert task.due_on >= around.today
        assert all(due[needed] <= task.due_on for needed in task.needs)
        if task.starts_on is not None:
            assert around.today <= task.starts_on <= task.due_on


@given(anchor_on=DAYS, ahead=st.integers(0, 60), country=COUNTRIES)
def test_a_plan_breaks_exactly_when_a_deadline_lies_in_the_past(
    anchor_on: date, ahead: int, country: str | None
) -> None:
    hours = {owner: working_in(country) for owner in (Owner.OUTGOING, Owner.LEAD)}
    around = Circumstances(anchor_on - timedelta(days=ahead), hours)
    made = plan.make(SOFT, anchor_on, around)
    first = around.calendar(Owner.ALL).at_or_before(anchor_on - timedelta(days=26))
    assert (made.misfit is not None) == (first < around.today)


@given(today=DAYS, country=COUNTRIES)
def test_the_earliest_date_offered_is_accepted(today: date, country: str | None) -> None:
    hours = {owner: working_in(country) for owner in (Owner.OUTGOING, Owner.INCOMING)}
    around = Circumstances(today, hours)
    earliest = plan.earliest_anchor(SOFT, around)
    assert plan.make(SOFT, earliest, around).misfit is None


def working_in(country: str | None) -> Hours:
    """Return the usual hours in a country."""
    return Hours("UTC", country, time(9), time(17))


def _task(made: Plan, key: str) -> Planned:
    return next(task for task in made.tasks if task.key == key)


def _breaks(anchor_on: date, around: Circumstances) -> bool:
    return plan.make(SOFT, anchor_on, around).misfit is not None

"""Plans in general: over anchors, countries, first days, tiers and modes, and re-planned (R13)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playbook import plan, templates
from playbook.hours import Hours, after_working_hours, local_date
from playbook.plan import Circumstances, Plan, Planned, Why
from playbook.revision import revise
from playbook.templates import Event
from storage.choices import Anchor, Owner
from tests.rules import plans

NAMES = [f"{mode}-{tier}" for mode in ("soft", "hard", "abrupt") for tier in ("high", "mid", "low")]
NAMES += [f"sales-{tier}" for tier in ("high", "mid", "low")]
COUNTRIES = [None, "DE", "GB", "US", "IN", "AE", "JP"]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]

names = st.sampled_from(NAMES)
people = st.tuples(*[st.sampled_from(COUNTRIES)] * 3)
# Where things go wrong: leap days, the turn of the year, the days on which clocks change.
edges = st.sampled_from(
    [date(2028, 2, 29), date(2024, 2, 29), date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 27)]
)
clock_changes = st.sampled_from(
    [date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1)]
)
anchors = st.one_of(edges, clock_changes, st.dates(date(2021, 1, 1), date(2034, 6, 30)))


def _around(
    today: date, countries: tuple[str | None, ...], starts_on: date | None
) -> Circumstances:
    owners = (Owner.OUTGOING, Owner.INCOMING, Owner.LEAD)
    hours = {
        owner: Hours("UTC", country, time(9), time(17))
        for owner, country in zip(owners, countries, strict=True)
    }
    noon = datetime.combine(today, time(12), UTC)
    return Circumstances(today, hours, incoming_starts_on=starts_on, known_at=noon)


@given(
    name=names,
    anchor_on=anchors,
    ahead=st.integers(-40, 90),
    countries=people,
    starts=st.none() | st.integers(-20, 40),
)
def test_every_task_comes_after_its_needs_on_a_working_day_or_the_plan_says_why_not(
    name: str,
    anchor_on: date,
    ahead: int,
    countries: tuple[str | None, ...],
    starts: int | None,
) -> None:
    today = anchor_on - timedelta(days=ahead)
    starts_on = None if starts is None else today + timedelta(days=starts)
    around = _around(today, countries, starts_on)
    made = plan.make(templates.load(name), anchor_on, around)
    due = {task.key: task.due_on for task in made.tasks if task.event != Event.OPENED}
    for task in made.tasks:
        assert around.calendar(task.owner).is_working_day(task.due_on)
        assert task.due_on >= around.begins(task.owner)
        assert all(due[needed] <= task.due_on for needed in task.needs if needed in due)
        assert task.late or task.due_on <= _limit(task, made, anchor_on, around)


def _limit(task: Planned, made: Plan, anchor_on: date, around: Circumstances) -> date:
    """Return the last date the template allows: that of the rule, or the working day after it."""
    if task.latest_on:
        return max(task.latest_on, task.due_on if task.due_at else date.min)
    bau = [one.due_on for one in made.tasks if one.event == Event.BAU_CONFIRMED]
    counted_from = bau[0] if task.anchor is Anchor.BAU else anchor_on
    raw = counted_from + timedelta(days=task.offset_days)
    return around.calendar(task.owner).at_or_after(raw)


@given(name=names, anchor_on=anchors, ahead=st.integers(-40, 90), countries=people)
def test_what_breaks_a_plan_is_never_only_the_consequence_of_something_else(
    name: str, anchor_on: date, ahead: int, countries: tuple[str | None, ...]
) -> None:
    around = _around(anchor_on - timedelta(days=ahead), countries, None)
    made = plan.make(templates.load(name), anchor_on, around)
    assert made.misfit is None or made.misfit.why is Why.PAST
    opening = {task.offset_days for task in made.tasks if task.event == Event.OPENED}
    if made.misfit is None:
        pushed = [task for task in made.late if task.offset_days not in opening]
        assert all(task.late and task.late.why is Why.NEEDS for task in pushed)


@example(
    name="soft-low", anchor_on=date(2025, 2, 3), ahead=24, later=0, countries=(None, "JP", None)
)
@given(
    name=names,
    anchor_on=anchors,
    ahead=st.integers(0, 60),
    later=st.integers(0, 30),
    countries=people,
)
def test_a_plan_in_which_nothing_changed_is_not_changed(
    name: str, anchor_on: date, ahead: int, later: int, countries: tuple[str | None, ...]
) -> None:
    """Also when looked at days later, with tasks overdue."""
    today = anchor_on - timedelta(days=ahead)
    now = datetime.combine(today, time(12), UTC)
    made = plan.make(templates.load(name), anchor_on, _around(today, countries, None))
    running = plans.running(name, made, anchor_on, now, countries)
    revision = revise(running, running.template, running.dated, now + timedelta(days=later))
    assert revision.difference.steps == ()


@given(
    name=names,
    anchor_on=anchors,
    ahead=st.integers(20, 60),
    moved=st.integers(-15, 30),
    countries=people,
    chosen=st.sets(st.integers(0, 30)),
)
def test_a_moved_date_leaves_what_is_done_or_set_by_hand_and_keeps_the_rules_for_the_rest(
    name: str,
    anchor_on: date,
    ahead: int,
    moved: int,
    countries: tuple[str | None, ...],
    chosen: set[int],
) -> None:
    today = anchor_on - timedelta(days=ahead)
    now = datetime.combine(today, time(12), UTC)
    made = plan.make(templates.load(name), anchor_on, _around(today, countries, None))
    running = plans.running(name, made, anchor_on, now, countries)
    for number, task in enumerate(running.tasks):
        if number in chosen:
            task.done_at = now if number % 2 else None
            task.moved_by = "U0MARIA"
    after = replace(running.dated, anchor_on=anchor_on + timedelta(days=moved))
    revision = revise(running, running.template, after, now)
    stays = {task.key for task in running.tasks if task.done_at or task.moved_by}
    assert not stays & {step.key for step in revision.difference.steps}
    due = {task.key: task.due_on for task in running.tasks}
    due |= {step.key: step.on for step in revision.difference.moved if step.on}
    done = {task.key for task in running.tasks if task.done_at}
    for old, new in revision.changed:
        assert old.key in stays or revision.around.calendar(new.owner).is_working_day(new.due_on)
        assert old.key in stays or all(
            due[key] <= new.due_on for key in new.needs if key not in done
        )


@pytest.mark.parametrize("zone", ZONES)
@given(
    minutes=st.integers(0, 5 * 365 * 24 * 60),
    working_hours=st.integers(1, 40),
    country=st.sampled_from(COUNTRIES),
    night=st.booleans(),
)
def test_working_hours_are_counted_at_work(
    zone: str, minutes: int, working_hours: int, country: str | None, night: bool
) -> None:
    hours = Hours(zone, country, *((time(22), time(6)) if night else (time(9), time(17))))
    begun = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    end = after_working_hours(begun, working_hours, hours, hours.calendar)
    assert end - begun >= timedelta(hours=working_hours)
    on = local_date(end, zone)
    spans = [(hours.begins(day), hours.ends(day)) for day in (on - timedelta(days=1), on)]
    assert any(begins < end <= ends for begins, ends in spans)


def test_four_working_hours_from_the_afternoon_end_on_the_next_morning() -> None:
    berlin = Hours("Europe/Berlin", "DE", time(9), time(17))
    friday = datetime(2026, 3, 27, 14, tzinfo=UTC)  # 15:00 there; the clocks change on Sunday
    end = after_working_hours(friday, 4, berlin, berlin.calendar)
    assert end == datetime(2026, 3, 30, 9, tzinfo=UTC)  # 11:00 there, in summer time

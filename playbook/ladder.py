"""The reminder ladder: on which days who hears of a task (R20, TEMPLATES.md). Pure.

Days are working days of whoever hears of it. A task that waits for another climbs from the day on
which it could be done: blocked tasks are not late (R16).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from heapq import merge
from itertools import count

from playbook.calendar import Calendar
from storage.choices import Rung, Tier

BEFORE = 2
"""Working days before its date on which the owner first hears of a task."""
TO_LEAD = {Tier.HIGH: 2, Tier.MID: 3}
"""Working days after its date on which the lead hears; for low touch it is once a week."""
ONE_UP_AFTER = 4
CHANNEL_AFTER = 5
AGAIN_EVERY = 5
"""Working days after which what is still late comes back to who does it, and to the lead."""

_DAY = timedelta(days=1)
_MONDAY = 0


class Part(StrEnum):
    """As what somebody hears of a task: its owner, the lead, one up, the leads' channel.

    ASKED is who was asked by a message of its own, and has not answered.
    """

    OWNER = "owner"
    ASKED = "asked"
    LEAD = "lead"
    ONE_UP = "one_up"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which somebody hears of a task, and the rung that it stands on then."""

    on: date
    rung: Rung


@dataclass(frozen=True, slots=True)
class Workdays:
    """A person's working days: their calendar without the quiet days that a lead set."""

    calendar: Calendar
    quiet: tuple[tuple[date, date], ...] = ()

    def is_one(self, on: date) -> bool:
        """Whether the person works, and may be written to, on that date."""
        if not self.calendar.is_working_day(on):
            return False
        return not self.quiet or not any(first <= on <= last for first, last in self.quiet)

    def at_or_after(self, on: date) -> date:
        """Return the date, or the working day after it."""
        while not self.is_one(on):
            on += _DAY
        return on

    def at_or_before(self, on: date) -> date:
        """Return the date, or the working day before it."""
        while not self.is_one(on):
            on -= _DAY
        return on

    def after(self, on: date, days: int) -> date:
        """Return the working day that comes so many working days after a date."""
        for _day in range(days):
            on = self.at_or_after(on + _DAY)
        return on

    def before(self, on: date, days: int) -> date:
        """Return the working day that comes so many working days before a date."""
        for _day in range(days):
            on = self.at_or_before(on - _DAY)
        return on


@dataclass(frozen=True, slots=True)
class Dates:
    """What a task's ladder is counted from: its date, and the day since when it can be done.

    `is_top`: nobody is known to be one up from the lead, so the leads' channel hears instead.
    """

    due_on: date
    free_on: date
    tier: Tier
    is_top: bool = False

    def first(self, days: Workdays) -> date:
        """Return the day on which it is due for somebody with these working days."""
        return days.at_or_after(max(self.due_on, self.free_on))


@dataclass(frozen=True, slots=True)
class PutOff:
    """Until when somebody hears nothing of a task; on that day they hear, unless it was skipped."""

    until_on: date
    is_skip: bool = False


def steps(
    part: Part, dates: Dates, days: Workdays, put_off: PutOff | None = None
) -> Iterator[Step]:
    """Yield the days on which somebody hears of an undone task, in order; perhaps without end."""
    climbing = _LADDERS[part](dates, days)
    if put_off is None:
        yield from climbing
        return
    left = (step for step in climbing if step.on >= put_off.until_on)
    back = [] if put_off.is_skip else [Step(days.at_or_after(put_off.until_on), Rung.BACK)]
    yield from merge(back, left, key=_day)


def _day(step: Step) -> date:
    return step.on


def _to_owner(dates: Dates, days: Workdays) -> Iterator[Step]:
    due = dates.first(days)
    soon = days.before(dates.due_on, BEFORE)
    if dates.free_on <= soon < due:
        yield Step(soon, Rung.SOON)
    yield Step(due, Rung.DUE)
    yield Step(days.after(due, 1), Rung.LATE)
    yield from _again(days.after(due, AGAIN_EVERY), days)


def _to_asked(dates: Dates, days: Workdays) -> Iterator[Step]:
    due = dates.first(days)
    yield Step(days.after(due, 1), Rung.LATE)
    yield from _again(days.after(due, AGAIN_EVERY), days)


def _to_lead(dates: Dates, days: Workdays) -> Iterator[Step]:
    due = dates.first(days)
    if dates.tier is Tier.LOW:
        yield from _weekly(days.after(due, 1), days)
        return
    yield Step(days.after(due, TO_LEAD[dates.tier]), Rung.LEAD)
    yield from _again(days.after(due, AGAIN_EVERY), days)


def _to_one_up(dates: Dates, days: Workdays) -> Iterator[Step]:
    if dates.tier is not Tier.LOW:
        yield Step(days.after(dates.first(days), ONE_UP_AFTER), Rung.ONE_UP)


def _to_channel(dates: Dates, days: Workdays) -> Iterator[Step]:
    if dates.tier is not Tier.LOW:
        after = ONE_UP_AFTER if dates.is_top else CHANNEL_AFTER
        yield Step(days.after(dates.first(days), after), Rung.CHANNEL)


_LADDERS = {
    Part.OWNER: _to_owner,
    Part.ASKED: _to_asked,
    Part.LEAD: _to_lead,
    Part.ONE_UP: _to_one_up,
    Part.CHANNEL: _to_channel,
}


def _again(first: date, days: Workdays) -> Iterator[Step]:
    on = first
    while True:
        yield Step(on, Rung.AGAIN)
        on = days.after(on, AGAIN_EVERY)


def _weekly(late_on: date, days: Workdays) -> Iterator[Step]:
    """Low touch: late tasks are gathered, and told on the first working day of each week."""
    monday = late_on + timedelta(days=(_MONDAY - late_on.weekday()) % 7 or 7)
    told: date | None = None
    for week in count():
        on = days.at_or_after(monday + timedelta(weeks=week))
        if on != told:  # after a week off, two Mondays have the same first working day
            told = on
            yield Step(on, Rung.LEAD)

"""Back-planning: from a template and its firm date to dated tasks (R12, R13). Pure.

Dates are local dates. Offsets are calendar days; a day off of anybody who owns the task moves the
date (TEMPLATES.md). What a task needs comes first, even if that makes it later than its offset.
What should have been done before today is due today: whether such a plan is accepted is decided
by who asks (`Plan.misfit` says which task breaks it, and by how much).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from playbook.calendar import EVERYWHERE, Calendar
from playbook.templates import Event, Offset, Question, Rule, Template, TemplateTask
from storage.choices import Anchor, Owner, State

HOURS_A_DAY = 8
"""A working day, where a template counts in working hours."""

_PHASES = tuple(State)


@dataclass(frozen=True, slots=True)
class Planned:
    """One dated task. `starts_on` makes a range of it; `latest_on` is the last date allowed.

    `event` is the word that completes it: the template's, or "check_in_answered:<key>".
    """

    key: str
    title: str
    phase: State
    owner: Owner
    anchor: Anchor
    offset_days: int
    due_on: date
    starts_on: date | None = None
    latest_on: date | None = None
    needs: tuple[str, ...] = ()
    event: str | None = None
    check_in: Question | None = None


@dataclass(frozen=True, slots=True)
class Misfit:
    """The task that breaks a plan most: it should have been done so many days before today."""

    title: str
    days: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Dated tasks in the order in which they are shown: by phase, then by date."""

    tasks: tuple[Planned, ...]
    misfit: Misfit | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a plan is made for. `today` is the lead's date.

    `calendars` has the working days of the outgoing and incoming CSM and the lead; who is left
    out has weekends only. `is_sensitive` is the account's mark.
    """

    today: date
    calendars: Mapping[Owner, Calendar] = field(default_factory=dict)
    is_sensitive: bool = False

    def calendar(self, owner: Owner) -> Calendar:
        """Return the days on which everybody works who owns the task together."""
        owners = [self.calendars.get(one, EVERYWHERE) for one in owner.each]
        return Calendar(frozenset().union(*(one.countries for one in owners)))


def make(template: Template, anchor_on: date, around: Circumstances) -> Plan:
    """Return the plan that leads up to, and on from, the firm date."""
    planner = _Planner(around, {template.anchor: anchor_on, Anchor.SWITCH: anchor_on})
    for key in template.order:
        planner.add(template.task(key))
    return Plan(planner.in_order(template), planner.misfit)


def earliest_anchor(template: Template, around: Circumstances) -> date:
    """Return the first working day on which the firm date leaves time for every task."""
    calendar = around.calendar(Owner.ALL)
    on = calendar.at_or_after(around.today)
    while misfit := make(template, on, around).misfit:
        on = calendar.at_or_after(on + timedelta(days=misfit.days))
    return on


class _Planner:
    """Dates the tasks of a template one by one, what is needed first."""

    def __init__(self, around: Circumstances, anchors: dict[Anchor, date]) -> None:
        self.misfit: Misfit | None = None
        self._around = around
        self._anchors = anchors
        self._dated: dict[str, list[Planned]] = {}

    def add(self, task: TemplateTask) -> None:
        """Date a task; all that it needs is dated already."""
        if self._around.is_sensitive and task.if_sensitive:
            task = replace(task, owner=task.if_sensitive)
        dates = self._due_dates(task)
        self._dated[task.key] = [
            self._planned(task, offset, on, number if len(dates) > 1 else None)
            for number, (offset, on) in enumerate(dates, 1)
        ]
        if task.event is Event.BAU_CONFIRMED:
            self._anchors[Anchor.BAU] = self._dated[task.key][-1].due_on

    def in_order(self, template: Template) -> tuple[Planned, ...]:
        """Return all tasks by phase and date; on one day as in the template."""
        tasks = [planned for task in template.tasks for planned in self._dated[task.key]]
        return tuple(sorted(tasks, key=lambda task: (_PHASES.index(task.phase), task.due_on)))

    def _due_dates(self, task: TemplateTask) -> Sequence[tuple[Offset, date]]:
        """Return each date the task falls due on by its template, before any move."""
        if not task.due:
            return [(Offset(Anchor.SWITCH), self._needed(task))]
        if task.starts and task.every_days:
            return self._recurrences(task, task.starts, task.every_days)
        return [(offset, self._date(offset, task)) for offset in task.due]

    def _recurrences(
        self, task: TemplateTask, starts: Offset, every_days: int
    ) -> list[tuple[Offset, date]]:
        first, last = self._date(starts, task), self._date(task.due[0], task)
        return [
            (replace(starts, days=starts.days + days), first + timedelta(days=days))
            for days in range(every_days, (last - first).days + 1, every_days)
        ]

    def _date(self, offset: Offset, task: TemplateTask) -> date:
        on = self._anchors[offset.anchor] + timedelta(days=offset.days)
        if not offset.working_hours:
            return on
        calendar = self._around.calendar(task.owner)
        on = calendar.at_or_after(on)
        for _day in range((offset.working_hours - 1) // HOURS_A_DAY):
            on = calendar.at_or_after(on + timedelta(days=1))
        return on

    def _planned(self, task: TemplateTask, offset: Offset, on: date, number: int | None) -> Planned:
        key = f"{task.key}-{number}" if number else task.key
        due_on = self._placed(task, on)
        return Planned(
            key=key,
            title=task.title,
            phase=task.phase,
            owner=task.owner,
            anchor=offset.anchor,
            offset_days=(on - self._anchors[offset.anchor]).days,
            due_on=due_on,
            starts_on=self._starts_on(task, due_on),
            latest_on=self._date(task.latest, task) if task.latest else None,
            needs=tuple(one.key for needed in task.needs for one in self._dated[needed]),
            event=f"check_in_answered:{key}" if task.check_in else task.event,
            check_in=task.check_in,
        )

    def _placed(self, task: TemplateTask, on: date) -> date:
        """Return the working day for a date: moved as its rule says, not past, after its needs."""
        calendar = self._around.calendar(task.owner)
        if task.rule is Rule.DEADLINE:
            on = calendar.at_or_before(on)
        self._note_misfit(task, on)
        return calendar.at_or_after(max(on, self._around.today, self._needed(task)))

    def _starts_on(self, task: TemplateTask, due_on: date) -> date | None:
        if task.starts is None or task.every_days:
            return None
        starts = max(self._date(task.starts, task), self._around.today)
        return min(self._around.calendar(task.owner).at_or_after(starts), due_on)

    def _needed(self, task: TemplateTask) -> date:
        """Return the date of the last task that this one needs."""
        dates = [one.due_on for needed in task.needs for one in self._dated[needed]]
        return max(dates, default=date.min)

    def _note_misfit(self, task: TemplateTask, on: date) -> None:
        # Setting up the handoff happens as it is opened, so it cannot come too late.
        if task.event is Event.OPENED:
            return
        days = (self._around.today - on).days
        if days > 0 and (self.misfit is None or days > self.misfit.days):
            self.misfit = Misfit(task.title, days)

"""Back-planning: from a template and its firm dates to dated tasks (R12, R13). Pure.

Dates are local dates. Offsets are calendar days; a day off of anybody who owns the task moves the
date (TEMPLATES.md). What a task needs comes first, nothing of the incoming CSM's comes before they
are there, and nothing is planned into the past, even if that makes a task later than its template
has it. The plan says which tasks are later, by how much and why (`Planned.late`), and which of
them breaks it (`Plan.misfit`): whether such a plan is accepted is decided by who asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from playbook.calendar import Calendar
from playbook.hours import STANDARD, Hours, after_working_hours, local_date
from playbook.templates import Event, Offset, Question, Rule, Template, TemplateTask
from storage.choices import Anchor, FirmDateKind, Mode, Owner, State

_PHASES = tuple(State)


class Why(StrEnum):
    """Why a task is later than its template has it: three causes, and what follows from them."""

    PAST = "past"
    """Its date has gone by."""
    NOT_THERE = "not_there"
    """The incoming CSM, who has a part in it, starts later."""
    NEEDS = "needs"
    """What it needs is done later."""


@dataclass(frozen=True, slots=True)
class Late:
    """How many calendar days later than the template has it, or allows it, a task is; and why."""

    days: int
    why: Why


@dataclass(frozen=True, slots=True)
class Firm:
    """A date from outside that no plan moves: a scheduled call, the renewal (R13)."""

    key: str
    kind: FirmDateKind
    title: str
    on: date


@dataclass(frozen=True, slots=True)
class Planned:
    """One dated task. `starts_on` makes a range of it; `latest_on` is the last date allowed.

    `due_at` is the moment (aware UTC) where the template counts working hours; `due_on` is then
    its date where the owner is. `event` is the word that completes the task: the template's, or
    "check_in_answered:<key>". `is_firm` stands on a date from outside, days off or not; `is_own` is
    in no template, and re-planning leaves it alone.
    """

    key: str
    title: str
    phase: State
    owner: Owner
    anchor: Anchor
    offset_days: int
    due_on: date
    starts_on: date | None = None
    due_at: datetime | None = None
    latest_on: date | None = None
    needs: tuple[str, ...] = ()
    event: str | None = None
    check_in: Question | None = None
    together: str | None = None
    sample_percent: int | None = None
    is_firm: bool = False
    is_own: bool = False
    late: Late | None = None


@dataclass(frozen=True, slots=True)
class Misfit:
    """The task that breaks a plan most: so many calendar days later than it should be, and why."""

    title: str
    days: int
    why: Why = Why.PAST


@dataclass(frozen=True, slots=True)
class Plan:
    """Dated tasks in the order in which they are shown: by phase, then by date."""

    tasks: tuple[Planned, ...]

    @property
    def late(self) -> tuple[Planned, ...]:
        """The tasks that come later than their template has them."""
        return tuple(task for task in self.tasks if task.late)

    @property
    def misfit(self) -> Misfit | None:
        """What breaks the plan; None if it fits.

        A task that is late only because of others breaks nothing: those do. Setting up the
        handoff, and what its template has on that day, happens as it is opened, so it cannot come
        too late.
        """
        opening = {(task.anchor, task.offset_days) for task in self.tasks if _is_opening(task)}
        found = [
            Misfit(task.title, task.late.days, task.late.why)
            for task in self.tasks
            if task.late and task.late.why is not Why.NEEDS
            if (task.anchor, task.offset_days) not in opening
        ]
        return max(found, key=lambda misfit: misfit.days, default=None)


def _is_opening(task: Planned) -> bool:
    return task.event == Event.OPENED


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a plan is made for. `today` is the lead's date.

    `hours` are those of the outgoing and incoming CSM and the lead; who is left out has standard
    ones (weekends off, no holidays). `is_sensitive` is the account's mark. `known_at` is the
    moment from which working hours count, if that is later than the anchor's day.

    For a plan that runs already, by the tasks' keys: `given` ones are done by somebody other than
    the role's holder, who has these hours; `done` ones hold nothing back any more (B is
    when its task was done); `fixed` ones stand on a date by hand, and others follow them;
    `overdue` ones were to be done on that date, and stay late unless their date moves on.
    """

    today: date
    hours: Mapping[Owner, Hours] = field(default_factory=dict)
    is_sensitive: bool = False
    incoming_starts_on: date | None = None
    firm: tuple[Firm, ...] = ()
    known_at: datetime | None = None
    given: Mapping[str, Hours] = field(default_factory=dict)
    done: Mapping[str, date] = field(default_factory=dict)
    fixed: Mapping[str, date] = field(default_factory=dict)
    overdue: Mapping[str, date] = field(default_factory=dict)

    def calendar(self, owner: Owner) -> Calendar:
        """Return the days on which everybody works who owns the task together."""
        return Calendar.of(self.hours.get(one, STANDARD).country for one in owner.each)

    def begins(self, owner: Owner) -> date:
        """Return the first date on which everybody is there who owns the task."""
        is_theirs = Owner.INCOMING in owner.each and self.incoming_starts_on is not None
        return max(self.today, self.incoming_starts_on or self.today) if is_theirs else self.today


def make(template: Template, anchor_on: date, around: Circumstances) -> Plan:
    """Return the plan that leads up to, and on from, the firm date."""
    planner = _Planner(around, {template.anchor: anchor_on, Anchor.SWITCH: anchor_on})
    for key in template.order:
        planner.add(template.task(key))
    tasks = [planned for task in template.tasks for planned in planner.dated[task.key]]
    tasks += _firm_tasks(template, anchor_on, around, tasks)
    return Plan(tuple(sorted(tasks, key=lambda task: (_PHASES.index(task.phase), task.due_on))))


def earliest_anchor(template: Template, around: Circumstances) -> date:
    """Return the first working day on which the firm date leaves time for every task."""
    calendar = around.calendar(Owner.ALL)
    on = calendar.at_or_after(around.today)
    while make(template, on, around).misfit:
        on = calendar.at_or_after(on + timedelta(days=1))
    return on


class _Planner:
    """Dates the tasks of a template one by one, what is needed first."""

    def __init__(self, around: Circumstances, anchors: dict[Anchor, date]) -> None:
        self.dated: dict[str, list[Planned]] = {}
        self._around = around
        self._anchors = anchors
        self._calendars = {owner: around.calendar(owner) for owner in Owner}

    def add(self, task: TemplateTask) -> None:
        """Date a task; all that it needs is dated already."""
        if self._around.is_sensitive and task.if_sensitive:
            task = replace(task, owner=task.if_sensitive)
        dates = self._due_dates(task)
        self.dated[task.key] = [
            self._planned(task, offset, on, number if len(dates) > 1 else None)
            for number, (offset, on) in enumerate(dates, 1)
        ]
        if task.event is Event.BAU_CONFIRMED:
            due_on = self.dated[task.key][-1].due_on
            self._anchors[Anchor.BAU] = self._around.done.get(task.key, due_on)

    def _due_dates(self, task: TemplateTask) -> Sequence[tuple[Offset, date]]:
        """Return each date the task falls due on by its template, before any move."""
        if not task.due:
            return [(Offset(Anchor.SWITCH), self._last(task, self._around.today))]
        if task.starts and task.every_days:
            return self._recurrences(task.starts, task.due[0], task.every_days)
        return [(offset, self._date(offset)) for offset in task.due]

    def _recurrences(
        self, starts: Offset, ends: Offset, every_days: int
    ) -> list[tuple[Offset, date]]:
        first, last = self._date(starts), self._date(ends)
        return [
            (replace(starts, days=starts.days + days), first + timedelta(days=days))
            for days in range(every_days, (last - first).days + 1, every_days)
        ]

    def _date(self, offset: Offset) -> date:
        return self._anchors[offset.anchor] + timedelta(days=offset.days)

    def _planned(self, task: TemplateTask, offset: Offset, on: date, number: int | None) -> Planned:
        key = f"{task.key}-{number}" if number else task.key
        calendar = self._calendar(task, key)
        latest_on = calendar.at_or_before(self._date(task.latest)) if task.latest else None
        due_at = self._due_at(task, key, offset, on) if offset.working_hours else None
        if due_at:
            on = local_date(due_at, self._clock(task, key).zone)
        due_on, late = self._placed(task, key, on, latest_on)
        is_by_the_clock = due_on == on and key not in self._around.fixed
        return Planned(
            key=key,
            title=task.title,
            phase=task.phase,
            owner=task.owner,
            anchor=offset.anchor,
            offset_days=(on - self._anchors[offset.anchor]).days,
            due_on=due_on,
            starts_on=self._starts_on(task, calendar, due_on),
            due_at=due_at if is_by_the_clock else None,
            latest_on=latest_on,
            needs=tuple(one.key for needed in task.needs for one in self.dated[needed]),
            event=task.check_in.event(key) if task.check_in else task.event,
            check_in=task.check_in,
            together=task.together,
            sample_percent=task.sample_percent,
            late=late,
        )

    def _calendar(self, task: TemplateTask, key: str) -> Calendar:
        given = self._around.given.get(key)
        return given.calendar if given else self._calendars[task.owner]

    def _clock(self, task: TemplateTask, key: str) -> Hours:
        """Return the hours of the first of those who own a task: the clock is theirs."""
        hours = self._around.hours.get(task.owner.each[0], STANDARD)
        return self._around.given.get(key, hours)

    def _due_at(self, task: TemplateTask, key: str, offset: Offset, on: date) -> datetime:
        """Return when the working hours are over that count from a date, or from `known_at`."""
        hours, calendar = self._clock(task, key), self._calendar(task, key)
        begins = hours.begins(on)
        known_at = self._around.known_at or begins
        return after_working_hours(max(begins, known_at), offset.working_hours, hours, calendar)

    def _placed(
        self, task: TemplateTask, key: str, on: date, latest_on: date | None
    ) -> tuple[date, Late | None]:
        """Return the working day for a date, and how late that is.

        A day off moves it as its rule says. It is not in the past, nor before its people are
        there, nor before what it needs.
        """
        if key in self._around.fixed:
            return self._around.fixed[key], None
        calendar = self._calendar(task, key)
        is_deadline = task.rule is Rule.DEADLINE
        wish = calendar.at_or_before(on) if is_deadline else calendar.at_or_after(on)
        if key in self._around.done:
            return wish, None
        overdue = self._around.overdue.get(key)
        if overdue and wish <= overdue:
            return overdue, None
        begins, needed = self._around.begins(task.owner), self._last(task, date.min, still=True)
        due_on = calendar.at_or_after(max(wish, begins, needed))
        return due_on, self._late(max(wish, latest_on or wish), begins, due_on)

    def _late(self, limit: date, begins: date, due_on: date) -> Late | None:
        if due_on <= limit:
            return None
        why = Why.NEEDS
        if limit < begins:
            why = Why.PAST if begins == self._around.today else Why.NOT_THERE
        return Late((due_on - limit).days, why)

    def _starts_on(self, task: TemplateTask, calendar: Calendar, due_on: date) -> date | None:
        if task.starts is None or task.every_days:
            return None
        starts = max(self._date(task.starts), self._around.begins(task.owner))
        return min(calendar.at_or_after(starts), due_on)

    def _last(self, task: TemplateTask, otherwise: date, *, still: bool = False) -> date:
        """Return the date of the last task that this one needs, or `still` needs.

        The opening holds nothing back: it is done as soon as there is a plan.
        """
        needed = [one for key in task.needs for one in self.dated[key]]
        if still:
            done = self._around.done
            needed = [one for one in needed if one.key not in done and not _is_opening(one)]
        return max((one.due_on for one in needed), default=otherwise)


def _firm_tasks(
    template: Template, anchor_on: date, around: Circumstances, tasks: Sequence[Planned]
) -> list[Planned]:
    """Return a task for each firm date, for who has the customer by then, as the plan has it.

    Both CSMs are on the calls between the introduction and the switch (R13): shadow, then lead.
    """
    due = {task.key: task.due_on for task in tasks}
    intro_on = due.get("intro", due.get("customer_told", anchor_on))
    switch_on = due.get("incoming", anchor_on) if template.mode is Mode.ABRUPT else anchor_on
    before = Owner.LEAD if template.mode is Mode.ABRUPT else Owner.OUTGOING
    shared = Owner.LEAD_AND_INCOMING if template.mode is Mode.ABRUPT else Owner.BOTH
    found = []
    for firm in around.firm:
        owner = shared if intro_on < firm.on else before
        if max(intro_on, switch_on) < firm.on:
            owner = Owner.INCOMING
        found.append(_firm_task(firm, owner, _phase_on(firm.on, tasks), template, anchor_on))
    return found


def _firm_task(
    firm: Firm, owner: Owner, phase: State, template: Template, anchor_on: date
) -> Planned:
    return Planned(
        key=firm.key,
        title=firm.title,
        phase=phase,
        owner=owner,
        anchor=template.anchor,
        offset_days=(firm.on - anchor_on).days,
        due_on=firm.on,
        is_firm=True,
    )


def _phase_on(on: date, tasks: Sequence[Planned]) -> State:
    """Return the last phase that has begun by then."""
    begun = [task.phase for task in tasks if task.due_on <= on and task.event != Event.OPENED]
    return max(begun, key=_PHASES.index, default=State.PREPARING)

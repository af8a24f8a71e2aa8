"""Who is reminded of which tasks: the undone tasks of handoffs with everybody who may hear of them.

However many handoffs are asked about, the statements are as many.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from sqlalchemy import BindParameter, Row, Select, bindparam, select
from sqlalchemy.orm import Session

from playbook import checklist_reading, unanswered
from playbook.holders import owners_of
from playbook.hours import Hours, local_date, moment_for
from playbook.ladder import Dates, Part, PutOff, Step, Workdays, steps
from playbook.one_up import one_up
from playbook.progress import Checklist, TaskLine
from playbook.states import RUNNING
from playbook.templates.model import ANSWERED
from playbook.unanswered import NO_QUESTIONS, Asked, Questions
from storage.choices import CheckInKind, Rung, State, Tier
from storage.tables import AuditEntry, HandedBack, Handoff, Person, Snooze, Task

AnyRow = Row[*tuple[Any, ...]]

CLIMBING = (*RUNNING, State.BAU)
"""The states in which tasks fall due: nothing does in a draft, on hold, or once it is over."""

_ASKED_BY_ITSELF = tuple(f"{event}:" for event in ANSWERED.values())
_NEVER = ("release_ready", f"{ANSWERED[CheckInKind.TOUCHPOINT]}:")
"""Events of tasks that do not climb: one ticks itself, and of a touchpoint that was missed one up
hears by a message of its own (R23)."""


class Plan(Protocol):
    """What is to be known of a plan to say who hears of its tasks."""

    @property
    def handoff_id(self) -> int: ...
    @property
    def lead_id(self) -> str: ...
    @property
    def tier(self) -> Tier: ...


class PlanTask(Protocol):
    """What is to be known of a task to say who hears of it, and when."""

    @property
    def id(self) -> int: ...
    @property
    def event(self) -> str | None: ...
    @property
    def due_on(self) -> date: ...
    @property
    def owners(self) -> tuple[str, ...]: ...
    @property
    def is_undone(self) -> bool: ...
    @property
    def can_start(self) -> bool: ...
    @property
    def freed_at(self) -> datetime | None: ...


AnyPlan = TypeVar("AnyPlan", bound=Plan)
AnyTask = TypeVar("AnyTask", bound=PlanTask)


class Climbing(NamedTuple, Generic[AnyPlan, AnyTask]):
    """One task as one person may hear of it, with as much of its plan as was read.

    `free_at` is since when it can be done, if not from the start. `handed_back` is who said that
    it is not theirs, and when; the lead hears of it. `is_top`: nobody is one up from the lead.
    `asked` is the question without an answer, where the task is one that is asked.
    """

    plan: AnyPlan
    task: AnyTask
    person_id: str
    part: Part
    free_at: datetime | None = None
    put_off: PutOff | None = None
    handed_back: tuple[str, datetime] | None = None
    is_top: bool = False
    asked: Asked | None = None

    def steps(self, hours: Hours, days: Workdays) -> Iterator[Step]:
        """Yield the days on which the person hears of it, in order."""
        if self.handed_back:
            on = _morning_after(self.handed_back[1], hours)
            yield Step(days.at_or_after(on), Rung.NOT_MINE)
            return
        dates = Dates(self.task.due_on, self._free_on(hours), self.plan.tier, self.is_top)
        yield from steps(self.part, dates, days, self.put_off)

    def _free_on(self, hours: Hours) -> date:
        """Since which day it can be done; what is asked can be answered when it is asked."""
        free_on = _morning_after(self.free_at, hours) if self.free_at else date.min
        return max(free_on, local_date(self.asked.at, hours.zone)) if self.asked else free_on

    def next_step(self, hours: Hours, days: Workdays, heard_on: date) -> Step | None:
        """Return the first step after the day through which they have heard everything."""
        return next((step for step in self.steps(hours, days) if step.on > heard_on), None)

    def last_step(self, hours: Hours, days: Workdays, heard_on: date, today: date) -> Step | None:
        """Return the newest step that has come since they last heard, up to today."""
        come = takewhile(lambda step: step.on <= today, self.steps(hours, days))
        return max((step for step in come if step.on > heard_on), key=_day, default=None)

    def first_step(self, hours: Hours, days: Workdays, today: date) -> Step | None:
        """Return the step through which they hear of it by today; None if it is not time yet."""
        step = next(self.steps(hours, days), None)
        return step if step and step.on <= today else None

    def is_late_on(self, today: date) -> bool:
        """Whether its date is over."""
        return self.task.due_on < today


Climb: TypeAlias = Climbing[Checklist, TaskLine]
"""The same, with the whole checklist of its handoff."""


def _day(step: Step) -> date:
    return step.on


def of_handoffs(
    session: Session,
    workspace_id: str,
    handoff_ids: Collection[int],
    now: datetime,
    person_id: str | None = None,
    led: Collection[int] = (),
) -> list[Climb]:
    """Return every task that somebody may be reminded of, once for each who may.

    With `person_id` only what this person hears; in the handoffs that are `led`, what all hear.
    """
    plans = checklist_reading.read_many(session, workspace_id, list(handoff_ids), now)
    climbing = [plan for plan in plans.values() if plan.state in CLIMBING]
    if not climbing:
        return []
    known = _known(session, workspace_id, climbing)
    return [
        climb
        for plan in climbing
        for climb in of_plan(plan, plan.tasks, known, None if plan.handoff_id in led else person_id)
    ]


def refusals_of_others(session: Session, workspace_id: str, ids: Collection[int]) -> list[int]:
    """Return the tasks of these handoffs that were given on after somebody had handed them back."""
    return [
        one.task_id
        for one in _rows(session, _REFUSED, workspace_id, ids)
        if one.owner is None or one.person_id not in owners_of(one, one.owner, one.owner_id)
    ]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the plans: by task, by task and person, or by handoff (`resumed`).

    `handed_back` is by whom and when, `above` who is one up from a lead. `gone` are people who
    cannot be reached any more.
    """

    resumed: Mapping[int, datetime]
    put_off: Mapping[tuple[int, str], PutOff]
    handed_back: Mapping[int, Sequence[tuple[str, datetime]]]
    above: Mapping[str, str]
    gone: Collection[str]
    questions: Mapping[int, Questions]


def _known(session: Session, workspace_id: str, plans: Sequence[Checklist]) -> Known:
    ids = [plan.handoff_id for plan in plans]
    people = {person for plan in plans for task in plan.tasks for person in task.owners}
    questions = unanswered.of_handoffs(session, workspace_id, ids)
    people |= {asked.person_id for each in questions.values() for asked in each.asked}
    return Known(
        resumed=_resumed(session, workspace_id, ids),
        put_off=_put_off(session, workspace_id, ids),
        handed_back=_handed_back(session, workspace_id, ids),
        above=one_up(session, workspace_id, {plan.lead_id for plan in plans}),
        gone=_gone(session, workspace_id, people),
        questions=questions,
    )


def of_plan(
    plan: AnyPlan, tasks: Iterable[AnyTask], known: Known, person_id: str | None = None
) -> Iterator[Climbing[AnyPlan, AnyTask]]:
    """Yield these tasks of a plan that climbs, once for each who may hear of them.

    With `person_id` only what this person hears.
    """
    resumed = known.resumed.get(plan.handoff_id)
    is_top = plan.lead_id not in known.above
    for task in tasks:
        if not task.is_undone or (task.event or "").startswith(_NEVER):
            continue
        for hears in _who_hears(plan, task, known):
            if person_id is None or hears.person_id == person_id:
                yield Climbing(
                    plan,
                    task,
                    hears.person_id,
                    hears.part,
                    max(filter(None, (task.freed_at, resumed)), default=None),
                    known.put_off.get((task.id, hears.person_id)),
                    hears.handed_back,
                    is_top=is_top,
                    asked=hears.asked,
                )


class _Hears(NamedTuple):
    """Who hears of a task, as what, and why: it was handed back to them, or it was asked."""

    person_id: str
    part: Part
    handed_back: tuple[str, datetime] | None = None
    asked: Asked | None = None


def _who_hears(plan: Plan, task: PlanTask, known: Known) -> Iterator[_Hears]:
    questions = known.questions.get(task.id, NO_QUESTIONS)
    if questions.asked:
        yield from _of_question(plan, questions.asked, known)
    elif task.can_start and not questions.is_to_come:
        yield from _of_task(plan, task, known)


def _of_question(plan: Plan, asked: Sequence[Asked], known: Known) -> Iterator[_Hears]:
    """Who was asked answers, and nobody who has answered is reminded; the lead can see to it."""
    waited_for = {
        plan.lead_id if one.person_id in known.gone else one.person_id: one
        for one in reversed(asked)
    }
    for person_id, one in waited_for.items():
        yield _Hears(person_id, Part.ASKED, asked=one)
    yield from _above(plan, tuple(waited_for), known, asked[0])


def _of_task(plan: Plan, task: PlanTask, known: Known) -> Iterator[_Hears]:
    owners, back = _owners(plan, task, known)
    if (task.event or "").startswith(_ASKED_BY_ITSELF):
        owners = ()  # it was answered, and the lead sees to the rest; or there is nobody to ask
    for owner in owners:
        yield _Hears(owner, Part.OWNER)
    if back:
        yield _Hears(plan.lead_id, Part.LEAD, back[0])
        owners = (*owners, plan.lead_id)
    yield from _above(plan, owners, known)


def _above(
    plan: Plan, doing: Sequence[str], known: Known, asked: Asked | None = None
) -> Iterator[_Hears]:
    if plan.lead_id not in doing:
        yield _Hears(plan.lead_id, Part.LEAD, asked=asked)
    above = known.above.get(plan.lead_id)
    if above is not None and above not in doing:
        yield _Hears(above, Part.ONE_UP, asked=asked)
    yield _Hears(plan.lead_id, Part.CHANNEL, asked=asked)


def _owners(
    plan: Plan, task: PlanTask, known: Known
) -> tuple[tuple[str, ...], Sequence[tuple[str, datetime]]]:
    """Who does it and did not hand it back; the lead, where who does it is not there any more."""
    back = [one for one in known.handed_back.get(task.id, ()) if one[0] in task.owners]
    refused = {person_id for person_id, _at in back}
    there = (plan.lead_id if one in known.gone else one for one in task.owners)
    return tuple(dict.fromkeys(one for one in there if one not in refused)), back


def _morning_after(at: datetime, hours: Hours) -> date:
    """Return the local date whose morning first comes at or after a moment."""
    on = local_date(at, hours.zone)
    return on if moment_for(on, hours) >= at else date.fromordinal(on.toordinal() + 1)


def _resumed(session: Session, workspace_id: str, ids: Sequence[int]) -> dict[int, datetime]:
    """Return since when a handoff goes on that was on hold: nothing fell due meanwhile."""
    rows = _rows(session, _MOVED, workspace_id, ids)
    return {id_: at for id_, at, detail in rows if detail.get("from") == State.ON_HOLD}


def _put_off(
    session: Session, workspace_id: str, ids: Sequence[int]
) -> dict[tuple[int, str], PutOff]:
    rows = _rows(session, _SNOOZED, workspace_id, ids)
    return {(task, person): PutOff(until, is_skip) for task, person, until, is_skip in rows}


def _handed_back(
    session: Session, workspace_id: str, ids: Sequence[int]
) -> dict[int, list[tuple[str, datetime]]]:
    found: dict[int, list[tuple[str, datetime]]] = {}
    for task_id, person_id, at in _rows(session, _HANDED_BACK, workspace_id, ids):
        found.setdefault(task_id, []).append((person_id, at))
    return found


def _gone(session: Session, workspace_id: str, people: Collection[str]) -> frozenset[str]:
    return frozenset(id_ for (id_,) in _rows(session, _GONE, workspace_id, people))


def _rows(
    session: Session, query: Select[*tuple[Any, ...]], workspace_id: str, ids: Collection[object]
) -> Sequence[AnyRow]:
    """Past the session, which costs half: what was changed in it must have been written."""
    found = session.connection().execute(query, {"workspace": workspace_id, "ids": ids})
    return found.all()


_WORKSPACE: BindParameter[str] = bindparam("workspace")
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_MOVED = (
    select(AuditEntry.handoff_id, AuditEntry.at, AuditEntry.detail)
    .where(
        AuditEntry.workspace_id == _WORKSPACE,
        AuditEntry.handoff_id.in_(_IDS),
        AuditEntry.what == "moved",
    )
    .order_by(AuditEntry.id)
)
_SNOOZED = select(Snooze.task_id, Snooze.person_id, Snooze.until_on, Snooze.is_skip).where(
    Snooze.workspace_id == _WORKSPACE, Snooze.handoff_id.in_(_IDS)
)
_HANDED_BACK = (
    select(HandedBack.task_id, HandedBack.person_id, HandedBack.at)
    .where(HandedBack.workspace_id == _WORKSPACE, HandedBack.handoff_id.in_(_IDS))
    .order_by(HandedBack.at)
)
_REFUSED = (
    select(
        HandedBack.task_id,
        HandedBack.person_id,
        Task.owner,
        Task.owner_id,
        Handoff.outgoing_id,
        Handoff.incoming_id,
        Handoff.temporary_id,
        Handoff.lead_id,
    )
    .join(Handoff, Handoff.id == HandedBack.handoff_id)
    .outerjoin(Task, Task.id == HandedBack.task_id)
    .where(HandedBack.workspace_id == _WORKSPACE, HandedBack.handoff_id.in_(_IDS))
)
_GONE = select(Person.id).where(
    Person.workspace_id == _WORKSPACE, Person.id.in_(_IDS), Person.deactivated_at.is_not(None)
)
"""Built once: they are asked after every change, and building costs as much as executing."""

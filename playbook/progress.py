"""How a plan stands: the checklist as a read model, with the questions that it can answer (R16)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

from playbook.hours import zone_of
from playbook.waivers import Shared
from storage.choices import Anchor, Kind, Mode, Owner, State, Tier

SOON = timedelta(days=2)
"""Calendar days before its date from which a task is due soon."""


class Days:
    """Which date it is for people in several zones at one moment."""

    def __init__(self, now: datetime, zones: Mapping[str, str]) -> None:
        self.now = now
        self._zones = {person_id: zone_of(zone) for person_id, zone in zones.items()}
        self._todays: dict[tuple[str, ...], date] = {}

    def today(self, people: tuple[str, ...]) -> date:
        """Return the date that has begun for all of these people; UTC's, if none is known."""
        if people not in self._todays:  # the many tasks of a plan have few combinations of owners
            begun = (self.now.astimezone(zone).date() for zone in self._of(people))
            self._todays[people] = min(begun)
        return self._todays[people]

    def next_begin(self, on: Iterable[date], people: Sequence[str]) -> datetime | None:
        """Return when the first of these dates that is still to come begins for all of them."""
        begins = (max(_midnight(date_, zone) for zone in self._of(people)) for date_ in on)
        return min((begin for begin in begins if begin > self.now), default=None)

    def _of(self, people: Iterable[str]) -> list[tzinfo]:
        return [self._zones[person] for person in people if person in self._zones] or [UTC]


@lru_cache(maxsize=4096)
def _midnight(on: date, zone: tzinfo) -> datetime:
    return datetime.combine(on, time(), zone).astimezone(UTC)


class TaskState(StrEnum):
    """How a task stands today. A task whose needs are undone is blocked, never late (R16)."""

    DONE = "done"
    SKIPPED = "skipped"
    BLOCKED = "blocked"
    LATE = "late"
    DUE_SOON = "due_soon"
    OPEN = "open"


_ENDED = (TaskState.DONE, TaskState.SKIPPED)
_ENDED_OR_BLOCKED = (*_ENDED, TaskState.BLOCKED)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task. `owners` are the people who do it (none: nobody is named yet); `waits_for` the
    keys of the undone tasks that it needs. `done_by` is empty where `done_event` ticked it, and
    `due_at` the moment, where the template counts working hours. `is_to_come`: it is asked, and
    its time to be asked has not come. `freed_at` is when the last of what it needed was done."""

    id: int
    key: str
    phase: str
    title: str
    owner: Owner
    owners: tuple[str, ...]
    due_on: date
    state: TaskState
    waits_for: tuple[str, ...]
    event: str | None
    done_at: datetime | None
    done_by: str | None
    done_event: str | None
    skipped_why: str | None
    due_at: datetime | None = None
    is_to_come: bool = False
    freed_at: datetime | None = None

    @property
    def is_undone(self) -> bool:
        """Whether it is still to do."""
        return self.state not in _ENDED

    @property
    def can_start(self) -> bool:
        """Whether it is still to do and waits for nothing."""
        return self.state not in _ENDED_OR_BLOCKED


@dataclass(frozen=True, slots=True)
class Phase:
    """The tasks of one phase, in the plan's order."""

    name: str
    tasks: tuple[TaskLine, ...]

    @property
    def done(self) -> tuple[TaskLine, ...]:
        """The tasks that are done."""
        return tuple(task for task in self.tasks if task.state is TaskState.DONE)

    @property
    def undone(self) -> tuple[TaskLine, ...]:
        """The tasks that are still to do."""
        return tuple(task for task in self.tasks if task.is_undone)

    @property
    def total(self) -> int:
        """How many tasks count: the skipped ones do not."""
        return len(self.done) + len(self.undone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A handoff with tasks of its plan: in a list those that it shows, in a checklist all.

    Of the plan `done` of `total` tasks are done; the skipped ones do not count. `temporary_id`
    stands in while there is no incoming CSM. `welcome_by` is the end of the welcome clock, where
    there is one, `welcome_hours` what is left while it runs (R15).
    """

    handoff_id: int
    account: str
    kind: Kind
    state: State
    anchor: Anchor
    anchor_on: date
    outgoing_id: str | None
    incoming_id: str | None
    lead_id: str
    tasks: tuple[TaskLine, ...]
    done: int
    total: int
    temporary_id: str | None = None
    welcome_by: datetime | None = None
    welcome_held_at: datetime | None = None
    welcome_hours: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is to be done any more, whatever is left."""
        return self.state in (State.CLOSED, State.CANCELLED)

    def task(self, key: str) -> TaskLine | None:
        """Return the task with this key."""
        return next((task for task in self.tasks if task.key == key), None)

    def next_step(
        self, person_id: str | None = None, besides: Collection[str] = ()
    ) -> TaskLine | None:
        """Return what can be done first, by anybody or by this person, but for these events.

        What is still to be asked comes after all that can be begun.
        """
        if self.is_over:
            return None
        able = [
            task
            for task in self.tasks
            if person_id is None or person_id in task.owners
            if task.can_start and task.event not in besides
        ]
        return min(able, key=_when_it_can_begin, default=None)

    def first_blocked(self, person_id: str) -> TaskLine | None:
        """Return the first task of this person that waits for another."""
        blocked = [
            task
            for task in self.tasks
            if task.state is TaskState.BLOCKED and person_id in task.owners
            if not self.is_over
        ]
        return min(blocked, key=_by_date, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist(Outline):
    """A handoff with its plan, as its people may all see it. `names` are people's names by id.

    `changes_at` is when a task's state next changes by itself, as a day begins; None: never.
    `held_from` is where a handoff on hold goes back to, on `resume_on` if the lead named a day;
    `waived` are the guards that were set aside on the way.
    `place_lost_why` says why the checklist cannot be posted (playbook.damage.Lost). `concerns` is
    how many are open: whose and why is for the handoff's own people (R19).
    """

    version: int
    mode: Mode
    tier: Tier
    channel_id: str | None
    thread_ts: str | None
    checklist_ts: str | None
    opened_at: datetime | None
    bau_at: datetime | None
    names: Mapping[str, str]
    changes_at: datetime | None = None
    held_from: State | None = None
    held_at: datetime | None = None
    resume_on: date | None = None
    waived: tuple[Shared, ...] = ()
    place_lost_why: str | None = None
    release_ready_at: datetime | None = None
    concerns: int = 0

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The tasks by phase, in the plan's order."""
        by_phase: dict[str, list[TaskLine]] = {}
        for task in self.tasks:
            by_phase.setdefault(task.phase, []).append(task)
        return tuple(Phase(name, tuple(tasks)) for name, tasks in by_phase.items())

    @property
    def last_done(self) -> TaskLine | None:
        """The task that was ticked last."""
        done = [task for task in self.tasks if task.done_at]
        return max(done, key=lambda task: (task.done_at, task.id), default=None)

    def waiting_for(self, task: TaskLine) -> TaskLine | None:
        """Return the first task that waits for this one and is still to do."""
        blocked = [one for one in self.tasks if one.is_undone and task.key in one.waits_for]
        return min(blocked, key=_by_date, default=None)


def _when_it_can_begin(task: TaskLine) -> tuple[bool, date, int]:
    return task.is_to_come, task.due_on, task.id


def _by_date(task: TaskLine) -> tuple[date, int]:
    return task.due_on, task.id

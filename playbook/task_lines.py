"""How the tasks of a plan stand at a moment: lines of a checklist, made of their rows (R16)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple, Protocol

from sqlalchemy import ColumnElement, Text, cast, literal_column, or_

from playbook.holders import Named, holders, owners_among
from playbook.progress import SOON, Days, TaskLine, TaskState
from playbook.templates.model import ANSWERED
from storage.choices import CheckInKind, Owner, State
from storage.tables import Task

_ASKED = frozenset(ANSWERED.values())


class TaskRow(NamedTuple):
    """A row of UNDONE or TASK, read in a tenth of the time of SQLAlchemy's own."""

    handoff_id: int
    id: int
    key: str
    phase: str
    title: str
    owner: Owner
    owner_id: str | None
    due_on: date
    due_at: datetime | None
    needs: str
    event: str | None
    done_at: datetime | None = None
    done_by: str | None = None
    done_event: str | None = None
    skipped_at: datetime | None = None
    skipped_why: str | None = None


UNDONE = (
    Task.handoff_id,
    Task.id,
    Task.key,
    Task.phase,
    Task.title,
    Task.owner,
    Task.owner_id,
    Task.due_on,
    Task.due_at,
    cast(Task.needs, Text),
    Task.event,
)
"""The columns of a task that is still to do, in the order of TaskRow."""

TASK = (*UNDONE, Task.done_at, Task.done_by, Task.done_event, Task.skipped_at, Task.skipped_why)
"""The columns of any task, in the order of TaskRow."""


class Head(Named, Protocol):
    """What is to be known of a handoff to say how its tasks stand."""

    @property
    def state(self) -> State: ...


class Lines:
    """Makes the lines of one handoff. `ended` says when each task was done or skipped, by key."""

    def __init__(self, head: Head, ended: Mapping[str, datetime | None], days: Days) -> None:
        self._ended = ended
        self._days = days
        self._is_bau = head.state is State.BAU
        self._is_held = head.state is State.ON_HOLD
        self._holders = holders(head)
        self._owners: dict[tuple[Owner, str | None], tuple[str, ...]] = {}

    def owners(self, task: TaskRow) -> tuple[str, ...]:
        """Return who does a task."""
        which = (task.owner, task.owner_id)
        if which not in self._owners:  # the many tasks of a plan have few owners
            self._owners[which] = owners_among(self._holders, *which)
        return self._owners[which]

    def line(self, task: TaskRow) -> TaskLine:
        """Return how a task stands. While the handoff is on hold, nothing falls due or is late."""
        line = self._line(task)
        hurries = line.state in (TaskState.LATE, TaskState.DUE_SOON)
        return replace(line, state=TaskState.OPEN) if self._is_held and hurries else line

    def _line(self, task: TaskRow) -> TaskLine:
        owners = self.owners(task)
        waits_for, freed_at = _waits(_keys(task.needs), self._ended)
        today = self._days.today(owners)
        return TaskLine(
            id=task.id,
            key=task.key,
            phase=task.phase,
            title=task.title,
            owner=task.owner,
            owners=owners,
            due_on=task.due_on,
            state=_state(task, waits_for, today, self._days.now),
            waits_for=waits_for,
            event=task.event,
            done_at=task.done_at,
            done_by=task.done_by,
            done_event=task.done_event,
            skipped_why=task.skipped_why,
            due_at=task.due_at,
            is_to_come=_is_to_come(task, today, is_bau=self._is_bau),
            freed_at=freed_at,
        )


def is_question(event: str | None) -> bool:
    """Whether a task is proved by an answer: before it is asked, nobody can begin it."""
    return event is not None and event.partition(":")[0] in _ASKED


def is_a_question() -> ColumnElement[bool]:
    """Return the condition for what `is_question` says of the event of a Task."""
    return or_(*(Task.event.like(literal_column(f"'{word}%'")) for word in ANSWERED.values()))


@lru_cache(maxsize=1024)
def _keys(needs: str) -> tuple[str, ...]:
    """The keys of what a task needs, of which its row has the JSON; few of them differ."""
    return tuple(json.loads(needs))


def _waits(
    needs: Iterable[str], ended: Mapping[str, datetime | None]
) -> tuple[tuple[str, ...], datetime | None]:
    """Return which of the tasks that are needed are undone, and when the last other one ended."""
    waits_for: list[str] = []
    freed_at = None
    for key in needs:
        if key in ended:
            at = ended[key]
            if at is None:
                waits_for.append(key)
            elif freed_at is None or at > freed_at:
                freed_at = at
    return tuple(waits_for), freed_at


def _is_to_come(task: TaskRow, today: date, *, is_bau: bool) -> bool:
    """Whether it is asked on a day that has not come, or is a debrief before its time (R22)."""
    if not task.event:
        return False
    event = task.event.partition(":")[0]
    is_too_early = event == ANSWERED[CheckInKind.DEBRIEF] and not is_bau
    return is_too_early or (event in _ASKED and task.due_on > today)


def _state(task: TaskRow, waits_for: tuple[str, ...], today: date, now: datetime) -> TaskState:
    """`today` is the owners' date: a task is late once its day is over for all who do it, or its
    moment, where it has one."""
    if task.done_at:
        return TaskState.DONE
    if task.skipped_at:
        return TaskState.SKIPPED
    if waits_for:
        return TaskState.BLOCKED
    if task.due_on < today or (task.due_at and task.due_at <= now):
        return TaskState.LATE
    return TaskState.DUE_SOON if task.due_on - today <= SOON else TaskState.OPEN

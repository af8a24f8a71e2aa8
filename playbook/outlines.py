"""Handoffs in outline: how far each is, and what somebody can do next in it, as lists show (R16).

One statement reads the handoffs and of each plan only the tasks that a list can show.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from playbook.checklist_reading import welcome_hours
from playbook.holders import is_owner
from playbook.people import Viewer
from playbook.progress import Days, Outline, TaskLine
from playbook.task_lines import UNDONE, Lines, TaskRow, is_a_question, is_question
from storage.choices import Anchor, Kind, State
from storage.tables import Account, Handoff, Person, Task

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
Value: TypeAlias = Any
"""A value, or the parameter that stands for one."""

_WORKSPACE: Value = bindparam("workspace_id")
_VIEWER: Value = bindparam("viewer_id")
_IS_UNDONE = Task.done_at.is_(None) & Task.skipped_at.is_(None)
_CAN_BEGIN = and_(
    _IS_UNDONE,
    is_owner(_VIEWER, Handoff),
    cast(Task.needs, Text) == literal_column("'[]'"),
    or_(Task.event.is_(None), ~is_a_question()),
)
"""The viewer can do it now, whatever else there is; there are others that they can do as well."""


class _Head(NamedTuple):
    """The columns of `_heads`, read in a tenth of the time of those of SQLAlchemy's rows."""

    id: int
    account: str
    kind: Kind
    state: State
    anchor: Anchor
    anchor_on: date
    outgoing_id: str | None
    incoming_id: str | None
    lead_id: str
    temporary_id: str | None
    welcome_by: datetime | None
    welcome_held_at: datetime | None
    outgoing_zone: str | None
    incoming_zone: str | None
    lead_zone: str | None
    temporary_zone: str | None
    done: int
    undone: str | None
    begin_on: date | None

    @property
    def undone_keys(self) -> list[str]:
        """The keys of the tasks that are still to do."""
        return self.undone.split(",") if self.undone else []


def query(page: AnySelect, *more: ColumnElement[Any]) -> AnySelect:
    """Return the query whose rows `read` makes outlines of; `more` are columns of Handoff.

    `page` selects the handoffs, by `id` and in how many they are in all, `total`. The parameters
    are its own, "workspace_id" and "viewer_id".
    """
    heads = _heads(page, *more)
    task = and_(
        Task.workspace_id == _WORKSPACE,
        Task.handoff_id == heads.c.id,
        _IS_UNDONE,
        is_owner(_VIEWER, heads.c),
        or_(heads.c.begin_on.is_(None), Task.due_on <= heads.c.begin_on),
    )
    return (
        select(heads, *UNDONE)
        .outerjoin(Task, task)
        .order_by(heads.c.anchor_on, heads.c.id, Task.due_on, Task.id)
    )


def _heads(page: AnySelect, *more: ColumnElement[Any]) -> CTE:
    """What a list shows of handoffs. Worked out once for each, not again for each of its tasks."""
    which = page.subquery()
    return (
        select(
            Handoff.id,
            Account.name.label("account"),
            Handoff.kind,
            Handoff.state,
            Handoff.anchor,
            Handoff.anchor_on,
            Handoff.outgoing_id,
            Handoff.incoming_id,
            Handoff.lead_id,
            Handoff.temporary_id,
            Handoff.welcome_by,
            Handoff.welcome_held_at,
            _zone(Handoff.outgoing_id).label("outgoing_zone"),
            _zone(Handoff.incoming_id).label("incoming_zone"),
            _zone(Handoff.lead_id).label("lead_zone"),
            _zone(Handoff.temporary_id).label("temporary_zone"),
            _of_plan(func.count(Task.done_at)).label("done"),
            _of_plan(func.aggregate_strings(Task.key, ","), _IS_UNDONE).label("undone"),
            _of_plan(func.min(Task.due_on), _CAN_BEGIN).label("begin_on"),
            which.c.total,
            *more,
        )
        .join(which, which.c.id == Handoff.id)
        .join(Account, Account.id == Handoff.account_id)
        .cte("heads")
        .prefix_with("MATERIALIZED")
    )


def _of_plan(fact: ColumnElement[Any], *which: ColumnElement[bool]) -> ScalarSelect[Any]:
    is_in_plan = (Task.workspace_id == Handoff.workspace_id, Task.handoff_id == Handoff.id)
    return select(fact).where(*is_in_plan, *which).correlate(Handoff).scalar_subquery()


def _zone(person_id: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
    is_it = (Person.workspace_id == Handoff.workspace_id, Person.id == person_id)
    return select(Person.zone).where(*is_it).correlate(Handoff).scalar_subquery()


_NEEDED = select(*UNDONE).where(
    Task.workspace_id == _WORKSPACE,
    Task.handoff_id.in_(bindparam("ids", expanding=True)),
    Task.key.in_(bindparam("keys", expanding=True)),
)


def read(
    session: Session, viewer: Viewer, rows: Sequence[AnyRow], now: datetime
) -> tuple[Outline, ...]:
    """Return the outlines that these rows of a `query` are of, in their order, for the viewer.

    `tasks` are theirs by date, up to the first that they can do now: what comes after it no list
    shows. Where there is none, the task that the first blocked one waits for stands behind them,
    to say what it is and whose; a second statement reads these.
    """
    by_handoff = {id_: list(of) for id_, of in groupby(rows, key=itemgetter(0))}
    heads = [_Head(*of[0][: len(_Head._fields)]) for of in by_handoff.values()]
    days = Days(now, {viewer.id: viewer.zone} | _zones(heads))
    lines = {head.id: Lines(head, dict.fromkeys(head.undone_keys), days) for head in heads}
    found = [_outline(head, by_handoff[head.id], lines[head.id], days) for head in heads]
    waiting = {one.handoff_id: key for one in found if (key := _waits_for(one, viewer.id))}
    if not waiting:
        return tuple(found)
    needed = {
        task.handoff_id: lines[task.handoff_id].line(task)
        for task in _needed(session, viewer, waiting)
    }
    return tuple(_with(one, needed.get(one.handoff_id)) for one in found)


def _needed(session: Session, viewer: Viewer, keys: Mapping[int, str]) -> list[TaskRow]:
    """The tasks of these keys, by their handoffs."""
    which = {
        "workspace_id": viewer.workspace_id,
        "ids": list(keys),
        "keys": list(set(keys.values())),
    }
    tasks = (TaskRow(*row) for row in session.connection().execute(_NEEDED, which))
    return [task for task in tasks if task.key == keys[task.handoff_id]]


def _with(outline: Outline, needed: TaskLine | None) -> Outline:
    return replace(outline, tasks=(*outline.tasks, needed)) if needed else outline


def _zones(heads: Iterable[_Head]) -> dict[str, str]:
    zones: dict[str | None, str | None] = {}
    for head in heads:
        zones[head.outgoing_id] = head.outgoing_zone
        zones[head.incoming_id] = head.incoming_zone
        zones[head.lead_id] = head.lead_zone
        zones[head.temporary_id] = head.temporary_zone
    return {person_id: zone for person_id, zone in zones.items() if person_id and zone}


def _outline(head: _Head, rows: Iterable[AnyRow], lines: Lines, days: Days) -> Outline:
    return Outline(
        handoff_id=head.id,
        account=head.account,
        kind=head.kind,
        state=head.state,
        anchor=head.anchor,
        anchor_on=head.anchor_on,
        outgoing_id=head.outgoing_id,
        incoming_id=head.incoming_id,
        lead_id=head.lead_id,
        temporary_id=head.temporary_id,
        welcome_by=head.welcome_by,
        welcome_held_at=head.welcome_held_at,
        welcome_hours=welcome_hours(head, days),
        tasks=tuple(_shown(rows, lines)),
        done=head.done,
        total=head.done + len(head.undone_keys),
    )


def _shown(rows: Iterable[AnyRow], lines: Lines) -> Iterator[TaskLine]:
    for row in rows:
        task = TaskRow(*row[-len(UNDONE) :])
        if task.id is None:
            return  # none of theirs is left
        yield (line := lines.line(task))
        if _can_begin(line):
            return


def _can_begin(line: TaskLine) -> bool:
    return line.can_start and not is_question(line.event)


def _waits_for(outline: Outline, viewer_id: str) -> str | None:
    """The key of what the viewer waits for, which somebody else does, if they can begin nothing."""
    blocked = outline.first_blocked(viewer_id)
    if blocked is None or _can_begin(outline.tasks[-1]):
        return None
    key = blocked.waits_for[0]
    return None if outline.task(key) else key

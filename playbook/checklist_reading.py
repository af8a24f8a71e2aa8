"""Reading checklists: a handoff's plan as its people may all see it, as it stands now (R16)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, exists, func, select
from sqlalchemy.orm import Session

from playbook import concern_reading, waivers, welcome
from playbook.errors import NotThere
from playbook.holders import people_of
from playbook.progress import SOON, Checklist, Days, TaskLine
from playbook.states import RUNNING
from playbook.task_lines import TASK, Lines, TaskRow
from playbook.words import _
from storage.choices import State
from storage.tables import Account, Concern, Handoff, Person, Task, Waiver
from storage.written import written

AnyRow = Row[*tuple[Any, ...]]
Rows = Sequence[AnyRow]


def read(session: Session, workspace_id: str, handoff_id: int, now: datetime) -> Checklist:
    """Return the checklist of a handoff as it stands `now`. Raises NotThere if there is none.

    It carries what every member of the handoff's channel may see, and asks nobody's role.
    """
    found, days = _read(session, workspace_id, [handoff_id], now)
    if not found:
        raise NotThere(_("This handoff is not there any more."))
    return replace(found[handoff_id], changes_at=_changes_at(found[handoff_id], days))


def read_many(
    session: Session, workspace_id: str, handoff_ids: Sequence[int], now: datetime
) -> dict[int, Checklist]:
    """Return checklists by handoff, in three statements however many there are.

    A fourth reads the waivers, where there are any. They do not say `changes_at`, which is for
    one that is posted.
    """
    return _read(session, workspace_id, handoff_ids, now)[0] if handoff_ids else {}


def of_head(session: Session, workspace_id: str, head: AnyRow, now: datetime) -> Checklist:
    """Return one, as `read_many` does, of which HEAD is read already, with whatever beside."""
    return _laid_out(session, workspace_id, [head], now)[0][head.handoff_id]


def _read(
    session: Session, workspace_id: str, handoff_ids: Sequence[int], now: datetime
) -> tuple[dict[int, Checklist], Days]:
    session.flush()  # what is read below goes past the session
    heads = _rows(session, _HEADS, workspace_id, handoff_ids)
    return _laid_out(session, workspace_id, heads, now)


def _laid_out(
    session: Session, workspace_id: str, heads: Rows, now: datetime
) -> tuple[dict[int, Checklist], Days]:
    ids = [head.handoff_id for head in heads]
    tasks = [TaskRow._make(row) for row in _rows(session, _TASKS, workspace_id, ids)]
    people = _rows(session, _PEOPLE, workspace_id, _concerned(heads, tasks))
    days = Days(now, {row.id: row.zone for row in people})
    names = {row.id: row.name for row in people}
    by_handoff = {id_: list(of) for id_, of in groupby(tasks, key=lambda task: task.handoff_id)}
    waived = _waived(session, workspace_id, heads)
    found = {
        head.handoff_id: _checklist(
            head,
            by_handoff.get(head.handoff_id, []),
            days,
            names=names,
            waived=waived.get(head.handoff_id, ()),
        )
        for head in heads
    }
    return found, days


def _waived(
    session: Session, workspace_id: str, heads: Rows
) -> Mapping[int, tuple[waivers.Shared, ...]]:
    ids = [head.handoff_id for head in heads if head.is_waived]
    return waivers.shared(session, workspace_id, ids) if ids else {}


_WHICH: BindParameter[Any] = bindparam("ids", expanding=True)
_CONCERNS = (
    select(func.count())
    .where(
        Concern.workspace_id == Handoff.workspace_id,
        Concern.handoff_id == Handoff.id,
        Concern.state.not_in(written(concern_reading.OVER)),
    )
    .correlate(Handoff)
    .scalar_subquery()
)
HEAD = (
    select(
        Handoff.id.label("handoff_id"),
        Handoff.version,
        Account.name.label("account"),
        Handoff.kind,
        Handoff.mode,
        Handoff.tier,
        Handoff.state,
        Handoff.anchor,
        Handoff.anchor_on,
        Handoff.outgoing_id,
        Handoff.incoming_id,
        Handoff.lead_id,
        Handoff.temporary_id,
        Handoff.welcome_by,
        Handoff.welcome_held_at,
        Handoff.release_ready_at,
        Handoff.channel_id,
        Handoff.thread_ts,
        Handoff.checklist_ts,
        Handoff.held_from,
        Handoff.held_at,
        Handoff.resume_on,
        exists()
        .where(Waiver.workspace_id == Handoff.workspace_id, Waiver.handoff_id == Handoff.id)
        .label("is_waived"),
        Handoff.place_lost_why,
        Handoff.opened_at,
        Handoff.bau_at,
        _CONCERNS.label("concerns"),
    )
    .join(Account, Account.id == Handoff.account_id)
    .where(Handoff.workspace_id == bindparam("workspace_id"))
)
"""What is read of a handoff itself, and how much of some other things there is."""

_FACTS = {column.name for column in HEAD.selected_columns if column.name != "is_waived"}
_HEADS = HEAD.where(Handoff.id.in_(_WHICH))
_TASKS = (
    select(*TASK)
    .where(Task.workspace_id == bindparam("workspace_id"), Task.handoff_id.in_(_WHICH))
    .order_by(Task.handoff_id, Task.position, Task.id)
)
_PEOPLE = select(Person.id, Person.name, Person.zone).where(
    Person.workspace_id == bindparam("workspace_id"), Person.id.in_(_WHICH)
)
"""Built once: a checklist is read after every click, and building costs as much as executing."""


def _rows(
    session: Session, query: Select[*tuple[Any, ...]], workspace_id: str, ids: Iterable[object]
) -> Rows:
    found = session.connection().execute(query, {"workspace_id": workspace_id, "ids": list(ids)})
    return found.all()


def _concerned(heads: Rows, tasks: Iterable[TaskRow]) -> set[str]:
    ids = {id_ for head in heads for id_ in people_of(head)}
    return ids | {id_ for task in tasks for id_ in (task.owner_id, task.done_by) if id_}


def _checklist(head: AnyRow, tasks: Sequence[TaskRow], days: Days, **more: Any) -> Checklist:
    ended = {task.key: task.done_at or task.skipped_at for task in tasks}
    lines = Lines(head, ended, days)
    facts = {name: fact for name, fact in head._asdict().items() if name in _FACTS}
    return Checklist(
        **facts,
        **more,
        tasks=tuple(map(lines.line, tasks)),
        done=sum(task.done_at is not None for task in tasks),
        total=sum(task.done_at is not None or task.skipped_at is None for task in tasks),
        welcome_hours=welcome_hours(head, days),
    )


def welcome_hours(head: Any, days: Days) -> int | None:
    """Return the hours left until the welcome while its clock runs, from the signature on (R15).

    `head` has the columns of a Handoff that say who is in it, its state and its clock.
    """
    runs = head.welcome_by and head.welcome_held_at is None and head.state in RUNNING
    if not runs or days.today(people_of(head)[:1]) < head.anchor_on:
        return None
    hours = welcome.hours_left(head.welcome_by, days.now)
    return hours if hours <= welcome.RUNS else None


def _changes_at(plan: Checklist, days: Days) -> datetime | None:
    """When a task is next due soon, late or asked, or an hour of the welcome clock is over."""
    if plan.state is State.ON_HOLD or plan.is_over:
        return None
    able = [line for line in plan.tasks if line.can_start]
    moments = [days.next_begin(_turns(line), line.owners) for line in able]
    moments += [line.due_at for line in able]
    moments += _clock_moves(plan, days)
    return min((moment for moment in moments if moment and moment > days.now), default=None)


def _turns(line: TaskLine) -> Iterable[date]:
    """The dates as which begin the task stands in another way."""
    asked = (line.due_on,) if line.is_to_come else ()
    return (line.due_on - SOON, *asked, line.due_on + timedelta(days=1))


def _clock_moves(plan: Checklist, days: Days) -> list[datetime | None]:
    """When the welcome clock begins to run, or shows an hour less."""
    if plan.welcome_by is None or plan.welcome_held_at:
        return []
    if plan.welcome_hours is not None:
        return [plan.welcome_by - (plan.welcome_hours - 1) * welcome.HOUR]
    signed = days.next_begin((plan.anchor_on,), people_of(plan)[:1])
    return [signed, plan.welcome_by - welcome.RUNS * welcome.HOUR]

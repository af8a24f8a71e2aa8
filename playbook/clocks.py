"""The plan's own clocks: observers are told on their date, and a lead hears what nobody named.

A handoff without anybody to turn to is told of at once, not in a digest (TEMPLATES.md).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, or_, select, text
from sqlalchemy.orm import Session, defer

from playbook import observers
from playbook.hours import STANDARD, Hours, hours_of, moment_for
from playbook.states import RUNNING
from playbook.templates.model import Event
from storage import outbox
from storage.tables import WATCHED_TASK, Account, Handoff, Observer, Outgoing, Task

NAMING_LATE = "naming_late"
"""The effect by which a lead hears that nobody was named in time."""


@dataclass(frozen=True, slots=True)
class Late:
    """Who is not named though they were due: the temporary contact, or the incoming CSM."""

    handoff_id: int
    account: str
    is_temporary: bool
    due_at: datetime


def strike(session: Session, now: datetime, limit: int = 100) -> int:
    """Do what the clocks demand of up to so many handoffs; return of how many that was."""
    struck = 0
    for task, handoff in _watched(session, now, limit):
        hours = hours_of(session, handoff.workspace_id, [handoff.lead_id])
        struck += _strike(session, task, handoff, hours.get(handoff.lead_id, STANDARD), now)
    return struck


def late(session: Session, row: Outgoing) -> Late | None:
    """Return what a lead is told by this row; None if somebody is named by now."""
    task = session.get(Task, row.detail.get("task"))
    if task is None or task.done_at or task.skipped_at:
        return None
    handoff = session.get_one(Handoff, task.handoff_id)
    if handoff.workspace_id != row.workspace_id or handoff.state not in RUNNING:
        return None
    hours = hours_of(session, handoff.workspace_id, [handoff.lead_id])
    return Late(
        handoff_id=handoff.id,
        account=session.get_one(Account, handoff.account_id).name,
        is_temporary=task.event == Event.TEMPORARY_NAMED,
        due_at=_ends(task, hours.get(handoff.lead_id, STANDARD)),
    )


def next_due(session: Session) -> datetime | None:
    """Return when the next clock strikes, in any workspace; None if none runs."""
    found = session.execute(_running().order_by(Task.due_on).limit(1)).first()
    if found is None:
        return None
    task, handoff = found
    hours = hours_of(session, handoff.workspace_id, [handoff.lead_id])
    return _strikes_at(task, hours.get(handoff.lead_id, STANDARD))


def _watched(session: Session, now: datetime, limit: int) -> list[tuple[Task, Handoff]]:
    """Rows are locked and none is waited for, so that workers and people never deadlock."""
    soon = (now + timedelta(days=1)).date()  # somewhere it is tomorrow already
    query = (
        _running()
        .where(Task.due_on <= soon)
        .order_by(Task.due_on)
        .limit(limit)
        .with_for_update(of=(Task, Handoff), skip_locked=True)
    )
    return [(task, handoff) for task, handoff in session.execute(query)]


def _running() -> Select[*tuple[Any, ...]]:
    """The tasks of running handoffs whose clocks have not struck."""
    return (
        select(Task, Handoff)
        .join(Handoff, Handoff.id == Task.handoff_id)
        .where(text(WATCHED_TASK), Handoff.state.in_(RUNNING), or_(_is_untold(), _is_unsaid()))
        .options(defer(Handoff.reason))
    )


def _is_untold() -> ColumnElement[bool]:
    waits = exists().where(
        Observer.workspace_id == Task.workspace_id,
        Observer.handoff_id == Task.handoff_id,
        Observer.told_at.is_(None),
        Observer.acknowledged_at.is_(None),
    )
    return (Task.event == Event.OBSERVERS_ACKNOWLEDGED) & waits


def _is_unsaid() -> ColumnElement[bool]:
    said = exists().where(
        Outgoing.workspace_id == Task.workspace_id,
        Outgoing.once_key == f"{NAMING_LATE}:" + cast(Task.id, String),
    )
    return (Task.event != Event.OBSERVERS_ACKNOWLEDGED) & ~said


def _strike(session: Session, task: Task, handoff: Handoff, hours: Hours, now: datetime) -> int:
    if _strikes_at(task, hours) > now:
        return 0
    if task.event == Event.OBSERVERS_ACKNOWLEDGED:
        observers.tell_all(session, handoff, None, now)
        return 1
    outbox.put(
        session,
        handoff.workspace_id,
        NAMING_LATE,
        now,
        handoff_id=handoff.id,
        person_id=handoff.lead_id,
        detail={"task": task.id},
        once_key=f"{NAMING_LATE}:{task.id}",
    )
    return 1


def _strikes_at(task: Task, hours: Hours) -> datetime:
    """Observers are told in the morning of the date; a naming is late when its time is over."""
    if task.event == Event.OBSERVERS_ACKNOWLEDGED:
        return moment_for(task.due_on, hours)
    return _ends(task, hours)


def _ends(task: Task, hours: Hours) -> datetime:
    return task.due_at or hours.ends(task.latest_on or task.due_on)

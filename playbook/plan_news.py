"""What those concerned hear when a plan was changed: at once, one message a person (R14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from playbook import people
from playbook.access import FINISHED
from playbook.holders import owners_of
from storage import outbox
from storage.choices import Anchor, State
from storage.tables import Account, AuditEntry, Handoff, Outgoing, Task

EFFECT = "plan_changed"
"""The effect in the outbox; its detail has the handoffs' ids."""

REPLANNED = "plan_changed"
WORDS = (REPLANNED, "task_changed", "task_skipped", "task_taken_up", "task_added")
"""The words of the audit trail that it tells of."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One handoff whose plan was changed. `what` is the word of the trail, `facts` its detail.

    `yours` are the reader's undone tasks that moved, with the dates they have now.
    """

    handoff_id: int
    account: str
    anchor: Anchor
    anchor_on: date
    what: str
    facts: Mapping[str, Any]
    yours: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class News:
    """What one person hears: who changed what, in which handoffs."""

    by: str
    changes: tuple[Changed, ...]


def tell(session: Session, handoff: Handoff, person_ids: Iterable[str], now: datetime) -> None:
    """Let these people hear of what was just written in a handoff's trail."""
    for person_id in sorted(person_ids):
        outbox.put(
            session,
            handoff.workspace_id,
            EFFECT,
            now,
            handoff_id=handoff.id,
            person_id=person_id,
            detail={"handoffs": [handoff.id]},
        )


def read(session: Session, row: Outgoing) -> News | None:
    """Return what the row's person hears; None if all of it is over, or they have no part in it."""
    ids = row.detail.get("handoffs", [])
    entries = session.execute(_entries(row, ids)).all()
    if not entries:
        return None
    tasks = session.execute(_tasks(row, ids)).all()
    known = people.names(session, row.workspace_id, [entries[0].actor_id])
    return News(
        by=known.get(entries[0].actor_id or "", ""),
        changes=tuple(_changed(entry, tasks, row.person_id) for entry in entries),
    )


def _entries(row: Outgoing, ids: Sequence[int]) -> Any:
    return (
        select(AuditEntry.actor_id, AuditEntry.what, AuditEntry.detail, Handoff, Account.name)
        .join(Handoff, Handoff.id == AuditEntry.handoff_id)
        .join(Account, Account.id == Handoff.account_id)
        .where(
            AuditEntry.workspace_id == row.workspace_id,
            AuditEntry.handoff_id.in_(ids),
            AuditEntry.at == row.created_at,
            AuditEntry.what.in_(WORDS),
            Handoff.state.not_in({*FINISHED, State.DRAFT}),  # a draft is silent (R31)
        )
        .order_by(Account.name)
    )


def _tasks(row: Outgoing, ids: Sequence[int]) -> Any:
    return (
        select(Task.handoff_id, Task.key, Task.title, Task.due_on, Task.owner, Task.owner_id)
        .where(
            Task.workspace_id == row.workspace_id,
            Task.handoff_id.in_(ids),
            Task.done_at.is_(None),
            Task.skipped_at.is_(None),
        )
        .order_by(Task.due_on, Task.position)
    )


def _changed(entry: Any, tasks: Sequence[Row[Any]], person_id: str | None) -> Changed:
    handoff: Handoff = entry.Handoff
    moved = set(entry.detail.get("keys", ()))
    yours = (
        (task.title, task.due_on)
        for task in tasks
        if task.handoff_id == handoff.id and task.key in moved
        if person_id in owners_of(handoff, task.owner, task.owner_id)
    )
    return Changed(
        handoff_id=handoff.id,
        account=entry.name,
        anchor=handoff.anchor,
        anchor_on=handoff.anchor_on,
        what=entry.what,
        facts=entry.detail,
        yours=tuple(yours),
    )

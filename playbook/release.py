"""Release-ready: a deal's record is complete and accepted, and whatever else its template wants.

A state with an entry in the trail, and no payroll (R15). The report is in playbook.release_report.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from playbook import audit
from playbook.templates.model import Event
from storage import outbox
from storage.choices import Kind
from storage.tables import Account, AuditEntry, Handoff, Task

CANCELLED_EARLY = "cancelled_early"
"""The trail's word for a customer who cancelled early."""

_PROVED = frozenset({Event.DUMP_COMPLETE, Event.BLUEPRINT_ACCEPTED})
"""What only the event itself proves: a tick by hand makes no record complete, and none accepted."""


@dataclass(frozen=True, slots=True)
class Release:
    """How far a deal is. `waits_for` are the titles of what its template still wants.

    `wanted` is False where the plan has no such task, or it was taken out.
    """

    handoff_id: int
    account: str
    ae_id: str | None
    csm_id: str | None
    signed_on: date
    wanted: bool
    ready_at: datetime | None
    waits_for: tuple[str, ...]
    welcome_by: datetime | None
    welcome_held_at: datetime | None
    cancelled_on: date | None


def reckon(session: Session, handoff: Handoff, actor_id: str | None, now: datetime) -> None:
    """Set or take back that a deal is release-ready, now that its plan has changed.

    `actor_id` is whose doing the change was. The AE and the lead hear once it is ready.
    """
    if handoff.kind is not Kind.SALES_TO_CS:
        return
    tasks = _tasks(session, [handoff.id], handoff.workspace_id).get(handoff.id, [])
    wanted = _wanted(tasks)
    if wanted is None:
        return
    is_ready = not _missing(wanted, tasks)
    if is_ready and handoff.release_ready_at is None:
        _ready(session, handoff, wanted, actor_id, now)
    elif not is_ready and handoff.release_ready_at:
        _withdraw(session, handoff, wanted, actor_id, now)


def read(session: Session, handoff: Handoff, account: str) -> Release | None:
    """Return how far the deal of a handoff from sales is; None for another kind."""
    if handoff.kind is not Kind.SALES_TO_CS:
        return None
    return read_many(session, handoff.workspace_id, [(handoff, account)])[0]


def _ready(
    session: Session, handoff: Handoff, wanted: Task, actor_id: str | None, now: datetime
) -> None:
    handoff.release_ready_at = wanted.done_at = now
    wanted.done_event = Event.RELEASE_READY
    handoff.version += 1
    _record(session, handoff, actor_id, "release_ready", now)
    for person_id in dict.fromkeys(filter(None, (handoff.outgoing_id, handoff.lead_id))):
        tell(session, handoff, "release_ready", person_id, now)


def _withdraw(
    session: Session, handoff: Handoff, wanted: Task, actor_id: str | None, now: datetime
) -> None:
    handoff.release_ready_at = wanted.done_at = wanted.done_event = None
    handoff.version += 1
    _record(session, handoff, actor_id, "release_withdrawn", now)


def _tasks(
    session: Session, handoff_ids: Collection[int], workspace_id: str
) -> Mapping[int, list[Task]]:
    query = (
        select(Task)
        .where(Task.workspace_id == workspace_id, Task.handoff_id.in_(handoff_ids))
        .order_by(Task.handoff_id, Task.position, Task.id)
    )
    found = groupby(session.scalars(query), key=lambda task: task.handoff_id)
    return {handoff_id: list(tasks) for handoff_id, tasks in found}


def _wanted(tasks: Iterable[Task]) -> Task | None:
    """The task that stands for the release; what it needs is what the template wants for it."""
    found = (task for task in tasks if task.event == Event.RELEASE_READY)
    return next((task for task in found if task.skipped_at is None), None)


def _missing(wanted: Task, tasks: Iterable[Task]) -> tuple[str, ...]:
    return tuple(task.title for task in tasks if task.key in wanted.needs and not _is_proved(task))


def _is_proved(task: Task) -> bool:
    """Whether it is really done. Skipped is not done: nothing is released for a record not made."""
    if task.event in _PROVED:
        return task.done_event == task.event
    return task.done_at is not None


def of(session: Session, workspace_id: str, handoff_id: int) -> Release | None:
    """Return how far a deal is, whoever asks; None if there is no such deal."""
    query = (
        select(Handoff, Account.name)
        .join(Account, Account.id == Handoff.account_id)
        .where(Handoff.workspace_id == workspace_id, Handoff.id == handoff_id)
        .options(defer(Handoff.reason))
    )
    found = session.execute(query).first()
    return read(session, found.Handoff, found.name) if found else None


def read_many(
    session: Session, workspace_id: str, found: Sequence[tuple[Handoff, str]]
) -> list[Release]:
    """Return how far these deals are, each with its account's name, in two statements."""
    ids = [handoff.id for handoff, _account in found]
    tasks = _tasks(session, ids, workspace_id)
    cancelled = cancellations(session, workspace_id, ids)
    return [
        _release(handoff, account, tasks.get(handoff.id, []), cancelled.get(handoff.id))
        for handoff, account in found
    ]


def _release(
    handoff: Handoff, account: str, tasks: Sequence[Task], cancelled_on: date | None
) -> Release:
    wanted = _wanted(tasks)
    return Release(
        handoff_id=handoff.id,
        account=account,
        ae_id=handoff.outgoing_id,
        csm_id=handoff.incoming_id,
        signed_on=handoff.anchor_on,
        wanted=wanted is not None,
        ready_at=handoff.release_ready_at,
        waits_for=_missing(wanted, tasks) if wanted else (),
        welcome_by=handoff.welcome_by,
        welcome_held_at=handoff.welcome_held_at,
        cancelled_on=cancelled_on,
    )


def cancellations(
    session: Session, workspace_id: str, handoff_ids: Collection[int]
) -> Mapping[int, date]:
    """Return the days on which customers of these handoffs cancelled early, by handoff."""
    query = select(AuditEntry.handoff_id, AuditEntry.detail).where(
        AuditEntry.workspace_id == workspace_id,
        AuditEntry.handoff_id.in_(handoff_ids),
        AuditEntry.what == CANCELLED_EARLY,
    )
    return {
        handoff_id: date.fromisoformat(detail["on"])
        for handoff_id, detail in session.execute(query)
    }


def tell(session: Session, handoff: Handoff, effect: str, person_id: str, now: datetime) -> None:
    """Let somebody hear of it."""
    outbox.put(
        session,
        handoff.workspace_id,
        effect,
        now,
        handoff_id=handoff.id,
        person_id=person_id,
        once_key=f"{effect}:{handoff.id}:{person_id}:{handoff.version}",
    )


def _record(
    session: Session,
    handoff: Handoff,
    actor_id: str | None,
    what: str,
    now: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    audit.record(session, handoff.workspace_id, actor_id, what, now, handoff=handoff, detail=detail)

"""The audit trail: every change writes one entry, in its own transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from storage.tables import AuditEntry, Handoff


def record(
    session: Session,
    workspace_id: str,
    actor_id: str | None,
    what: str,
    now: datetime,
    *,
    handoff: Handoff | None = None,
    account_id: int | None = None,
    detail: dict[str, Any] | None = None,
    confidential: dict[str, Any] | None = None,
) -> None:
    """Add an entry. `actor_id` is None where Handoff acted by itself.

    `what` is a word of playbook.history.WHAT; `detail` is for everybody of the handoff,
    `confidential` for leads only.
    """
    entry = _entry(workspace_id, actor_id, what, now, handoff, account_id, detail, confidential)
    session.connection().execute(_ENTRY, entry)


def record_all(
    session: Session,
    actor_id: str | None,
    what: str,
    now: datetime,
    details: Sequence[tuple[Handoff, dict[str, Any]]],
) -> None:
    """Add an entry for each of many handoffs, with its detail, in one statement."""
    entries = [
        _entry(handoff.workspace_id, actor_id, what, now, handoff, None, detail, None)
        for handoff, detail in details
    ]
    session.connection().execute(_ENTRY, entries)


def _entry(
    workspace_id: str,
    actor_id: str | None,
    what: str,
    now: datetime,
    handoff: Handoff | None,
    account_id: int | None,
    detail: dict[str, Any] | None,
    confidential: dict[str, Any] | None,
) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "at": now,
        "actor_id": actor_id,
        "what": what,
        "handoff_id": handoff.id if handoff else None,
        "account_id": handoff.account_id if handoff else account_id,
        "detail": detail or {},
        "confidential": confidential,
    }


# An entry is never read back by who writes it: the session need not know of it.
_ENTRY = insert(AuditEntry)

"""The audit trail: every change writes one entry, in its own transaction."""

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
    entry = {
        "workspace_id": workspace_id,
        "at": now,
        "actor_id": actor_id,
        "what": what,
        "handoff_id": handoff.id if handoff else None,
        "account_id": handoff.account_id if handoff else account_id,
        "detail": detail or {},
        "confidential": confidential,
    }
    session.connection().execute(_ENTRY, entry)


# An entry is never read back by who writes it: the session need not know of it.
_ENTRY = insert(AuditEntry)

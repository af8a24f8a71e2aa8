"""Who holds an account, as periods, so that its history is kept (R27, States: settling)."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from playbook import audit
from storage.choices import OwnershipRole
from storage.tables import Handoff, Ownership


def change_owner(session: Session, handoff: Handoff, actor_id: str | None, now: datetime) -> bool:
    """Close the period of whoever owns the account and open the incoming CSM's.

    Return False, and change nothing, if the incoming CSM owns it already or nobody is named.
    """
    owner_id = current_owner(session, handoff.workspace_id, handoff.account_id)
    if handoff.incoming_id is None or owner_id == handoff.incoming_id:
        return False
    # At once, not with the flush: only one period without an end is allowed an account.
    current = _current(handoff.workspace_id, handoff.account_id)
    session.execute(update(Ownership).where(current).values(until=now))
    session.add(
        Ownership(
            workspace_id=handoff.workspace_id,
            account_id=handoff.account_id,
            person_id=handoff.incoming_id,
            role=OwnershipRole.OWNER,
            since=now,
            handoff_id=handoff.id,
        )
    )
    _record(session, handoff, owner_id, actor_id, now)
    return True


def current_owner(session: Session, workspace_id: str, account_id: int) -> str | None:
    """Return who owns the account now."""
    current = _current(workspace_id, account_id)
    return session.scalar(select(Ownership.person_id).where(current))


def _current(workspace_id: str, account_id: int) -> ColumnElement[bool]:
    return and_(
        Ownership.workspace_id == workspace_id,
        Ownership.account_id == account_id,
        Ownership.role == OwnershipRole.OWNER,
        Ownership.until.is_(None),
    )


def _record(
    session: Session, handoff: Handoff, before: str | None, actor_id: str | None, now: datetime
) -> None:
    audit.record(
        session,
        handoff.workspace_id,
        actor_id,
        "owner_changed",
        now,
        handoff=handoff,
        detail={"from": before, "to": handoff.incoming_id},
    )

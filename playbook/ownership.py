"""Who holds an account, as periods, so that its history is kept (R27, States: settling)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from playbook import audit, people
from storage.choices import OwnershipRole
from storage.tables import Handoff, Ownership, Person


@dataclass(frozen=True, slots=True)
class Held:
    """A period in which a person holds, or held, an account in one role.

    `by_handoff`: a handoff gave it to them, since the time that was asked for. `is_able`: they can
    hold a role today (R32).
    """

    person_id: str
    role: OwnershipRole
    since: datetime
    is_current: bool
    by_handoff: bool
    is_able: bool


def change_owner(session: Session, handoff: Handoff, actor_id: str | None, now: datetime) -> bool:
    """Close the period of whoever owns the account and open the incoming CSM's.

    Return False, and change nothing, if the incoming CSM owns it already or nobody is named.
    """
    owner_id = current_owner(session, handoff.workspace_id, handoff.account_id)
    if handoff.incoming_id is None or owner_id == handoff.incoming_id:
        return False
    _give(session, handoff, owner_id, handoff.incoming_id, actor_id, now)
    return True


def pass_on(
    session: Session, handoff: Handoff, from_id: str, to_id: str, actor_id: str, now: datetime
) -> bool:
    """Give the account to who has taken this owner's part; False if it is somebody else's."""
    is_theirs = current_owner(session, handoff.workspace_id, handoff.account_id) == from_id
    if is_theirs:
        _give(session, handoff, from_id, to_id, actor_id, now)
    return is_theirs


def current_owner(session: Session, workspace_id: str, account_id: int) -> str | None:
    """Return who owns the account now."""
    current = _current(workspace_id, account_id)
    return session.scalar(select(Ownership.person_id).where(current))


def held(session: Session, workspace_id: str, account_id: int, since: datetime) -> list[Held]:
    """Return the periods that last or began since then, the newest first (R26, R27)."""
    query = (
        select(Ownership, *people.WHO)
        .join(
            Person,
            and_(Person.workspace_id == Ownership.workspace_id, Person.id == Ownership.person_id),
        )
        .where(
            Ownership.workspace_id == workspace_id,
            Ownership.account_id == account_id,
            or_(Ownership.until.is_(None), Ownership.since >= since),
        )
        .order_by(Ownership.since.desc(), Ownership.id.desc())
    )
    return [
        Held(
            person_id=row.Ownership.person_id,
            role=row.Ownership.role,
            since=row.Ownership.since,
            is_current=row.Ownership.until is None,
            by_handoff=row.Ownership.handoff_id is not None and row.Ownership.since >= since,
            is_able=people.can_hold_a_role(row),
        )
        for row in session.execute(query)
    ]


def _current(workspace_id: str, account_id: int) -> ColumnElement[bool]:
    return and_(
        Ownership.workspace_id == workspace_id,
        Ownership.account_id == account_id,
        Ownership.role == OwnershipRole.OWNER,
        Ownership.until.is_(None),
    )


def _backs_up(handoff: Handoff, person_id: str) -> ColumnElement[bool]:
    """Who owns the account is not its backup any more."""
    return and_(
        Ownership.workspace_id == handoff.workspace_id,
        Ownership.account_id == handoff.account_id,
        Ownership.person_id == person_id,
        Ownership.role == OwnershipRole.BACKUP,
        Ownership.until.is_(None),
    )


def _give(
    session: Session,
    handoff: Handoff,
    from_id: str | None,
    to_id: str,
    actor_id: str | None,
    now: datetime,
) -> None:
    # At once, not with the flush: only one period without an end is allowed an account.
    current = _current(handoff.workspace_id, handoff.account_id)
    session.execute(update(Ownership).where(current).values(until=now))
    session.execute(update(Ownership).where(_backs_up(handoff, to_id)).values(until=now))
    session.add(
        Ownership(
            workspace_id=handoff.workspace_id,
            account_id=handoff.account_id,
            person_id=to_id,
            role=OwnershipRole.OWNER,
            since=now,
            handoff_id=handoff.id,
        )
    )
    detail = {"from": from_id, "to": to_id}
    audit.record(
        session,
        handoff.workspace_id,
        actor_id,
        "owner_changed",
        now,
        handoff=handoff,
        detail=detail,
    )

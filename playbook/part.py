"""What one person is told of a handoff that has begun: their part in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import checklist_reading
from playbook.access import FINISHED
from playbook.progress import Checklist
from playbook.visibility import Role
from storage.choices import State
from storage.tables import Account, Handoff


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part."""

    person_id: str
    role: Role
    checklist: Checklist


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft that waits for its lead."""

    handoff_id: int
    account: str
    proposed_by: str
    outgoing_id: str | None
    incoming_id: str | None


@dataclass(frozen=True, slots=True)
class Placeless:
    """A handoff whose checklist has no place yet."""

    handoff_id: int
    account: str


def part(
    session: Session, workspace_id: str, handoff_id: int, person_id: str, now: datetime
) -> Part | None:
    """Return somebody's part, or None if they have none (any more) or the handoff is over."""
    handoff = _handoff(session, workspace_id, handoff_id)
    if handoff is None or handoff.state in (State.DRAFT, *FINISHED):
        return None
    role = _role(handoff, person_id)
    if role is None:
        return None
    return Part(
        person_id=person_id,
        role=role,
        checklist=checklist_reading.read(session, workspace_id, handoff_id, now),
    )


def proposal(session: Session, workspace_id: str, handoff_id: int) -> Proposal | None:
    """Return a draft, or None once it is none any more."""
    found = _handoff(session, workspace_id, handoff_id)
    if found is None or found.state is not State.DRAFT:
        return None
    return Proposal(
        handoff_id,
        _account(session, found),
        found.started_by,
        found.outgoing_id,
        found.incoming_id,
    )


def placeless(session: Session, workspace_id: str, handoff_id: int) -> Placeless | None:
    """Return a handoff that needs a channel for its thread, or None if it has its place."""
    found = _handoff(session, workspace_id, handoff_id)
    if found is None or found.state in FINISHED or found.checklist_ts is not None:
        return None
    return Placeless(handoff_id, _account(session, found))


def _handoff(session: Session, workspace_id: str, handoff_id: int) -> Handoff | None:
    query = select(Handoff).where(Handoff.workspace_id == workspace_id, Handoff.id == handoff_id)
    return session.scalar(query)


def _account(session: Session, handoff: Handoff) -> str:
    query = select(Account.name).where(
        Account.workspace_id == handoff.workspace_id, Account.id == handoff.account_id
    )
    return session.scalars(query).one()


def _role(handoff: Handoff, person_id: str) -> Role | None:
    """What they do comes first: a lead who also hands over hears of the dump."""
    holders = (
        (handoff.outgoing_id, Role.OUTGOING),
        (handoff.incoming_id or handoff.temporary_id, Role.INCOMING),
        (handoff.lead_id, Role.LEAD),
    )
    return next((role for holder, role in holders if holder == person_id), None)

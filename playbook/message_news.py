"""What people hear of a customer message: put together when it is said (R11)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from playbook import customer_message, message_draft
from playbook.access import FINISHED
from playbook.customer_message import Standing
from storage.tables import Account, Handoff, Outgoing


@dataclass(frozen=True, slots=True)
class News:
    """What one person hears. `by` wrote the version, took back what was approved, or agreed last.

    `must_approve`: their approval is waited for.
    """

    handoff_id: int
    account: str
    by: str | None
    person_id: str
    sender_id: str
    standing: Standing

    @property
    def must_approve(self) -> bool:
        """Whether the approval of whom it is told is waited for."""
        return self.person_id in self.standing.waiting


def to_approve(session: Session, row: Outgoing) -> News | None:
    """Return what who is to approve hears; None if they have, or there is a newer version."""
    found = _of(session, row)
    return found if found and found.must_approve else None


def agreed(session: Session, row: Outgoing) -> News | None:
    """Return what who tells the customer hears; None if it is not agreed any more, or sent."""
    found = _of(session, row)
    return found if found and found.standing.is_approved and not found.standing.sent else None


def _of(session: Session, row: Outgoing) -> News | None:
    handoff = session.get(Handoff, row.handoff_id)
    if handoff is None or handoff.workspace_id != row.workspace_id or handoff.state in FINISHED:
        return None
    standing = customer_message.standing(session, handoff)
    if standing.number != row.detail.get("number"):
        return None
    return News(
        handoff_id=handoff.id,
        account=session.get_one(Account, handoff.account_id).name,
        by=row.detail.get("by"),
        person_id=str(row.person_id),
        sender_id=message_draft.sender_of(handoff),
        standing=standing,
    )

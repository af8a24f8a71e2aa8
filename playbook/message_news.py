"""What people hear of a customer message: put together when it is said, and shown anew (R11)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import anew, customer_message, message_draft
from playbook.access import FINISHED
from playbook.anew import Anew
from playbook.customer_message import Standing
from playbook.message_writing import AGREED, APPROVE, TAKEN_BACK
from storage.tables import Account, Handoff, Outgoing


@dataclass(frozen=True, slots=True)
class News:
    """What one person hears. `by` wrote the version, took back what was approved, or agreed last.

    `number` is the version that it is about, `standing` of the newest.
    """

    handoff_id: int
    account: str
    by: str | None
    person_id: str
    number: int
    effect: str
    sender_id: str
    standing: Standing

    @property
    def is_overtaken(self) -> bool:
        """Whether there is a newer version."""
        return self.number != self.standing.number

    @property
    def must_approve(self) -> bool:
        """Whether the approval of this version by whom it is told is waited for."""
        return self.person_id in self.standing.waiting and not self.is_overtaken

    @property
    def is_to_send(self) -> bool:
        """Whether all have approved this version, and nobody has sent it."""
        return self.standing.is_approved and not (self.standing.sent or self.is_overtaken)

    @property
    def asks(self) -> bool:
        """Whether it still is for its reader to do what it asks: to approve, or to send it."""
        return self.is_to_send if self.effect == AGREED else self.must_approve

    @property
    def approved_at(self) -> datetime | None:
        """Since when the reader has approved the newest version."""
        found = {one.person_id: one.at for one in self.standing.approvals}
        return found.get(self.person_id)

    @property
    def has_part(self) -> bool:
        """Whether the reader still is one of those who approve it, or who send it."""
        approvers = {one.person_id for one in self.standing.approvals}
        return self.effect == AGREED or self.person_id in approvers


def to_approve(session: Session, row: Outgoing) -> News | None:
    """Return what who is to approve hears; None if they have, or there is a newer version."""
    found = _of(session, row)
    return found if found and found.must_approve else None


def agreed(session: Session, row: Outgoing) -> News | None:
    """Return what who tells the customer hears; None if it is not agreed any more, or sent."""
    found = _of(session, row)
    return found if found and found.is_to_send else None


def to_show(session: Session, outgoing_id: int) -> Anew[News]:
    """Return the DMs about the message that a row (message_writing.SHOWN) promises to show.

    Those that still ask for something are left as they are.
    """
    promise = session.get_one(Outgoing, outgoing_id)
    query = select(Outgoing).where(
        Outgoing.workspace_id == promise.workspace_id,
        Outgoing.handoff_id == promise.handoff_id,
        Outgoing.effect.in_((APPROVE, TAKEN_BACK, AGREED)),
    )
    rows = session.scalars(query.order_by(Outgoing.id)).all()
    return anew.of_rows(session, rows, partial(_settled, session))


def _settled(session: Session, row: Outgoing) -> News | None:
    found = _of(session, row)
    return found if found and not found.asks else None


def _of(session: Session, row: Outgoing) -> News | None:
    handoff = session.get(Handoff, row.handoff_id)
    if handoff is None or handoff.workspace_id != row.workspace_id or handoff.state in FINISHED:
        return None
    return News(
        handoff_id=handoff.id,
        account=session.get_one(Account, handoff.account_id).name,
        by=row.detail.get("by"),
        person_id=str(row.person_id),
        number=int(row.detail.get("number") or 0),
        effect=row.effect,
        sender_id=message_draft.sender_of(handoff),
        standing=customer_message.standing(session, handoff),
    )

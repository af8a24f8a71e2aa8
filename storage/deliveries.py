"""How far a row of the outbox has come: every step of carrying it out, each one transaction.

Whoever carries out a row claims it first, which counts an attempt. The count fences: who finds
that it has moved on lets go, for somebody else has taken over.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from storage.choices import Delivery
from storage.tables import Outgoing

WAITING = (Delivery.QUEUED, Delivery.SENDING)


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of the outbox that this attempt carries out."""

    id: int
    workspace_id: str
    effect: str
    handoff_id: int | None
    person_id: str | None
    delivery_id: str
    attempt: int
    created_at: datetime

    @property
    def may_be_sent(self) -> bool:
        """Whether an earlier attempt may have sent it, and ended before it could say so."""
        return self.attempt > 1


def claim(session: Session, outgoing_id: int, now: datetime) -> Claim | None:
    """Begin an attempt; None if there is nothing left to do."""
    row = session.get(Outgoing, outgoing_id, with_for_update=True)
    if row is None or row.state not in WAITING:
        return None
    row.state = Delivery.SENDING
    row.attempt += 1
    row.tried_at = now
    return Claim(
        row.id,
        row.workspace_id,
        row.effect,
        row.handoff_id,
        row.person_id,
        row.delivery_id,
        row.attempt,
        row.created_at,
    )


def is_ours(session: Session, held: Claim) -> bool:
    """Whether this attempt is still the newest: asked just before something is sent."""
    query = select(Outgoing.attempt).where(
        Outgoing.id == held.id, Outgoing.state == Delivery.SENDING
    )
    return session.scalar(query) == held.attempt


def sent(session: Session, held: Claim, channel_id: str, ts: str, now: datetime) -> None:
    """Note where it was sent. Any attempt may say so: what is found sent is sent."""
    session.execute(
        update(Outgoing)
        .where(Outgoing.id == held.id, Outgoing.state == Delivery.SENDING)
        .values(state=Delivery.SENT, channel_id=channel_id, ts=ts, sent_at=now)
    )


def ended(session: Session, held: Claim, state: Delivery, why: str | None = None) -> bool:
    """Note that it is not sent (dropped or undeliverable), and why; False if others took over."""
    found = session.execute(
        update(Outgoing)
        .where(
            Outgoing.id == held.id,
            Outgoing.state == Delivery.SENDING,
            Outgoing.attempt == held.attempt,
        )
        .values(state=state, why=why)
        .returning(Outgoing.id)
    )
    return found.first() is not None


def waiting(session: Session) -> dict[int, int]:
    """Return the attempts of every row that waits or is under way, by id, in all workspaces."""
    # Written out, not a parameter: only then does the database use the partial index.
    states = bindparam(
        "waiting", WAITING, Outgoing.state.type, expanding=True, literal_execute=True
    )
    query = select(Outgoing.id, Outgoing.attempt).where(Outgoing.state.in_(states))
    return dict(session.execute(query).all())

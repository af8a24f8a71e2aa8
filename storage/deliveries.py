"""How far a row of the outbox has come: every step of carrying it out, each one transaction.

Whoever carries out a row claims it first, which counts an attempt. The count fences: who finds
that it has moved on lets go, for somebody else has taken over.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, select, update
from sqlalchemy.orm import Session

from storage.choices import Delivery
from storage.outbox import PLACE_EFFECTS
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
    may_be_sent: bool
    """Whether an earlier attempt may have sent it, and ended before it could say so."""
    created_at: datetime
    until: float | None = None
    """Until when it may be sent, by `time.monotonic()`: then others may begin an attempt."""


def claim(session: Session, outgoing_id: int, now: datetime) -> Claim | None:
    """Begin an attempt; None if there is nothing left to do."""
    row = session.get(Outgoing, outgoing_id, with_for_update=True)
    if row is None or row.state not in WAITING:
        return None
    return begin(row, now)


def begin(row: Outgoing, now: datetime, until: float | None = None) -> Claim:
    """Begin an attempt at a row that is locked."""
    may_be_sent = row.is_doubtful
    row.state, row.is_doubtful = Delivery.SENDING, True
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
        may_be_sent,
        row.created_at,
        until,
    )


def is_ours() -> ColumnElement[bool]:
    """Whether an attempt is still the newest; `ours` says which one."""
    return and_(
        Outgoing.id == bindparam("held_id"),
        Outgoing.state == Delivery.SENDING,
        Outgoing.attempt == bindparam("held_attempt"),
    )


def ours(held: Claim) -> dict[str, int]:
    """Return what `is_ours` asks for."""
    return {"held_id": held.id, "held_attempt": held.attempt}


_SENT = (
    update(Outgoing)
    .where(Outgoing.id == bindparam("held_id"), Outgoing.state == Delivery.SENDING)
    .values(
        state=Delivery.SENT,
        channel_id=bindparam("in_channel"),
        ts=bindparam("at_ts"),
        sent_at=bindparam("at"),
    )
)
"""Built once: it is said of every message."""


def sent(session: Session, held: Claim, channel_id: str, ts: str, now: datetime) -> None:
    """Note where it was sent. Any attempt may say so: what is found sent is sent."""
    where = {"held_id": held.id, "in_channel": channel_id, "at_ts": ts, "at": now}
    session.execute(_SENT, where)


def ended(session: Session, held: Claim, state: Delivery, why: str | None = None) -> bool:
    """Note that it is not sent (dropped or undeliverable), and why; False if others took over."""
    found = session.execute(
        update(Outgoing).where(is_ours()).values(state=state, why=why).returning(Outgoing.id),
        ours(held),
    )
    return found.first() is not None


def is_any_waiting(session: Session) -> bool:
    """Whether any row waits or is under way, in all workspaces."""
    return bool(session.scalar(select(exists().where(is_waiting()))))


def jobs_waiting(session: Session) -> dict[int, int]:
    """Return the attempts of every row that the engine has to carry out, by id."""
    query = select(Outgoing.id, Outgoing.attempt).where(
        is_waiting(), Outgoing.can_wait.is_(False), Outgoing.effect.in_(PLACE_EFFECTS)
    )
    return dict(session.execute(query).all())


def is_waiting() -> ColumnElement[bool]:
    """Whether a row waits or is under way.

    Written out, not as a parameter: only then does the database use the partial index.
    """
    kind = Outgoing.state.type
    return Outgoing.state.in_(
        bindparam("waiting", WAITING, kind, expanding=True, literal_execute=True)
    )

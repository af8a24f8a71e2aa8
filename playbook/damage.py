"""What happens to a handoff's place in Slack that nobody wanted: noticed, mended, or told once.

A place is *lost* while nothing can be posted there. Its lead hears so once; nothing more is posted
until it is found again (`back`), or until the lead chooses another place (playbook.correct).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from playbook import audit, places
from playbook.access import FINISHED
from storage import deliveries, outbox
from storage.choices import Delivery, State
from storage.deliveries import Claim
from storage.tables import Account, BookChannel, Handoff

_QUIET = (State.DRAFT, *FINISHED)


class Lost(StrEnum):
    """Why a channel cannot be posted in."""

    ARCHIVED = "archived"
    DELETED = "deleted"
    REMOVED = "removed"
    SHARED = "shared"
    UNREACHABLE = "unreachable"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LostPlace:
    """What a lead is told: the handoffs (id and account) that have lost this channel, and why."""

    channel_id: str
    why: Lost
    handoffs: tuple[tuple[int, str], ...]


def lost(session: Session, workspace_id: str, channel_id: str, why: Lost, now: datetime) -> None:
    """Note that a channel cannot be posted in; each lead of a handoff in it hears so, once."""
    leads: dict[str, Handoff] = {}
    for handoff in _posted_in(session, workspace_id, channel_id):
        if handoff.place_lost_at is not None:
            continue
        handoff.place_lost_at, handoff.place_lost_why = now, why
        detail = {"why": why.value}
        audit.record(session, workspace_id, None, "place_lost", now, handoff=handoff, detail=detail)
        leads.setdefault(handoff.lead_id, handoff)
    for lead_id, handoff in leads.items():
        outbox.put(
            session, workspace_id, "place_lost", now, handoff_id=handoff.id, person_id=lead_id
        )
    _leave_book(session, workspace_id, channel_id, now)


def lost_by(session: Session, claim: Claim, why: Lost, now: datetime) -> None:
    """Note that an effect found its handoff's channel lost; the effect is dropped."""
    if not deliveries.ended(session, claim, Delivery.DROPPED, why):
        return
    handoff = session.get_one(Handoff, claim.handoff_id)
    if handoff.channel_id is not None:
        lost(session, claim.workspace_id, handoff.channel_id, why, now)


def taken_out(session: Session, workspace_id: str, channel_id: str, now: datetime) -> None:
    """Somebody took us out of a public channel: go back in, once a day at most; else it is lost."""
    for handoff in _posted_in(session, workspace_id, channel_id):
        if not places.set_up(session, handoff, now, f"back:{now:%Y-%m-%d}"):
            lost(session, workspace_id, channel_id, Lost.REMOVED, now)


def back(session: Session, workspace_id: str, channel_id: str, now: datetime) -> None:
    """A channel can perhaps be posted in again: the set-up looks, and mends what is missing."""
    for handoff in _posted_in(session, workspace_id, channel_id):
        if handoff.place_lost_at is not None:
            places.set_up(session, handoff, now, f"found:{now.timestamp():.0f}")


def checklist_gone(
    session: Session, workspace_id: str, handoff_id: int, ts: str, now: datetime
) -> None:
    """Let a checklist whose message (`ts`) was deleted be posted and pinned again."""
    handoff = session.get_one(Handoff, handoff_id, with_for_update=True)
    if handoff.workspace_id != workspace_id or handoff.checklist_ts != ts:
        return
    handoff.checklist_ts = handoff.thread_ts = handoff.pinned_at = None
    audit.record(session, workspace_id, None, "checklist_gone", now, handoff=handoff)
    if handoff.state not in FINISHED:
        places.set_up(session, handoff, now, f"again:{ts}")


def lost_place(session: Session, workspace_id: str, handoff_id: int) -> LostPlace | None:
    """Return what this handoff's lead is told; None if it has a place again, or is over."""
    handoff = session.get_one(Handoff, handoff_id)
    if handoff.place_lost_why is None or handoff.channel_id is None:
        return None
    query = (
        select(Handoff.id, Account.name)
        .join(Account, Account.id == Handoff.account_id)
        .where(
            Handoff.workspace_id == workspace_id,
            Handoff.channel_id == handoff.channel_id,
            Handoff.lead_id == handoff.lead_id,
            Handoff.place_lost_at.is_not(None),
            Handoff.state.not_in(_QUIET),
        )
        .order_by(Account.name)
    )
    found = tuple((id_, name) for id_, name in session.execute(query))
    return LostPlace(handoff.channel_id, Lost(handoff.place_lost_why), found) if found else None


def _posted_in(session: Session, workspace_id: str, channel_id: str) -> Sequence[Handoff]:
    """The running handoffs of a channel, locked in one order, so that nobody deadlocks."""
    query = (
        select(Handoff)
        .where(
            Handoff.workspace_id == workspace_id,
            Handoff.channel_id == channel_id,
            Handoff.state.not_in(_QUIET),
        )
        .order_by(Handoff.id)
        .with_for_update()
    )
    return session.scalars(query).all()


def _leave_book(session: Session, workspace_id: str, channel_id: str, now: datetime) -> None:
    """The next handoff of the book gets a new channel."""
    session.execute(
        update(BookChannel)
        .where(
            BookChannel.workspace_id == workspace_id,
            BookChannel.channel_id == channel_id,
            BookChannel.archived_at.is_(None),
        )
        .values(archived_at=now)
    )

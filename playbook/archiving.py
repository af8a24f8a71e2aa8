"""Channels of handoffs that are over are archived, where the workspace wants it, after a while."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from playbook import audit
from playbook.access import FINISHED
from storage import deliveries, outbox
from storage.choices import Delivery, Place
from storage.deliveries import Claim
from storage.tables import BookChannel, Handoff, Workspace

DELAY = timedelta(days=7)
"""So that everybody can read the closing summary, who is away for some days too."""


def plan(session: Session, handoff: Handoff, now: datetime) -> None:
    """Set when the channel is archived, or that it is not; call it when a handoff has moved.

    A thread's channel is the team's, and stays.
    """
    is_ours = handoff.place is not Place.THREAD and handoff.channel_id is not None
    if handoff.state not in FINISHED or not is_ours:
        handoff.archive_at = None
        return
    workspace = session.get_one(Workspace, handoff.workspace_id)
    handoff.archive_at = now + DELAY if workspace.archive_at_end else None


def next_due(session: Session) -> datetime | None:
    """Return when the next channel is archived, in any workspace."""
    query = select(func.min(Handoff.archive_at)).where(Handoff.archive_at.is_not(None))
    return session.scalar(query)


def fall_due(session: Session, now: datetime, limit: int = 100) -> int:
    """Queue the archiving of channels whose time has come, up to so many; return how many."""
    query = (
        select(Handoff)
        .where(Handoff.archive_at.is_not(None), Handoff.archive_at <= now)
        .order_by(Handoff.archive_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(query).all()
    for handoff in found:
        outbox.put(session, handoff.workspace_id, "archive", now, handoff_id=handoff.id)
        handoff.archive_at = None
    return len(found)


def wanted(session: Session, claim: Claim) -> str | None:
    """Return the channel to archive; None if it is needed, or nobody wants it archived any more.

    A book's channel is needed while any handoff in it is not over.
    """
    handoff = session.get_one(Handoff, claim.handoff_id)
    workspace = session.get_one(Workspace, claim.workspace_id)
    if handoff.state not in FINISHED or not workspace.archive_at_end:
        return None
    running = select(Handoff.id).where(
        Handoff.workspace_id == claim.workspace_id,
        Handoff.channel_id == handoff.channel_id,
        Handoff.state.not_in(FINISHED),
    )
    is_needed = session.execute(running.limit(1)).first() is not None
    return None if is_needed else handoff.channel_id


def archived(session: Session, claim: Claim, channel_id: str, now: datetime) -> None:
    """Note that the channel is archived."""
    handoff = session.get_one(Handoff, claim.handoff_id, with_for_update=True)
    handoff.archived_at = now
    session.execute(
        update(BookChannel)
        .where(BookChannel.workspace_id == claim.workspace_id, BookChannel.channel_id == channel_id)
        .values(archived_at=now)
    )
    audit.record(session, claim.workspace_id, None, "channel_archived", now, handoff=handoff)
    deliveries.ended(session, claim, Delivery.SENT)


def refused(session: Session, claim: Claim, channel_id: str, why: str, now: datetime) -> None:
    """Note that Slack does not let us archive it (`why` is its word); the lead hears so, once."""
    if not deliveries.ended(session, claim, Delivery.UNDELIVERABLE, why):
        return
    handoff = session.get_one(Handoff, claim.handoff_id)
    outbox.put(
        session,
        claim.workspace_id,
        "not_archived",
        now,
        handoff_id=handoff.id,
        person_id=handoff.lead_id,
        detail={"channel": channel_id},
        once_key=f"not_archived:{channel_id}:{handoff.lead_id}",
    )

"""The daily sweep: whoever owns accounts is looked up in Slack, in case an event was lost (R30)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from storage.choices import State
from storage.tables import Handoff, LeaverDraft, Ownership, Person, Workspace

EVERY = timedelta(days=1)
"""How often a workspace is swept."""

SEEN_WITHIN = timedelta(hours=20)
"""Of whom Slack told us so recently, nothing is asked."""

MOST = 60
"""People looked up in one sweep, those first of whom we have heard longest ago.

users.info allows more than a hundred calls a minute (tier 4).
https://docs.slack.dev/apis/web-api/rate-limits
"""


def begin(session: Session, now: datetime) -> tuple[str, Sequence[str]] | None:
    """Begin to sweep the next workspace; return it and whom to look up, None if none is due.

    Of several workers that ask at the same moment, one gets it.
    """
    query = (
        select(Workspace)
        .where(or_(Workspace.swept_at.is_(None), Workspace.swept_at <= now - EVERY))
        .order_by(Workspace.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    workspace = session.scalar(query)
    if workspace is None:
        return None
    workspace.swept_at = now
    return workspace.id, _whom(session, workspace.id, now)


def is_due(session: Session, now: datetime) -> bool:
    """Whether a workspace waits to be swept."""
    query = select(Workspace.id).where(
        or_(Workspace.swept_at.is_(None), Workspace.swept_at <= now - EVERY)
    )
    return session.scalar(query.limit(1)) is not None


def _whom(session: Session, workspace_id: str, now: datetime) -> Sequence[str]:
    """Return owners and backups whom we believe to be there, and who is gone with open drafts."""
    holds = select(Ownership.person_id).where(
        Ownership.workspace_id == workspace_id, Ownership.until.is_(None)
    )
    left = (
        select(LeaverDraft.person_id)
        .join(Handoff, Handoff.id == LeaverDraft.handoff_id)
        .where(LeaverDraft.workspace_id == workspace_id, Handoff.state == State.DRAFT)
    )
    query = (
        select(Person.id)
        .where(
            Person.workspace_id == workspace_id,
            Person.seen_at < now - SEEN_WITHIN,
            or_(
                and_(Person.deactivated_at.is_(None), Person.id.in_(holds)),
                Person.id.in_(left),
            ),
        )
        .order_by(Person.seen_at, Person.id)
        .limit(MOST)
    )
    return session.scalars(query).all()

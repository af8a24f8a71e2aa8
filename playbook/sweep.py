"""The daily sweep: whoever owns accounts is looked up in Slack, in case an event was lost (R30)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CompoundSelect, Select, or_, select, union
from sqlalchemy.orm import Session

from playbook import leavers
from playbook.access import FINISHED
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

    Of several workers that ask at the same moment, one gets it. What we know already, because
    Slack told us when the program started, is acted on here.
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
    _catch_up(session, workspace.id, now)
    return workspace.id, _whom(session, workspace.id, now)


def is_due(session: Session, now: datetime) -> bool:
    """Whether a workspace waits to be swept."""
    query = select(Workspace.id).where(
        or_(Workspace.swept_at.is_(None), Workspace.swept_at <= now - EVERY)
    )
    return session.scalar(query.limit(1)) is not None


def _catch_up(session: Session, workspace_id: str, now: datetime) -> None:
    """Do what an event would have done, had it come; what was said once is not said again."""
    gone = select(Person.id).where(
        Person.workspace_id == workspace_id,
        Person.deactivated_at.is_not(None),
        Person.id.in_(_concerned(workspace_id)),
    )
    for person_id in session.scalars(gone.order_by(Person.id).limit(MOST)).all():
        leavers.somebody_left(session, workspace_id, person_id, now)
    back = select(Person.id).where(
        Person.workspace_id == workspace_id,
        Person.deactivated_at.is_(None),
        Person.id.in_(_drafted(workspace_id)),
    )
    for person_id in session.scalars(back.order_by(Person.id).limit(MOST)).all():
        leavers.somebody_is_back(session, workspace_id, person_id, now)


def _whom(session: Session, workspace_id: str, now: datetime) -> Sequence[str]:
    """Return who has a part and is there, as far as we know, and whose return is waited for."""
    is_there = Person.deactivated_at.is_(None) & Person.id.in_(_concerned(workspace_id))
    query = (
        select(Person.id)
        .where(
            Person.workspace_id == workspace_id,
            Person.seen_at < now - SEEN_WITHIN,
            or_(is_there, Person.id.in_(_drafted(workspace_id))),
        )
        .order_by(Person.seen_at, Person.id)
        .limit(MOST)
    )
    return session.scalars(query).all()


def _concerned(workspace_id: str) -> CompoundSelect[str | None]:
    """Who owns an account or stands in for its owner, and who has a part in a running handoff."""
    holds = select(Ownership.person_id).where(
        Ownership.workspace_id == workspace_id, Ownership.until.is_(None)
    )
    parts = (
        select(column).where(
            Handoff.workspace_id == workspace_id,
            Handoff.state.not_in((State.DRAFT, *FINISHED)),
            column.is_not(None),
        )
        for column in (Handoff.outgoing_id, Handoff.incoming_id, Handoff.lead_id)
    )
    return union(holds, *parts)


def _drafted(workspace_id: str) -> Select[str]:
    """Because of whose departure a draft waits."""
    return (
        select(LeaverDraft.person_id)
        .join(Handoff, Handoff.id == LeaverDraft.handoff_id)
        .where(LeaverDraft.workspace_id == workspace_id, Handoff.state == State.DRAFT)
    )

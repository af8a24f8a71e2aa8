"""The verdict about a blueprint: whether the incoming CSM has accepted it, and must (R8)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook.holders import people_of
from playbook.templates.model import Event
from storage.choices import Tier, Verdict
from storage.tables import Handoff, Review, Task

TASK = "accepted"
"""The key of the task that the verdict proves, in the templates that have it."""


def last_verdict(session: Session, workspace_id: str, handoff_id: int) -> Review | None:
    """Return the newest review of a handoff's blueprint, or None if there was none."""
    query = (
        select(Review)
        .where(Review.workspace_id == workspace_id, Review.handoff_id == handoff_id)
        .order_by(Review.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def accepts(review: Review | None, handoff: Handoff) -> bool:
    """Whether this review accepts it: what somebody accepted who has no part any more, does not."""
    if review is None:
        return False
    return review.verdict is Verdict.ACCEPTED and review.by in people_of(handoff)


def is_accepted(session: Session, handoff: Handoff) -> bool:
    """Whether the introductions need not wait for the incoming CSM's verdict any more.

    A plan without the task wants the verdict all the same, but in low touch, where the template
    says. A lead who has taken the task out has said why.
    """
    if not _is_asked(session, handoff):
        return True
    return accepts(last_verdict(session, handoff.workspace_id, handoff.id), handoff)


def _is_asked(session: Session, handoff: Handoff) -> bool:
    query = select(Task.event, Task.skipped_at).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.key == TASK,
    )
    task = session.execute(query).one_or_none()
    if task is None:
        return handoff.tier is not Tier.LOW
    return task.skipped_at is None and task.event == Event.BLUEPRINT_ACCEPTED

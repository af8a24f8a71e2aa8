"""The attention flag of a handoff: somebody is unhappy, or nobody says anything (R18)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from playbook import audit
from storage.tables import Handoff


class Why(StrEnum):
    """What raised the flag, gravest first."""

    AT_RISK = "at_risk"
    UNEASY = "uneasy"
    SILENCE = "silence"
    UNANSWERED = "unanswered"


def raise_flag(
    session: Session, handoff: Handoff, why: Why, now: datetime, actor_id: str | None = None
) -> None:
    """Raise the flag; one that is up keeps its date and changes its cause."""
    if handoff.attention_why == why:
        return
    handoff.attention_since = handoff.attention_since or now
    handoff.attention_why = why
    handoff.version += 1
    audit.record(
        session,
        handoff.workspace_id,
        actor_id,
        "attention_raised",
        now,
        handoff=handoff,
        confidential={"why": why},  # it tells of somebody's sentiment
    )


def lower_flag(session: Session, handoff: Handoff, now: datetime, actor_id: str | None) -> None:
    """Take the flag down; nothing happens if it is down."""
    if handoff.attention_since is None:
        return
    handoff.attention_since = None
    handoff.attention_why = None
    handoff.version += 1
    audit.record(session, handoff.workspace_id, actor_id, "attention_lowered", now, handoff=handoff)

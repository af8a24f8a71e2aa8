"""Letting a plan say what is the case already, after its tasks were laid down or dated anew."""

from datetime import datetime

from sqlalchemy.orm import Session

from playbook import message_writing, observers, release, temporary, welcome
from storage.tables import Handoff


def catch_up(session: Session, handoff: Handoff, actor_id: str | None, now: datetime) -> None:
    """Tick who is named, skip what asks for nobody, and set the welcome clock (R10, R15)."""
    temporary.settle(session, handoff, actor_id, now)
    observers.settle(session, handoff, now)
    message_writing.settle(session, handoff, actor_id, now)
    welcome.reckon(session, handoff)
    release.reckon(session, handoff, actor_id, now)

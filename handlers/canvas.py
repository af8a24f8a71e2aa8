"""What the canvas of a handoff has to say by itself: that there can be none."""

from datetime import datetime

from sqlalchemy.orm import Session

from blocks import canvas as blocks
from handlers.messages import Compose, Message
from playbook import canvas
from storage.tables import Outgoing


def _in_a_message(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = canvas.in_a_message(session, int(row.handoff_id or 0))
    return Message(*blocks.in_a_message(found)) if found else None


MESSAGES: dict[str, Compose] = {canvas.IN_A_MESSAGE: _in_a_message}
"""What this journey says of its own accord."""

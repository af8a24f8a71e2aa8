"""Telling at once of accounts that nobody looks after any more (R30)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from blocks import unreachable as blocks
from handlers.messages import Compose, Message
from playbook import unreachable
from storage.tables import Outgoing


def _unreachable(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = unreachable.read(session, row)
    return Message(*blocks.message(found), channel_id=found.channel_id) if found else None


MESSAGES: Mapping[str, Compose] = {unreachable.UNREACHABLE: _unreachable}
"""What this journey says of its own accord."""

"""Telling a lead whom messages do not reach."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from blocks import undelivered as blocks
from handlers.messages import Compose, Message
from playbook import undelivered
from storage.tables import Outgoing


def _undelivered(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = undelivered.read(session, row)
    return Message(*blocks.message(found)) if found else None


MESSAGES: Mapping[str, Compose] = {undelivered.UNDELIVERED: _undelivered}

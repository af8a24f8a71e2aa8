"""What is said when nobody asked: how an effect in the outbox becomes a message.

A journey composes its messages when they are sent, from what is then the case. The program (bot)
gathers the journeys' composers and does the sending.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from blocks.kit import Json
from storage.tables import Outgoing


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be sent. `text` is for notifications and screen readers.

    It goes to the DM of the outbox row's person; or, with `channel_id`, there (in a thread if
    `thread_ts` says so).
    """

    text: str
    blocks: Sequence[Json]
    channel_id: str | None = None
    thread_ts: str | None = None


Compose = Callable[[Session, Outgoing, datetime], Message | None]
"""Takes the outbox row and the time; returns None when it makes no sense any more."""

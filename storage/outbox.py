"""Putting effects into the outbox, in the transaction that decided them.

The session collects what was put; `Database.run` hands the new rows to the engine before it
commits, so that a row and the job that carries it out are there together or not at all.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.choices import Delivery
from storage.tables import Outgoing

PLACE_EFFECTS = frozenset({"archive", "leave", "place", "place_left"})
"""What changes places, step by step: each is a job of the engine (bot.engine).

All other effects are one message, sent by who takes it (storage.sending).
"""

_NEW = "outbox.new"


def put(
    session: Session,
    workspace_id: str,
    effect: str,
    now: datetime,
    *,
    handoff_id: int | None = None,
    check_in_id: int | None = None,
    person_id: str | None = None,
    detail: dict[str, Any] | None = None,
    once_key: str | None = None,
) -> Outgoing | None:
    """Queue an effect and return its row; None if `once_key` says that it is queued already."""
    if once_key and is_known(session, workspace_id, once_key):
        return None
    row = Outgoing(
        workspace_id=workspace_id,
        effect=effect,
        handoff_id=handoff_id,
        check_in_id=check_in_id,
        person_id=person_id,
        detail=detail or {},
        once_key=once_key,
        state=Delivery.QUEUED,
        delivery_id=uuid4().hex,
        created_at=now,
    )
    session.add(row)
    session.info.setdefault(_NEW, []).append(row)
    return row


def take_new(session: Session) -> list[Outgoing]:
    """Return the rows put since the last call, with their ids."""
    rows: list[Outgoing] = session.info.pop(_NEW, [])
    if rows:
        session.flush()
    return rows


def is_known(session: Session, workspace_id: str, once_key: str) -> bool:
    """Whether an effect of this key was put already."""
    query = select(Outgoing.id).where(
        Outgoing.workspace_id == workspace_id, Outgoing.once_key == once_key
    )
    return session.scalar(query) is not None

"""Putting effects into the outbox, in the transaction that decided them.

The session collects what was put; `Database.run` hands the new rows to the engine before it
commits, so that a row and the job that carries it out are there together or not at all.
"""

from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.choices import Delivery
from storage.tables import Outgoing
from storage.upsert import insert_into

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
        next_at=None,
    )
    session.add(row)
    session.info.setdefault(_NEW, []).append(row)
    return row


def gather(
    session: Session, workspace_id: str, effect: str, now: datetime, *, person_id: str, on: date
) -> Outgoing:
    """Return a person's message that nobody sends yet, made if there is none, to take in more.

    The row is locked. Its key counts the person's messages of this kind on their date: of two
    workers who find none at the same moment one makes it, and the other waits and takes it too.
    """
    keys = (f"{effect}:{person_id}:{on}:{number}" for number in count(1))
    rows = (_made_once(session, workspace_id, effect, person_id, key, now) for key in keys)
    found = gathering(session, workspace_id, effect, person_id)
    return found or next(row for row in rows if row.state is Delivery.QUEUED)


def gathering(session: Session, workspace_id: str, effect: str, person_id: str) -> Outgoing | None:
    """Return the person's message of this kind that nobody sends yet, locked; None without one."""
    query = select(Outgoing).where(
        Outgoing.workspace_id == workspace_id,
        Outgoing.effect == effect,
        Outgoing.person_id == person_id,
        Outgoing.state == Delivery.QUEUED,
    )
    return session.scalars(query.with_for_update()).first()


def take_new(session: Session) -> list[Outgoing]:
    """Return the rows put since the last call, with their ids."""
    rows: list[Outgoing] = session.info.pop(_NEW, [])
    if rows:
        session.flush()
    return rows


_KNOWN = select(Outgoing.id).where(
    Outgoing.workspace_id == bindparam("workspace_id"), Outgoing.once_key == bindparam("once_key")
)


def is_known(session: Session, workspace_id: str, once_key: str) -> bool:
    """Whether an effect of this key was put already."""
    key = {"workspace_id": workspace_id, "once_key": once_key}
    return session.scalar(_KNOWN, key) is not None


def _made_once(
    session: Session, workspace_id: str, effect: str, person_id: str, once_key: str, now: datetime
) -> Outgoing:
    """Return the row of this key, locked: ours, or the one that somebody else has made."""
    insert = insert_into(Outgoing, session.get_bind().dialect.name).values(
        workspace_id=workspace_id,
        effect=effect,
        person_id=person_id,
        once_key=once_key,
        state=Delivery.QUEUED,
        delivery_id=uuid4().hex,
        created_at=now,
    )
    made = session.scalar(insert.on_conflict_do_nothing().returning(Outgoing.id))
    query = select(Outgoing).where(
        Outgoing.workspace_id == workspace_id, Outgoing.once_key == once_key
    )
    fresh = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalars(fresh).one()
    if made is not None:
        session.info.setdefault(_NEW, []).append(row)
    return row

"""Putting effects into the outbox, in the transaction that decided them.

The session collects what was put; `Database.run` hands the new rows to the engine before it
commits, so that a row and the job that carries it out are there together or not at all.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any, TypedDict, Unpack
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

CAN_WAIT = frozenset(
    {
        "blueprints_stale", "call_brief", "canvas", "check_in", "check_ins", "debrief", "digest",
        "look", "nudge", "overdue", "refresh_due", "refresh_late", "silence", "touchpoint",
    }
)  # fmt: skip
"""What the calendar brings, to many people on one morning: it is sent after all the rest.

The rest answers what somebody has just done, or tells what cannot wait. Each person does few
things, so that it is soon sent, and what can wait goes on.
"""

_NEW = "outbox.new"


class Facts(TypedDict, total=False):
    """What else is to be known of an effect: see the table."""

    handoff_id: int | None
    check_in_id: int | None
    person_id: str | None
    detail: dict[str, Any]
    once_key: str | None


def put(
    session: Session, workspace_id: str, effect: str, now: datetime, **facts: Unpack[Facts]
) -> Outgoing | None:
    """Queue an effect and return its row; None if its `once_key` says that it is queued already."""
    return next(iter(put_each(session, [new_row(workspace_id, effect, now, **facts)])), None)


def new_row(workspace_id: str, effect: str, now: datetime, **facts: Unpack[Facts]) -> Outgoing:
    """Return the row of an effect that is not queued yet."""
    return Outgoing(**_columns(workspace_id, effect, now, **facts))


def put_each(session: Session, rows: Sequence[Outgoing]) -> list[Outgoing]:
    """Queue effects; return those that were not queued already, as their `once_key` says."""
    known = _known(session, rows)
    new = [row for row in rows if (row.workspace_id, row.once_key) not in known]
    session.add_all(new)
    session.info.setdefault(_NEW, []).extend(new)
    return new


def gather(
    session: Session, workspace_id: str, effect: str, now: datetime, *, person_id: str, on: date
) -> Outgoing:
    """Return a person's message that nobody sends yet, made if there is none, to take in more.

    The row is locked. Its key counts the person's messages of this kind on their date: of two
    workers who find none at the same moment one makes it, and the other waits and takes it too.
    """
    keys = (f"{effect}:{person_id}:{on}:{number}" for number in count(1))
    rows = (
        _made_once(session, _columns(workspace_id, effect, now, person_id=person_id, once_key=key))
        for key in keys
    )
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


_KNOWN = select(Outgoing.workspace_id, Outgoing.once_key).where(
    Outgoing.workspace_id.in_(bindparam("workspace_ids", expanding=True)),
    Outgoing.once_key.in_(bindparam("once_keys", expanding=True)),
)


def is_known(session: Session, workspace_id: str, once_key: str) -> bool:
    """Whether an effect of this key was put already."""
    key = {"workspace_ids": [workspace_id], "once_keys": [once_key]}
    return session.execute(_KNOWN, key).first() is not None


def _known(session: Session, rows: Sequence[Outgoing]) -> set[tuple[str, str | None]]:
    keys = [row.once_key for row in rows if row.once_key]
    if not keys:
        return set()
    ids = {row.workspace_id for row in rows}
    found = session.execute(_KNOWN, {"workspace_ids": list(ids), "once_keys": keys})
    return {(workspace_id, once_key) for workspace_id, once_key in found}


def _columns(
    workspace_id: str, effect: str, now: datetime, **facts: Unpack[Facts]
) -> dict[str, Any]:
    """Return what a row begins with."""
    return {
        "workspace_id": workspace_id,
        "effect": effect,
        "state": Delivery.QUEUED,
        "delivery_id": uuid4().hex,
        "created_at": now,
        "next_at": None,
        "can_wait": effect in CAN_WAIT,
        "detail": {},
        **facts,
    }


def _made_once(session: Session, columns: Mapping[str, Any]) -> Outgoing:
    """Return the row of this key, locked: ours, or the one that somebody else has made."""
    insert = insert_into(Outgoing, session.get_bind().dialect.name).values(**columns)
    made = session.scalar(insert.on_conflict_do_nothing().returning(Outgoing.id))
    query = select(Outgoing).where(
        Outgoing.workspace_id == columns["workspace_id"],
        Outgoing.once_key == columns["once_key"],
    )
    fresh = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalars(fresh).one()
    if made is not None:
        session.info.setdefault(_NEW, []).append(row)
    return row

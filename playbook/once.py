"""Doing what a request asks only once, however often it arrives (replays, Slack's retries)."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage.tables import HandledRequest
from storage.upsert import insert_into


def first_time(session: Session, workspace_id: str, key: str, now: datetime) -> bool:
    """Note the request in this transaction; return False if it has been dealt with already.

    `key` is what the request has of its own (a trigger or event id).
    """
    insert = insert_into(HandledRequest, session.get_bind().dialect.name).on_conflict_do_nothing()
    row = {"workspace_id": workspace_id, "key": key, "at": now}
    noted = session.connection().execute(insert.returning(HandledRequest.key), row)
    return noted.first() is not None

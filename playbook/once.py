"""Doing what a request asks only once, however often it arrives (replays, Slack's retries)."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage.tables import HandledRequest


def first_time(session: Session, workspace_id: str, key: str, now: datetime) -> bool:
    """Note the request in this transaction; return False if it has been dealt with already.

    `key` is what the request has of its own (a trigger or event id).
    """
    if session.get(HandledRequest, (workspace_id, key)) is not None:
        return False
    session.add(HandledRequest(workspace_id=workspace_id, key=key, at=now))
    return True

"""Somebody is deactivated: all who must know that something of theirs is left behind."""

from datetime import datetime

from sqlalchemy.orm import Session

from playbook import leaderless, observers, swap, unreachable


def somebody_left(session: Session, workspace_id: str, person_id: str, now: datetime) -> None:
    """Let leads hear, once: whose part in a handoff is vacant, and whom a plan waits for in vain.

    Of what they led, and of accounts they own, hears who is one up, else the leads' channel.
    """
    swap.somebody_left(session, workspace_id, person_id, now)
    observers.somebody_left(session, workspace_id, person_id, now)
    leaderless.somebody_left(session, workspace_id, person_id, now)
    unreachable.somebody_left(session, workspace_id, person_id, now)

"""Moving a handoff from state to state, with all that goes with it (States; the table is pure)."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from playbook import audit, ownership, states
from storage.choices import State
from storage.tables import Handoff, Task


def advance(session: Session, handoff: Handoff, actor_id: str | None, now: datetime) -> None:
    """Make the moves that Handoff makes by itself, now that a task is done."""
    before = handoff.state
    if not states.moves_from(before, handoff.mode):
        return
    planned, done = _keys(session, handoff)
    after = states.next_state(before, handoff.mode, planned, done)
    if after is not before:
        move(session, handoff, after, actor_id, now)


def move(
    session: Session, handoff: Handoff, to: State, actor_id: str | None, now: datetime
) -> None:
    """Set the state, with what the move triggers, and write it down.

    From settling on the account is the incoming CSM's. Whether the move may be made is the
    caller's to check.
    """
    before, handoff.state = handoff.state, to
    handoff.version += 1
    if to in (State.SETTLING, State.BAU):
        ownership.change_owner(session, handoff, actor_id, now)
    if to is State.BAU:
        handoff.bau_at = now
    if to in (State.CLOSED, State.CANCELLED):
        handoff.closed_at = now
    detail = {"from": before.value, "to": to.value}
    audit.record(
        session, handoff.workspace_id, actor_id, "moved", now, handoff=handoff, detail=detail
    )


_KEYS = select(
    Task.key, or_(Task.done_at.is_not(None), Task.skipped_at.is_not(None)).label("is_done")
).where(Task.workspace_id == bindparam("workspace"), Task.handoff_id == bindparam("handoff"))


def _keys(session: Session, handoff: Handoff) -> tuple[set[str], set[str]]:
    session.flush()  # what is read below goes past the session
    here = {"workspace": handoff.workspace_id, "handoff": handoff.id}
    rows = session.connection().execute(_KEYS, here).all()
    return {row.key for row in rows}, {row.key for row in rows if row.is_done}

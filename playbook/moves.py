"""Moving a handoff from state to state, with all that goes with it (States; the table is pure)."""

from datetime import datetime

from sqlalchemy import or_, select
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


def _keys(session: Session, handoff: Handoff) -> tuple[set[str], set[str]]:
    is_done = or_(Task.done_at.is_not(None), Task.skipped_at.is_not(None))
    query = select(Task.key, is_done).where(
        Task.workspace_id == handoff.workspace_id, Task.handoff_id == handoff.id
    )
    rows = session.execute(query).all()
    return {key for key, _done in rows}, {key for key, done in rows if done}

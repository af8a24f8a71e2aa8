"""Moving a handoff from state to state, with all that goes with it (States; the table is pure)."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from playbook import audit, ownership, states
from playbook.hours import STANDARD, hours_of, local_date
from playbook.states import Fact, Move, Standing, Trigger
from storage.choices import State
from storage.tables import Handoff, Task


def advance(session: Session, handoff: Handoff, actor_id: str | None, now: datetime) -> None:
    """Make the moves that Handoff makes by itself, now that a task is done or a day has come."""
    if not any(move.by_itself for move in states.moves_from(_bare(handoff))):
        return
    while move := states.next_by_itself(standing(session, handoff, now)):
        carry_out(session, handoff, move, actor_id, now)


def carry_out(
    session: Session, handoff: Handoff, move: Move, actor_id: str | None, now: datetime
) -> None:
    """Set the state, with what the move triggers, and write it down.

    Whether the move may be made is the caller's to check.
    """
    before = handoff.state
    handoff.state = states.target_of(move, _bare(handoff))
    handoff.version += 1
    if Trigger.OWNER_CHANGES in move.triggers:
        ownership.change_owner(session, handoff, actor_id, now)
    if handoff.state is State.BAU:
        handoff.bau_at = now
    if Trigger.ENDS in move.triggers:
        handoff.closed_at = now
    detail = {"from": before.value, "to": handoff.state.value}
    audit.record(
        session, handoff.workspace_id, actor_id, "moved", now, handoff=handoff, detail=detail
    )


def standing(session: Session, handoff: Handoff, now: datetime) -> Standing:
    """Return where the handoff is, with its tasks and the facts that time alone decides."""
    planned, done = _keys(session, handoff)
    facts = {Fact.FIRM_DATE} if _firm_date_reached(session, handoff, now) else set()
    if handoff.incoming_id or handoff.temporary_id:
        facts.add(Fact.SOMEBODY_NAMED)
    return Standing(
        handoff.state, handoff.kind, handoff.mode, planned, done, facts, handoff.held_from
    )


def _bare(handoff: Handoff) -> Standing:
    return Standing(handoff.state, handoff.kind, handoff.mode, held_from=handoff.held_from)


def _firm_date_reached(session: Session, handoff: Handoff, now: datetime) -> bool:
    """Whether the day of the switch or of last contact has begun for the lead."""
    hours = hours_of(session, handoff.workspace_id, [handoff.lead_id])
    zone = hours.get(handoff.lead_id, STANDARD).zone
    return local_date(now, zone) >= handoff.anchor_on


_KEYS = select(
    Task.key, or_(Task.done_at.is_not(None), Task.skipped_at.is_not(None)).label("is_done")
).where(Task.workspace_id == bindparam("workspace"), Task.handoff_id == bindparam("handoff"))


def _keys(session: Session, handoff: Handoff) -> tuple[set[str], set[str]]:
    session.flush()  # what is read below goes past the session
    here = {"workspace": handoff.workspace_id, "handoff": handoff.id}
    rows = session.connection().execute(_KEYS, here).all()
    return {row.key for row in rows}, {row.key for row in rows if row.is_done}

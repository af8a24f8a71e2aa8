"""What people hear of a move: put together when it is said, from what is then the case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import checklist_reading
from playbook.holders import people_of
from playbook.progress import Checklist
from playbook.states import MOVES, Name
from storage.choices import State
from storage.tables import Observer, Outgoing


@dataclass(frozen=True, slots=True)
class News:
    """What one person is told. `by` made the move; None: Handoff did, or the calendar."""

    move: str
    by: str | None
    person_id: str
    is_observer: bool
    checklist: Checklist


def of_move(session: Session, row: Outgoing, now: datetime) -> News | None:
    """Return the news of a move; None if the handoff has moved again, or they have no part."""
    found = _of(session, row, now)
    if found is None or found.checklist.state not in _targets(found):
        return None
    return found


def of_last_contact(session: Session, row: Outgoing, now: datetime) -> News | None:
    """Return the news that an account changes hands today; None if the handoff is over."""
    found = _of(session, row, now)
    return found if found and found.checklist.state is not State.CANCELLED else None


def of_resume(session: Session, row: Outgoing, now: datetime) -> Checklist | None:
    """Return the handoff whose hold was to end; None if it goes on already, or is over."""
    found = checklist_reading.read(session, row.workspace_id, int(row.handoff_id or 0), now)
    return found if found.state is State.ON_HOLD else None


def _of(session: Session, row: Outgoing, now: datetime) -> News | None:
    person_id = str(row.person_id)
    found = checklist_reading.read(session, row.workspace_id, int(row.handoff_id or 0), now)
    is_observer = person_id not in people_of(found)
    if is_observer and not _observes(session, row):
        return None
    move, by = row.detail.get("move", ""), row.detail.get("by")
    return News(move, by, person_id, is_observer, found)


def _targets(found: News) -> set[State]:
    """Return the states in which the news is still news."""
    targets = {move.target for move in MOVES if move.name == found.move and move.target}
    if found.move == Name.RESUME:
        return set(State) - {State.ON_HOLD, State.CANCELLED}
    return targets


def _observes(session: Session, row: Outgoing) -> bool:
    query = select(Observer.person_id).where(
        Observer.workspace_id == row.workspace_id,
        Observer.handoff_id == row.handoff_id,
        Observer.person_id == row.person_id,
    )
    return session.scalar(query) is not None

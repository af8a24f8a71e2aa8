"""Last contact is near and something is still missing: the lead hears at once (TEMPLATES.md)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from playbook import checklist_reading, moves, states
from playbook.hours import STANDARD, hours_of, local_date
from playbook.ladder import Workdays
from playbook.progress import Checklist
from playbook.states import RUNNING
from storage import outbox
from storage.choices import Anchor, State
from storage.tables import Handoff, Outgoing

LAST_CALL = "last_call"
"""The effect by which the lead hears."""
NEAR = timedelta(days=3)
"""Calendar days before the last contact from which a guard that is unmet is told."""

_BEFORE_HANDS_CHANGE = (State.PREPARING, State.INTRODUCING)


@dataclass(frozen=True, slots=True)
class LastCall:
    """What is still to do before the next move, by the titles of its tasks."""

    plan: Checklist
    titles: tuple[str, ...]


def day(handoff: Handoff, days: Workdays) -> date | None:
    """Return the lead's day on which it is looked at whether all is ready; None if on none."""
    if handoff.anchor is not Anchor.LAST_CONTACT or handoff.state not in _BEFORE_HANDS_CHANGE:
        return None
    return days.at_or_before(handoff.anchor_on - NEAR)


def tell(session: Session, handoff: Handoff, days: Workdays, now: datetime) -> None:
    """Let the lead hear, once for each date of last contact, if it is near and a guard is unmet."""
    on = day(handoff, days)
    if on is None:
        return
    hours = hours_of(session, handoff.workspace_id, [handoff.lead_id])
    if local_date(now, hours.get(handoff.lead_id, STANDARD).zone) < on:
        return
    if _missing(session, handoff, now):
        outbox.put(
            session,
            handoff.workspace_id,
            LAST_CALL,
            now,
            handoff_id=handoff.id,
            person_id=handoff.lead_id,
            once_key=f"{LAST_CALL}:{handoff.id}:{handoff.anchor_on}",
        )


def catch_up(session: Session, handoff: Handoff, days: Workdays, now: datetime) -> None:
    """Let the lead hear where a running handoff's last contact has been moved so near."""
    if handoff.reckoned_version > 0:  # who opens one this late knows it
        tell(session, handoff, days, now)


def read(session: Session, row: Outgoing, now: datetime) -> LastCall | None:
    """Return what the lead is told; None if all is ready by now, or the handoff has moved on."""
    handoff = session.get(Handoff, row.handoff_id)
    if handoff is None or handoff.workspace_id != row.workspace_id or handoff.state not in RUNNING:
        return None
    if handoff.lead_id != row.person_id or handoff.state not in _BEFORE_HANDS_CHANGE:
        return None
    keys = _missing(session, handoff, now)
    plan = checklist_reading.read(session, row.workspace_id, handoff.id, now)
    tasks = (plan.task(key) for key in keys)
    titles = tuple(task.title for task in tasks if task)
    return LastCall(plan, titles) if titles else None


def _missing(session: Session, handoff: Handoff, now: datetime) -> tuple[str, ...]:
    """Return the keys of the tasks that the next move by itself waits for."""
    here = moves.standing(session, handoff, now)
    move = next((move for move in states.moves_from(here) if move.by_itself), None)
    return states.missing(move, here).tasks if move else ()

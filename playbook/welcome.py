"""The welcome clock of a deal: 24 to 48 hours from signature, shown while it runs (R15).

The AE opens the meeting and the CSM takes over. Whoever of them ticks its task stops the clock.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook.hours import STANDARD, hours_of
from playbook.templates.model import Event
from storage.choices import Kind
from storage.tables import Handoff, Task

HOUR = timedelta(hours=1)
RUNS = 48
"""Hours: the clock runs for the last two days, as S3 has it; before, it is a date."""


class Tickable(Protocol):
    """What is to be known of a task that was ticked, or unticked."""

    @property
    def event(self) -> str | None:
        """What proves it."""

    @property
    def done_at(self) -> datetime | None:
        """Since when it is done; None: it is not."""


def reckon(session: Session, handoff: Handoff) -> None:
    """Set when the clock ends, after the plan was made or its dates moved.

    It ends with the AE's working day on the date of the plan's task.
    """
    if handoff.kind is not Kind.SALES_TO_CS:
        return
    planned = _date(session, handoff)
    handoff.welcome_by = _ends(session, handoff, *planned) if planned else None


def follow(handoff: Handoff, tasks: Iterable[Tickable]) -> None:
    """Stop the clock, or let it run on, now that these tasks were ticked or unticked."""
    for task in tasks:
        if task.event == Event.WELCOME_HELD:
            handoff.welcome_held_at = task.done_at


def hours_left(ends: datetime, now: datetime) -> int:
    """Return the hours left, with the one that has begun; 0 or less once it is over."""
    return -((now - ends) // HOUR)


def _date(session: Session, handoff: Handoff) -> tuple[date, datetime | None] | None:
    # Columns, not the row: re-planning writes dates past the session.
    query = select(Task.due_on, Task.due_at).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.event == Event.WELCOME_HELD,
    )
    found = session.execute(query.limit(1)).first()
    return (found.due_on, found.due_at) if found else None


def _ends(session: Session, handoff: Handoff, due_on: date, due_at: datetime | None) -> datetime:
    if due_at:
        return due_at
    ae_id = handoff.outgoing_id or ""
    hours = hours_of(session, handoff.workspace_id, [ae_id]).get(ae_id, STANDARD)
    return hours.ends(due_on)

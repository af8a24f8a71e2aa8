"""The questions that wait for somebody's answer: what their home, status and digest list."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook.access import FINISHED
from playbook.due import waits_for_answer
from playbook.overview import PAGE
from playbook.people import Viewer
from playbook.templates.model import ANSWERED
from storage.choices import CheckInKind
from storage.tables import Account, CheckIn, Handoff


@dataclass(frozen=True, slots=True)
class DueCheckIn:
    """A question that waits for the viewer's answer. `due_on` is when it was first due.

    `key` is its task's in the plan.
    """

    check_in_id: int
    account: str
    due_on: date
    kind: CheckInKind = CheckInKind.SENTIMENT
    handoff_id: int = 0
    asked_at: datetime | None = None
    key: str = ""

    @property
    def event(self) -> str:
        """What ticks its task."""
        return f"{ANSWERED[self.kind]}:{self.key}"


def for_viewer(
    session: Session, viewer: Viewer, now: datetime, handoff_id: int | None = None
) -> tuple[DueCheckIn, ...]:
    """Return the check-ins that wait for the viewer, in one or in all of their handoffs."""
    query = (
        select(
            CheckIn.id,
            Account.name,
            CheckIn.due_on,
            CheckIn.kind,
            CheckIn.handoff_id,
            CheckIn.asked_at,
            CheckIn.key,
        )
        .join(Handoff, Handoff.id == CheckIn.handoff_id)
        .join(Account, Account.id == Handoff.account_id)
        .where(
            CheckIn.workspace_id == viewer.workspace_id,
            CheckIn.person_id == viewer.id,
            waits_for_answer(now),
            Handoff.state.not_in(FINISHED),
        )
        .order_by(CheckIn.due_on, CheckIn.id)
        .limit(PAGE)
    )
    if handoff_id is not None:
        query = query.where(Handoff.id == handoff_id)
    return tuple(DueCheckIn(*row) for row in session.execute(query))

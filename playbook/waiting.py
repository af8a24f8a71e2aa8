"""The questions that wait for somebody's answer: what their home, status and digest list."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, select
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
    which: dict[str, object] = {
        "workspace_id": viewer.workspace_id,
        "person_id": viewer.id,
        "now": now,
    }
    if handoff_id is not None:
        which["handoff_id"] = handoff_id
    session.flush()  # what is read below goes past the session
    query = _WAITING if handoff_id is None else _IN_ONE
    return tuple(DueCheckIn(*row) for row in session.connection().execute(query, which))


_NOW: Any = bindparam("now", type_=CheckIn.due_at.type)
_IS_ASKED = (
    CheckIn.workspace_id == bindparam("workspace_id"),
    CheckIn.person_id == bindparam("person_id"),
    waits_for_answer(_NOW),
)
IS_ASKED = exists().where(*_IS_ASKED, CheckIn.handoff_id == Handoff.id)
"""Whether `person_id` is asked something at `now` in the handoff that is queried."""

_WAITING = (
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
    .where(*_IS_ASKED, *(Handoff.state != state for state in FINISHED))
    .order_by(CheckIn.due_on, CheckIn.id)
    .limit(PAGE)
)
_IN_ONE = _WAITING.where(Handoff.id == bindparam("handoff_id"))

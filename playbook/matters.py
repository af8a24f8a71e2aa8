"""What is open in a handoff, in numbers, for somebody who is asked how the people there feel."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from playbook import checklist_reading
from playbook.progress import TaskState
from storage.tables import Handoff, OpenItem


@dataclass(frozen=True, slots=True)
class Matters:
    """How many concerns and open items there are, and how many tasks are late; false: nothing."""

    concerns: int
    items: int
    late: int

    def __bool__(self) -> bool:
        return bool(self.concerns or self.items or self.late)


def of(session: Session, workspace_id: str, handoff_id: int, now: datetime) -> Matters:
    """Return what is open; who may know of sentiment may know of this."""
    plan = checklist_reading.read(session, workspace_id, handoff_id, now)
    return Matters(
        concerns=plan.concerns,
        items=_items(session, workspace_id, handoff_id),
        late=sum(task.state is TaskState.LATE for task in plan.tasks),
    )


_ITEMS = (
    select(func.count())
    .select_from(OpenItem)
    .join(Handoff, Handoff.account_id == OpenItem.account_id)
    .where(
        OpenItem.workspace_id == bindparam("workspace_id"),
        Handoff.id == bindparam("handoff_id"),
        OpenItem.closed_at.is_(None),
        OpenItem.removed_at.is_(None),
    )
)


def _items(session: Session, workspace_id: str, handoff_id: int) -> int:
    return session.scalar(_ITEMS, {"workspace_id": workspace_id, "handoff_id": handoff_id}) or 0

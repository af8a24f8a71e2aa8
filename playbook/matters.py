"""What is open in a handoff, in numbers, for somebody who is asked how the people there feel."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from playbook import checklist_reading, concern_reading
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
        concerns=concern_reading.counted(session, workspace_id, [handoff_id]).get(handoff_id, 0),
        items=_items(session, workspace_id, handoff_id),
        late=sum(task.state is TaskState.LATE for task in plan.tasks),
    )


def _items(session: Session, workspace_id: str, handoff_id: int) -> int:
    handoff = session.get_one(Handoff, handoff_id, options=[defer(Handoff.reason)])
    query = select(func.count()).where(
        OpenItem.workspace_id == workspace_id,
        OpenItem.account_id == handoff.account_id,
        OpenItem.closed_at.is_(None),
        OpenItem.removed_at.is_(None),
    )
    return session.scalar(query) or 0

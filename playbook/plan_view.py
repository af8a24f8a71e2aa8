"""The whole plan as one person opens it: the checklist, and what they may change in it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from playbook import access, checklist_reading
from playbook.access import FINISHED
from playbook.people import Actor
from playbook.progress import Checklist, TaskLine
from playbook.replan import HAS_A_PLAN
from playbook.visibility import Field, Role


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan for one person. `may_edit` tasks of theirs, or all; `may_replan` the whole of it."""

    checklist: Checklist
    viewer_id: str
    may_edit: bool
    edits_all: bool
    may_replan: bool
    incoming_starts_on: date | None

    def edits(self, task: TaskLine) -> bool:
        """Whether the person may change this task."""
        return self.may_edit and (self.edits_all or self.viewer_id in task.owners)


def read(session: Session, actor: Actor, handoff_id: int, now: datetime) -> PlanView:
    """Return the plan for one person. Raises NotThere, or NotAllowed for an observer."""
    opened = access.open_handoff(session, actor, handoff_id)
    if not opened.sees(Field.PLAN):
        access.require(opened, Role.LEAD, Role.OUTGOING, Role.INCOMING)
    is_lead = opened.role is Role.LEAD
    state = opened.handoff.state
    return PlanView(
        checklist=checklist_reading.read(session, actor.workspace_id, handoff_id, now),
        viewer_id=actor.id,
        may_edit=state not in FINISHED,
        edits_all=is_lead,
        may_replan=is_lead and state in HAS_A_PLAN,
        incoming_starts_on=opened.handoff.incoming_starts_on,
    )

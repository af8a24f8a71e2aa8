"""A lead puts a question now that was to come later (R20)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from playbook import access, asking, audit, check_in, unanswered
from playbook.access import Opened
from playbook.errors import NotNow, NotThere
from playbook.hours import STANDARD, hours_of
from playbook.people import Actor
from playbook.visibility import Role
from playbook.words import _
from storage.choices import CheckInState
from storage.tables import CheckIn, Task


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put: to whom, of which account, and its task's title."""

    person_id: str
    account: str
    title: str


def ask_now(session: Session, actor: Actor, check_in_id: int, now: datetime) -> Put:
    """Ask who is to be asked, at once, whatever their hours; only the lead may.

    Raises NotThere, NotAllowed, NotNow where it was asked or called off meanwhile, or where it is
    too early for it.
    """
    found = session.get(CheckIn, check_in_id)
    if found is None or found.workspace_id != actor.workspace_id:
        raise NotThere(_("I can find no such question any more."))
    opened = access.open_handoff(session, actor, found.handoff_id, for_change=True)
    access.require(opened, Role.LEAD)
    access.require_running(opened)
    session.refresh(found, with_for_update=True)
    task = session.get(Task, found.task_id) if found.task_id else None
    _require_askable(opened, found, task)
    hours = hours_of(session, actor.workspace_id, [found.person_id])
    theirs = hours.get(found.person_id, STANDARD)
    message = check_in.ask(session, found, opened.handoff, theirs, now)
    if message is not None:
        message.can_wait = False  # a lead has asked for it
    title = task.title if task else ""
    detail = {"task": found.key, "title": title}
    audit.record(
        session, actor.workspace_id, actor.id, "asked_now", now,
        handoff=opened.handoff, detail=detail,
    )  # fmt: skip
    return Put(found.person_id, opened.account.name, title)


def _require_askable(opened: Opened, found: CheckIn, task: Task | None) -> None:
    is_to_come = found.state in (CheckInState.PLANNED, CheckInState.ASKED)
    if not is_to_come or unanswered.climbs(found) or (task and task.skipped_at):
        raise NotNow(_("That was asked or called off meanwhile: open the list again."))
    if asking.must_wait(found.kind, opened.handoff.state):
        raise NotNow(
            _("It is too early: a debrief waits for business as usual, and a hold for its end.")
        )

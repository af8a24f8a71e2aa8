"""Editing a running plan task by task: date, owner, skipped and taken up, tasks of one's own (R14).

The lead edits everything. The outgoing and the incoming CSM move the dates of their own tasks
within the plan, and add tasks for themselves, which are theirs to change and to skip. Whoever
edits a task that somebody else has changed since they opened it is told what that was
(`Overtaken`), and nothing is written.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import audit, check_in, moves, once, plan_news, replan
from playbook.access import Opened
from playbook.catching_up import catch_up
from playbook.errors import FieldErrors, NotAllowed, NotNow
from playbook.holders import owners_of
from playbook.people import Actor
from playbook.plan_checks import wrong_edit, wrong_task
from playbook.plan_sheet import (
    Edit,
    Overtaken,
    Seen,
    Sheet,
    may_skip,
    open_plan,
    open_task,
    owners,
    read_sheet,
    require_undone,
    since,
)
from playbook.templates.model import Event
from playbook.words import _
from storage.choices import Owner, State
from storage.tables import Task

_LAST = 10_000
"""A new task's place, until the plan is put in order."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit has done. `moved` counts the other tasks that moved because they need it."""

    handoff_id: int
    title: str
    moved: int


def open_sheet(session: Session, actor: Actor, handoff_id: int, task_id: int) -> Sheet:
    """Return a task for its form. Raises NotThere, NotAllowed, NotNow."""
    opened, task = open_task(session, actor, handoff_id, task_id)
    require_undone(session, task)
    return read_sheet(session, opened, task)


def edit(
    session: Session,
    actor: Actor,
    handoff_id: int,
    task_id: int,
    wish: Edit,
    seen: Seen,
    now: datetime,
) -> Edited:
    """Set a task's title, date and owner by hand; what needs it moves behind it.

    Raises NotThere, NotAllowed, NotNow, Overtaken, FieldErrors.
    """
    opened, task = open_task(session, actor, handoff_id, task_id, for_change=True)
    require_undone(session, task)
    sheet = read_sheet(session, opened, task)
    if task.version != seen.version:
        raise Overtaken(since(session, task, seen, sheet), sheet)
    if errors := wrong_edit(session, opened, task, sheet, wish, now):
        raise FieldErrors(errors)
    detail = _change(opened, task, wish, actor)
    return _written(session, opened, task, actor, "task_changed", detail, now)


def skip(
    session: Session, actor: Actor, handoff_id: int, task_id: int, why: str, now: datetime
) -> Edited:
    """Leave a task out, with the reason; it holds nothing back any more.

    Raises NotThere, NotAllowed, NotNow, FieldErrors.
    """
    opened, task = open_task(session, actor, handoff_id, task_id, for_change=True)
    require_undone(session, task)
    _require_skippable(opened, task)
    if not why.strip():
        raise FieldErrors({"why": _("Why is it left out? Everybody of the handoff reads it.")})
    task.skipped_at, task.skipped_by, task.skipped_why = now, actor.id, why.strip()
    detail = {"why": task.skipped_why}
    edited = _written(session, opened, task, actor, "task_skipped", detail, now)
    moves.advance(session, opened.handoff, actor.id, now)
    return edited


def take_up(session: Session, actor: Actor, handoff_id: int, task_id: int, now: datetime) -> Edited:
    """Take a skipped task back into the plan. Raises NotThere, NotAllowed, NotNow."""
    opened, task = open_task(session, actor, handoff_id, task_id, for_change=True)
    if task.skipped_at is None:
        raise NotNow(_("“{title}” is in the plan already.").format(title=task.title))
    _require_skippable(opened, task)
    task.skipped_at = task.skipped_by = task.skipped_why = None
    return _written(session, opened, task, actor, "task_taken_up", {}, now)


def add(
    session: Session, actor: Actor, handoff_id: int, wish: Edit, now: datetime, key: str
) -> Edited | None:
    """Add a task of one's own; the lead also for others. None for a request dealt with before.

    Raises NotThere, NotAllowed, NotNow, FieldErrors.
    """
    opened = open_plan(session, actor, handoff_id, for_change=True)
    task = _new(opened, wish, actor)
    if errors := wrong_task(session, opened, task, wish, now):
        raise FieldErrors(errors)
    if not once.first_time(session, actor.workspace_id, key, now):
        return None
    task.phase = _phase_on(session, opened, task.due_on)
    session.add(task)
    session.flush()
    return _written(session, opened, task, actor, "task_added", {}, now)


def _require_skippable(opened: Opened, task: Task) -> None:
    if task.event == Event.BAU_CONFIRMED:
        raise NotNow(_("Every handoff ends in business as usual: this task cannot be left out."))
    if not may_skip(opened, task):
        raise NotAllowed(_("Only the lead leaves tasks of the template out."))


def _change(opened: Opened, task: Task, wish: Edit, actor: Actor) -> dict[str, Any]:
    """Change the task as wished; return what the audit trail keeps of it."""
    detail: dict[str, Any] = {}
    if wish.due_on and wish.due_on != task.due_on:
        detail |= {"was_on": task.due_on.isoformat(), "on": wish.due_on.isoformat()}
        task.due_on, task.due_at, task.moved_by = wish.due_on, None, actor.id
    doing = owners(opened, task)
    if wish.owner_id and doing != (wish.owner_id,):
        is_roles = owners_of(opened.handoff, task.owner, None) == (wish.owner_id,)
        task.owner_id = None if is_roles else wish.owner_id
        detail |= {"was_owners": list(doing), "owner": wish.owner_id}
    if task.is_own and wish.title.strip() != task.title:
        detail["was_title"], task.title = task.title, wish.title.strip()
    return detail


def _written(
    session: Session,
    opened: Opened,
    task: Task,
    actor: Actor,
    what: str,
    detail: dict[str, Any],
    now: datetime,
) -> Edited:
    """Put the plan in order again, write down what was done, and let those concerned hear."""
    handoff = opened.handoff
    task.version = (task.version or 0) + 1
    handoff.version += 1
    check_in.move_to(session, task.id, task.due_on)
    settled = replan.settle(session, handoff.workspace_id, handoff.id, now)
    catch_up(session, handoff, actor.id, now)
    facts = {"task": task.key, "title": task.title, "keys": [one.key for one in settled.moved]}
    audit.record(
        session, handoff.workspace_id, actor.id, what, now, handoff=handoff, detail=facts | detail
    )
    was = detail.get("was_owners")
    concerned = {*owners(opened, task), *(was if isinstance(was, list) else ())}
    concerned |= {person for step in settled.moved for person in step.owners}
    plan_news.tell(session, handoff, concerned - {actor.id}, now)
    return Edited(handoff.id, task.title, len(settled.moved))


def _new(opened: Opened, wish: Edit, actor: Actor) -> Task:
    """Return a task for a person, as the role that they have in the handoff if they have one."""
    handoff, owner_id = opened.handoff, wish.owner_id or actor.id
    roles = (Owner.OUTGOING, Owner.INCOMING, Owner.LEAD)
    held = (one for one in roles if owners_of(handoff, one, None) == (owner_id,))
    owner = next(held, None)
    due_on = wish.due_on or handoff.anchor_on
    return Task(
        workspace_id=handoff.workspace_id,
        handoff_id=handoff.id,
        key=f"own-{uuid4().hex[:12]}",
        position=_LAST,
        phase=State.PREPARING,
        title=wish.title.strip(),
        owner=owner or Owner.LEAD,
        owner_id=None if owner else owner_id,
        anchor=handoff.anchor,
        offset_days=(due_on - handoff.anchor_on).days,
        due_on=due_on,
        needs=[],
        is_own=True,
        is_firm=False,
        version=0,
    )


def _phase_on(session: Session, opened: Opened, on: date) -> str:
    """Return the last phase that has begun by then."""
    query = (
        select(Task.phase)
        .where(Task.handoff_id == opened.handoff.id, Task.due_on <= on)
        .order_by(Task.position.desc())
        .limit(1)
    )
    return session.scalar(query) or State.PREPARING

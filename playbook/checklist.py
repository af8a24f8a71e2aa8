"""The checklist: reading the plan as people see it, and ticking it (R12, R16).

`tick`, `untick` and `happened` change the plan under the handoff's lock, so that two clicks at the
same moment both count, and write the audit trail.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, case, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from playbook import access, audit, moves, people, release, welcome
from playbook.access import Opened
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.people import Actor
from playbook.progress import Checklist
from playbook.templates.model import Event
from playbook.visibility import Role
from playbook.words import _, later
from storage.choices import Owner
from storage.tables import Handoff, Task

AnyRow = Row[*tuple[Any, ...]]
Rows = Sequence[AnyRow]


NOT_TICKED = {
    Event.BAU_CONFIRMED: later(
        "The lead confirms business as usual; `/handoff status` has the button."
    ),
    Event.TEMPORARY_NAMED: later("The lead names the temporary contact: the button is beside it."),
    Event.INCOMING_NAMED: later("The lead names the incoming CSM: the button is beside it."),
    Event.RELEASE_READY: later("It ticks itself once the record is complete and accepted."),
}
"""The events that a tick by hand cannot stand for, and what is said instead."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """How a task stands after a click. `changed`: this click did it; otherwise it was so already,
    and `by` (a name; empty where `event` did it) and `at` say since when, if it is done."""

    handoff_id: int
    checklist_ts: str | None
    account: str
    title: str
    is_done: bool
    changed: bool
    by: str
    event: str | None
    at: datetime | None


def tick(session: Session, actor: Actor, handoff_id: int, task_id: int, now: datetime) -> Ticked:
    """Set a task done, by this person, now. A task that is done already stays as it is.

    The outgoing CSM, the incoming CSM and the lead tick any task, not only their own: they do many
    of them together, on calls, and the trail says who clicked (R16, R32). What only the lead is to
    do, approvals and looks, is for the lead alone. Raises NotAllowed, NotThere, NotNow.
    """
    opened, task = _open(session, actor, handoff_id, task_id)
    if task.done_at is not None:
        return _ticked(session, opened, task, changed=False)
    task = task._replace(done_at=now, done_by=actor.id)
    _set(session, opened, task, "task_done", now)
    moves.advance(session, opened.handoff, actor.id, now)
    return _ticked(session, opened, task, changed=True)


def untick(session: Session, actor: Actor, handoff_id: int, task_id: int, now: datetime) -> Ticked:
    """Set a task undone again, also one that an event had ticked; the trail keeps both (R16).

    The same people may as in `tick`. The handoff's state stays: moves are not taken back.
    """
    opened, task = _open(session, actor, handoff_id, task_id)
    if task.done_at is None:
        return _ticked(session, opened, task, changed=False)
    task = task._replace(done_at=None, done_by=None, done_event=None)
    _set(session, opened, task, "task_undone", now)
    return _ticked(session, opened, task, changed=True)


def happened(
    session: Session, handoff: Handoff, event: str, actor_id: str | None, now: datetime
) -> int:
    """Tick the tasks that this event proves, and return how many that were (R16).

    `actor_id` is whose doing the event was; it goes into the trail only, the task says which event.
    """
    query = select(Task).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.event == event,
        Task.done_at.is_(None),
        Task.skipped_at.is_(None),
    )
    tasks = session.scalars(query).all()
    for task in tasks:
        task.done_at, task.done_event = now, event
        handoff.version += 1
        _record(session, handoff, task, actor_id, "task_done", now)
    if tasks:
        _follow(session, handoff, tasks, actor_id, now)
        moves.advance(session, handoff, actor_id, now)
    return len(tasks)


_SHOWN = (
    update(Handoff)
    .where(
        Handoff.workspace_id == bindparam("workspace"),
        Handoff.id == bindparam("handoff"),
    )
    .values(
        {
            column: case((Handoff.shown_version <= bindparam("shown"), value), else_=column)
            for column, value in (
                (Handoff.shown_version, bindparam("shown")),
                (Handoff.changes_at, bindparam("changes", type_=Handoff.changes_at.type)),
            )
        }
    )
    .returning(Handoff.version)
)


def shown(session: Session, workspace_id: str, found: Checklist) -> bool:
    """Note that this is what the posted checklist shows; return whether it is still the newest."""
    what = {
        "workspace": workspace_id,
        "handoff": found.handoff_id,
        "shown": found.version,
        "changes": found.changes_at,
    }
    return session.connection().scalar(_SHOWN, what) in (None, found.version)


def cannot_be_shown(
    session: Session, workspace_id: str, handoff_id: int, why: str, now: datetime
) -> None:
    """Note that the posted checklist could not be changed, so that nobody tries for ever.

    `why` is Slack's word for it. Of a message or channel that is gone see playbook.damage.
    """
    handoff = session.get(Handoff, handoff_id, with_for_update=True)
    if handoff is None or handoff.workspace_id != workspace_id:
        return
    handoff.shown_version, handoff.changes_at = handoff.version, None
    audit.record(
        session,
        workspace_id,
        None,
        "checklist_not_shown",
        now,
        handoff=handoff,
        detail={"why": why},
    )


class _Clicked(NamedTuple):
    """What a click has to know of its task: columns, where a row to be changed costs thrice."""

    id: int
    key: str
    title: str
    owner: Owner
    owner_id: str | None
    event: str | None
    done_at: datetime | None
    done_by: str | None
    done_event: str | None


_CLICKED = select(
    Task.id,
    Task.key,
    Task.title,
    Task.owner,
    Task.owner_id,
    Task.event,
    Task.done_at,
    Task.done_by,
    Task.done_event,
).where(
    Task.workspace_id == bindparam("workspace"),
    Task.handoff_id == bindparam("handoff"),
    Task.id == bindparam("task"),
)
_SET = (
    update(Task)
    .where(Task.id == bindparam("task"))
    .values(
        done_at=bindparam("at"), done_by=bindparam("by"), done_event=bindparam("ticked_itself_by")
    )
)
_COUNT = (
    update(Handoff)
    .where(Handoff.id == bindparam("handoff"))
    .values(version=Handoff.version + 1)
    .returning(Handoff.version)
)
"""Past the session, and built once: nothing is clicked as often, and everybody else waits."""


def _open(session: Session, actor: Actor, handoff_id: int, task_id: int) -> tuple[Opened, _Clicked]:
    opened = access.open_handoff(session, actor, handoff_id, for_change=True)
    access.require(opened, Role.LEAD, Role.OUTGOING, Role.INCOMING)
    access.require_running(opened)
    which = {"workspace": actor.workspace_id, "handoff": handoff_id, "task": task_id}
    found = session.connection().execute(_CLICKED, which).first()
    if found is None:
        raise NotThere(_("This task is not in the plan any more."))
    task = _Clicked._make(found)
    _require_theirs_to_tick(opened, task)
    return opened, task


def _require_theirs_to_tick(opened: Opened, task: _Clicked) -> None:
    if task.event in NOT_TICKED:
        raise NotNow(_(NOT_TICKED[Event(task.event)]))
    is_leads_alone = task.owner is Owner.LEAD and task.owner_id is None
    if is_leads_alone and opened.role is not Role.LEAD:
        raise NotAllowed(_("“{title}” is for the lead to tick.").format(title=task.title))


def _set(session: Session, opened: Opened, task: _Clicked, what: str, now: datetime) -> None:
    """Write how the task stands now, with its entry in the trail and all that follows from it."""
    handoff, actor_id = opened.handoff, opened.viewer.id
    stands = {"at": task.done_at, "by": task.done_by, "ticked_itself_by": task.done_event}
    session.connection().execute(_SET, {"task": task.id, **stands})
    _count(session, handoff)
    _record(session, handoff, task, actor_id, what, now)
    _follow(session, handoff, [task], actor_id, now)


def _count(session: Session, handoff: Handoff) -> None:
    """Count a change of the handoff, whose row knows nothing yet that is not written."""
    version = session.connection().scalar(_COUNT, {"handoff": handoff.id})
    set_committed_value(handoff, "version", version)


def _follow(
    session: Session,
    handoff: Handoff,
    tasks: Iterable[Task | _Clicked],
    actor_id: str | None,
    now: datetime,
) -> None:
    """R15: with a tick the welcome clock may stop, and the deal be ready for its release."""
    welcome.follow(handoff, tasks)
    release.reckon(session, handoff, actor_id, now)


def _record(
    session: Session,
    handoff: Handoff,
    task: Task | _Clicked,
    actor_id: str | None,
    what: str,
    now: datetime,
) -> None:
    detail = {"task": task.key, "title": task.title}
    if task.done_event:
        detail["event"] = task.done_event
    audit.record(session, handoff.workspace_id, actor_id, what, now, handoff=handoff, detail=detail)


def _ticked(session: Session, opened: Opened, task: _Clicked, *, changed: bool) -> Ticked:
    known = {opened.viewer.id: opened.viewer.name}
    if task.done_by and task.done_by not in known:
        known = people.names(session, opened.viewer.workspace_id, [task.done_by])
    return Ticked(
        handoff_id=opened.handoff.id,
        checklist_ts=opened.handoff.checklist_ts,
        account=opened.account.name,
        title=task.title,
        is_done=task.done_at is not None,
        changed=changed,
        by=known.get(task.done_by or "", ""),
        event=task.done_event,
        at=task.done_at,
    )

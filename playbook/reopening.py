"""Reopening a handoff: what stands, and what is planned anew (States).

What was prepared, introduced and moved stands, and so does what is still to come. Business as usual
is to be reached again by the lead's date, with a check-in on the way to it; what comes after it and
was done, or has passed, is done again at its old distance to it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from playbook.check_in import EVENT, begin_again
from playbook.hours import STANDARD, Hours, hours_of, local_date, moment_for
from playbook.states import Made
from playbook.templates.model import Event
from storage.choices import CheckInKind, CheckInState, State
from storage.tables import CheckIn, Debrief, Handoff, Task


def plan_anew(session: Session, handoff: Handoff, made: Made) -> None:
    """Set business as usual and what follows it undone, and date them from the lead's date."""
    lead = _hours(session, handoff, handoff.lead_id)
    on = made.on or proposed(session, handoff, made.at)
    reached_on = local_date(handoff.bau_at or made.at, lead.zone)
    again = or_(Task.phase == State.BAU, Task.event == Event.BAU_CONFIRMED)
    tasks = [
        task
        for task in _tasks(session, handoff, again)
        if _do_again(task, on, on - reached_on, lead, made)
    ]
    session.flush()
    begin_again(session, [task.id for task in tasks])
    _ask_again(session, handoff, on, made)
    handoff.bau_at = handoff.closed_at = None
    if debrief := session.get(Debrief, handoff.id):
        debrief.closed_at = debrief.closed_by = None  # there is another to come


def proposed(session: Session, handoff: Handoff, now: datetime) -> date:
    """Return a date for business as usual: as many days from today as the plan gave at first."""
    lead = _hours(session, handoff, handoff.lead_id)
    targets = _tasks(session, handoff, Task.event == Event.BAU_CONFIRMED)
    days = max([1, *(task.offset_days for task in targets)])
    return lead.calendar.at_or_after(local_date(now, lead.zone) + timedelta(days=days))


def _do_again(task: Task, on: date, by: timedelta, lead: Hours, made: Made) -> bool:
    """Set a task undone, at its old distance; False for one that is still to come anyway."""
    is_target = task.event == Event.BAU_CONFIRMED
    if task.done_at is None and not is_target and task.due_on > on:
        return False
    task.due_on = on if is_target else lead.calendar.at_or_after(task.due_on + by)
    task.due_at = None
    task.moved_by = made.by  # so that re-planning keeps the date
    task.done_at = task.done_by = task.done_event = None
    task.version += 1
    return True


def _ask_again(session: Session, handoff: Handoff, on: date, made: Made) -> None:
    """Repeat the last answered check-in half-way to the date, unless another comes in time."""
    known = _check_ins(session, handoff)
    today = local_date(made.at, _hours(session, handoff, handoff.lead_id).zone)
    if any(one.state is CheckInState.PLANNED and today < one.due_on <= on for one in known):
        return
    answered = [one for one in known if one.state is CheckInState.ANSWERED]
    if not answered:
        return
    task = _repeated(session, handoff, answered[-1], today + (on - today) / 2, made)
    for check_in in answered:
        if check_in.key == answered[-1].key:
            hours = _hours(session, handoff, check_in.person_id)
            session.add(_asked_again(check_in, task, hours))


def _repeated(
    session: Session, handoff: Handoff, check_in: CheckIn, due_on: date, made: Made
) -> Task:
    """Add a task like the check-in's, to be done on this date."""
    first = session.get_one(Task, check_in.task_id)
    in_plan = (Task.workspace_id == handoff.workspace_id, Task.handoff_id == handoff.id)
    last = session.scalar(select(func.max(Task.position)).where(*in_plan)) or 0
    key = f"again_{last + 1}"
    task = Task(
        workspace_id=handoff.workspace_id,
        handoff_id=handoff.id,
        key=key,
        position=last + 1,
        phase=first.phase,
        title=first.title,
        owner=first.owner,
        owner_id=first.owner_id,
        anchor=first.anchor,
        offset_days=(due_on - handoff.anchor_on).days,
        due_on=due_on,
        moved_by=made.by,
        is_own=True,
        needs=[],
        event=EVENT.format(key=key),
    )
    session.add(task)
    session.flush()
    return task


def _asked_again(check_in: CheckIn, task: Task, hours: Hours) -> CheckIn:
    return CheckIn(
        workspace_id=check_in.workspace_id,
        handoff_id=check_in.handoff_id,
        key=task.key,
        kind=check_in.kind,
        task_id=task.id,
        person_id=check_in.person_id,
        role=check_in.role,
        about=check_in.about,
        due_on=task.due_on,
        zone=hours.zone,
        due_at=moment_for(task.due_on, hours),
        state=CheckInState.PLANNED,
        times_asked=0,
    )


def _check_ins(session: Session, handoff: Handoff) -> Sequence[CheckIn]:
    query = (
        select(CheckIn)
        .where(
            CheckIn.workspace_id == handoff.workspace_id,
            CheckIn.handoff_id == handoff.id,
            CheckIn.kind == CheckInKind.SENTIMENT,
        )
        .order_by(CheckIn.due_on, CheckIn.id)
    )
    return session.scalars(query).all()


def _tasks(session: Session, handoff: Handoff, which: ColumnElement[bool]) -> Sequence[Task]:
    query = select(Task).where(
        Task.workspace_id == handoff.workspace_id, Task.handoff_id == handoff.id, which
    )
    return session.scalars(query).all()


def _hours(session: Session, handoff: Handoff, person_id: str) -> Hours:
    return hours_of(session, handoff.workspace_id, [person_id]).get(person_id, STANDARD)

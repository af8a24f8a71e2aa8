"""Putting a handoff on hold: nothing falls due meanwhile, and what passed is asked once (R30).

Check-ins leave the index of what is still to do, so that a long hold costs the scan nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from playbook import audit, unanswered
from playbook.due import still_to_do
from playbook.hours import (
    STANDARD,
    Hours,
    hours_of,
    is_working,
    local_date,
    moment_for,
    moment_in,
    next_start,
)
from playbook.states import Made
from playbook.words import later
from storage import outbox
from storage.choices import CheckInState
from storage.tables import CheckIn, Handoff, Task

PASSED = later("Passed while the handoff was on hold")
"""Why a check-in's task is skipped whose question was gathered into a later one."""


def wait(session: Session, handoff: Handoff, made: Made) -> None:
    """Note where it was and until when it is held, and let its check-ins wait."""
    handoff.held_from, handoff.held_at, handoff.resume_on = made.before, made.at, made.on
    session.flush()
    session.execute(
        update(CheckIn)
        .where(
            CheckIn.workspace_id == handoff.workspace_id,
            CheckIn.handoff_id == handoff.id,
            still_to_do(),
        )
        .values(state=CheckInState.HELD)
    )


def go_on(session: Session, handoff: Handoff, made: Made) -> None:
    """Let its check-ins fall due again; of those that passed, each person is asked the last one."""
    handoff.held_from = handoff.held_at = handoff.resume_on = None
    held = _held(session, handoff)
    hours = hours_of(session, handoff.workspace_id, {one.person_id for one in held})
    for check_in in held:
        _wake(check_in, hours.get(check_in.person_id, STANDARD), made.at)
    superseded = list(_superseded(held, made.at))
    for check_in in superseded:
        check_in.state = CheckInState.CANCELLED
    _skip_tasks(session, handoff, superseded, made)


def remind(session: Session, handoff: Handoff, now: datetime) -> None:
    """Ask the lead, once, whether it goes on: the day that they named has come."""
    outbox.put(
        session,
        handoff.workspace_id,
        "resume_due",
        now,
        handoff_id=handoff.id,
        person_id=handoff.lead_id,
        once_key=f"resume_due:{handoff.id}:{handoff.held_at}:{handoff.resume_on}",
    )


def _held(session: Session, handoff: Handoff) -> Sequence[CheckIn]:
    query = (
        select(CheckIn)
        .where(
            CheckIn.workspace_id == handoff.workspace_id,
            CheckIn.handoff_id == handoff.id,
            CheckIn.state == CheckInState.HELD,
        )
        .order_by(CheckIn.person_id, CheckIn.kind, CheckIn.due_on, CheckIn.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _wake(check_in: CheckIn, hours: Hours, now: datetime) -> None:
    """Let it fall due on its date, or at their next working moment if that has passed.

    What was asked is not asked anew: it climbs from the day on which the handoff goes on.
    """
    check_in.state = CheckInState.ASKED if check_in.asked_at else CheckInState.PLANNED
    check_in.zone = hours.zone
    if unanswered.climbs(check_in):
        check_in.due_at = moment_in(unanswered.ROUND, now, hours)
        return
    check_in.due_at = moment_for(check_in.due_on, hours)
    if check_in.due_at <= now:
        check_in.due_at = now if is_working(now, hours) else next_start(now, hours)


def _superseded(held: Iterable[CheckIn], now: datetime) -> Iterable[CheckIn]:
    """Of what passed, all but each person's last question of a kind: one answer says it all."""
    passed = (one for one in held if one.asked_at or one.due_on <= local_date(now, one.zone))
    for _whose, questions in groupby(passed, key=lambda one: (one.person_id, one.kind)):
        yield from list(questions)[:-1]


def _skip_tasks(
    session: Session, handoff: Handoff, superseded: Iterable[CheckIn], made: Made
) -> None:
    """Skip the tasks that nobody is asked about any more."""
    ids = {check_in.task_id for check_in in superseded}
    session.flush()
    still_asked = select(CheckIn.task_id).where(
        CheckIn.workspace_id == handoff.workspace_id,
        CheckIn.handoff_id == handoff.id,
        CheckIn.state != CheckInState.CANCELLED,
    )
    query = select(Task).where(
        Task.workspace_id == handoff.workspace_id,
        Task.id.in_(ids),
        Task.id.not_in(still_asked),
        Task.done_at.is_(None),
    )
    for task in session.scalars(query):
        task.skipped_at, task.skipped_why = made.at, PASSED
        task.version += 1
        audit.record(
            session,
            handoff.workspace_id,
            None,
            "task_skipped",
            made.at,
            handoff=handoff,
            detail={"task": task.key, "title": task.title},
        )

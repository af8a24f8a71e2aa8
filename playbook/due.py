"""Check-ins that are still to do, and moving them when somebody's zone, hours or country change.

A check-in that was planned for nine in the morning stays at nine in the morning, and so does the
digest.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, union, update
from sqlalchemy.orm import Session

from playbook.hours import STANDARD, Hours, hours_of, local_date, moment_for
from storage.choices import CheckInState
from storage.tables import CallBrief, CheckIn, Handoff, Reminder
from storage.written import written

_STATES = (CheckInState.PLANNED, CheckInState.ASKED)


def still_to_do() -> ColumnElement[bool]:
    """The condition of the partial index, written out: a database cannot match a parameter."""
    return CheckIn.state.in_(written(_STATES))


def waits_for_answer(now: datetime) -> ColumnElement[bool]:
    """Whether a check-in was asked, or is just due, and nobody has answered yet.

    `due_at` of one that was asked is when it is looked at again.
    """
    return and_(still_to_do(), or_(CheckIn.asked_at.is_not(None), CheckIn.due_at <= now))


def move(session: Session, workspace_id: str, person_ids: Iterable[str] | None = None) -> None:
    """Reckon again when these people (or all of the workspace) are asked what is still to do.

    Call it in the transaction that changed their zone, working hours or country.
    """
    query = select(CheckIn).where(still_to_do(), CheckIn.workspace_id == workspace_id)
    if person_ids is not None:
        query = query.where(CheckIn.person_id.in_(set(person_ids)))
    # Locked, so that one which is being asked at this moment is not set back and asked again.
    found = session.scalars(query.order_by(CheckIn.id).with_for_update()).all()
    hours = hours_of(session, workspace_id, {check_in.person_id for check_in in found})
    for check_in in found:
        _move(check_in, hours.get(check_in.person_id, STANDARD))
    reckon_again(session, workspace_id, person_ids)


def reckon_again(
    session: Session, workspace_id: str, person_ids: Iterable[str] | None = None
) -> None:
    """Let the worker reckon anew when these people (or all) hear of their handoffs (R20)."""
    people = None if person_ids is None else set(person_ids)
    heard_of = union(*(_heard_of(table, workspace_id, people) for table in (Reminder, CallBrief)))
    session.execute(
        update(Handoff)
        .where(Handoff.workspace_id == workspace_id, Handoff.id.in_(heard_of))
        .values(reckoned_version=Handoff.version - 1)
        .execution_options(synchronize_session=False)
    )


def _heard_of(
    table: type[Reminder | CallBrief], workspace_id: str, person_ids: set[str] | None
) -> Select[int]:
    query = select(table.handoff_id).where(table.workspace_id == workspace_id)
    return query if person_ids is None else query.where(table.person_id.in_(person_ids))


def _move(check_in: CheckIn, hours: Hours) -> None:
    is_planned = check_in.state is CheckInState.PLANNED
    on = check_in.due_on if is_planned else local_date(check_in.due_at, check_in.zone)
    check_in.due_at = moment_for(on, hours)
    check_in.zone = hours.zone

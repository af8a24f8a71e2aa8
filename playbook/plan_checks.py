"""What must hold for a task that somebody edits or adds: every wrong field is named."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playbook import people
from playbook.access import Opened
from playbook.hours import STANDARD, Hours, hours_of, local_date
from playbook.plan_sheet import Edit, Sheet, on_day, owners
from playbook.visibility import Role
from playbook.words import _
from storage.tables import Person, Task

LONGEST_TITLE = 150


def wrong_edit(
    session: Session, opened: Opened, task: Task, sheet: Sheet, wish: Edit, now: datetime
) -> Mapping[str, str]:
    """Return what is wrong with an edit, by field."""
    wrong = {}
    if sheet.may_rename:
        wrong["title"] = _wrong_title(wish.title)
    if wish.owner_id and wish.owner_id != sheet.owner_id:
        wrong["owner"] = _wrong_owner(session, opened, wish.owner_id)
    if wish.due_on is None:
        wrong["due_on"] = _("Choose a date.")
    elif wish.due_on != task.due_on or wish.owner_id != sheet.owner_id:
        doing = (wish.owner_id,) if wish.owner_id else sheet.owners
        wrong["due_on"] = _wrong_needs(sheet, wish.due_on) or _wrong_date(
            session, opened, task, wish.due_on, doing, now
        )
    return {field: why for field, why in wrong.items() if why}


def wrong_task(
    session: Session, opened: Opened, task: Task, wish: Edit, now: datetime
) -> Mapping[str, str]:
    wrong = {"title": _wrong_title(wish.title)}
    if wish.owner_id and wish.owner_id != opened.viewer.id:
        wrong["owner"] = _wrong_owner(session, opened, wish.owner_id)
    if wish.due_on is None:
        wrong["due_on"] = _("Choose a date.")
    else:
        doing = owners(opened, task)
        wrong["due_on"] = _wrong_date(session, opened, task, wish.due_on, doing, now)
    return {field: why for field, why in wrong.items() if why}


def _wrong_title(title: str) -> str:
    if not title.strip():
        return _("What is to be done?")
    if len(title.strip()) > LONGEST_TITLE:
        return _("At most {most} characters.").format(most=LONGEST_TITLE)
    return ""


def _wrong_owner(session: Session, opened: Opened, owner_id: str) -> str:
    if opened.role is not Role.LEAD:
        return _("Only the lead gives tasks to others.")
    person = session.get(Person, (opened.handoff.workspace_id, owner_id))
    if person is None or not people.can_hold_a_role(person):
        return _("They can take no part: choose a member of this workspace.")
    return ""


def _wrong_needs(sheet: Sheet, on: date) -> str:
    for title, needed_on in sheet.needs:
        if on < needed_on:
            return _("It needs “{title}” first, which is due {on}.").format(
                title=title, on=on_day(needed_on)
            )
    return ""


def _wrong_date(
    session: Session,
    opened: Opened,
    task: Task,
    on: date,
    doing: tuple[str, ...],
    now: datetime,
) -> str:
    if task.is_firm and on != task.due_on:
        return _("This date is given from outside. The lead changes it under “Calls and renewal”.")
    if on < local_date(now, opened.viewer.zone):
        return _("This date is in the past.")
    hours = hours_of(session, opened.handoff.workspace_id, doing)
    for owner_id in doing:
        theirs = hours.get(owner_id, STANDARD)
        if not theirs.calendar.is_working_day(on):
            return _off(session, opened, owner_id, theirs, on)
    if opened.role is not Role.LEAD:
        return _beyond_the_plan(session, opened, task, on)
    return ""


def _off(session: Session, opened: Opened, owner_id: str, hours: Hours, on: date) -> str:
    known = people.names(session, opened.handoff.workspace_id, [owner_id])
    return _("{who} does not work on that day. The next working day is {on}.").format(
        who=known.get(owner_id) or _("Who does it"), on=on_day(hours.calendar.at_or_after(on))
    )


def _beyond_the_plan(session: Session, opened: Opened, task: Task, on: date) -> str:
    """Who is not the lead stays within the plan: before its last date, and the task's latest."""
    if task.latest_on and on > task.latest_on:
        return _("The latest date for it is {on}.").format(on=on_day(task.latest_on))
    ends_on = session.scalar(
        select(func.max(Task.due_on)).where(Task.handoff_id == opened.handoff.id)
    )
    if ends_on and on > ends_on:
        return _("The plan ends on {on}. Only the lead extends it.").format(on=on_day(ends_on))
    return ""

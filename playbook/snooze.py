"""What people do with a reminder: put it off, hand its task back; a lead sends, skips, moves it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from playbook import access, audit, climbs, people, reminders
from playbook.climbs import Climb
from playbook.errors import FieldErrors, NotNow, NotThere
from playbook.ladder import Part
from playbook.people import Actor
from playbook.visibility import Role
from playbook.words import _
from storage import outbox
from storage.choices import Rung
from storage.tables import HandedBack, Handoff, Reminded, Reminder, Snooze

NUDGE = "nudge"
"""The effect of a reminder that a lead sends by hand."""
LONGEST = 60
"""Calendar days for which a task can be put off."""


class Until(StrEnum):
    """The usual ends of a snooze."""

    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"


@dataclass(frozen=True, slots=True)
class PutAside:
    """What has become of a reminder: until when it is put off, or to whom the task went back."""

    handoff_id: int
    account: str
    title: str
    person_id: str
    lead_id: str
    until_on: date | None = None


def put_off(
    session: Session,
    actor: Actor,
    handoff_id: int,
    task_id: int,
    until: Until | date | None,
    now: datetime,
) -> PutAside:
    """Put a task off for the actor alone: it climbs to others as before.

    Raises NotThere where it is nothing of theirs (any more), FieldErrors for a date that is over
    or too far.
    """
    handoff, climb = _own(session, actor, handoff_id, task_id, now)
    on = _day_meant(session, actor.workspace_id, actor.id, until, now)
    _keep(session, handoff, climb, on, actor, now)
    return _put_aside(climb, on)


def hand_back(
    session: Session, actor: Actor, handoff_id: int, task_id: int, now: datetime
) -> PutAside:
    """Say that a task is not the actor's: it goes to the lead, who gives it to somebody.

    Raises NotThere where it is not (any more), NotNow where the actor is the lead themselves.
    """
    handoff, climb = _own(session, actor, handoff_id, task_id, now)
    if climb.part is not Part.OWNER:
        raise NotThere(_("This task is not yours (any more)."))
    if handoff.lead_id == actor.id:
        raise NotNow(_("You lead this handoff: give the task to somebody in its plan."))
    row = HandedBack(
        workspace_id=actor.workspace_id,
        task_id=task_id,
        person_id=actor.id,
        handoff_id=handoff_id,
        at=now,
    )
    session.merge(row)
    _record(session, handoff, climb, actor, "task_handed_back", now)
    return _put_aside(climb, None)


def leave_with(
    session: Session, actor: Actor, handoff_id: int, task_id: int, now: datetime
) -> PutAside:
    """Leave a task that was handed back with whose it was. Raises NotThere, NotAllowed, NotNow."""
    handoff = _led(session, actor, handoff_id)
    found = _of_task(session, handoff, task_id, now)
    climb = next((one for one in found if one.handed_back), None)
    if climb is None:
        raise NotNow(_("Nobody has handed this task back (any more)."))
    session.execute(
        delete(HandedBack).where(
            HandedBack.workspace_id == actor.workspace_id, HandedBack.task_id == task_id
        )
    )
    _record(session, handoff, climb, actor, "task_left_with", now)
    return _put_aside(climb, None)


def skip(
    session: Session, actor: Actor, handoff_id: int, task_id: int, person_id: str, now: datetime
) -> PutAside:
    """Skip what a person would hear of a task next; only the lead may. The rungs after it come.

    Raises NotThere, NotAllowed.
    """
    handoff = _led(session, actor, handoff_id)
    climb = _of_person(session, handoff, task_id, person_id, now)
    row = session.get(Reminder, (handoff_id, person_id))
    rhythm = reminders.rhythms(session, actor.workspace_id, [person_id], now)[person_id]
    heard_on = row.heard_on if row else rhythm.today(now)
    step = climb.next_step(rhythm.hours, rhythm.days, heard_on)
    if step is None:
        raise NotThere(_("Nothing more comes of this task."))
    _keep(session, handoff, climb, step.on + timedelta(days=1), actor, now, is_skip=True)
    return _put_aside(climb, None)


def move(
    session: Session,
    actor: Actor,
    handoff_id: int,
    task_id: int,
    person_id: str,
    on: date | None,
    now: datetime,
) -> PutAside:
    """Let a person hear of a task on another day, not before; only the lead may.

    Raises NotThere, NotAllowed, FieldErrors for a date that is over or too far.
    """
    handoff = _led(session, actor, handoff_id)
    climb = _of_person(session, handoff, task_id, person_id, now)
    day = _day_meant(session, actor.workspace_id, person_id, on, now)
    _keep(session, handoff, climb, day, actor, now)
    return _put_aside(climb, day)


def send_now(
    session: Session,
    actor: Actor,
    handoff_id: int,
    task_id: int,
    person_id: str,
    now: datetime,
    key: str,
) -> PutAside:
    """Remind a person of a task now, by a message of its own; only the lead may.

    `key` is the request's own: a replay sends nothing. Raises NotThere, NotAllowed.
    """
    handoff = _led(session, actor, handoff_id)
    climb = _of_person(session, handoff, task_id, person_id, now)
    row = outbox.put(
        session,
        actor.workspace_id,
        NUDGE,
        now,
        handoff_id=handoff_id,
        person_id=person_id,
        detail={"task": task_id, "by": actor.id},
        once_key=f"{NUDGE}:{key}"[:120],
    )
    if row is not None:
        session.flush()
        session.add(
            Reminded(
                workspace_id=actor.workspace_id,
                outgoing_id=row.id,
                task_id=task_id,
                handoff_id=handoff_id,
                rung=Rung.ASKED_NOW,
            )
        )
    return _put_aside(climb, None)


def _own(
    session: Session, actor: Actor, handoff_id: int, task_id: int, now: datetime
) -> tuple[Handoff, Climb]:
    """Lock the handoff, and return what the actor hears of the task.

    Who is one up hears of tasks of handoffs that they may not open; nothing more is shown here.
    """
    people.viewer(session, actor)
    handoff = session.get(Handoff, handoff_id, with_for_update=True)
    if handoff is None or handoff.workspace_id != actor.workspace_id:
        raise NotThere(_("This task is not in the plan any more."))
    return handoff, _of_person(session, handoff, task_id, actor.id, now)


def _led(session: Session, actor: Actor, handoff_id: int) -> Handoff:
    opened = access.open_handoff(session, actor, handoff_id, for_change=True)
    access.require(opened, Role.LEAD)
    access.require_running(opened)
    return opened.handoff


def _of_task(session: Session, handoff: Handoff, task_id: int, now: datetime) -> list[Climb]:
    found = climbs.of_handoffs(session, handoff.workspace_id, [handoff.id], now)
    return [one for one in found if one.task.id == task_id and one.part is not Part.CHANNEL]


def _of_person(
    session: Session, handoff: Handoff, task_id: int, person_id: str, now: datetime
) -> Climb:
    for one in _of_task(session, handoff, task_id, now):
        if one.person_id == person_id:
            return one
    raise NotThere(
        _("That is done, waits for another task, or is somebody else’s by now: nothing is due.")
    )


def _day_meant(
    session: Session, workspace_id: str, person_id: str, until: Until | date | None, now: datetime
) -> date:
    rhythm = reminders.rhythms(session, workspace_id, [person_id], now)[person_id]
    today = rhythm.today(now)
    if until is Until.TOMORROW:
        return rhythm.days.after(today, 1)
    if until is Until.NEXT_WEEK:
        return rhythm.days.at_or_after(today + timedelta(days=7 - today.weekday()))
    if not isinstance(until, date) or until <= today:
        raise FieldErrors({"on": _("Choose a day that is still to come.")})
    if (until - today).days > LONGEST:
        said = _("Up to {n} days. If it is due much later, move the task in the plan.")
        raise FieldErrors({"on": said.format(n=LONGEST)})
    return until


def _keep(
    session: Session,
    handoff: Handoff,
    climb: Climb,
    until_on: date,
    actor: Actor,
    now: datetime,
    *,
    is_skip: bool = False,
) -> None:
    row = Snooze(
        workspace_id=handoff.workspace_id,
        task_id=climb.task.id,
        person_id=climb.person_id,
        handoff_id=handoff.id,
        until_on=until_on,
        is_skip=is_skip,
        by=actor.id,
        at=now,
    )
    session.merge(row)
    handoff.reckoned_version = handoff.version - 1


def _record(
    session: Session, handoff: Handoff, climb: Climb, actor: Actor, what: str, now: datetime
) -> None:
    handoff.version += 1
    detail = {"task": climb.task.key, "title": climb.task.title}
    audit.record(session, handoff.workspace_id, actor.id, what, now, handoff=handoff, detail=detail)


def _put_aside(climb: Climb, until_on: date | None) -> PutAside:
    return PutAside(
        handoff_id=climb.plan.handoff_id,
        account=climb.plan.account,
        title=climb.task.title,
        person_id=climb.handed_back[0] if climb.handed_back else climb.person_id,
        lead_id=climb.plan.lead_id,
        until_on=until_on,
    )

"""What moves set off, one function a word of the table (States: what each move triggers)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import check_in, hold, ownership, reopening
from playbook.holders import people_of
from playbook.hours import STANDARD, hours_of, local_date
from playbook.states import Made, Name, Trigger
from storage import outbox
from storage.choices import Anchor, State
from storage.tables import Handoff, Observer, Task

Do = Callable[[Session, Handoff, Made], None]

_BAU = "bau"
"""The key of the task that business as usual is (templates)."""

OBSERVED = frozenset({Name.CONFIRM_BAU, Name.HOLD, Name.RESUME, Name.CANCEL, Name.REOPEN})
"""The moves that observers hear of, once they were told that there is a handoff (R10)."""


def set_off(session: Session, handoff: Handoff, made: Made) -> None:
    """Do all that the move triggers, in the order of its row."""
    for trigger in made.move.triggers:
        DOES[trigger](session, handoff, made)


def _change_owner(session: Session, handoff: Handoff, made: Made) -> None:
    ownership.change_owner(session, handoff, made.by, made.at)


def _date_what_follows(session: Session, handoff: Handoff, made: Made) -> None:
    """Move what is counted from business as usual (B) to the date on which it was reached.

    What waits for it without a date of its own (by wave) is due on that day at the earliest.
    """
    handoff.bau_at = made.at
    lead = hours_of(session, handoff.workspace_id, [handoff.lead_id]).get(handoff.lead_id, STANDARD)
    today = local_date(made.at, lead.zone)
    for task in _undone(session, handoff):
        if task.anchor is Anchor.BAU:
            task.due_on = lead.calendar.at_or_after(today + timedelta(days=task.offset_days))
        elif _BAU in task.needs and task.due_on < today:
            task.due_on = lead.calendar.at_or_after(today)
        else:
            continue
        check_in.move_to(session, task.id, task.due_on)


def _undone(session: Session, handoff: Handoff) -> Sequence[Task]:
    query = select(Task).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.done_at.is_(None),
    )
    return session.scalars(query).all()


def _sum_up(session: Session, handoff: Handoff, made: Made) -> None:
    """Let the handoff's place have its closing summary."""
    outbox.put(
        session,
        handoff.workspace_id,
        "closing",
        made.at,
        handoff_id=handoff.id,
        once_key=f"closing:{handoff.id}:{handoff.version}",
    )


def _end(_session: Session, handoff: Handoff, made: Made) -> None:
    handoff.closed_at = made.at
    handoff.held_from = handoff.held_at = handoff.resume_on = None


def _tell_people(session: Session, handoff: Handoff, made: Made) -> None:
    """Let everybody concerned hear by DM; who made the move knows. A draft is silent (R31)."""
    if made.before is State.DRAFT:
        return
    is_bau = made.move.name is Name.CONFIRM_BAU
    hearers = [*people_of(handoff), *_observers(session, handoff, made)]
    for person_id in dict.fromkeys(hearers):
        if is_bau or person_id not in (made.by, *made.told):
            outbox.put(
                session,
                handoff.workspace_id,
                "bau" if is_bau else "moved",
                made.at,
                handoff_id=handoff.id,
                person_id=person_id,
                detail={"move": made.move.name.value, "by": made.by},
                once_key=f"moved:{handoff.id}:{handoff.version}:{person_id}",
            )


def _observers(session: Session, handoff: Handoff, made: Made) -> list[str]:
    if made.move.name not in OBSERVED:
        return []
    query = select(Observer.person_id).where(
        Observer.workspace_id == handoff.workspace_id, Observer.handoff_id == handoff.id
    )
    if made.move.name is not Name.CONFIRM_BAU:
        query = query.where(Observer.told_at.is_not(None))
    return list(session.scalars(query))


def _nothing(_session: Session, _handoff: Handoff, _made: Made) -> None:
    """The plan and the place of an opened handoff are playbook.start's."""


DOES: Mapping[Trigger, Do] = {
    Trigger.PLAN_AND_PLACE: _nothing,
    Trigger.OWNER_CHANGES: _change_owner,
    Trigger.AFTER_BAU_IS_DATED: _date_what_follows,
    Trigger.CLOSING_SUMMARY: _sum_up,
    Trigger.ENDS: _end,
    Trigger.CHECK_INS_WAIT: hold.wait,
    Trigger.CHECK_INS_GO_ON: hold.go_on,
    Trigger.PLANNED_ANEW: reopening.plan_anew,
    Trigger.PEOPLE_HEAR: _tell_people,
}

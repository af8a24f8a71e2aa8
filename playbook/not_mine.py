"""Who is asked says that a question is not theirs: it goes to who else may answer it (R17, R20).

That is the lead, who hears by being asked; a lead's own question on how people feel goes to the
incoming CSM, or whoever stands in for one. Looks, touchpoints and debriefs of a lead stay.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import access, asks, audit, people, reachable
from playbook.access import Opened
from playbook.errors import NotNow, NotThere
from playbook.people import Actor
from playbook.words import _
from storage import outbox
from storage.choices import CheckInKind, CheckInState, Owner
from storage.tables import CheckIn, Task


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A question that went to somebody else: its task's title, and who is asked now."""

    handoff_id: int
    check_in_id: int
    account: str
    title: str
    to_id: str


def hand_on(session: Session, actor: Actor, check_in_id: int, now: datetime) -> HandedOn:
    """Ask who else may answer; whoever is asked the same already is not asked twice.

    Raises NotThere where the question is not the actor's (any more), NotAllowed, NotNow where it
    is answered or called off, or where nobody else can answer it.
    """
    check_in, opened = _open(session, actor, check_in_id)
    role, to_id = _somebody_else(session, opened, check_in)
    check_in.state, check_in.handed_to = CheckInState.CANCELLED, to_id
    _ask(session, check_in, role, to_id, now)
    title = _title(session, check_in)
    _note(session, opened, check_in, title, now)
    return HandedOn(check_in.handoff_id, check_in.id, opened.account.name, title, to_id)


def said_by(session: Session, workspace_id: str, check_in_id: int) -> str | None:
    """Return who was asked before and said that the question is not theirs."""
    asked = session.get_one(CheckIn, check_in_id)
    query = select(CheckIn.person_id).where(
        CheckIn.workspace_id == workspace_id,
        CheckIn.handoff_id == asked.handoff_id,
        CheckIn.key == asked.key,
        CheckIn.handed_to == asked.person_id,
    )
    return session.scalars(query.order_by(CheckIn.id)).first()


def _open(session: Session, actor: Actor, check_in_id: int) -> tuple[CheckIn, Opened]:
    found = session.get(CheckIn, check_in_id)
    if found is None or found.workspace_id != actor.workspace_id:
        raise NotThere(_("I can find no such question any more."))
    opened = access.open_handoff(session, actor, found.handoff_id, for_change=True)
    access.require_running(opened)
    session.refresh(found, with_for_update=True)
    if found.person_id != actor.id:
        raise NotThere(_("This question is not yours (any more)."))
    if found.state is not CheckInState.ASKED:
        raise NotNow(_("That was answered or called off meanwhile: nothing waits for you."))
    return found, opened


def _somebody_else(session: Session, opened: Opened, check_in: CheckIn) -> tuple[Owner, str]:
    """Return who may answer besides who was asked, and as what. Raises NotNow: nobody."""
    handoff, asked_id = opened.handoff, check_in.person_id
    is_lead = handoff.lead_id == asked_id
    role = Owner.INCOMING if is_lead else Owner.LEAD
    to_id = reachable.holder(session, handoff, role)
    is_for_leads = is_lead and check_in.kind is not CheckInKind.SENTIMENT
    if is_for_leads or to_id in (None, asked_id):
        raise NotNow(
            _(
                "Nobody else in the handoff of {account} can answer this: it stays with you. "
                "Snooze it, or leave it out in `/handoff due`."
            ).format(account=opened.account.name)
        )
    if is_lead and said_by(session, handoff.workspace_id, check_in.id) == to_id:
        names = people.names(session, handoff.workspace_id, [to_id])
        raise NotNow(
            _(
                "{name} says that it is not theirs, so it stays with you. "
                "Snooze it, or leave it out in `/handoff due`."
            ).format(name=names.get(to_id, _("The incoming CSM")))
        )
    return role, to_id


def _ask(session: Session, before: CheckIn, role: Owner, to_id: str, now: datetime) -> None:
    """Let the worker put the question, when they are at work, unless it waits for them already."""
    query = select(CheckIn).where(
        CheckIn.workspace_id == before.workspace_id,
        CheckIn.handoff_id == before.handoff_id,
        CheckIn.key == before.key,
        CheckIn.person_id == to_id,
    )
    check_in = session.scalars(query.with_for_update()).first()
    if check_in is None:
        check_in = CheckIn(
            workspace_id=before.workspace_id,
            handoff_id=before.handoff_id,
            key=before.key,
            kind=before.kind,
            person_id=to_id,
            about=before.about,
        )
        session.add(check_in)
    elif check_in.state is not CheckInState.CANCELLED:
        return
    check_in.task_id, check_in.role, check_in.handed_to = before.task_id, role, None
    check_in.state, check_in.times_asked, check_in.asked_at = CheckInState.PLANNED, 0, None
    check_in.due_on, check_in.zone, check_in.due_at = before.due_on, before.zone, now


def _title(session: Session, check_in: CheckIn) -> str:
    task = session.get(Task, check_in.task_id) if check_in.task_id else None
    return task.title if task else ""


def _note(session: Session, opened: Opened, check_in: CheckIn, title: str, now: datetime) -> None:
    """Write it into the trail, and let the message that asked show it."""
    handoff, by = opened.handoff, opened.viewer.id
    handoff.version += 1
    detail = {"task": check_in.key, "title": title, "to": check_in.handed_to}
    audit.record(
        session, handoff.workspace_id, by, "question_handed_on", now, handoff=handoff, detail=detail
    )
    if check_in.kind is CheckInKind.SENTIMENT:
        outbox.put(
            session, handoff.workspace_id, "answer_shown", now,
            handoff_id=handoff.id, check_in_id=check_in.id, person_id=check_in.person_id,
        )  # fmt: skip
    else:
        asks.show_handed_on(session, handoff, check_in, now)

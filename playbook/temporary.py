"""Abrupt handoffs and leave: who stands in while nobody is named, and who takes over in the end.

The temporary contact is named within the clock of the template, the backup first (R26); the
incoming CSM later. Neither holds up the lead's introduction (States).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from playbook import (
    access,
    audit,
    backup,
    check_in,
    checklist,
    message_writing,
    moves,
    ownership,
    people,
    places,
    review,
    template_copies,
    weighing,
)
from playbook import part as parts
from playbook.access import Opened
from playbook.completeness import Completeness
from playbook.errors import FieldErrors, NotNow
from playbook.part import Part
from playbook.people import Actor
from playbook.states import RUNNING
from playbook.templates.model import ANSWERED, Event, Question
from playbook.visibility import Role
from playbook.words import _
from storage import outbox
from storage.choices import Mode
from storage.tables import Account, Handoff, Task

NOT_NEEDED = "The incoming CSM is named"
"""Why the temporary contact's task is skipped where nobody has to stand in."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What the lead is asked. `suggested_id` is the account's backup, or who is named by now."""

    handoff_id: int
    account: str
    suggested_id: str | None
    is_backup: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Who has it now."""

    handoff_id: int
    account: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Taking:
    """What somebody hears who stands in or takes over: their part, and the gaps of the blueprint.

    `outgoing_id` has the account again on `returns_on`, where it is a leave. `naming_due_on` is
    when the incoming CSM is to be named.
    """

    part: Part
    outgoing_id: str | None
    temporary_id: str | None
    returns_on: date | None
    naming_due_on: date | None
    completeness: Completeness


def naming(session: Session, actor: Actor, handoff_id: int) -> Naming:
    """Return the question for a temporary contact. Raises NotThere, NotAllowed, NotNow."""
    opened = _for_the_lead(session, actor, handoff_id, for_change=False)
    handoff = opened.handoff
    backup_id = backup.backup_of(session, handoff.workspace_id, handoff.account_id)
    suggested_id = handoff.temporary_id or backup_id
    is_backup = suggested_id is not None and suggested_id == backup_id
    return Naming(handoff_id, opened.account.name, suggested_id, is_backup)


def naming_incoming(session: Session, actor: Actor, handoff_id: int) -> Naming:
    """Return the question for the incoming CSM. Raises NotThere, NotAllowed, NotNow."""
    opened = _for_the_lead(session, actor, handoff_id, for_change=False)
    return Naming(handoff_id, opened.account.name, None, is_backup=False)


def name(session: Session, actor: Actor, handoff_id: int, person_id: str, now: datetime) -> Named:
    """Let somebody stand in until the incoming CSM is named; only the lead may.

    They hear of it, and are invited. Whoever stood in before hears that too. Raises FieldErrors
    for "person", NotThere, NotAllowed, NotNow.
    """
    opened = _for_the_lead(session, actor, handoff_id, for_change=True)
    handoff, before = opened.handoff, opened.handoff.temporary_id
    _require_able(session, opened, person_id)
    if before == person_id:
        return Named(handoff_id, opened.account.name, person_id)
    handoff.temporary_id = person_id
    _record(session, handoff, actor.id, "temporary_named", person_id, now)
    handoff.temporary_named_at = now
    _tell(session, handoff, "temporary", person_id, now)
    settle(session, handoff, actor.id, now)
    _relieve(session, handoff, before, now)
    _part_of_it(session, handoff, now)
    return Named(handoff_id, opened.account.name, person_id)


def name_incoming(
    session: Session, actor: Actor, handoff_id: int, person_id: str, now: datetime
) -> Named:
    """Name who takes over; only the lead may. The incoming CSM's tasks and check-ins are theirs.

    In an abrupt handoff the account changes hands now (States). They hear of their part and are
    invited; who stood in hears that it is over. Raises FieldErrors for "person", NotThere,
    NotAllowed, NotNow.
    """
    opened = _for_the_lead(session, actor, handoff_id, for_change=True)
    handoff = opened.handoff
    _require_able(session, opened, person_id)
    handoff.incoming_id = person_id
    _record(session, handoff, actor.id, "incoming_named", person_id, now)
    if handoff.mode is Mode.ABRUPT:
        ownership.change_owner(session, handoff, actor.id, now)
    _tell(session, handoff, "taking_over", person_id, now)
    settle(session, handoff, actor.id, now)
    _relieve(session, handoff, handoff.temporary_id, now)
    _part_of_it(session, handoff, now)
    review.begin_again(session, handoff, now)
    message_writing.settle(session, handoff, actor.id, now)
    return Named(handoff_id, opened.account.name, person_id)


def begin(session: Session, handoff: Handoff, now: datetime) -> None:
    """Tell the temporary contact who is named already when a handoff is opened."""
    if handoff.temporary_id and handoff.incoming_id is None:
        handoff.temporary_named_at = now
        _tell(session, handoff, "temporary", handoff.temporary_id, now)


def settle(session: Session, handoff: Handoff, actor_id: str | None, now: datetime) -> None:
    """Let the plan say who is named by now. Nobody hears of it from here."""
    if handoff.temporary_id:
        checklist.happened(session, handoff, Event.TEMPORARY_NAMED, actor_id, now)
    if handoff.incoming_id:
        _skip_temporary(session, handoff, now)
        checklist.happened(session, handoff, Event.INCOMING_NAMED, actor_id, now)


def taking(
    session: Session, workspace_id: str, handoff_id: int, person_id: str, now: datetime
) -> Taking | None:
    """Return what somebody hears who stands in or takes over; None if they do not any more."""
    found = parts.part(session, workspace_id, handoff_id, person_id, now)
    if found is None or found.role is not Role.INCOMING:
        return None
    handoff = session.get_one(Handoff, handoff_id)
    incoming = next((t for t in found.checklist.tasks if t.event == Event.INCOMING_NAMED), None)
    return Taking(
        part=found,
        outgoing_id=handoff.outgoing_id,
        temporary_id=handoff.temporary_id,
        returns_on=handoff.returns_on,
        naming_due_on=incoming.due_on if incoming and incoming.is_undone else None,
        completeness=weighing.completeness(session, handoff),
    )


def relieved(
    session: Session, workspace_id: str, handoff_id: int, person_id: str | None
) -> tuple[str, str] | None:
    """Return the account, and who has it now in place of this person; None if it is theirs."""
    handoff = session.get_one(Handoff, handoff_id)
    now_with = handoff.incoming_id or handoff.temporary_id
    if handoff.workspace_id != workspace_id or now_with in (None, person_id):
        return None
    return session.get_one(Account, handoff.account_id).name, str(now_with)


def _for_the_lead(session: Session, actor: Actor, handoff_id: int, *, for_change: bool) -> Opened:
    """Return the handoff for its lead, as long as nobody is named to take over."""
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    access.require(opened, Role.LEAD)
    handoff, account = opened.handoff, opened.account.name
    if handoff.state not in RUNNING:
        raise NotNow(_("The handoff of {account} is not under way.").format(account=account))
    if handoff.incoming_id:
        name_ = people.names(session, handoff.workspace_id, [handoff.incoming_id])
        raise NotNow(
            _("{name} takes over {account} already.").format(
                name=name_.get(handoff.incoming_id, _("Somebody")), account=account
            )
        )
    return opened


def _require_able(session: Session, opened: Opened, person_id: str) -> None:
    person = people.find(session, opened.handoff.workspace_id, person_id)
    if why := people.barred(person):
        raise FieldErrors({"person": why})
    if person_id == opened.handoff.outgoing_id:
        raise FieldErrors({"person": _("They hand the account over: choose somebody else.")})


def _skip_temporary(session: Session, handoff: Handoff, now: datetime) -> None:
    here = {"workspace": handoff.workspace_id, "handoff": handoff.id}
    tasks = session.scalars(_NAMING, here).all()
    for task in tasks:
        task.skipped_at, task.skipped_why = now, NOT_NEEDED
    if tasks:
        handoff.version += 1
        moves.advance(session, handoff, None, now)


_NAMING = select(Task).where(
    Task.workspace_id == bindparam("workspace"),
    Task.handoff_id == bindparam("handoff"),
    Task.event == Event.TEMPORARY_NAMED,
    Task.done_at.is_(None),
    Task.skipped_at.is_(None),
)


def _relieve(session: Session, handoff: Handoff, person_id: str | None, now: datetime) -> None:
    if person_id and person_id != handoff.incoming_id:
        _tell(session, handoff, "relieved", person_id, now)


def _part_of_it(session: Session, handoff: Handoff, now: datetime) -> None:
    """Invite who is new, and ask them what the template has the incoming CSM asked."""
    if handoff.checklist_ts is not None:
        places.set_up(session, handoff, now, f"named:{handoff.version}")
    check_in.hand_over(session, handoff)
    check_in.plan(session, handoff, _questions(session, handoff))


def _questions(session: Session, handoff: Handoff) -> list[tuple[Task, Question]]:
    """Return the tasks that ask something and are still to do, with what they ask."""
    template = template_copies.of(session, handoff)
    asking = {task.key: task.check_in for task in template.tasks if task.check_in}
    query = select(Task).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        or_(*(Task.event.startswith(event) for event in ANSWERED.values())),
        Task.done_at.is_(None),
        Task.skipped_at.is_(None),
    )
    found = ((task, asking.get(task.key.partition("-")[0])) for task in session.scalars(query))
    return [(task, question) for task, question in found if question]


def _tell(session: Session, handoff: Handoff, effect: str, person_id: str, now: datetime) -> None:
    once_key = f"{effect}:{handoff.id}:{person_id}:{handoff.version}"
    if effect == "taking_over":  # heard instead of the part that everybody hears of
        once_key = f"part:{handoff.id}:{person_id}"
    outbox.put(
        session,
        handoff.workspace_id,
        effect,
        now,
        handoff_id=handoff.id,
        person_id=person_id,
        once_key=once_key,
    )


def _record(
    session: Session, handoff: Handoff, actor_id: str, what: str, person_id: str, now: datetime
) -> None:
    handoff.version += 1
    detail = {"person": person_id}
    audit.record(session, handoff.workspace_id, actor_id, what, now, handoff=handoff, detail=detail)

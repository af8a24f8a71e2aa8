"""People leave in the middle of a handoff: somebody else takes a role, with all that is open in it.

What was done stays with who did it. Open tasks, check-ins and messages that still wait are handed
over; the new person is invited and told their part, and who left is thanked and hears no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from playbook import (
    access,
    audit,
    check_in,
    clarify_writing,
    message_writing,
    observers,
    one_up,
    people,
    places,
    review,
    temporary,
)
from playbook.access import FINISHED, Opened
from playbook.errors import FieldErrors, NotNow
from playbook.holders import people_of
from playbook.ownership import pass_on
from playbook.people import Actor
from playbook.visibility import Role
from playbook.words import _
from storage import outbox
from storage.choices import Delivery, Kind, Place, State
from storage.deliveries import Claim
from storage.tables import Handoff, Observer, Outgoing, Task

TEMPORARY = "temporary"
"""Standing in while nobody is named to take over: a part that gives the incoming CSM's role."""

COLUMNS: Mapping[str, str] = {
    Role.OUTGOING: "outgoing_id",
    Role.INCOMING: "incoming_id",
    Role.LEAD: "lead_id",
    TEMPORARY: "temporary_id",
}
"""The roles that somebody else can take."""

_SAID_ANEW = (
    "part",
    "check_in",
    "look",
    "debrief",
    "touchpoint",
    "blueprint_ready",
    "leave",
    "swapped",
    "thanks",
    "temporary",
    "relieved",
)
"""Messages that are not passed on: the new person hears these in their own right."""


@dataclass(frozen=True, slots=True)
class Swapped:
    """What a swap has done: who took which role from whom, and how much was handed over."""

    handoff_id: int
    kind: Kind
    account: str
    role: str
    from_id: str
    to_id: str
    check_ins: int


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who is deactivated and still has these roles in a handoff."""

    handoff_id: int
    kind: Kind
    account: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """A role that somebody else has now; the row is live."""

    handoff: Handoff
    role: str
    from_id: str
    to_id: str
    actor_id: str
    now: datetime

    @property
    def is_out(self) -> bool:
        """Whether who had the role has no part any more."""
        return self.from_id not in people_of(self.handoff)


def swap(
    session: Session,
    actor: Actor,
    handoff_id: int,
    role: str,
    person_id: str,
    now: datetime,
    *,
    seen_id: str,
) -> Swapped:
    """Give a role to somebody else. Only the lead may; also in place of who is deactivated.

    `seen_id` held the role when the lead was asked. Raises FieldErrors ("person"), NotThere,
    NotAllowed, NotNow.
    """
    opened = access.open_handoff(session, actor, handoff_id, for_change=True)
    access.require(opened, Role.LEAD)
    return put_in(session, opened, role, person_id, now, seen_id=seen_id)


def put_in(
    session: Session, opened: Opened, role: str, person_id: str, now: datetime, *, seen_id: str
) -> Swapped:
    """Do what `swap` does, for who has been found to be allowed to. Raises as it does."""
    access.require_running(opened)
    handoff = opened.handoff
    from_id = _holder(handoff, role)
    if from_id is None:
        raise NotNow(_("Nobody has this part yet: there is nobody to replace."))
    if wrong := _wrong(session, opened, role, from_id, person_id, seen_id):
        raise FieldErrors({"person": wrong})
    change = _Change(handoff, role, from_id, person_id, opened.viewer.id, now)
    handed = _stand_in(session, change) if role == TEMPORARY else _put_in(session, change)
    return Swapped(handoff.id, handoff.kind, opened.account.name, role, from_id, person_id, handed)


def channel_to_leave(session: Session, claim: Claim) -> str | None:
    """Return the channel that the row's person is to be taken out of; None if they may stay.

    They may where they have a part in another handoff of the same channel, or have one again. A
    thread's channel is the team's.
    """
    handoff = session.get_one(Handoff, claim.handoff_id)
    if handoff.place is Place.THREAD or handoff.channel_id is None:
        return None
    has_part = or_(*(getattr(Handoff, column) == claim.person_id for column in COLUMNS.values()))
    still = select(Handoff.id).where(
        Handoff.workspace_id == claim.workspace_id,
        Handoff.channel_id == handoff.channel_id,
        has_part,
    )
    return None if session.execute(still.limit(1)).first() else handoff.channel_id


def somebody_left(session: Session, workspace_id: str, person_id: str, now: datetime) -> int:
    """Let the leads of a deactivated person's running handoffs hear, once; return how many do.

    In business as usual only a lead is missed: of an account that has lost its owner its lead
    hears with all the others that they owned (playbook.unreachable).

    Of a lead who left hears their manager or deputy, where one is known (R20); where none is, see
    playbook.leaderless.
    """
    person = people.find(session, workspace_id, person_id)
    if person is None or person.deactivated_at is None:
        return 0
    told = 0
    for handoff in _running_with(session, workspace_id, person_id):
        lead_id = handoff.lead_id
        if lead_id == person_id:
            above = one_up.one_up(session, workspace_id, [person_id])
            lead_id = above.get(person_id, "")
        if not lead_id:
            continue
        told += 1
        outbox.put(
            session,
            workspace_id,
            "person_left",
            now,
            handoff_id=handoff.id,
            person_id=lead_id,
            detail={"person": person_id},
            once_key=f"person_left:{handoff.id}:{person_id}:{person.deactivated_at:%Y%m%d%H%M}",
        )
    return told


def leaver(session: Session, handoff: Handoff, account: str, person_id: str) -> Leaver | None:
    """Return what a lead is told of who left; None if they have no part any more, or are back."""
    person = people.find(session, handoff.workspace_id, person_id)
    roles = tuple(role for role in COLUMNS if _holder(handoff, role) == person_id)
    if person is None or person.deactivated_at is None or not roles or handoff.state in FINISHED:
        return None
    return Leaver(handoff.id, handoff.kind, account, person.name, roles)


def _holder(handoff: Handoff, role: str) -> str | None:
    """Who has the role now; nobody stands in any more once the incoming CSM is named."""
    holder: str | None = getattr(handoff, COLUMNS[role])
    is_over = role == TEMPORARY and handoff.incoming_id is not None
    return None if is_over else holder


def _wrong(
    session: Session, opened: Opened, role: str, from_id: str, person_id: str, seen_id: str
) -> str:
    handoff = opened.handoff
    if from_id != seen_id:
        names = people.names(session, handoff.workspace_id, [from_id])
        return _("Somebody has put {name} here meanwhile. Look again.").format(
            name=names.get(from_id, "")
        )
    if person_id == from_id:
        return _("They have this part already. Choose somebody else.")
    person = people.find(session, handoff.workspace_id, person_id)
    if why := people.barred(person):
        return why
    if role == Role.LEAD:
        is_lead = person is not None and person.is_lead
        name = person.name if person else ""
        said = _("{name} is not a lead. Admins name leads in my Home tab.")
        return "" if is_lead else said.format(name=name)
    if person_id in (handoff.outgoing_id, handoff.incoming_id):
        return _("The same person cannot hand over and take over.")
    return ""


def _put_in(session: Session, change: _Change) -> int:
    """Write down and tell who has the role; return how many check-ins were handed over."""
    handoff = change.handoff
    setattr(handoff, COLUMNS[change.role], change.to_id)
    handoff.version += 1
    handed = _hand_over(session, change)
    message_writing.settle(session, handoff, change.actor_id, change.now)
    _record(session, change)
    _tell(session, change)
    return handed


def _stand_in(session: Session, change: _Change) -> int:
    """Let somebody else be the temporary contact; it is told, written down and asked there."""
    actor = Actor(change.handoff.workspace_id, change.actor_id)
    temporary.name(session, actor, change.handoff.id, change.to_id, change.now)
    if change.is_out:
        _hand_over_tasks(session, change)
        _hand_over_messages(session, change)
        clarify_writing.hand_on(session, change.handoff, change.from_id, change.now)
        _put(session, change, "leave", change.from_id)
    return 0


def _hand_over(session: Session, change: _Change) -> int:
    """Hand over all that is open; return how many check-ins that were."""
    handoff, now = change.handoff, change.now
    if change.is_out:
        _hand_over_tasks(session, change)
        _hand_over_messages(session, change)
        clarify_writing.hand_on(session, handoff, change.from_id, now)
    if change.role != Role.LEAD:
        pass_on(session, handoff, change.from_id, change.to_id, change.actor_id, now)
    if change.role == Role.INCOMING:
        review.begin_again(session, handoff, now)
    _observes_no_more(session, handoff, change.to_id, now)
    return check_in.hand_over(session, handoff)


def _hand_over_tasks(session: Session, change: _Change) -> None:
    """Those that name the person; a role's tasks follow the role by themselves."""
    session.execute(
        update(Task)
        .where(
            Task.workspace_id == change.handoff.workspace_id,
            Task.handoff_id == change.handoff.id,
            Task.owner_id == change.from_id,
            Task.done_at.is_(None),
            Task.skipped_at.is_(None),
        )
        .values(owner_id=change.to_id, version=Task.version + 1)
    )


def _hand_over_messages(session: Session, change: _Change) -> None:
    """What waits to be sent goes to the new person; what is under way finds who it was for."""
    session.execute(
        update(Outgoing)
        .where(
            Outgoing.workspace_id == change.handoff.workspace_id,
            Outgoing.handoff_id == change.handoff.id,
            Outgoing.person_id == change.from_id,
            Outgoing.state == Delivery.QUEUED,
            Outgoing.effect.not_in(_SAID_ANEW),
        )
        .values(person_id=change.to_id)
    )


def _observes_no_more(session: Session, handoff: Handoff, person_id: str, now: datetime) -> None:
    """Who takes part hears of everything anyway, and observes nothing."""
    row = session.get(Observer, (handoff.id, person_id))
    if row is not None:
        session.delete(row)
        session.flush()
        observers.settle(session, handoff, now)


def _record(session: Session, change: _Change) -> None:
    audit.record(
        session,
        change.handoff.workspace_id,
        change.actor_id,
        f"{change.role}_swapped",
        change.now,
        handoff=change.handoff,
        detail={"from": change.from_id, "to": change.to_id},
    )


def _tell(session: Session, change: _Change) -> None:
    """The new person is invited and told their part, the others hear of it, the old one goes."""
    handoff, from_id = change.handoff, change.from_id
    places.tell_new_part(session, handoff, change.to_id, change.now)
    places.set_up(session, handoff, change.now, f"swap:{handoff.version}")
    for person_id in people_of(handoff):
        if person_id not in (change.actor_id, change.to_id, from_id):
            _put(session, change, "swapped", person_id)
    if not change.is_out:
        return
    _put(session, change, "leave", from_id)
    person = people.find(session, handoff.workspace_id, from_id)
    if from_id != change.actor_id and person is not None and person.deactivated_at is None:
        _put(session, change, "thanks", from_id)


def _put(session: Session, change: _Change, effect: str, person_id: str) -> None:
    outbox.put(
        session,
        change.handoff.workspace_id,
        effect,
        change.now,
        handoff_id=change.handoff.id,
        person_id=person_id,
        detail={"role": str(change.role), "from": change.from_id, "to": change.to_id},
    )


def _running_with(session: Session, workspace_id: str, person_id: str) -> list[Handoff]:
    has_role = or_(*(getattr(Handoff, column) == person_id for column in COLUMNS.values()))
    query = select(Handoff).where(
        Handoff.workspace_id == workspace_id,
        has_role,
        Handoff.state.not_in((State.DRAFT, *FINISHED)),
    )
    found = session.scalars(query.order_by(Handoff.id))
    return [one for one in found if _is_missed(one, person_id)]


def _is_missed(handoff: Handoff, person_id: str) -> bool:
    roles = [Role.LEAD] if handoff.state is State.BAU else list(COLUMNS)
    return person_id in (_holder(handoff, role) for role in roles)

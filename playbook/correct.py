"""Corrections of a handoff that is under way: its account's name, reason, observers and place.

Each carries what was seen when the form was opened: nobody overwrites unawares what somebody else
has changed meanwhile. Who has a role is changed in playbook.swap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from playbook import access, audit, backup, canvas, observers, people, places
from playbook.access import FINISHED, Opened
from playbook.accounts import LONGEST_NAME, clean_name, name_key
from playbook.errors import FieldErrors, NotNow
from playbook.holders import people_of
from playbook.people import Actor
from playbook.start_checks import MOST_OBSERVERS
from playbook.visibility import Field, Role
from playbook.wish import Channel
from playbook.words import _
from storage import outbox
from storage.choices import Kind, Place, Reason, State
from storage.deliveries import WAITING
from storage.tables import Account, Handoff, Observer, Outgoing, Person


@dataclass(frozen=True, slots=True)
class Correctable:
    """What can be changed of a handoff, as it is now. `reason` is empty for who may not see it.

    `leads` is whether the viewer is its lead: only they change people, reason and place. The
    account's owner names its backup too (`names_backup`). `temporary_id` stands in while nobody
    is named to take over.
    """

    handoff_id: int
    kind: Kind
    account: str
    leads: bool
    outgoing_id: str | None
    incoming_id: str | None
    lead_id: str
    observers: tuple[str, ...]
    reason: str | None
    place: Place
    channel_id: str | None
    lost_why: str | None
    backup_id: str | None = None
    names_backup: bool = False
    temporary_id: str | None = None


@dataclass(frozen=True, slots=True)
class LeftPlace:
    """A checklist's message that stays behind, and where the handoff is now, if it is known."""

    channel_id: str
    ts: str
    account: str
    now_in: str | None


def read(session: Session, actor: Actor, handoff_id: int) -> Correctable:
    """Return what can be changed. Raises NotThere, NotAllowed for an observer, NotNow."""
    opened = _open(session, actor, handoff_id, for_change=False)
    handoff = opened.handoff
    return Correctable(
        handoff_id=handoff.id,
        kind=handoff.kind,
        account=opened.account.name,
        leads=opened.role is Role.LEAD,
        outgoing_id=handoff.outgoing_id,
        incoming_id=handoff.incoming_id,
        lead_id=handoff.lead_id,
        observers=_observers(session, handoff),
        reason=handoff.reason if opened.sees(Field.REASON) else None,
        place=handoff.place,
        channel_id=handoff.channel_id,
        lost_why=handoff.place_lost_why,
        backup_id=backup.backup_of(session, handoff.workspace_id, handoff.account_id),
        names_backup=backup.may_name(session, opened),
        temporary_id=None if handoff.incoming_id else handoff.temporary_id,
    )


def rename(
    session: Session, actor: Actor, handoff_id: int, name: str, now: datetime, *, seen: str
) -> None:
    """Correct the account's name, for all that knows it.

    Raises FieldErrors ("name"), NotThere, NotAllowed, NotNow.
    """
    opened = _open(session, actor, handoff_id)
    account, before = opened.account, opened.account.name
    if wrong := _wrong_name(name, before, seen):
        raise FieldErrors({"name": wrong})
    if clean_name(name) == before:
        return
    try:
        with session.begin_nested():
            account.name, account.name_key = clean_name(name), name_key(name)
            session.flush()
    except IntegrityError as error:
        raise FieldErrors({"name": _("Another account has this name.")}) from error
    is_open = (Handoff.account_id == account.id, Handoff.state.not_in(FINISHED))
    session.execute(
        update(Handoff)
        .where(Handoff.workspace_id == account.workspace_id, *is_open)
        .values(version=Handoff.version + 1)
    )
    canvas.changed(session, account.workspace_id, account.id, now)
    _record(session, opened, "account_renamed", now, {"from": before, "to": account.name})


def change_reason(
    session: Session,
    actor: Actor,
    handoff_id: int,
    reason: Reason,
    now: datetime,
    *,
    seen: str | None,
) -> None:
    """Correct the reason, which leads alone see and change (R2).

    Raises FieldErrors ("reason"), NotThere, NotAllowed, NotNow.
    """
    opened = _open(session, actor, handoff_id)
    access.require(opened, Role.LEAD)
    handoff, before = opened.handoff, opened.handoff.reason
    if before != seen:
        raise FieldErrors({"reason": _("Somebody has changed the reason meanwhile. Look again.")})
    if reason == before:
        return
    handoff.reason = reason
    handoff.version += 1
    audit.record(
        session,
        handoff.workspace_id,
        actor.id,
        "reason_changed",
        now,
        handoff=handoff,
        confidential={"from": before, "to": reason},
    )


def change_observers(
    session: Session,
    actor: Actor,
    handoff_id: int,
    wanted: Sequence[str],
    now: datetime,
    *,
    seen: Sequence[str],
) -> None:
    """Add and take out observers (R10); what somebody else has changed meanwhile stays changed.

    Raises FieldErrors ("observers"), NotThere, NotAllowed, NotNow.
    """
    opened = _open(session, actor, handoff_id)
    handoff = opened.handoff
    now_named = set(_observers(session, handoff))
    added = set(wanted) - set(seen) - now_named - set(people_of(handoff))
    removed = (set(seen) - set(wanted)) & now_named
    if wrong := _wrong_observers(session, handoff, added, len(now_named | added)):
        raise FieldErrors({"observers": wrong})
    if not (added or removed):
        return
    for person_id in removed:
        session.delete(session.get_one(Observer, (handoff.id, person_id)))
    session.add_all(
        Observer(workspace_id=handoff.workspace_id, handoff_id=handoff.id, person_id=person_id)
        for person_id in added
    )
    handoff.version += 1
    session.flush()
    _record(session, opened, "observers_changed", now, {})
    observers.settle(session, handoff, now)


def move(
    session: Session,
    actor: Actor,
    handoff_id: int,
    place: Place,
    channel: Channel | None,
    now: datetime,
    *,
    public_is_fine: bool,
) -> None:
    """Post the checklist in another place; the message that stays behind says where it is.

    `channel` is that of a thread. Raises FieldErrors, NotThere, NotAllowed, NotNow.
    """
    opened = _open(session, actor, handoff_id)
    access.require(opened, Role.LEAD)
    handoff = opened.handoff
    if _is_being_set_up(session, handoff):
        raise NotNow(_("I am setting up its place just now. Please try again in a minute."))
    if wrong := _wrong_place(handoff, place, channel, public_is_fine=public_is_fine):
        raise FieldErrors(wrong)
    _leave(session, handoff, now)
    handoff.place = place
    handoff.channel_id = channel.id if channel and place is Place.THREAD else None
    handoff.place_lost_at = handoff.place_lost_why = None
    handoff.version += 1
    _record(session, opened, "place_changed", now, {"place": place.value})
    places.set_up(session, handoff, now, f"moved:{handoff.version}")


def left_place(session: Session, outgoing_id: int) -> LeftPlace:
    """Return the message that a row of the outbox is about."""
    row = session.get_one(Outgoing, outgoing_id)
    handoff = session.get_one(Handoff, row.handoff_id)
    account = session.get_one(Account, handoff.account_id)
    return LeftPlace(row.detail["channel"], row.detail["ts"], account.name, handoff.channel_id)


def _open(session: Session, actor: Actor, handoff_id: int, *, for_change: bool = True) -> Opened:
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    access.require(opened, Role.LEAD, Role.OUTGOING, Role.INCOMING)
    access.require_running(opened)
    if opened.handoff.state is State.DRAFT:
        raise NotNow(_("This is a draft still: change it where you open it."))
    return opened


def _observers(session: Session, handoff: Handoff) -> tuple[str, ...]:
    return tuple(one.person_id for one in observers.standing(session, handoff))


def _wrong_name(name: str, before: str, seen: str) -> str:
    if before != seen:
        said = _("Somebody has called it “{name}” meanwhile. Look again.")
        return said.format(name=before)
    if not clean_name(name):
        return _("What is the account called?")
    if len(clean_name(name)) > LONGEST_NAME:
        return _("A name has at most {most} characters.").format(most=LONGEST_NAME)
    return ""


def _wrong_observers(session: Session, handoff: Handoff, added: set[str], count: int) -> str:
    if count > MOST_OBSERVERS:
        return _("At most {most} people can observe.").format(most=MOST_OBSERVERS)
    found = (session.get(Person, (handoff.workspace_id, one)) for one in sorted(added))
    return next((why for person in found if (why := people.barred(person))), "")


def _wrong_place(
    handoff: Handoff, place: Place, channel: Channel | None, *, public_is_fine: bool
) -> dict[str, str]:
    if place is Place.BOOK and handoff.outgoing_id is None:
        return {"place": _("Nobody hands over here, so there is no book.")}
    if place is not Place.THREAD:
        is_there = handoff.place is place and handoff.checklist_ts and not handoff.place_lost_at
        return {"place": _("The checklist is there already.")} if is_there else {}
    if channel is None:
        return {"channel": _("In which channel?")}
    if channel.id == handoff.channel_id and not handoff.place_lost_at:
        return {"channel": _("The checklist is there already.")}
    if channel.is_shared:
        return {"channel": _("People of other organisations read this channel. Choose another.")}
    if channel.is_archived:
        return {"channel": _("This channel is archived. Choose another.")}
    if channel.is_public and not public_is_fine:
        said = _("Everybody in the workspace can read this channel. Confirm below if it is fine.")
        return {"channel": said}
    return {}


def _is_being_set_up(session: Session, handoff: Handoff) -> bool:
    query = select(Outgoing.id).where(
        Outgoing.workspace_id == handoff.workspace_id,
        Outgoing.handoff_id == handoff.id,
        Outgoing.effect == "place",
        Outgoing.state.in_(WAITING),
    )
    return session.scalar(query.limit(1)) is not None


def _leave(session: Session, handoff: Handoff, now: datetime) -> None:
    if handoff.channel_id and handoff.checklist_ts:
        outbox.put(
            session,
            handoff.workspace_id,
            "place_left",
            now,
            handoff_id=handoff.id,
            detail={"channel": handoff.channel_id, "ts": handoff.checklist_ts},
        )
    handoff.checklist_ts = handoff.thread_ts = handoff.pinned_at = None


def _record(
    session: Session, opened: Opened, what: str, now: datetime, detail: dict[str, str]
) -> None:
    handoff, who = opened.handoff, opened.viewer.id
    audit.record(session, handoff.workspace_id, who, what, now, handoff=handoff, detail=detail)

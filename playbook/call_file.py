"""The intro call as a calendar file in the handoff's channel (R8).

We know no addresses of our own people (that would need another right in Slack), so both CSMs are
named without one. People at the customer are named where the channel is the handoff's own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import calls, entries, people, plan_edit
from playbook.access import Opened
from playbook.errors import FieldErrors, NotNow
from playbook.holders import parties
from playbook.hours import local_date
from playbook.ics import Guest, Meeting, written
from playbook.people import Actor
from playbook.plan_sheet import Edit, Seen
from playbook.words import _
from playbook.writers import open_for_writing
from storage.choices import Place
from storage.tables import CallFile, Contact, Task

MINUTES = (30, 45, 60, 90)
"""How long the call may be."""
USUAL = 45
LONGEST = 150
"""Characters of its title."""

_HOUR = 10
_MOST = 100


@dataclass(frozen=True, slots=True)
class CallForm:
    """What is asked before a file is made, with what was chosen the last time.

    `lost_why` says why nothing can be posted (playbook.damage.Lost; empty where there is no
    channel yet), None if it can. `task` is the intro call's title, empty where the plan has none
    that could be moved. `zone` is the reader's own.
    """

    handoff_id: int
    account: str
    lost_why: str | None
    title: str
    starts_at: datetime
    minutes: int
    zone: str
    contacts: tuple[tuple[int, str], ...]
    task: str
    is_again: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody chose. `moves_plan`: the plan's intro call moves to that day too."""

    title: str
    starts_at: datetime | None
    minutes: int
    contact_ids: tuple[int, ...] = ()
    moves_plan: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A file to be posted: where, and of what. `sequence` 0: it is the first."""

    handoff_id: int
    account: str
    channel_id: str
    thread_ts: str | None
    title: str
    starts_at: datetime
    sequence: int
    content: str


def form(session: Session, actor: Actor, handoff_id: int, now: datetime) -> CallForm:
    """Return the form. Raises Refused."""
    opened = open_for_writing(session, actor, handoff_id)
    before, task = _before(session, opened), _intro(session, opened)
    title = _("Intro call: {account}").format(account=opened.account.name)
    return CallForm(
        handoff_id=handoff_id,
        account=opened.account.name,
        lost_why=_lost(opened),
        title=(before.title if before else title)[:LONGEST],
        starts_at=before.starts_at if before else _proposed(task, now),
        minutes=before.minutes if before else USUAL,
        zone=opened.viewer.zone,
        contacts=_contacts(session, opened),
        task=task.title if task else "",
        is_again=before is not None,
    )


def make(session: Session, actor: Actor, handoff_id: int, wanted: Wanted, now: datetime) -> Made:
    """Write the file, and move the plan's intro call if that is wanted.

    Raises FieldErrors for "title", "starts_at" and "moves_plan"; NotNow where nothing can be
    posted; Refused.
    """
    opened = open_for_writing(session, actor, handoff_id, for_change=True)
    if _lost(opened) is not None:
        raise NotNow(_("Nothing can be posted in the handoff’s channel, so no file was made."))
    starts_at = _checked(wanted, now)
    if wanted.moves_plan:
        _move(session, opened, actor, starts_at, now)
    row = _kept(session, opened, wanted, starts_at, now)
    meeting = Meeting(
        uid=row.uid,
        sequence=row.sequence,
        title=row.title,
        about=_("Handoff of {account}").format(account=opened.account.name),
        starts_at=starts_at,
        minutes=row.minutes,
        zone=opened.viewer.zone,
        guests=(*_ours(session, opened), *_theirs(session, opened, wanted.contact_ids)),
    )
    return Made(
        handoff_id=handoff_id,
        account=opened.account.name,
        channel_id=opened.handoff.channel_id or "",
        thread_ts=opened.handoff.thread_ts,
        title=row.title,
        starts_at=starts_at,
        sequence=row.sequence,
        content=written(meeting, now),
    )


def _checked(wanted: Wanted, now: datetime) -> datetime:
    errors = {}
    if not wanted.title.strip():
        errors["title"] = _("Give the call a title.")
    if wanted.starts_at is None or wanted.starts_at <= now:
        errors["starts_at"] = _("Choose a day and time that are still to come.")
    if errors or wanted.starts_at is None:
        raise FieldErrors(errors)
    return wanted.starts_at


def _kept(
    session: Session, opened: Opened, wanted: Wanted, starts_at: datetime, now: datetime
) -> CallFile:
    """Note what the file says; a later one has the same UID and the next number."""
    row = _before(session, opened)
    if row is None:
        handoff = opened.handoff
        row = CallFile(workspace_id=handoff.workspace_id, handoff_id=handoff.id, sequence=-1)
        row.uid = f"{uuid4().hex}@handoff"
        session.add(row)
    row.sequence += 1
    row.title, row.starts_at = wanted.title.strip()[:LONGEST], starts_at
    row.minutes = wanted.minutes if wanted.minutes in MINUTES else USUAL
    row.made_by, row.made_at = opened.viewer.id, now
    return row


def _move(
    session: Session, opened: Opened, actor: Actor, starts_at: datetime, now: datetime
) -> None:
    """Move the plan's intro call to the file's day, as its form would. Raises FieldErrors."""
    task, on = _intro(session, opened), local_date(starts_at, opened.viewer.zone)
    if task is None or task.due_on == on:
        return
    wish = Edit(task.title, on, None)
    seen = Seen(task.version, task.title, task.due_on, task.owner_id)
    try:
        plan_edit.edit(session, actor, opened.handoff.id, task.id, wish, seen, now)
    except FieldErrors as error:
        raise FieldErrors({"moves_plan": " ".join(error.fields.values())}) from error


def _lost(opened: Opened) -> str | None:
    if opened.handoff.channel_id is None:
        return ""
    return opened.handoff.place_lost_why


def _before(session: Session, opened: Opened) -> CallFile | None:
    return session.get(CallFile, opened.handoff.id) if opened.handoff.id else None


def _intro(session: Session, opened: Opened) -> Task | None:
    query = select(Task).where(
        Task.workspace_id == opened.handoff.workspace_id,
        Task.handoff_id == opened.handoff.id,
        Task.key.in_((calls.INTRO, calls.WELCOME)),
        Task.done_at.is_(None),
        Task.skipped_at.is_(None),
    )
    return session.scalars(query.order_by(Task.due_on)).first()


def _proposed(task: Task | None, now: datetime) -> datetime:
    """Return ten o'clock (UTC) of the task's day, or of the next week."""
    on = task.due_on if task else now.date() + timedelta(days=7)
    at = now.replace(
        year=on.year, month=on.month, day=on.day, hour=_HOUR, minute=0, second=0, microsecond=0
    )
    return at if at > now else at + timedelta(days=max(1, (now - at).days + 1))


def _contacts(session: Session, opened: Opened) -> tuple[tuple[int, str], ...]:
    """Return who may be named: nobody where others than the handoff's people read along."""
    if opened.handoff.place is not Place.CHANNEL:
        return ()
    there = entries.contacts_of(opened.account.workspace_id, opened.account.id)
    query = select(Contact.id, Contact.name).where(*there, Contact.has_left.is_(False))
    order = (Contact.is_key_stakeholder.desc(), Contact.name, Contact.id)
    return tuple((row.id, row.name) for row in session.execute(query.order_by(*order).limit(_MOST)))


def _ours(session: Session, opened: Opened) -> tuple[Guest, ...]:
    """Both CSMs; who leads is named where one of them is not."""
    handoff = opened.handoff
    wanted = [handoff.outgoing_id, handoff.incoming_id]
    ids = wanted if all(wanted) else parties(handoff)
    names = people.names(session, handoff.workspace_id, ids)
    return tuple(Guest(names[one]) for one in ids if one in names)


def _theirs(session: Session, opened: Opened, wanted: Collection[int]) -> tuple[Guest, ...]:
    allowed = {contact_id for contact_id, _name in _contacts(session, opened)} & set(wanted)
    query = select(Contact.name, Contact.email).where(Contact.id.in_(allowed))
    rows = session.execute(query.order_by(Contact.name)) if allowed else ()
    return tuple(Guest(row.name, row.email or "") for row in rows)

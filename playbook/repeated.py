"""What the customer had to say again: who, what and when, counted per handoff (R8).

They never should; how often they did stands in the status and in the closing summary, as a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from playbook import access, audit, clarify, drafts, entries, forms, once
from playbook.access import Opened
from playbook.answers import too_long
from playbook.drafts import Typed, Value
from playbook.errors import FieldErrors, NotAllowed, NotNow
from playbook.hours import local_date
from playbook.people import Actor
from playbook.visibility import Role
from playbook.words import _
from playbook.writers import WRITERS
from storage.choices import State
from storage.tables import Contact, Handoff, Repeated

FORM = "repeated"
"""The form in which it is noted; what is typed into it is kept like a dump's."""

PAGE = 10
"""How many a list shows."""

_MOST = 99
"""How many contacts can be chosen from: as many as a select holds, beside "somebody else"."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a contact had to repeat `on` which day; `who` is their name, empty where not known."""

    id: int
    who: str
    what: str
    on: date
    noted_by: str
    may_remove: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The newest of them, with the form to note one. `contacts` are names by id.

    `today` is the viewer's date. `may_note`: the handoff goes on, and this person is of it.
    """

    handoff_id: int
    account: str
    lines: tuple[Line, ...]
    total: int
    contacts: Mapping[int, str]
    typed: Mapping[str, Value]
    today: date
    may_note: bool


def count(session: Session, handoff: Handoff) -> int:
    """Return how often the customer had to repeat something in this handoff."""
    query = select(func.count()).select_from(Repeated).where(*noted_in(handoff))
    return session.scalar(query) or 0


def read(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Sheet:
    """Return what they had to repeat, newest first, and the form. Raises Refused."""
    return _sheet(session, clarify.open_for_reading(session, actor, handoff_id), now)


def note(
    session: Session, actor: Actor, handoff_id: int, typed: Typed, key: str, now: datetime
) -> Sheet:
    """Note that they had to repeat something. Raises FieldErrors and Refused.

    `key` is the request's: however often it arrives, it is noted once.
    """
    opened = _open_for_noting(session, actor, handoff_id)
    found = _filled(session, opened, typed, now)
    if once.first_time(session, actor.workspace_id, key, now):
        session.add(found)
        session.flush()
        drafts.put_away(session, opened, typed, typed.values.keys(), now)
        _record(session, opened, "repeated_noted", now)
    return _sheet(session, opened, now)


def remove(session: Session, actor: Actor, handoff_id: int, line_id: int, now: datetime) -> Sheet:
    """Take out what was noted by mistake; who noted it may, or the lead. Raises Refused."""
    opened = _open_for_noting(session, actor, handoff_id)
    row = session.get(Repeated, line_id)
    if row is not None and (row.workspace_id, row.handoff_id) == (actor.workspace_id, handoff_id):
        if not _may_remove(opened, row):
            raise NotAllowed(_("Only who noted it can take it out, or the lead."))
        if row.removed_at is None:
            row.removed_at = now
            session.flush()
            _record(session, opened, "repeated_removed", now)
    return _sheet(session, opened, now)


def _open_for_noting(session: Session, actor: Actor, handoff_id: int) -> Opened:
    opened = clarify.open_for_reading(session, actor, handoff_id, for_change=True)
    access.require(opened, *WRITERS)
    access.require_running(opened)
    if opened.handoff.state is State.DRAFT:
        raise NotNow(_("This is a draft: nothing has happened with the customer yet."))
    return opened


def _filled(session: Session, opened: Opened, typed: Typed, now: datetime) -> Repeated:
    what = forms.text(typed.values, "what") or ""
    on = _date(forms.text(typed.values, "on"))
    problems = {}
    if problem := too_long(what) if what else _("Please write something here."):
        problems["what"] = problem
    if on is None:
        problems["on"] = _("This is not a date.")
    elif on > _today(opened, now):
        problems["on"] = _("This day is still to come.")
    if problems or on is None:
        raise FieldErrors(problems)
    return Repeated(
        workspace_id=opened.handoff.workspace_id,
        handoff_id=opened.handoff.id,
        contact_id=_contact(session, opened, forms.text(typed.values, "who")),
        what=what,
        on=on,
        noted_by=opened.viewer.id,
        noted_at=now,
    )


def _date(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _contact(session: Session, opened: Opened, chosen: str | None) -> int | None:
    known = {str(contact_id): contact_id for contact_id in _contacts(session, opened)}
    return known.get(chosen or "")


def _sheet(session: Session, opened: Opened, now: datetime) -> Sheet:
    handoff = opened.handoff
    query = select(Repeated).where(*noted_in(handoff))
    newest = query.order_by(Repeated.on.desc(), Repeated.id.desc()).limit(PAGE)
    rows = session.scalars(newest).all()
    names = _names(session, opened, [row.contact_id for row in rows])
    goes_on = handoff.state not in (State.DRAFT, *access.FINISHED)
    return Sheet(
        handoff_id=handoff.id,
        account=opened.account.name,
        lines=tuple(
            Line(
                row.id,
                names.get(row.contact_id or 0, ""),
                row.what,
                row.on,
                row.noted_by,
                goes_on and _may_remove(opened, row),
            )
            for row in rows
        ),
        total=count(session, handoff),
        contacts=_contacts(session, opened),
        typed=drafts.read(session, opened, FORM),
        today=_today(opened, now),
        may_note=goes_on,
    )


def _contacts(session: Session, opened: Opened) -> dict[int, str]:
    """The people of the account, as many as can be chosen from: key stakeholders first."""
    query = (
        select(Contact.id, Contact.name)
        .where(*entries.contacts_of(opened.handoff.workspace_id, opened.account.id))
        .order_by(Contact.has_left, Contact.is_key_stakeholder.desc(), Contact.name, Contact.id)
        .limit(_MOST)
    )
    return {row.id: row.name for row in session.execute(query)}


def _names(session: Session, opened: Opened, ids: list[int | None]) -> dict[int, str]:
    """The names of these contacts, also of those who were taken out of the list since."""
    query = select(Contact.id, Contact.name).where(
        Contact.workspace_id == opened.handoff.workspace_id,
        Contact.account_id == opened.account.id,
        Contact.id.in_([one for one in ids if one is not None]),
    )
    return {row.id: row.name for row in session.execute(query)}


def noted_in(handoff: Handoff | type[Handoff]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what was repeated in a handoff, or in those that are queried."""
    return (
        Repeated.workspace_id == handoff.workspace_id,
        Repeated.handoff_id == handoff.id,
        Repeated.removed_at.is_(None),
    )


def _may_remove(opened: Opened, row: Repeated) -> bool:
    return opened.role is Role.LEAD or row.noted_by == opened.viewer.id


def _today(opened: Opened, now: datetime) -> date:
    return local_date(now, opened.viewer.zone)


def _record(session: Session, opened: Opened, what: str, now: datetime) -> None:
    handoff = opened.handoff
    audit.record(session, handoff.workspace_id, opened.viewer.id, what, now, handoff=handoff)

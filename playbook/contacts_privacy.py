"""The people at the customer and their data: listing them, exporting one, erasing one (R31).

What is exported is what the reader may see of that person. Only the lead erases, and nothing
brings it back; the trail has that it was done, never what there was.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from playbook import (
    access,
    account_blueprint,
    audit,
    canvas,
    contact_traces,
    entries,
    mentions,
    personal,
)
from playbook.access import Opened
from playbook.entries import ContactLine
from playbook.entry_versions import plain
from playbook.errors import FieldErrors, NotThere
from playbook.mentions import Mention
from playbook.people import Actor
from playbook.visibility import Field, Role
from playbook.words import _
from storage.tables import Contact

PAGE = 15
"""How many people the list shows at a time."""

ERASED = "A former contact"
"""What stands where the name of somebody stood who is erased."""

_MEMBERS = (Role.LEAD, Role.OUTGOING, Role.INCOMING)
_EMPTIED = (
    "title", "email", "responsibilities", "communication_style", "expectations", "concerns",
    "product_sentiment", "temperament", "personal_details", "personal_until",
)  # fmt: skip
_LISTED = (
    Contact.id,
    Contact.name,
    Contact.title,
    Contact.has_left,
    Contact.personal_until,
    Contact.removed_at,
)


@dataclass(frozen=True, slots=True)
class OneContact:
    """A person in the list. `kept_until`: the day on which their personal details are emptied.

    It is None where there are none, or the reader may not know. `is_removed`: somebody took them
    out of the blueprint's list.
    """

    id: int
    name: str
    title: str | None
    has_left: bool
    kept_until: date | None
    is_removed: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the account's people, last those who were taken out of the blueprint.

    `may_erase`: the reader is the lead.
    """

    number: int
    account: str
    contacts: tuple[OneContact, ...]
    page: int
    total: int
    may_erase: bool

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Erasing:
    """What is asked before somebody is erased, with the texts to be checked by hand."""

    number: int
    contact_id: int
    account: str
    name: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """All that the reader may see of one person, as plain values that JSON can hold."""

    name: str
    account: str
    data: dict[str, Any]


def read(session: Session, actor: Actor, number: int, page: int = 0) -> Listed:
    """Return a page of the account's people, for its handoff's own people. Raises Refused."""
    opened = _open(session, actor, number)
    where = entries.known_contacts_of(opened.account.workspace_id, opened.account.id)
    total = session.scalar(select(func.count()).select_from(Contact).where(*where)) or 0
    page = min(max(0, page), max(0, (total - 1) // PAGE))
    query = (
        select(*_LISTED)
        .where(*where)
        .order_by(Contact.removed_at.is_not(None), Contact.has_left, Contact.name, Contact.id)
        .limit(PAGE)
        .offset(page * PAGE)
    )
    sees = opened.sees(Field.PERSONAL_DETAILS)
    found = tuple(_one(row, sees_until=sees) for row in session.execute(query))
    return Listed(number, opened.account.name, found, page, total, opened.role is Role.LEAD)


def export(session: Session, actor: Actor, number: int, contact_id: int, now: datetime) -> Exported:
    """Return what the reader may see of one person; that it was exported is written down."""
    opened = _open(session, actor, number)
    line = _contact(session, opened, contact_id)
    data = {
        "account": opened.account.name,
        "exported_at": now.isoformat(),
        "contact": _facts(line),
        **contact_traces.export(session, opened, contact_id),
        "mentioned_in": [
            _mention(one) for one in mentions.of(session, opened, line.name, contact_id)
        ],
    }
    _record(session, opened, "contact_exported", now)
    return Exported(line.name, opened.account.name, data)


def erasing(session: Session, actor: Actor, number: int, contact_id: int) -> Erasing:
    """Return what is asked before a person is erased. Raises Refused for all but the lead."""
    opened = _open_for_lead(session, actor, number)
    line = _contact(session, opened, contact_id)
    found = mentions.of(session, opened, line.name, contact_id)
    return Erasing(number, contact_id, opened.account.name, line.name, found)


def erase(
    session: Session, actor: Actor, number: int, contact_id: int, typed: str, now: datetime
) -> Erasing:
    """Empty all that is kept of a person; the scores stay as numbers, the texts that name them too.

    `typed` is their name, typed to confirm it. Raises FieldErrors ("name") and Refused.
    """
    opened = _open_for_lead(session, actor, number, for_change=True)
    contact = _row(session, opened, contact_id)
    if typed.strip().casefold() != contact.name.strip().casefold():
        said = _("Type the name as it stands above, to be sure: {name}.")
        raise FieldErrors({"name": said.format(name=contact.name)})
    name, found = contact.name, mentions.of(session, opened, contact.name, contact_id)
    _empty(contact, actor.id, now)
    contact_traces.empty(session, opened, contact_id, now)
    canvas.changed(session, opened.account.workspace_id, opened.account.id, now)
    _record(session, opened, "contact_erased", now)
    return Erasing(number, contact_id, opened.account.name, name, found)


def renew(session: Session, actor: Actor, number: int, contact_id: int, now: datetime) -> None:
    """Keep somebody's personal details for another while: they are still right. Raises Refused."""
    opened = _open(session, actor, number)
    if not opened.sees(Field.PERSONAL_DETAILS):
        raise _gone()
    personal.keep(session, _row(session, opened, contact_id), now)
    _record(session, opened, "personal_details_kept", now)


def _one(row: Row[*tuple[Any, ...]], *, sees_until: bool) -> OneContact:
    return OneContact(
        id=row.id,
        name=row.name,
        title=row.title,
        has_left=row.has_left,
        kept_until=row.personal_until if sees_until else None,
        is_removed=row.removed_at is not None,
    )


def _open(session: Session, actor: Actor, number: int, *, for_change: bool = False) -> Opened:
    opened = account_blueprint.open_by_number(session, actor, number, for_change=for_change)
    access.require(opened, *_MEMBERS)
    return opened


def _open_for_lead(
    session: Session, actor: Actor, number: int, *, for_change: bool = False
) -> Opened:
    opened = _open(session, actor, number, for_change=for_change)
    access.require(opened, Role.LEAD)
    return opened


def _contact(session: Session, opened: Opened, contact_id: int) -> ContactLine:
    found = entries.contact(session, opened, contact_id, also_removed=True)
    if found is None:
        raise _gone()
    return found


def _row(session: Session, opened: Opened, contact_id: int) -> Contact:
    query = select(Contact).where(
        *entries.known_contacts_of(opened.account.workspace_id, opened.account.id),
        Contact.id == contact_id,
    )
    found = session.scalar(query.with_for_update())
    if found is None:
        raise _gone()
    return found


def _facts(line: ContactLine) -> dict[str, Any]:
    known = {name: getattr(line, name) for name in ContactLine.__dataclass_fields__ if name != "id"}
    return {name: plain(value) for name, value in known.items() if value not in (None, ())}


def _mention(found: Mention) -> dict[str, str]:
    return {"kind": found.kind, "text": found.text, "written_at": found.written_at.isoformat()}


def _empty(contact: Contact, by: str, now: datetime) -> None:
    for column in _EMPTIED:
        setattr(contact, column, None)
    contact.name, contact.roles = ERASED, []
    contact.has_left, contact.is_key_stakeholder, contact.is_reference = True, False, False
    contact.written_by, contact.written_at, contact.erased_at = by, now, now


def _record(session: Session, opened: Opened, what: str, now: datetime) -> None:
    audit.record(
        session, opened.account.workspace_id, opened.viewer.id, what, now, handoff=opened.handoff
    )


def _gone() -> NotThere:
    return NotThere(_("This person is not in the list any more. Nothing was changed."))

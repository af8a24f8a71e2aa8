"""The lists of a blueprint: the people at the customer, and the open items (R5).

Lists are read a page at a time or whole; what a viewer may not see of a person is not even read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from playbook.access import Reader
from playbook.visibility import Field
from storage.choices import ItemKind
from storage.tables import Contact, OpenItem

T = TypeVar("T")
Which: TypeAlias = T | BindParameter[T]
"""A value, or its place in a statement that is built once and executed with many values."""

PAGE = 10
"""How many people or open items a list shows at a time."""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A person at the customer. What the viewer may not see is None."""

    id: int
    name: str
    title: str | None
    email: str | None
    roles: tuple[str, ...]
    is_key_stakeholder: bool
    has_left: bool
    is_reference: bool
    responsibilities: str | None
    communication_style: str | None
    expectations: str | None
    concerns: str | None
    product_sentiment: str | None
    temperament: str | None
    personal_details: str | None
    personal_until: date | None = None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An open item, or one that was closed; `due_on` is a calendar day."""

    id: int
    kind: ItemKind
    text: str
    owner_id: str | None
    due_on: date | None
    what_was_done: str | None
    closed_at: datetime | None


def contacts(session: Session, reader: Reader, page: int | None) -> tuple[ContactLine, ...]:
    """Return the account's people: those who are there first, key stakeholders before others."""
    query = _contacts(hidden(reader), is_paged=page is not None)
    which = {
        "workspace_id": reader.account.workspace_id,
        "account_id": reader.account.id,
        "first": (page or 0) * PAGE,
    }
    session.flush()  # what is read below goes past the session
    return tuple(_contact_line(row) for row in session.connection().execute(query, which))


def contact(
    session: Session, reader: Reader, contact_id: int, *, also_removed: bool = False
) -> ContactLine | None:
    """Return one person of the account as the viewer may see them, or None if not there.

    `also_removed`: also somebody who was taken out of the list, of whom all is kept.
    """
    of_account = known_contacts_of if also_removed else contacts_of
    query = select(*_contact_columns(hidden(reader))).where(
        *of_account(reader.account.workspace_id, reader.account.id), Contact.id == contact_id
    )
    row = session.execute(query).first()
    return _contact_line(row) if row else None


def page_of_contact(session: Session, reader: Reader, contact_id: int) -> int:
    """Return the page of the list that a person stands on."""
    place = func.row_number().over(order_by=_CONTACT_ORDER).label("place")
    numbered = select(Contact.id, place).where(
        *contacts_of(reader.account.workspace_id, reader.account.id)
    )
    return _page_of(session, numbered, contact_id)


def items(
    session: Session, reader: Reader, pages: Mapping[ItemKind, int | None]
) -> tuple[ItemLine, ...]:
    """Return the account's items of these kinds: open ones first, by their dates.

    `pages` says which page of each kind's list to read; None reads the whole list.
    """
    which = {"workspace_id": reader.account.workspace_id, "account_id": reader.account.id}
    places: dict[str, int] = {}
    for kind, page in pages.items():
        places[f"after_{kind}"] = (page or 0) * PAGE
        places[f"up_to_{kind}"] = _ALL if page is None else (page + 1) * PAGE
    session.flush()  # what is read below goes past the session
    rows = session.connection().execute(_items(frozenset(pages)), {**which, **places})
    return tuple(ItemLine(*row) for row in rows)


def item(session: Session, reader: Reader, item_id: int) -> ItemLine | None:
    """Return one open item of the account, or None if it is not there."""
    query = select(*_ITEM).where(
        *items_of(reader.account.workspace_id, reader.account.id), OpenItem.id == item_id
    )
    row = session.execute(query).first()
    return ItemLine(*row) if row else None


def loose_items(
    session: Session, reader: Reader, kinds: Collection[ItemKind], limit: int
) -> tuple[int, tuple[ItemLine, ...]]:
    """Return how many open items of these kinds have no owner or no date, and the first of them."""
    where = (
        *items_of(reader.account.workspace_id, reader.account.id),
        OpenItem.kind.in_(kinds),
        OpenItem.closed_at.is_(None),
        or_(OpenItem.owner_id.is_(None), OpenItem.due_on.is_(None)),
    )
    total = session.scalar(select(func.count()).select_from(OpenItem).where(*where)) or 0
    query = select(*_ITEM).where(*where).order_by(OpenItem.id).limit(limit)
    return total, tuple(ItemLine(*row) for row in session.execute(query))


def page_of_item(session: Session, reader: Reader, item_id: int) -> int:
    """Return the page of its kind's list that an item stands on."""
    of_account = items_of(reader.account.workspace_id, reader.account.id)
    return _page_of(session, select(*_ITEM, _PLACE).where(*of_account), item_id)


def contacts_of(
    workspace_id: Which[str], account_id: Which[int]
) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for the people of an account."""
    return (
        Contact.workspace_id == workspace_id,
        Contact.account_id == account_id,
        Contact.removed_at.is_(None),
    )


def known_contacts_of(workspace_id: str, account_id: int) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for the people of whom anything is kept: also those taken out."""
    return (
        Contact.workspace_id == workspace_id,
        Contact.account_id == account_id,
        Contact.erased_at.is_(None),
    )


def items_of(workspace_id: Which[str], account_id: Which[int]) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for the items of an account, open and closed."""
    return (
        OpenItem.workspace_id == workspace_id,
        OpenItem.account_id == account_id,
        OpenItem.removed_at.is_(None),
    )


def hidden(reader: Reader) -> frozenset[str]:
    """Return the columns of a contact that this person may not see."""
    return frozenset(name for name, field in _GUARDED.items() if not reader.sees(field))


_GUARDED = {
    "temperament": Field.TEMPERAMENT,
    "personal_details": Field.PERSONAL_DETAILS,
    "personal_until": Field.PERSONAL_DETAILS,
}
_CONTACT = tuple(ContactLine.__dataclass_fields__)
_CONTACT_ORDER = (Contact.has_left, Contact.is_key_stakeholder.desc(), Contact.name, Contact.id)
_ITEM = (
    OpenItem.id,
    OpenItem.kind,
    OpenItem.text,
    OpenItem.owner_id,
    OpenItem.due_on,
    OpenItem.what_was_done,
    OpenItem.closed_at,
)
_ITEM_ORDER = (
    OpenItem.closed_at.is_not(None),
    OpenItem.due_on.is_(None),
    OpenItem.due_on,
    OpenItem.id,
)
_PLACE = func.row_number().over(partition_by=OpenItem.kind, order_by=_ITEM_ORDER).label("place")
_ALL = 2**31 - 1
"""A place behind all that a list may hold."""


def _contact_columns(hidden: frozenset[str]) -> list[ColumnElement[Any]]:
    return [null().label(name) if name in hidden else getattr(Contact, name) for name in _CONTACT]


@lru_cache  # a view of the dump waits for it, and building it costs as much as running it
def _contacts(hidden: frozenset[str], *, is_paged: bool) -> Select[Any]:
    query = (
        select(*_contact_columns(hidden))
        .where(*contacts_of(bindparam("workspace_id"), bindparam("account_id")))
        .order_by(*_CONTACT_ORDER)
    )
    return query.limit(PAGE).offset(bindparam("first")) if is_paged else query


def _contact_line(row: Row[Any]) -> ContactLine:
    values = row._asdict()
    return ContactLine(**{**values, "roles": tuple(values["roles"])})


@lru_cache  # as above
def _items(kinds: frozenset[ItemKind]) -> Select[Any]:
    numbered = (
        select(*_ITEM, _PLACE)
        .where(
            *items_of(bindparam("workspace_id"), bindparam("account_id")), OpenItem.kind.in_(kinds)
        )
        .subquery()
    )
    return (
        select(*(numbered.c[column.key] for column in _ITEM))
        .where(or_(*(_on_page(numbered, kind) for kind in kinds)))
        .order_by(numbered.c.place)
    )


def _on_page(numbered: Subquery, kind: ItemKind) -> ColumnElement[bool]:
    return and_(
        numbered.c.kind == kind,
        numbered.c.place > bindparam(f"after_{kind}"),
        numbered.c.place <= bindparam(f"up_to_{kind}"),
    )


def _page_of(session: Session, numbered: Select[Any], entry_id: int) -> int:
    found = numbered.subquery()
    place = session.scalar(select(found.c.place).where(found.c.id == entry_id))
    return (place - 1) // PAGE if place else 0

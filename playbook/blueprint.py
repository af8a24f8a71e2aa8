"""The blueprint as one person may see it: answers, people and open items of an account (R5, R31).

However many entries there are, a reading costs the same number of statements; lists are read a
page at a time where the reader shows a page at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, func, null, or_, select
from sqlalchemy.orm import Session

from playbook.access import Opened
from playbook.completeness import Completeness, measure
from playbook.questions import Input, Question, Section
from playbook.visibility import Field
from storage.choices import Depth, ItemKind, Kind
from storage.tables import Answer, Contact, OpenItem

PAGE = 10
"""How many people or open items a list shows at a time."""

Pages = Mapping[str, int]
"""Which page of its list a question shows, by the question's key; the first is 0."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The current version of an answer. `text` is empty where there is nothing to report."""

    id: int
    text: str | None
    is_nothing: bool
    by: str
    at: datetime


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


@dataclass(frozen=True, slots=True)
class QuestionRead:
    """A question with what is known: an answer, or a list of which one page is here."""

    question: Question
    answer: Answered | None = None
    contacts: tuple[ContactLine, ...] = ()
    items: tuple[ItemLine, ...] = ()
    total: int = 0
    page: int = 0

    @property
    def pages(self) -> int:
        """How many pages its list has; at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def is_nothing(self) -> bool:
        """Whether somebody said that there is nothing to report."""
        return self.answer is not None and self.answer.is_nothing


@dataclass(frozen=True, slots=True)
class SectionRead:
    """A section with what is known, as far as the viewer may see it."""

    section: Section
    questions: tuple[QuestionRead, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a blueprint holds, in numbers. `present` are the contacts who have not left."""

    answered: frozenset[str]
    contacts: int
    present: int
    items: Mapping[ItemKind, int]

    def has(self, question: Question) -> bool:
        """Whether the question is answered: by an entry in its list, or by an answer."""
        if question.input is Input.PEOPLE and self.present:
            return True
        if question.item and self.items.get(question.item):
            return True
        return question.key in self.answered

    def total(self, question: Question) -> int:
        """How many entries the question's list has."""
        if question.input is Input.PEOPLE:
            return self.contacts
        return self.items.get(question.item, 0) if question.item else 0


def completeness(
    session: Session,
    workspace_id: str,
    account_id: int,
    depth: Depth,
    kind: Kind = Kind.CSM_TO_CSM,
) -> Completeness:
    """Return how complete the account's blueprint is for this depth (R7), in three statements."""
    return complete_as(known(session, workspace_id, account_id), kind, depth)


def complete_as(found: Known, kind: Kind, depth: Depth) -> Completeness:
    """Return how complete a blueprint that holds this is for a kind and depth."""
    everything = measure(kind, depth, frozenset())
    asked = (question for progress in everything.sections for question in progress.missing)
    return measure(kind, depth, {question.key for question in asked if found.has(question)})


def known(session: Session, workspace_id: str, account_id: int) -> Known:
    """Return what the account's blueprint holds, in three statements and without reading texts."""
    answers = select(Answer.question).where(
        Answer.workspace_id == workspace_id,
        Answer.account_id == account_id,
        Answer.replaced_at.is_(None),
        or_(Answer.is_nothing, Answer.text.is_not(None)),
    )
    people = select(func.count(), func.count().filter(Contact.has_left.is_(False))).where(
        *_contacts_of(workspace_id, account_id)
    )
    items = (
        select(OpenItem.kind, func.count())
        .where(*_items_of(workspace_id, account_id))
        .group_by(OpenItem.kind)
    )
    contacts, present = session.execute(people).one()
    return Known(
        answered=frozenset(session.scalars(answers)),
        contacts=contacts,
        present=present,
        items=dict(session.execute(items).all()),
    )


def read(
    session: Session, opened: Opened, parts: Sequence[Section], found: Known, pages: Pages | None
) -> tuple[SectionRead, ...]:
    """Return these sections as the viewer may see them, in at most three statements.

    `found` is what `known` returned. `pages` says which page of each list to read; None reads
    whole lists.
    """
    seen = [question for part in parts for question in part.questions if opened.sees(question.sees)]
    answers = _answers(session, opened, [question.key for question in seen])
    lists = _Lists(session, opened, seen, found, pages)
    return tuple(
        SectionRead(
            part, tuple(lists.fill(q, answers.get(q.key)) for q in part.questions if q in seen)
        )
        for part in parts
    )


class _Lists:
    """The lists of some questions: each table is read once, and only if somebody asks for it."""

    def __init__(
        self,
        session: Session,
        opened: Opened,
        questions: Sequence[Question],
        found: Known,
        pages: Pages | None,
    ) -> None:
        self._found = found
        self._pages = None if pages is None else {q.key: _page(q, found, pages) for q in questions}
        people = [question for question in questions if question.input is Input.PEOPLE]
        items = [question for question in questions if question.item]
        self._contacts = _contacts(session, opened, self._window(people)) if people else ()
        self._items = _items(session, opened, items, self._pages) if items else ()

    def fill(self, question: Question, answer: Answered | None) -> QuestionRead:
        """Return the question with its answer, or with its list."""
        return QuestionRead(
            question=question,
            answer=answer,
            contacts=self._contacts if question.input is Input.PEOPLE else (),
            items=tuple(item for item in self._items if item.kind is question.item),
            total=self._found.total(question),
            page=(self._pages or {}).get(question.key, 0),
        )

    def _window(self, people: Sequence[Question]) -> int | None:
        return None if self._pages is None else self._pages[people[0].key]


def _page(question: Question, found: Known, pages: Pages) -> int:
    last = max(0, (found.total(question) - 1) // PAGE)
    return min(max(0, pages.get(question.key, 0)), last)


def _answers(session: Session, opened: Opened, keys: Sequence[str]) -> dict[str, Answered]:
    query = select(
        Answer.question,
        Answer.id,
        Answer.text,
        Answer.is_nothing,
        Answer.written_by,
        Answer.written_at,
    ).where(
        Answer.workspace_id == opened.handoff.workspace_id,
        Answer.account_id == opened.account.id,
        Answer.replaced_at.is_(None),
        Answer.question.in_(keys),
    )
    return {row.question: Answered(*row[1:]) for row in session.execute(query)}


def _contacts(session: Session, opened: Opened, page: int | None) -> tuple[ContactLine, ...]:
    query = (
        select(*_contact_columns(opened))
        .where(*_contacts_of(opened.handoff.workspace_id, opened.account.id))
        .order_by(Contact.has_left, Contact.is_key_stakeholder.desc(), Contact.name, Contact.id)
    )
    if page is not None:
        query = query.limit(PAGE).offset(page * PAGE)
    return tuple(_contact_line(row) for row in session.execute(query))


def contact(session: Session, opened: Opened, contact_id: int) -> ContactLine | None:
    """Return one person of the account as the viewer may see them, or None if not there."""
    query = select(*_contact_columns(opened)).where(
        *_contacts_of(opened.handoff.workspace_id, opened.account.id), Contact.id == contact_id
    )
    row = session.execute(query).first()
    return _contact_line(row) if row else None


_GUARDED = {"temperament": Field.TEMPERAMENT, "personal_details": Field.PERSONAL_DETAILS}
_CONTACT = tuple(ContactLine.__dataclass_fields__)


def _contact_columns(opened: Opened) -> list[ColumnElement[Any]]:
    return [
        null().label(name)
        if name in _GUARDED and not opened.sees(_GUARDED[name])
        else getattr(Contact, name)
        for name in _CONTACT
    ]


def _contact_line(row: Row[Any]) -> ContactLine:
    values = row._asdict()
    return ContactLine(**{**values, "roles": tuple(values["roles"])})


def _items(
    session: Session, opened: Opened, questions: Sequence[Question], pages: Pages | None
) -> tuple[ItemLine, ...]:
    order = (
        OpenItem.closed_at.is_not(None),
        OpenItem.due_on.is_(None),
        OpenItem.due_on,
        OpenItem.id,
    )
    place = func.row_number().over(partition_by=OpenItem.kind, order_by=order).label("place")
    numbered = (
        select(*_ITEM, place)
        .where(
            *_items_of(opened.handoff.workspace_id, opened.account.id),
            OpenItem.kind.in_([question.item for question in questions]),
        )
        .subquery()
    )
    query = select(*(numbered.c[column.key] for column in _ITEM)).order_by(numbered.c.place)
    if pages is not None:
        query = query.where(or_(*(_on_page(numbered, q, pages[q.key]) for q in questions)))
    return tuple(ItemLine(*row) for row in session.execute(query))


def item(session: Session, opened: Opened, item_id: int) -> ItemLine | None:
    """Return one open item of the account, or None if it is not there."""
    query = select(*_ITEM).where(
        *_items_of(opened.handoff.workspace_id, opened.account.id), OpenItem.id == item_id
    )
    row = session.execute(query).first()
    return ItemLine(*row) if row else None


_ITEM = (
    OpenItem.id,
    OpenItem.kind,
    OpenItem.text,
    OpenItem.owner_id,
    OpenItem.due_on,
    OpenItem.what_was_done,
    OpenItem.closed_at,
)


def _on_page(numbered: Subquery, question: Question, page: int) -> ColumnElement[bool]:
    place = numbered.c.place
    return and_(numbered.c.kind == question.item, place > page * PAGE, place <= (page + 1) * PAGE)


def _contacts_of(workspace_id: str, account_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Contact.workspace_id == workspace_id,
        Contact.account_id == account_id,
        Contact.removed_at.is_(None),
    )


def _items_of(workspace_id: str, account_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        OpenItem.workspace_id == workspace_id,
        OpenItem.account_id == account_id,
        OpenItem.removed_at.is_(None),
    )

"""Finding what was written in a blueprint, without reading any of it: who, when, and which row.

An answer is a row for each of its versions. An entry of a list (a person, an open item) was
added once, and each of its earlier versions says who replaced it (playbook.entry_versions).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Subquery,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from playbook import entries
from playbook.access import Opened
from playbook.questions import Input, Section
from storage.choices import EntryKind, ItemKind
from storage.tables import Answer, Contact, EntryVersion, OpenItem

AnyRow = Row[*tuple[Any, ...]]


class Of(StrEnum):
    """What a row is of: an answer, a new entry, or an entry that was changed or taken out."""

    ANSWER = "answer"
    NEW_CONTACT = "new_contact"
    NEW_ITEM = "new_item"
    CONTACT = "contact"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked for: these questions with their lists, and since when by whom not.

    With `entry_id`, only one entry of the lists.
    """

    keys: tuple[str, ...]
    has_people: bool
    kinds: tuple[ItemKind, ...]
    since: datetime | None = None
    but_by: str | None = None
    entry_id: int | None = None


def scope(opened: Opened, parts: tuple[Section, ...], key: str = "") -> Scope:
    """Return what this person may see of these sections, or of the one question."""
    questions = [q for part in parts for q in part.questions if opened.sees(q.sees)]
    wanted = [one for one in questions if not key or one.key == key]
    return Scope(
        keys=tuple(one.key for one in wanted),
        has_people=any(one.input is Input.PEOPLE for one in wanted),
        kinds=tuple(one.item for one in wanted if one.item),
    )


def count(session: Session, opened: Opened, wanted: Scope) -> int:
    """Return how many there are."""
    found = _found(opened, wanted).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def page(session: Session, opened: Opened, wanted: Scope, first: int, size: int) -> list[AnyRow]:
    """Return some of them, newest first: `of`, `id`, `before_id` (of an answer), `at`, `by`."""
    query = _found(opened, wanted).limit(size).offset(first)
    return list(session.execute(query))


def one(session: Session, opened: Opened, wanted: Scope, of: str, row_id: int) -> AnyRow | None:
    """Return one of them, if it is among what is looked for."""
    found = _found(opened, wanted).subquery()
    query = select(found).where(found.c.of == of, found.c.id == row_id)
    return session.execute(query).first()


def _found(opened: Opened, wanted: Scope) -> Select[*tuple[Any, ...]]:
    every = _every(opened, wanted)
    query = select(every)
    if wanted.since:
        query = query.where(every.c.at > wanted.since)
    if wanted.but_by:
        query = query.where(every.c.by != wanted.but_by)
    return query.order_by(every.c.at.desc(), every.c.of, every.c.id.desc())


def _every(opened: Opened, wanted: Scope) -> Subquery:
    kinds = [*_answers(opened, wanted), *_contacts(opened, wanted), *_items(opened, wanted)]
    return union_all(*kinds).subquery()


def _answers(opened: Opened, wanted: Scope) -> list[Select[*tuple[Any, ...]]]:
    before = func.lag(Answer.id).over(partition_by=Answer.question, order_by=Answer.id)
    query = select(
        literal(Of.ANSWER.value).label("of"),
        Answer.id.label("id"),
        cast(before, Integer).label("before_id"),
        Answer.written_at.label("at"),
        Answer.written_by.label("by"),
    ).where(*_of_account(Answer, opened), Answer.question.in_(wanted.keys))
    return [query]


def _contacts(opened: Opened, wanted: Scope) -> list[Select[*tuple[Any, ...]]]:
    if not wanted.has_people:
        return []
    seen = [] if not entries.hidden(opened) else [EntryVersion.is_guarded.is_(False)]
    added = _added(opened, Contact, EntryKind.CONTACT, Of.NEW_CONTACT)
    changed = _replaced(opened, EntryKind.CONTACT, Of.CONTACT)
    return [
        added.where(Contact.erased_at.is_(None), *_only(Contact.id, wanted)),
        changed.where(*seen, *_only(EntryVersion.entry_id, wanted)),
    ]


def _items(opened: Opened, wanted: Scope) -> list[Select[*tuple[Any, ...]]]:
    if not wanted.kinds:
        return []
    added = _added(opened, OpenItem, EntryKind.ITEM, Of.NEW_ITEM)
    changed = _replaced(opened, EntryKind.ITEM, Of.ITEM)
    changed = changed.join(OpenItem, OpenItem.id == EntryVersion.entry_id)
    those = (OpenItem.kind.in_(wanted.kinds), *_only(OpenItem.id, wanted))
    return [added.where(*those), changed.where(*those)]


def _only(column: InstrumentedAttribute[int], wanted: Scope) -> tuple[ColumnElement[bool], ...]:
    return () if wanted.entry_id is None else (column == wanted.entry_id,)


def _added(
    opened: Opened, table: type[Contact | OpenItem], kind: EntryKind, of: Of
) -> Select[*tuple[Any, ...]]:
    first = aliased(EntryVersion)
    is_its = and_(
        first.workspace_id == table.workspace_id,
        first.kind == kind,
        first.entry_id == table.id,
        first.is_first,
    )
    return (
        select(
            literal(of.value),
            table.id,
            cast(null(), Integer),
            func.coalesce(first.written_at, table.written_at),
            func.coalesce(first.written_by, table.written_by),
        )
        .outerjoin(first, is_its)
        .where(*_of_account(table, opened))
    )


def _replaced(opened: Opened, kind: EntryKind, of: Of) -> Select[*tuple[Any, ...]]:
    return select(
        literal(of.value),
        EntryVersion.id,
        cast(null(), Integer),
        EntryVersion.replaced_at,
        EntryVersion.replaced_by,
    ).where(*_of_account(EntryVersion, opened), EntryVersion.kind == kind)


def _of_account(
    table: type[Answer | Contact | OpenItem | EntryVersion], opened: Opened
) -> tuple[ColumnElement[bool], ...]:
    account = opened.account
    return table.workspace_id == account.workspace_id, table.account_id == account.id


def versions_of(session: Session, opened: Opened, rows: list[AnyRow]) -> list[AnyRow]:
    """Return all earlier versions of the entries that these rows are of, oldest first.

    What this person may not see of a person is not read.
    """
    ids = _entry_ids(session, opened, rows)
    if not any(ids.values()):
        return []
    theirs = [
        and_(EntryVersion.kind == kind, EntryVersion.entry_id.in_(found))
        for kind, found in ids.items()
    ]
    query = select(
        EntryVersion.id,
        EntryVersion.kind,
        EntryVersion.entry_id,
        EntryVersion.facts,
        EntryVersion.is_removal,
        *guarded(opened, EntryVersion),
    ).where(*_of_account(EntryVersion, opened), or_(*theirs))
    return list(session.execute(query.order_by(EntryVersion.id)))


def guarded(opened: Opened, table: type[Contact | EntryVersion]) -> list[ColumnElement[Any]]:
    """Return the columns that not everybody may see, empty where this person may not."""
    hidden = entries.hidden(opened)
    columns = {"temperament": table.temperament, "personal_details": table.personal_details}
    return [
        null().label(name) if name in hidden else column.label(name)
        for name, column in columns.items()
    ]


def _entry_ids(session: Session, opened: Opened, rows: list[AnyRow]) -> dict[EntryKind, set[int]]:
    """Return the ids of the entries that rows are of, by what the entries are."""
    found = {
        EntryKind.CONTACT: {row.id for row in rows if row.of == Of.NEW_CONTACT},
        EntryKind.ITEM: {row.id for row in rows if row.of == Of.NEW_ITEM},
    }
    changed = [row.id for row in rows if row.of in (Of.CONTACT, Of.ITEM)]
    query = select(EntryVersion.kind, EntryVersion.entry_id).where(
        *_of_account(EntryVersion, opened), EntryVersion.id.in_(changed)
    )
    for kind, entry_id in session.execute(query):
        found[kind].add(entry_id)
    return found

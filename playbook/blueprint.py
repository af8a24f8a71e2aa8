"""The blueprint as one person may see it: answers, people and open items of an account (R5, R31).

However many entries there are, a reading costs the same number of statements; lists are read a
page at a time where the reader shows a page at a time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from playbook import entries, sections
from playbook.access import Reader
from playbook.completeness import Completeness, measure
from playbook.entries import PAGE, ContactLine, ItemLine
from playbook.questions import Input, Question, Section
from storage.choices import Depth, ItemKind, Kind
from storage.listed import listed, one_of
from storage.tables import Answer, Contact, LogEntry, OpenItem

Column: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]
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


@dataclass(frozen=True, slots=True)
class Held:
    """What a blueprint holds: in numbers, the answers that were asked for by question, and which
    sections have something in the account's log (`filed`)."""

    known: Known
    answers: Mapping[str, Answered]
    filed: frozenset[str]


def complete_as(
    found: Known, kind: Kind, depth: Depth, weights: Mapping[str, int] | None = None
) -> Completeness:
    """Return how complete a blueprint that holds this is for a kind and depth (R7).

    `weights` are a template's own (playbook.weighing).
    """
    asked = (q for section in sections.asked(kind, depth) for q in section.questions)
    answered = {question.key for question in asked if found.has(question)}
    return measure(kind, depth, answered, weights)


def known(session: Session, workspace_id: str, account_id: int) -> Known:
    """Return what the account's blueprint holds, without reading texts."""
    session.flush()  # what is read below goes past the session
    which = {"workspace_id": workspace_id, "account_id": account_id}
    return _known(session.connection().execute(_KNOWN, which).all())


def held(session: Session, reader: Reader, asked: Iterable[Question]) -> Held:
    """Return what the account's blueprint holds, with the answers to these questions.

    Answers that the reader may not see are not read. One statement.
    """
    keys = [question.key for question in asked if reader.sees(question.sees)]
    session.flush()  # what is read below goes past the session
    account = reader.account
    which = {"workspace_id": account.workspace_id, "account_id": account.id, **listed(keys)}
    rows = session.connection().execute(_held(len(keys)), which).all()
    return Held(
        known=_known(rows),
        answers={row.name: Answered(*row[4:]) for row in rows if row.of == _TEXT},
        filed=frozenset(row.name for row in rows if row.of == _FILED),
    )


def _known(rows: Sequence[Row[*tuple[Any, ...]]]) -> Known:
    people = next(row for row in rows if row.of == _PEOPLE)
    return Known(
        answered=frozenset(row.name for row in rows if row.of == _ANSWER),
        contacts=people.total,
        present=people.present,
        items={ItemKind(row.name): row.total for row in rows if row.of == _ITEM},
    )


# Every view of a dump waits for these, so they are built once: building costs as much as running.
_TEXT, _ANSWER, _PEOPLE, _ITEM, _FILED = "text", "answer", "people", "item", "filed"
_WORKSPACE: BindParameter[str] = bindparam("workspace_id")
_ACCOUNT: BindParameter[int] = bindparam("account_id")
_CURRENT = (
    Answer.workspace_id == _WORKSPACE,
    Answer.account_id == _ACCOUNT,
    Answer.replaced_at.is_(None),
)
_FACTS = (Answer.id, Answer.text, Answer.is_nothing, Answer.written_by, Answer.written_at)
_ONE, _NO_FACTS = literal(1), [null() for _fact in _FACTS]


def _rows(
    of: str,
    name: Column,
    total: Column = _ONE,
    present: Column = _ONE,
    facts: Iterable[Column] = _NO_FACTS,
) -> Select[Any]:
    """One kind of what is read together: what it is of, its name, how much there is, its facts."""
    columns = {"of": literal(of), "name": name, "total": total, "present": present}
    return select(*(column.label(label) for label, column in columns.items()), *facts)


_NUMBERS = (
    _rows(_ANSWER, Answer.question).where(
        *_CURRENT, or_(Answer.is_nothing, Answer.text.is_not(None))
    ),
    _rows(
        _PEOPLE,
        literal(""),
        total=func.count(),
        present=func.count().filter(Contact.has_left.is_(False)),
    ).where(*entries.contacts_of(_WORKSPACE, _ACCOUNT)),
    _rows(_ITEM, cast(OpenItem.kind, String), total=func.count())
    .where(*entries.items_of(_WORKSPACE, _ACCOUNT))
    .group_by(OpenItem.kind),
)
_KNOWN: CompoundSelect[Any] = union_all(*_NUMBERS)


@lru_cache
def _held(count: int) -> CompoundSelect[Any]:
    """Return what is held, with the answers to so many questions."""
    return union_all(
        _rows(_TEXT, Answer.question, facts=_FACTS).where(
            *_CURRENT, one_of(Answer.question, count)
        ),
        *_NUMBERS,
        _rows(_FILED, LogEntry.section)
        .where(
            LogEntry.workspace_id == _WORKSPACE,
            LogEntry.account_id == _ACCOUNT,
            LogEntry.gone_at.is_(None),
            LogEntry.section.is_not(None),
        )
        .group_by(LogEntry.section),
    )


_ANSWERS = select(Answer.question, *_FACTS).where(
    *_CURRENT, Answer.question.in_(bindparam("keys", expanding=True))
)


def read(
    session: Session, reader: Reader, parts: Sequence[Section], found: Known, pages: Pages | None
) -> tuple[SectionRead, ...]:
    """Return these sections as the viewer may see them, in at most three statements.

    `found` is what `known` returned. `pages` says which page of each list to read; None reads
    whole lists.
    """
    questions = [question for part in parts for question in part.questions]
    keys = [question.key for question in questions if reader.sees(question.sees)]
    return laid_out(session, reader, parts, found, answers_to(session, reader, keys), pages)


def laid_out(
    session: Session,
    reader: Reader,
    parts: Sequence[Section],
    found: Known,
    answers: Mapping[str, Answered],
    pages: Pages | None,
) -> tuple[SectionRead, ...]:
    """Return sections as `read` does, where their answers are read already."""
    seen = [question for part in parts for question in part.questions if reader.sees(question.sees)]
    lists = _Lists(session, reader, seen, found, pages)
    return tuple(
        SectionRead(
            part, tuple(lists.fill(q, answers.get(q.key)) for q in part.questions if q in seen)
        )
        for part in parts
    )


class _Lists:
    """The lists of some questions: each table is read once, and only if one of them has entries."""

    def __init__(
        self,
        session: Session,
        reader: Reader,
        questions: Sequence[Question],
        found: Known,
        pages: Pages | None,
    ) -> None:
        self._found = found
        self._pages = {
            q.key: None if pages is None else _page(q, found, pages) for q in questions if q.is_list
        }
        filled = [question for question in questions if found.total(question)]
        people = [q.key for q in filled if q.input is Input.PEOPLE]
        kinds = {q.item: self._pages[q.key] for q in filled if q.item}
        self._contacts = entries.contacts(session, reader, self._pages[people[0]]) if people else ()
        self._items = entries.items(session, reader, kinds) if kinds else ()

    def fill(self, question: Question, answer: Answered | None) -> QuestionRead:
        """Return the question with its answer, or with its list."""
        return QuestionRead(
            question=question,
            answer=answer,
            contacts=self._contacts if question.input is Input.PEOPLE else (),
            items=tuple(item for item in self._items if item.kind is question.item),
            total=self._found.total(question),
            page=self._pages.get(question.key) or 0,
        )


def _page(question: Question, found: Known, pages: Pages) -> int:
    last = max(0, (found.total(question) - 1) // PAGE)
    return min(max(0, pages.get(question.key, 0)), last)


def answers_to(session: Session, reader: Reader, keys: Collection[str]) -> dict[str, Answered]:
    """Return the current answers to these questions, by key."""
    if not keys:
        return {}
    which = {
        "workspace_id": reader.account.workspace_id,
        "account_id": reader.account.id,
        "keys": list(keys),
    }
    rows = session.connection().execute(_ANSWERS, which)
    return {row.question: Answered(*row[1:]) for row in rows}

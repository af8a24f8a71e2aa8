"""The history of a blueprint: who wrote what when, and what stood there before (R7).

Newest first and a page at a time; of one section, of one question, or of what others wrote since
the reader last looked (playbook.last_read). Nobody is told of a field that they may not see.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import changes_rows, last_read, sections
from playbook.access import Opened
from playbook.changes_rows import AnyRow, Of, Scope
from playbook.entry_versions import CONTACT_FACTS, GUARDED, ITEM_FACTS, plain
from playbook.errors import NotThere, Refused
from playbook.people import Actor
from playbook.questions import Question, Section
from playbook.readers import open_for_reading
from playbook.words import _
from storage.choices import EntryKind
from storage.tables import Answer, Contact, OpenItem

PAGE = 8
"""How many changes are shown at a time."""

ALL, NEWS = "all", "news"
"""Which changes: all, or what others wrote since the reader last looked. Or a section's key, a
question's, or those of one entry (`of_contact`, `of_item`)."""


_BETWEEN = "/"


def of_contact(contact_id: int) -> str:
    """Return which changes are those of one person."""
    return f"{EntryKind.CONTACT}{_BETWEEN}{contact_id}"


def of_item(item_id: int) -> str:
    """Return which changes are those of one open item."""
    return f"{EntryKind.ITEM}{_BETWEEN}{item_id}"


class How(StrEnum):
    """What somebody did: wrote something new, changed it, or took it out."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of something was and is. `name` is an entry's column, or "answer"."""

    name: str
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Written:
    """One thing that somebody wrote.

    `ref` names it among the handoff's. `label` is the question's (to be translated), empty for an
    entry: then `entry` is its name or text, `kind` what it is, and `entry_id` which of them.
    """

    ref: str
    at: datetime
    by: str
    how: How
    label: str = ""
    entry: str = ""
    kind: EntryKind | None = None
    parts: tuple[Part, ...] = ()
    entry_id: int = 0

    @property
    def which(self) -> str:
        """Which changes are those of the same entry."""
        return (
            of_contact(self.entry_id) if self.kind is EntryKind.CONTACT else of_item(self.entry_id)
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of what was written. `which` is as the reader chose; `since` when they last looked.

    `sections` are those to choose from; `label` is the question's whose versions these are.
    `is_of_entry`: they are those of one person or open item.
    """

    handoff_id: int
    account: str
    which: str
    sections: tuple[Section, ...]
    label: str
    since: datetime | None
    written: tuple[Written, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def is_of_entry(self) -> bool:
        return _BETWEEN in self.which


@dataclass(frozen=True, slots=True)
class News:
    """How much others wrote since somebody last looked; `since` is None if they never have."""

    count: int = 0
    since: datetime | None = None


def read(
    session: Session, actor: Actor, handoff_id: int, which: str, page: int, now: datetime
) -> Changes:
    """Return a page of what was written, as far as this person may see it. Raises Refused.

    The number of statements does not depend on how much there is.
    """
    opened = open_for_reading(session, actor, handoff_id)
    every = _sections(opened)
    since = last_read.since(session, opened, now)
    wanted, label = _wanted(opened, every, which, since)
    total = changes_rows.count(session, opened, wanted)
    page = min(max(0, page), max(0, (total - 1) // PAGE))
    rows = changes_rows.page(session, opened, wanted, page * PAGE, PAGE)
    return Changes(
        handoff_id=handoff_id,
        account=opened.account.name,
        which=which,
        sections=every,
        label=label,
        since=since,
        written=_in_words(session, opened, rows),
        total=total,
        page=page,
    )


def one(session: Session, actor: Actor, handoff_id: int, ref: str) -> Written:
    """Return one of the changes by its `ref`. Raises Refused."""
    opened = open_for_reading(session, actor, handoff_id)
    of, _slash, number = ref.partition("/")
    wanted = changes_rows.scope(opened, _sections(opened))
    row = changes_rows.one(session, opened, wanted, of, _id(number))
    if row is None:
        raise _gone()
    return _in_words(session, opened, [row])[0]


def news(session: Session, opened: Opened, now: datetime) -> News:
    """Return how much others wrote since this person last looked, before this reading."""
    since = last_read.since(session, opened, now)
    if since is None:
        return News()
    wanted, _label = _wanted(opened, _sections(opened), NEWS, since)
    return News(changes_rows.count(session, opened, wanted), since)


def news_of(session: Session, actor: Actor, handoff_id: int, now: datetime) -> News:
    """Return how much is new to somebody who is written to; nothing for who may not read it."""
    try:
        opened = open_for_reading(session, actor, handoff_id)
    except Refused:
        return News()
    return news(session, opened, now)


def earlier(session: Session, opened: Opened, section: Section) -> frozenset[str]:
    """Return the keys of the section's questions whose answers were others before."""
    keys = [question.key for question in section.questions if opened.sees(question.sees)]
    query = select(Answer.question).where(
        Answer.workspace_id == opened.account.workspace_id,
        Answer.account_id == opened.account.id,
        Answer.question.in_(keys),
        Answer.replaced_at.is_not(None),
    )
    return frozenset(session.scalars(query.distinct()))


def _sections(opened: Opened) -> tuple[Section, ...]:
    """Every section of this kind of handoff: a shallower one may hold what was asked before."""
    return tuple(one for one in sections.catalogue().sections if one.kind is opened.handoff.kind)


def _wanted(
    opened: Opened, every: tuple[Section, ...], which: str, since: datetime | None
) -> tuple[Scope, str]:
    """Return what is looked for, and the label of the question if it is one. Raises NotThere."""
    if which == NEWS:
        return _since(opened, every, since), ""
    if which == ALL:
        return changes_rows.scope(opened, every), ""
    if _BETWEEN in which:
        return _of_entry(opened, every, *which.split(_BETWEEN, 1)), ""
    parts = tuple(one for one in every if one.key == which.partition(".")[0])
    questions = {question.key: question for one in parts for question in one.questions}
    if not parts or ("." in which and which not in questions):
        raise _gone()
    key = which if "." in which else ""
    return changes_rows.scope(opened, parts, key), questions[key].label if key else ""


def _since(opened: Opened, every: tuple[Section, ...], since: datetime | None) -> Scope:
    wanted = changes_rows.scope(opened, every)
    return replace(wanted, since=since, but_by=opened.viewer.id)


def _of_entry(opened: Opened, every: tuple[Section, ...], kind: str, number: str) -> Scope:
    wanted = changes_rows.scope(opened, every)
    is_person = kind == EntryKind.CONTACT
    return replace(
        wanted,
        keys=(),
        has_people=is_person and wanted.has_people,
        kinds=() if is_person else wanted.kinds,
        entry_id=_id(number),
    )


def _id(number: str) -> int:
    """Return the id that a button's value names; 0, which nothing has, for anything else."""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _in_words(session: Session, opened: Opened, rows: list[AnyRow]) -> tuple[Written, ...]:
    answers = _answers(session, opened, rows)
    entries = _Entries(session, opened, rows)
    questions = sections.catalogue().by_key
    return tuple(
        _answer(row, answers, questions) if row.of == Of.ANSWER else entries.written(row)
        for row in rows
    )


def _answers(session: Session, opened: Opened, rows: Iterable[AnyRow]) -> dict[int, AnyRow]:
    """Return the versions of answers that were written, and those that stood there before."""
    mine = [row for row in rows if row.of == Of.ANSWER]
    ids = {id_ for row in mine for id_ in (row.id, row.before_id) if id_}
    query = select(Answer.id, Answer.question, Answer.text, Answer.is_nothing).where(
        Answer.workspace_id == opened.account.workspace_id, Answer.id.in_(ids)
    )
    return {row.id: row for row in session.execute(query)} if ids else {}


def _answer(
    row: AnyRow, answers: Mapping[int, AnyRow], questions: Mapping[str, Question]
) -> Written:
    now = answers[row.id]
    question = questions.get(now.question)
    was = answers.get(row.before_id)
    part = Part("answer", _said(question, was), _said(question, now))
    has_changed = part.was is not None
    return Written(
        ref=f"{row.of}/{row.id}",
        at=row.at,
        by=row.by,
        how=How.CHANGED if has_changed else How.NEW,
        label=question.label if question else now.question,
        parts=(part,),
    )


def _said(question: Question | None, version: AnyRow | None) -> str | None:
    if version is None:
        return None
    if version.is_nothing:
        return _("Nothing to report.")
    choices = dict(question.choices) if question else {}
    chosen = choices.get(version.text or "")
    text: str | None = version.text
    return _(chosen) if chosen else text


class _Entries:
    """What the entries of some rows were and are, read in as many statements as there are lists."""

    def __init__(self, session: Session, opened: Opened, rows: list[AnyRow]) -> None:
        self._versions = changes_rows.versions_of(session, opened, rows)
        self._now = {
            EntryKind.CONTACT: _contacts(session, opened, self._ids(EntryKind.CONTACT, rows)),
            EntryKind.ITEM: _items(session, opened, self._ids(EntryKind.ITEM, rows)),
        }

    def written(self, row: AnyRow) -> Written:
        """Return what a row says: an entry that was added, changed or taken out."""
        if row.of in (Of.NEW_CONTACT, Of.NEW_ITEM):
            kind = EntryKind.CONTACT if row.of == Of.NEW_CONTACT else EntryKind.ITEM
            state = self._states(kind, row.id)[0]
            return _entry(row, How.NEW, kind, row.id, state)
        version = next(one for one in self._versions if one.id == row.id)
        states = self._states(version.kind, version.entry_id)
        at = self._of(version.kind, version.entry_id).index(version)
        if version.is_removal:
            return _entry(row, How.REMOVED, version.kind, version.entry_id, states[at])
        was, now = states[at], states[at + 1]
        parts = (Part(name, was.get(name), now.get(name)) for name in _NAMES[version.kind])
        differ = tuple(part for part in parts if part.was != part.now)
        found = _entry(row, How.CHANGED, version.kind, version.entry_id, now)
        return replace(found, parts=differ)

    def _states(self, kind: EntryKind, entry_id: int) -> list[Mapping[str, Any]]:
        """Return what an entry was, oldest first, and what it is now."""
        before: list[Mapping[str, Any]] = [
            {**one.facts, **{name: getattr(one, name) for name in GUARDED}}
            for one in self._of(kind, entry_id)
        ]
        return [*before, self._now[kind][entry_id]]

    def _of(self, kind: EntryKind, entry_id: int) -> list[AnyRow]:
        return [one for one in self._versions if (one.kind, one.entry_id) == (kind, entry_id)]

    def _ids(self, kind: EntryKind, rows: Iterable[AnyRow]) -> set[int]:
        new = Of.NEW_CONTACT if kind is EntryKind.CONTACT else Of.NEW_ITEM
        changed = {one.entry_id for one in self._versions if one.kind is kind}
        return changed | {row.id for row in rows if row.of == new}


_NAMES = {EntryKind.CONTACT: (*CONTACT_FACTS, *GUARDED), EntryKind.ITEM: ITEM_FACTS}


def _entry(
    row: AnyRow, how: How, kind: EntryKind, entry_id: int, state: Mapping[str, Any]
) -> Written:
    name = "name" if kind is EntryKind.CONTACT else "text"
    ref = f"{row.of}/{row.id}"
    return Written(ref, row.at, row.by, how, entry=state[name], kind=kind, entry_id=entry_id)


def _contacts(session: Session, opened: Opened, ids: set[int]) -> dict[int, dict[str, Any]]:
    columns = [getattr(Contact, name) for name in CONTACT_FACTS]
    query = select(Contact.id, *columns, *changes_rows.guarded(opened, Contact)).where(
        Contact.workspace_id == opened.account.workspace_id, Contact.id.in_(ids)
    )
    return {row.id: row._asdict() for row in session.execute(query)} if ids else {}


def _items(session: Session, opened: Opened, ids: set[int]) -> dict[int, dict[str, Any]]:
    columns = [getattr(OpenItem, name) for name in ITEM_FACTS if name != "is_closed"]
    is_closed = OpenItem.closed_at.is_not(None).label("is_closed")
    query = select(OpenItem.id, *columns, is_closed).where(
        OpenItem.workspace_id == opened.account.workspace_id, OpenItem.id.in_(ids)
    )
    if not ids:
        return {}
    return {
        row.id: {name: plain(value) for name, value in row._asdict().items()}
        for row in session.execute(query)
    }


def _gone() -> NotThere:
    return NotThere(_("This is not part of the blueprint any more."))

"""Where in an account's free text a person at the customer is named, as far as a reader sees it.

Texts are encrypted, so they are read and searched here, one account at a time. Found is the full
name, or the last word of it where that has four letters or more; whoever reads the list judges.
Texts about that very person are not among them: those are exported and emptied with them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, not_, or_, select
from sqlalchemy.orm import Session

from playbook import clarify, contact_traces, log_sections, sections
from playbook.access import Opened
from playbook.visibility import Field, Role
from storage.choices import EntryKind
from storage.tables import (
    Answer,
    CallFile,
    Clarification,
    Concern,
    ConcernStep,
    DebriefPart,
    EntryVersion,
    FirmDate,
    HonestSentence,
    LogEntry,
    Look,
    MessageVersion,
    OpenItem,
    Repeated,
    Review,
    Sentiment,
    Task,
    Touchpoint,
    Waiver,
)

_SHORTEST = 4

Table: TypeAlias = type[Any]


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that names somebody. `kind` is what it is, such as answer, item or message."""

    kind: str
    text: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class _Source:
    """A table of a handoff's texts: the columns with texts, and those of who wrote them, and when.

    `sees` guards them; where it is None they are for leads alone.
    """

    kind: str
    table: Table
    texts: tuple[str, ...]
    sees: Field | None
    by: str = "by"
    at: str = "at"


_OF_HANDOFF = (
    _Source("message", MessageVersion, ("subject", "body"), Field.CUSTOMER_MESSAGE,
            "written_by", "written_at"),
    _Source("message", HonestSentence, ("text",), Field.CUSTOMER_MESSAGE,
            "written_by", "written_at"),
    _Source("review", Review, ("gaps",), Field.BLUEPRINT),
    _Source("repeated", Repeated, ("what",), Field.BLUEPRINT, "noted_by", "noted_at"),
    _Source("concern", Concern, ("text",), Field.CONCERNS, "opened_by", "opened_at"),
    _Source("sentiment", Sentiment, ("note",), Field.SENTIMENT),
    _Source("plan", FirmDate, ("title",), Field.PLAN),
    _Source("plan", CallFile, ("title",), Field.PLAN, "made_by", "made_at"),
    _Source("touchpoint", Touchpoint, ("notes",), Field.TOUCHPOINT),
    _Source("look", Look, ("finding",), None),
    _Source("debrief", DebriefPart, ("worked", "did_not", "to_change"), None, "person_id"),
    _Source("waiver", Waiver, ("reason", "missing"), None),
)  # fmt: skip


def of(session: Session, opened: Opened, name: str, contact_id: int) -> tuple[Mention, ...]:
    """Return the texts of the account that name this person and that the reader may see."""
    is_named = _finder(name)
    texts = (
        *_answers(session, opened),
        *_items(session, opened),
        *_log(session, opened),
        *_questions(session, opened, contact_id),
        *_steps(session, opened, contact_id),
        *_tasks(session, opened),
        *(found for source in _OF_HANDOFF for found in _of(session, opened, source, contact_id)),
    )
    return tuple(found for found in texts if is_named.search(found.text))


def _finder(name: str) -> re.Pattern[str]:
    last = name.split()[-1] if name.split() else name
    wanted = {name, last} if len(last) >= _SHORTEST else {name}
    longest_first = sorted(wanted, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _answers(session: Session, opened: Opened) -> Iterator[Mention]:
    asked = sections.catalogue().questions(opened.handoff.kind)
    seen = [key for key, question in asked.items() if opened.sees(question.sees)]
    query = select(Answer.text, Answer.written_by, Answer.written_at).where(
        *_of_account(Answer, opened), Answer.question.in_(seen), Answer.text.is_not(None)
    )
    for row in session.execute(query):
        yield Mention("answer", row.text or "", row.written_by, row.written_at)


def _items(session: Session, opened: Opened) -> Iterator[Mention]:
    """What stands in open items, those that were taken out too, and what stood in them before."""
    query = select(
        OpenItem.text, OpenItem.what_was_done, OpenItem.written_by, OpenItem.written_at
    ).where(*_of_account(OpenItem, opened))
    for row in session.execute(query):
        yield Mention("item", _joined(row[:2]), row.written_by, row.written_at)
    earlier = select(EntryVersion).where(
        *_of_account(EntryVersion, opened), EntryVersion.kind == EntryKind.ITEM
    )
    for before in session.scalars(earlier):
        text = _joined((before.facts.get("text"), before.facts.get("what_was_done")))
        yield Mention("item", text, before.written_by, before.written_at)


def _log(session: Session, opened: Opened) -> Iterator[Mention]:
    query = select(LogEntry.section, LogEntry.text, LogEntry.written_by, LogEntry.written_at).where(
        *_of_account(LogEntry, opened)
    )
    for row in session.execute(query):
        if row.section is None or all(map(opened.sees, log_sections.guards(row.section))):
            yield Mention("log", row.text, row.written_by, row.written_at)


def _questions(session: Session, opened: Opened, contact_id: int) -> Iterator[Mention]:
    query = _in_handoff(
        select(Clarification).where(
            or_(Clarification.entry_id.is_(None), not_(contact_traces.asked_about(contact_id)))
        ),
        Clarification,
        opened,
    )
    for row in session.scalars(query):
        if opened.sees(clarify.field_of(opened.handoff.kind, row.about)):
            yield Mention("question", _joined((row.text, row.answer)), row.asked_by, row.asked_at)


def _steps(session: Session, opened: Opened, contact_id: int) -> Iterator[Mention]:
    if not opened.sees(Field.CONCERNS):
        return
    query = (
        select(ConcernStep.note, ConcernStep.by, ConcernStep.at)
        .join(Concern, Concern.id == ConcernStep.concern_id)
        .where(_not_about(Concern, contact_id), ConcernStep.note.is_not(None))
    )
    for row in session.execute(_in_handoff(query, Concern, opened)):
        yield Mention("concern", row.note, row.by or "", row.at)


def _tasks(session: Session, opened: Opened) -> Iterator[Mention]:
    """What somebody has called a task, or said of one that was crossed out."""
    if not opened.sees(Field.PLAN):
        return
    query = select(Task.title, Task.skipped_why, Task.skipped_by, Task.skipped_at)
    for row in session.execute(_in_handoff(query, Task, opened)):
        at = row.skipped_at or opened.handoff.created_at
        yield Mention("plan", _joined(row[:2]), row.skipped_by or "", at)


def _of(session: Session, opened: Opened, source: _Source, contact_id: int) -> Iterator[Mention]:
    if not (opened.role is Role.LEAD if source.sees is None else opened.sees(source.sees)):
        return
    columns = [getattr(source.table, name) for name in (*source.texts, source.by, source.at)]
    query = _in_handoff(select(*columns), source.table, opened)
    if hasattr(source.table, "contact_id"):
        query = query.where(_not_about(source.table, contact_id))
    for *texts, by, at in session.execute(query):
        if text := _joined(texts):
            yield Mention(source.kind, text, by or "", at)


def _joined(texts: Any) -> str:
    """Return texts, and lists of texts, as one."""
    parts = ("\n".join(one) if isinstance(one, list) else one for one in texts)
    return "\n".join(part for part in parts if part)


def _in_handoff(query: Any, table: Table, opened: Opened) -> Any:
    return query.where(
        table.workspace_id == opened.account.workspace_id, table.handoff_id == opened.handoff.id
    )


def _not_about(table: Table, contact_id: int) -> ColumnElement[bool]:
    return or_(table.contact_id.is_(None), table.contact_id != contact_id)


def _of_account(
    table: type[Answer | EntryVersion | LogEntry | OpenItem], opened: Opened
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        table.workspace_id == opened.account.workspace_id,
        table.account_id == opened.account.id,
    )

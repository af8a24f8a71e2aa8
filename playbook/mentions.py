"""Where in an account's free text a person at the customer is named, as far as a reader sees it.

Texts are encrypted, so they are read and searched here, one account at a time. Found is the full
name, or the last word of it where that has four letters or more; whoever reads the list judges.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from playbook import log_sections, sections
from playbook.access import Opened
from playbook.entries import items_of
from playbook.visibility import Field
from storage.tables import Answer, Handoff, LogEntry, MessageVersion, OpenItem

_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that names somebody. `kind` is what it is: answer, item, log or message."""

    kind: str
    text: str
    written_by: str
    written_at: datetime


def of(session: Session, opened: Opened, name: str) -> tuple[Mention, ...]:
    """Return the texts of the account that name this person and that the reader may see."""
    is_named = _finder(name)
    texts = (
        *_answers(session, opened),
        *_items(session, opened),
        *_log(session, opened),
        *_messages(session, opened),
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
    return _mentions("answer", session.execute(query))


def _items(session: Session, opened: Opened) -> Iterator[Mention]:
    query = select(
        OpenItem.text, OpenItem.what_was_done, OpenItem.written_by, OpenItem.written_at
    ).where(*items_of(opened.account.workspace_id, opened.account.id))
    for row in session.execute(query):
        text = "\n".join(part for part in (row.text, row.what_was_done) if part)
        yield Mention("item", text, row.written_by, row.written_at)


def _log(session: Session, opened: Opened) -> Iterator[Mention]:
    query = select(LogEntry.section, LogEntry.text, LogEntry.written_by, LogEntry.written_at).where(
        *_of_account(LogEntry, opened), LogEntry.gone_at.is_(None)
    )
    for row in session.execute(query):
        if row.section is None or all(map(opened.sees, log_sections.guards(row.section))):
            yield Mention("log", row.text, row.written_by, row.written_at)


def _messages(session: Session, opened: Opened) -> Iterator[Mention]:
    if not opened.sees(Field.CUSTOMER_MESSAGE):
        return iter(())
    query = (
        select(MessageVersion.body, MessageVersion.written_by, MessageVersion.written_at)
        .join(Handoff, Handoff.id == MessageVersion.handoff_id)
        .where(
            MessageVersion.workspace_id == opened.account.workspace_id,
            Handoff.id == opened.handoff.id,
        )
    )
    return _mentions("message", session.execute(query))


def _mentions(kind: str, rows: Iterable[Any]) -> Iterator[Mention]:
    return (Mention(kind, *row) for row in rows)


def _of_account(
    table: type[Answer | LogEntry], opened: Opened
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        table.workspace_id == opened.account.workspace_id,
        table.account_id == opened.account.id,
    )

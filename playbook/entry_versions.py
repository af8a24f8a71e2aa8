"""What the entries of a blueprint were before: people at the customer and open items (R7).

Answers keep their versions as rows of their own (playbook.answers). An entry is one row that
changes, so what it was is written down beside it, with who wrote it and who changed it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from storage.choices import EntryKind
from storage.tables import Contact, EntryVersion, OpenItem

Entry: TypeAlias = Contact | OpenItem

CONTACT_FACTS = (
    "name", "title", "email", "roles", "is_key_stakeholder", "has_left", "is_reference",
    "responsibilities", "communication_style", "expectations", "concerns", "product_sentiment",
)  # fmt: skip
"""What is kept of a person, but for what not everybody may see."""

GUARDED = ("temperament", "personal_details")
"""What is kept of a person apart from that, in columns of their own."""

ITEM_FACTS = ("kind", "text", "owner_id", "due_on", "what_was_done", "is_closed")
"""What is kept of an open item."""


@contextmanager
def kept(session: Session, entry: Entry, by: str, now: datetime) -> Iterator[None]:
    """Keep what an entry was, if what is done inside changes it or takes it out.

    Where nothing differs afterwards, nobody has written: who wrote it last, and when, stays.
    """
    if entry.id is None:  # a new one was nothing before
        yield
        return
    before, guarded = _facts(entry), _guarded(entry)
    written = entry.written_by, entry.written_at
    yield
    is_same, is_removal = _facts(entry) == before, entry.removed_at is not None
    if is_same and _guarded(entry) == guarded and not is_removal:
        entry.written_by, entry.written_at = written
        return
    session.add(
        EntryVersion(
            workspace_id=entry.workspace_id,
            account_id=entry.account_id,
            kind=kind_of(entry),
            entry_id=entry.id,
            facts=before,
            **guarded,
            is_first=not _has_versions(session, entry),
            is_guarded=is_same and not is_removal,
            is_removal=is_removal,
            written_by=written[0],
            written_at=written[1],
            replaced_by=by,
            replaced_at=now,
        )
    )


def forget(session: Session, workspace_id: str, contact_id: int) -> None:
    """Keep nothing of what a person was who is erased (R31)."""
    session.execute(
        delete(EntryVersion).where(
            EntryVersion.workspace_id == workspace_id,
            EntryVersion.kind == EntryKind.CONTACT,
            EntryVersion.entry_id == contact_id,
        )
    )


def forget_details(session: Session, workspace_id: str, contact_ids: Iterable[int]) -> None:
    """Empty the earlier personal details of people whose details were emptied (R31)."""
    session.execute(
        update(EntryVersion)
        .where(
            EntryVersion.workspace_id == workspace_id,
            EntryVersion.kind == EntryKind.CONTACT,
            EntryVersion.entry_id.in_(contact_ids),
            EntryVersion.personal_details.is_not(None),
        )
        .values(personal_details=None)
    )


def kind_of(entry: Entry) -> EntryKind:
    """Return what an entry is."""
    return EntryKind.CONTACT if isinstance(entry, Contact) else EntryKind.ITEM


def plain(value: Any) -> Any:
    """Return a column's value as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _facts(entry: Entry) -> dict[str, Any]:
    if isinstance(entry, Contact):
        return {name: plain(getattr(entry, name)) for name in CONTACT_FACTS}
    facts = {name: plain(getattr(entry, name)) for name in ITEM_FACTS if name != "is_closed"}
    return {**facts, "is_closed": entry.closed_at is not None}


def _guarded(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name, None) for name in GUARDED}


def _has_versions(session: Session, entry: Entry) -> bool:
    query = select(
        exists().where(
            EntryVersion.workspace_id == entry.workspace_id,
            EntryVersion.kind == kind_of(entry),
            EntryVersion.entry_id == entry.id,
        )
    )
    return bool(session.scalar(query))

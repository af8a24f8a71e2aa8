"""What a blueprint was before, who read it when, and what was sent and filed for calls (R7, R8)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import EntryKind
from storage.tables.base import Base, PersonId, Workspaced, partial_index
from storage.types import EncryptedJson, EncryptedText


class EntryVersion(Workspaced, Base):
    """What a person at the customer, or an open item, was before somebody changed it.

    What it is now stands in its own row. `facts` are its columns by name, but for those that not
    everybody may see. `is_first`: nothing is kept of before. `is_guarded`: nothing else than such
    a column changed. `is_removal`: it was taken out.
    """

    __tablename__ = "entry_version"
    __table_args__ = (
        Index("ix_entry_version_account", "workspace_id", "account_id", "replaced_at"),
        Index("ix_entry_version_entry", "workspace_id", "kind", "entry_id"),
        partial_index(
            "ix_entry_version_personal",
            "workspace_id",
            "entry_id",
            where="personal_details IS NOT NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[EntryKind]
    entry_id: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    temperament: Mapped[str | None] = mapped_column(EncryptedText)
    personal_details: Mapped[str | None] = mapped_column(EncryptedText)
    is_first: Mapped[bool]
    is_guarded: Mapped[bool]
    is_removal: Mapped[bool]
    written_by: Mapped[str] = mapped_column(PersonId)
    written_at: Mapped[datetime]
    replaced_by: Mapped[str] = mapped_column(PersonId)
    replaced_at: Mapped[datetime]


class LastRead(Workspaced, Base):
    """When somebody last read an account's blueprint, and when they did the time before that."""

    __tablename__ = "last_read"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    read_at: Mapped[datetime]
    before_at: Mapped[datetime | None]


class CallBrief(Workspaced, Base):
    """That somebody gets a brief before the calls of a handoff on one day.

    `due_at` is when; it is empty once the brief is in the outbox.
    """

    __tablename__ = "call_brief"
    __table_args__ = (partial_index("ix_call_brief_due", "due_at", where="due_at IS NOT NULL"),)

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    call_on: Mapped[date] = mapped_column(primary_key=True)
    due_at: Mapped[datetime | None]


class CallFile(Workspaced, Base):
    """The intro call as a calendar file: one a handoff, so that a later file changes an earlier.

    `uid` names the call in calendars, and `sequence` counts the files
    (https://www.rfc-editor.org/rfc/rfc5545#section-3.8.7.4).
    """

    __tablename__ = "call_file"

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(80))
    sequence: Mapped[int]
    title: Mapped[str]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    made_by: Mapped[str] = mapped_column(PersonId)
    made_at: Mapped[datetime]

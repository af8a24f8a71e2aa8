"""The audit trail, which is only ever added to, and the requests already dealt with."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, PersonId, Workspaced
from storage.types import EncryptedJson


class AuditEntry(Workspaced, Base):
    """One thing that happened: who, when, what. Facts for status, history and later reports.

    `detail` may be shown to everybody of the handoff; `confidential` to leads only.
    A trigger in the database refuses updates and deletes.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_handoff", "workspace_id", "handoff_id", "id"),
        Index("ix_audit_entry_account", "workspace_id", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(PersonId)
    what: Mapped[str] = mapped_column(String(60))
    handoff_id: Mapped[int | None]
    account_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    confidential: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson)


class HandledRequest(Base):
    """A request that has changed something, so that a replay or retry changes nothing more."""

    __tablename__ = "handled_request"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)

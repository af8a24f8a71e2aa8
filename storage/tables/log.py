"""The account log: touchpoints, one a row, from the account's first day (R9)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, ChannelId, PersonId, Ts, Workspaced, partial_index
from storage.types import EncryptedText


class LogEntry(Workspaced, Base):
    """One version of what somebody filed about an account; nothing that was filed is deleted.

    `section` is the key of the blueprint's section that it belongs to, empty for none.
    `channel_id` and `message_ts` name the message that it was copied from, `said_by` who wrote
    that. `gone_at` is when it was removed (`removed_by` says by whom), or when a newer version
    took its place, whose `replaces_id` it is.
    """

    __tablename__ = "log_entry"
    __table_args__ = (
        Index("ix_log_entry_account", "workspace_id", "account_id", "happened_at"),
        Index("ix_log_entry_writer", "workspace_id", "written_by"),
        partial_index(
            "uq_log_entry_message",
            "workspace_id",
            "account_id",
            "channel_id",
            "message_ts",
            unique=True,
            where="message_ts IS NOT NULL AND gone_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    section: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(EncryptedText)
    happened_at: Mapped[datetime]
    channel_id: Mapped[str | None] = mapped_column(ChannelId)
    message_ts: Mapped[str | None] = mapped_column(Ts)
    said_by: Mapped[str | None] = mapped_column(PersonId)
    permalink: Mapped[str | None]
    written_by: Mapped[str] = mapped_column(PersonId)
    written_at: Mapped[datetime]
    replaces_id: Mapped[int | None]
    gone_at: Mapped[datetime | None]
    removed_by: Mapped[str | None] = mapped_column(PersonId)

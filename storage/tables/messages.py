"""What the customer is told: one text with its versions, and who approved which (R11)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import Situation
from storage.tables.base import Base, PersonId, Workspaced


class HonestSentence(Workspaced, Base):
    """The one sentence about the why that the lead wrote for a customer, where the stance is open.

    It is for the customer, and never the confidential reason.
    """

    __tablename__ = "honest_sentence"

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    text: Mapped[str]
    written_by: Mapped[str] = mapped_column(PersonId)
    written_at: Mapped[datetime]


class MessageVersion(Workspaced, Base):
    """One version of a handoff's customer message; `number` counts from 1.

    A version never changes: who changes the text writes the next one, which nobody has approved.
    `sent_on` is the date on which it went to the customer, as `sent_by` said at `sent_at`.
    """

    __tablename__ = "message_version"
    __table_args__ = (
        UniqueConstraint("handoff_id", "number"),
        Index("ix_message_version_handoff", "workspace_id", "handoff_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    number: Mapped[int]
    situation: Mapped[Situation]
    language: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str]
    body: Mapped[str]
    written_by: Mapped[str] = mapped_column(PersonId)
    written_at: Mapped[datetime]
    sent_on: Mapped[date | None]
    sent_by: Mapped[str | None] = mapped_column(PersonId)
    sent_at: Mapped[datetime | None]


class MessageApproval(Workspaced, Base):
    """Somebody's approval of one version."""

    __tablename__ = "message_approval"

    version_id: Mapped[int] = mapped_column(ForeignKey("message_version.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    at: Mapped[datetime]

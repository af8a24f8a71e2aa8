"""What the blueprint left open: clarifying questions, and what the customer had to repeat (R8)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import QuestionOrigin, QuestionState
from storage.tables.base import Base, PersonId, Workspaced, partial_index
from storage.types import EncryptedText


class Clarification(Workspaced, Base):
    """One question to one person, and the answer. Who asks again asks a new one (`follows_id`).

    `about` is the key of a section ("why") or of a question ("why.goals"); where that question is
    a list, `entry_id` may name one entry of it. No foreign key: an entry that is erased leaves the
    question.
    """

    __tablename__ = "clarification"
    __table_args__ = (
        Index("ix_clarification_handoff", "workspace_id", "handoff_id"),
        partial_index("ix_clarification_open", "workspace_id", "asked_of", where="state = 'open'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    about: Mapped[str] = mapped_column(String(80))
    entry_id: Mapped[int | None]
    origin: Mapped[QuestionOrigin]
    state: Mapped[QuestionState]
    text: Mapped[str] = mapped_column(EncryptedText)
    asked_by: Mapped[str] = mapped_column(PersonId)
    asked_at: Mapped[datetime]
    asked_of: Mapped[str] = mapped_column(PersonId)
    follows_id: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(EncryptedText)
    answered_by: Mapped[str | None] = mapped_column(PersonId)
    answered_at: Mapped[datetime | None]
    put_in_at: Mapped[datetime | None]


class Repeated(Workspaced, Base):
    """What a customer had to say again, who and on which day (their date). Kept for the reports.

    `contact_id` has no foreign key, so that the fact outlives a contact who is erased.
    """

    __tablename__ = "repeated"
    __table_args__ = (Index("ix_repeated_handoff", "workspace_id", "handoff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    contact_id: Mapped[int | None]
    what: Mapped[str] = mapped_column(EncryptedText)
    on: Mapped[date]
    noted_by: Mapped[str] = mapped_column(PersonId)
    noted_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

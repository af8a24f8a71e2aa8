"""Check-ins: questions that fall due, and the sentiment they find (R17, R18)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import CheckInKind, CheckInState, Owner, Score
from storage.tables.base import Base, PersonId, Workspaced, partial_index
from storage.types import EncryptedText


class CheckIn(Workspaced, Base):
    """One question to one person, as what they are in the handoff (`role`), about whom (`about`).

    `due_at` is when it is asked, or looked at again if nobody answers, in UTC; `times_asked` counts
    both. It comes from `due_on` (a local date), the person's
    zone and their working hours, which are kept so that a change of any of them can move it.
    The partial index holds only what is still to do: a scan costs the same at a thousand and at
    five million future rows. `handed_to` is who is asked instead, where the person said that the
    question is not theirs.
    """

    __tablename__ = "check_in"
    __table_args__ = (
        partial_index(
            "ix_check_in_due",
            "due_at",
            where="state IN ('planned', 'asked')",
        ),
        Index("ix_check_in_handoff", "workspace_id", "handoff_id"),
        UniqueConstraint("handoff_id", "key", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[CheckInKind]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    person_id: Mapped[str] = mapped_column(PersonId)
    role: Mapped[Owner]
    about: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date]
    zone: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime]
    state: Mapped[CheckInState]
    asked_at: Mapped[datetime | None]
    times_asked: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(PersonId)
    handed_to: Mapped[str | None] = mapped_column(PersonId)


class Sentiment(Workspaced, Base):
    """How one key stakeholder felt when a check-in was answered. Corrections are new rows."""

    __tablename__ = "sentiment"
    __table_args__ = (Index("ix_sentiment_handoff", "workspace_id", "handoff_id", "contact_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_in.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    score: Mapped[Score]
    note: Mapped[str | None] = mapped_column(EncryptedText)
    by: Mapped[str] = mapped_column(PersonId)
    at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]

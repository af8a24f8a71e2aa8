"""Reminders: when somebody next hears of a handoff's tasks, what they put off, what was sent.

Tasks are named without a foreign key: another template takes some out of a running plan, and the
ledger still says what was sent.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import Rung
from storage.tables.base import Base, PersonId, Workspaced, partial_index


class Reminder(Workspaced, Base):
    """When a person next hears of a handoff in their digest; empty while nothing is to come.

    `due_on` is their local date and `due_at` that day's moment in their zone; a change of zone or
    hours reckons the moment anew. `heard_on` is the day through which the ladder's rungs have been
    told: no day is told twice. The partial index holds only what is to come (DESIGN.md).
    """

    __tablename__ = "reminder"
    __table_args__ = (
        partial_index("ix_reminder_due", "due_at", where="due_at IS NOT NULL"),
        Index("ix_reminder_person", "workspace_id", "person_id"),
    )

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    heard_on: Mapped[date]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]


class Snooze(Workspaced, Base):
    """A person hears nothing of a task before a date; with `is_skip` nothing is said on it either.

    `by` is themselves, or the lead who moved or skipped their reminder.
    """

    __tablename__ = "snooze"
    __table_args__ = (Index("ix_snooze_handoff", "workspace_id", "handoff_id"),)

    task_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    until_on: Mapped[date]
    is_skip: Mapped[bool] = mapped_column(default=False)
    by: Mapped[str] = mapped_column(PersonId)
    at: Mapped[datetime]


class HandedBack(Workspaced, Base):
    """An owner says that a task is not theirs; it waits for the lead to give it to somebody."""

    __tablename__ = "handed_back"
    __table_args__ = (Index("ix_handed_back_handoff", "workspace_id", "handoff_id"),)

    task_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    at: Mapped[datetime]


class QuietDays(Workspaced, Base):
    """Days on which a person gets no digest, as a lead set them: an offsite, a course."""

    __tablename__ = "quiet_days"
    __table_args__ = (Index("ix_quiet_days_person", "workspace_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    by: Mapped[str] = mapped_column(PersonId)
    at: Mapped[datetime]


class Reminded(Workspaced, Base):
    """One line of a message that was put into the outbox, for the ledger of what was sent.

    A line that is of a handoff and no task, as a silence is, has 0 for the task.
    """

    __tablename__ = "reminded"
    __table_args__ = (Index("ix_reminded_handoff", "workspace_id", "handoff_id", "outgoing_id"),)

    outgoing_id: Mapped[int] = mapped_column(ForeignKey("outgoing.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    rung: Mapped[Rung]

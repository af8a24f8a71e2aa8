"""Concerns that stakeholders have, and the clocks of their silence (R18, R19)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import ConcernState
from storage.tables.base import Base, PersonId, Workspaced, partial_index
from storage.types import EncryptedText


class Concern(Workspaced, Base):
    """R19: what worries somebody at the customer, from its opening until the word is kept.

    `opened_by` is empty where Handoff opened it, from what `check_in_id` found. `owner_id` and
    `due_on` are of the plan that was agreed. `version` counts its steps: who works on an older one
    is told what has happened since.
    """

    __tablename__ = "concern"
    __table_args__ = (Index("ix_concern_handoff", "workspace_id", "handoff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_in.id"))
    text: Mapped[str | None] = mapped_column(EncryptedText)
    state: Mapped[ConcernState]
    owner_id: Mapped[str | None] = mapped_column(PersonId)
    due_on: Mapped[date | None]
    opened_by: Mapped[str | None] = mapped_column(PersonId)
    opened_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ConcernStep(Workspaced, Base):
    """One step of a concern, forward or back, with who made it and when. None is ever taken out.

    `state` is where the step led. `by` is empty where Handoff made it.
    """

    __tablename__ = "concern_step"
    __table_args__ = (Index("ix_concern_step_concern", "workspace_id", "concern_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"))
    state: Mapped[ConcernState]
    is_back: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(EncryptedText)
    by: Mapped[str | None] = mapped_column(PersonId)
    at: Mapped[datetime]


class Silence(Workspaced, Base):
    """The clock of one key stakeholder of a handoff, from which nothing has been heard (R18).

    `since` is when it began to run, `due_at` when it next strikes; empty while it stands still.
    It strikes twice: then `asked_at` (the incoming CSM) and `raised_at` (the lead) say when.
    The partial index holds only the clocks that run (DESIGN.md).
    """

    __tablename__ = "silence"
    __table_args__ = (partial_index("ix_silence_due", "due_at", where="due_at IS NOT NULL"),)

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    raised_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    tried_by: Mapped[str | None] = mapped_column(PersonId)
    heard_at: Mapped[datetime | None]
    heard_by: Mapped[str | None] = mapped_column(PersonId)

"""The plan: dated tasks of a handoff (R12, R13, R16)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import Anchor, Owner
from storage.tables.base import Base, PersonId, Workspaced


class Task(Workspaced, Base):
    """One task of a plan. `key` is the template's name for it; `due_on` a local date.

    `owner_id` names a person where somebody other than the role's holder does it.
    `done_by` is empty where an event ticked it, and `done_event` then says which.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("handoff_id", "key"),
        Index("ix_task_handoff", "workspace_id", "handoff_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    phase: Mapped[str] = mapped_column(String(20))
    title: Mapped[str]
    owner: Mapped[Owner]
    owner_id: Mapped[str | None] = mapped_column(PersonId)
    anchor: Mapped[Anchor]
    offset_days: Mapped[int]
    starts_on: Mapped[date | None]
    due_on: Mapped[date]
    needs: Mapped[list[str]] = mapped_column(default=list)
    event: Mapped[str | None] = mapped_column(String(40))
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(PersonId)
    done_event: Mapped[str | None] = mapped_column(String(40))
    skipped_at: Mapped[datetime | None]
    skipped_why: Mapped[str | None]

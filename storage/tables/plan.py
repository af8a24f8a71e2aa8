"""The plan: dated tasks of a handoff (R12, R13, R16)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import Anchor, Owner
from storage.tables.base import Base, PersonId, Workspaced, partial_index

WATCHED_TASK = (
    "event IN ('temporary_named', 'incoming_named', 'observers_acknowledged') "
    "AND done_at IS NULL AND skipped_at IS NULL"
)
"""The tasks whose date sets something going by itself (playbook.clocks), as the index has them."""


class Task(Workspaced, Base):
    """One task of a plan. `key` is the template's name for it; `due_on` a local date.

    `owner_id` names a person where somebody other than the role's holder does it.
    `done_by` is empty where an event ticked it, and `done_event` then says which. `due_at` is the
    moment, where the template counts working hours. `moved_by` set the date by hand, so that
    re-planning keeps it; `is_own` tasks were added by hand, `is_firm` ones stand on a firm date.
    `version` counts the task's changes: who edits an older one is told what the other changed.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("handoff_id", "key"),
        Index("ix_task_handoff", "workspace_id", "handoff_id", "position"),
        partial_index("ix_task_watched", "due_on", where=WATCHED_TASK),
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
    due_at: Mapped[datetime | None]
    latest_on: Mapped[date | None]
    moved_by: Mapped[str | None] = mapped_column(PersonId)
    is_own: Mapped[bool] = mapped_column(default=False)
    is_firm: Mapped[bool] = mapped_column(default=False)
    together: Mapped[str | None] = mapped_column(String(20))
    sample_percent: Mapped[int | None]
    needs: Mapped[list[str]] = mapped_column(default=list)
    event: Mapped[str | None] = mapped_column(String(40))
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(PersonId)
    done_event: Mapped[str | None] = mapped_column(String(40))
    skipped_at: Mapped[datetime | None]
    skipped_by: Mapped[str | None] = mapped_column(PersonId)
    skipped_why: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class TemplateVersion(Base):
    """One version of a template, as its file's text: a workspace's own, or a shipped one in use.

    A running handoff keeps the version that it started with (R12). The current one of a name is
    what new handoffs get; a shipped template without a row here is its own current version.
    """

    __tablename__ = "template_version"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
    is_shipped: Mapped[bool]
    is_current: Mapped[bool]
    written_by: Mapped[str | None] = mapped_column(PersonId)
    written_at: Mapped[datetime]

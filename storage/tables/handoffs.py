"""Handoffs: one account changing owner, with the people around it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import Anchor, Depth, FirmDateKind, Kind, Mode, Place, State, Tier
from storage.tables.base import Base, ChannelId, PersonId, Ts, Workspaced, partial_index
from storage.types import EncryptedText

_OPEN = "state NOT IN ('draft', 'bau', 'closed', 'cancelled')"


class Handoff(Workspaced, Base):
    """One account changing owner, from draft to business as usual.

    `version` counts every change of the handoff or its plan; `shown_version` is the version that
    the posted checklist shows, so that a crash between the two is noticed and mended. `changes_at`
    is when what it shows is next no longer so by itself: a task falls due soon, or is late.
    `held_from` is the state to which a handoff on hold goes back. `acts_at` is when the calendar
    next moves it or speaks up: the switch, the last contact, the day on which a hold may end.
    `temporary_id` is the contact who stands in while nobody is named (abrupt) or the owner is away
    until `returns_on` (R2, R30).
    `reckoned_version` is the version from which its reminders were reckoned last (R20).
    `welcome_by` is the end of the welcome clock (R15), `release_ready_at` when the record was
    complete and accepted. `place_lost_at` says since when its place cannot be posted in, and
    `archive_at` when the channel of one that is over is archived.
    The partial index allows one open handoff an account, and any number of silent drafts (R31).
    """

    __tablename__ = "handoff"
    __table_args__ = (
        partial_index(
            "uq_handoff_open_account",
            "workspace_id",
            "account_id",
            unique=True,
            where=_OPEN,
        ),
        Index("ix_handoff_outgoing", "workspace_id", "outgoing_id"),
        Index("ix_handoff_incoming", "workspace_id", "incoming_id"),
        Index("ix_handoff_lead", "workspace_id", "lead_id"),
        Index("ix_handoff_account", "workspace_id", "account_id"),
        partial_index("ix_handoff_proposal", "workspace_id", "started_by", where="state = 'draft'"),
        partial_index(
            "ix_handoff_stale_checklist",
            "workspace_id",
            where="checklist_ts IS NOT NULL AND shown_version < version",
        ),
        partial_index(
            "ix_handoff_changes_at",
            "changes_at",
            where="checklist_ts IS NOT NULL AND changes_at IS NOT NULL",
        ),
        partial_index(
            "ix_handoff_unreckoned",
            "id",
            where="reckoned_version < version",
        ),
        partial_index("ix_handoff_acts_at", "acts_at", where="acts_at IS NOT NULL"),
        partial_index("ix_handoff_archive_at", "archive_at", where="archive_at IS NOT NULL"),
        partial_index(
            "ix_handoff_channel",
            "workspace_id",
            "channel_id",
            where="channel_id IS NOT NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    book_id: Mapped[int | None]
    kind: Mapped[Kind]
    mode: Mapped[Mode]
    tier: Mapped[Tier]
    depth: Mapped[Depth]
    state: Mapped[State]
    reason: Mapped[str | None] = mapped_column(EncryptedText)
    anchor: Mapped[Anchor]
    anchor_on: Mapped[date]
    template: Mapped[str] = mapped_column(String(80))
    template_version: Mapped[int]
    outgoing_id: Mapped[str | None] = mapped_column(PersonId)
    incoming_id: Mapped[str | None] = mapped_column(PersonId)
    lead_id: Mapped[str] = mapped_column(PersonId)
    started_by: Mapped[str] = mapped_column(PersonId)
    temporary_id: Mapped[str | None] = mapped_column(PersonId)
    temporary_named_at: Mapped[datetime | None]
    incoming_starts_on: Mapped[date | None]
    returns_on: Mapped[date | None]
    held_from: Mapped[State | None]
    held_at: Mapped[datetime | None]
    resume_on: Mapped[date | None]
    acts_at: Mapped[datetime | None]
    welcome_by: Mapped[datetime | None]
    welcome_held_at: Mapped[datetime | None]
    release_ready_at: Mapped[datetime | None]
    place: Mapped[Place]
    channel_id: Mapped[str | None] = mapped_column(ChannelId)
    thread_ts: Mapped[str | None] = mapped_column(Ts)
    checklist_ts: Mapped[str | None] = mapped_column(Ts)
    pinned_at: Mapped[datetime | None]
    place_lost_at: Mapped[datetime | None]
    place_lost_why: Mapped[str | None] = mapped_column(String(60))
    archive_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    shown_version: Mapped[int] = mapped_column(default=0)
    reckoned_version: Mapped[int] = mapped_column(default=0)
    changes_at: Mapped[datetime | None]
    attention_since: Mapped[datetime | None]
    attention_why: Mapped[str | None]
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    bau_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Observer(Workspaced, Base):
    """R10: somebody who must not be blindsided; never a member of the handoff's channel."""

    __tablename__ = "observer"

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    told_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]


class FirmDate(Workspaced, Base):
    """A date that the plan cannot move: a scheduled call with the customer, the renewal (R13)."""

    __tablename__ = "firm_date"
    __table_args__ = (Index("ix_firm_date_handoff", "workspace_id", "handoff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    kind: Mapped[FirmDateKind]
    title: Mapped[str]
    falls_on: Mapped[date]
    by: Mapped[str] = mapped_column(PersonId)
    at: Mapped[datetime]


class BookChannel(Base):
    """The one channel for the handoffs of one person's book, while any of them needs it."""

    __tablename__ = "book_channel"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    outgoing_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    channel_id: Mapped[str] = mapped_column(ChannelId)
    made_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Waiver(Workspaced, Base):
    """A guard that a lead set aside, with the reason and the gaps it left (States)."""

    __tablename__ = "waiver"
    __table_args__ = (Index("ix_waiver_handoff", "workspace_id", "handoff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    move: Mapped[str] = mapped_column(String(40))
    missing: Mapped[list[str]]
    reason: Mapped[str]
    by: Mapped[str] = mapped_column(PersonId)
    at: Mapped[datetime]

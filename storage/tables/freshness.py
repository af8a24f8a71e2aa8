"""Keeping blueprints fresh: who was asked to, what was confirmed, who was reminded (R9).

No reason for asking is kept: there is no column for one (R31).
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, PersonId, Workspaced, partial_index


class Refresh(Workspaced, Base):
    """A lead asks people to bring blueprints up to date by a day.

    `next_at` is when something is to be said again, empty when nothing is. `ended_at`: all of it is
    done, or the lead has withdrawn it.
    """

    __tablename__ = "refresh"
    __table_args__ = (
        Index("ix_refresh_asked_by", "workspace_id", "asked_by"),
        partial_index("ix_refresh_next", "next_at", where="next_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[str] = mapped_column(PersonId)
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    next_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class RefreshAccount(Workspaced, Base):
    """One account of a refresh, and who brings its blueprint up to date; done once `done_at`."""

    __tablename__ = "refresh_account"
    __table_args__ = (
        Index("ix_refresh_account_person", "workspace_id", "person_id"),
        Index("ix_refresh_account_account", "workspace_id", "account_id"),
    )

    refresh_id: Mapped[int] = mapped_column(ForeignKey("refresh.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId)
    done_at: Mapped[datetime | None]


class Confirmation(Workspaced, Base):
    """Somebody says that an account's blueprint is up to date as it stands."""

    __tablename__ = "confirmation"
    __table_args__ = (Index("ix_confirmation_account", "workspace_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    by: Mapped[str] = mapped_column(PersonId)
    at: Mapped[datetime]


class FreshnessPrompt(Workspaced, Base):
    """When a person was last reminded of blueprints that nobody has touched for long."""

    __tablename__ = "freshness_prompt"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    prompted_at: Mapped[datetime]

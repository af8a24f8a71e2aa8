"""Accounts, who holds them when, and the people at the customer (R5, R26, R27).

An account exists without any handoff; ownership is periods, so that its history is kept.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import OwnershipRole, Tier
from storage.tables.base import Base, PersonId, Workspaced, partial_index
from storage.types import EncryptedText


class Account(Workspaced, Base):
    """A customer. `name_key` is the case-folded name, unique in the workspace."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name_key"),
        UniqueConstraint("workspace_id", "source", "external_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str]
    tier: Mapped[Tier | None]
    language: Mapped[str] = mapped_column(String(16), default="en")
    renewal_on: Mapped[date | None]
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(String(40))
    external_id: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]


class Ownership(Workspaced, Base):
    """A period in which a person holds an account in one role; `until` is empty while it lasts."""

    __tablename__ = "ownership"
    __table_args__ = (
        partial_index(
            "uq_ownership_current_owner",
            "workspace_id",
            "account_id",
            unique=True,
            where="role = 'owner' AND until IS NULL",
        ),
        Index("ix_ownership_person", "workspace_id", "person_id"),
        Index("ix_ownership_account", "workspace_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[str] = mapped_column(PersonId)
    role: Mapped[OwnershipRole]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    handoff_id: Mapped[int | None]


class Contact(Workspaced, Base):
    """A person at the customer (R5, section 2). Leavers are marked, not deleted.

    `personal_until` is the day on which the personal details are emptied (R31). Who is erased
    stays as a row without anything of theirs: what points to it still does.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_account", "workspace_id", "account_id"),
        partial_index(
            "ix_contact_personal_until", "personal_until", where="personal_until IS NOT NULL"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    title: Mapped[str | None]
    email: Mapped[str | None]
    roles: Mapped[list[str]] = mapped_column(default=list)
    is_key_stakeholder: Mapped[bool] = mapped_column(default=False)
    has_left: Mapped[bool] = mapped_column(default=False)
    is_reference: Mapped[bool] = mapped_column(default=False)
    responsibilities: Mapped[str | None]
    communication_style: Mapped[str | None]
    expectations: Mapped[str | None]
    concerns: Mapped[str | None]
    product_sentiment: Mapped[str | None]
    temperament: Mapped[str | None] = mapped_column(EncryptedText)
    personal_details: Mapped[str | None] = mapped_column(EncryptedText)
    personal_until: Mapped[date | None]
    erased_at: Mapped[datetime | None]
    written_by: Mapped[str] = mapped_column(PersonId)
    written_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

"""What comes after: debriefs, their themes, looks, touchpoints, drafts for who left (R22, R23)."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import Impression
from storage.tables.base import Base, PersonId, Workspaced
from storage.types import EncryptedText


class Debrief(Workspaced, Base):
    """R22: the debrief of a handoff. Once it is closed, the catalogue has it."""

    __tablename__ = "debrief"
    __table_args__ = (Index("ix_debrief_closed", "workspace_id", "closed_at"),)

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(PersonId)


class DebriefPart(Workspaced, Base):
    """What one person wrote into a debrief; writing again replaces it until it is closed."""

    __tablename__ = "debrief_part"

    handoff_id: Mapped[int] = mapped_column(ForeignKey("debrief.handoff_id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    worked: Mapped[str | None] = mapped_column(EncryptedText)
    did_not: Mapped[str | None] = mapped_column(EncryptedText)
    to_change: Mapped[str | None] = mapped_column(EncryptedText)
    at: Mapped[datetime]


class DebriefTheme(Workspaced, Base):
    """A theme that somebody gave a debrief: a word of the list, or their own (`is_own`)."""

    __tablename__ = "debrief_theme"
    __table_args__ = (Index("ix_debrief_theme_theme", "workspace_id", "theme"),)

    handoff_id: Mapped[int] = mapped_column(ForeignKey("debrief.handoff_id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    theme: Mapped[str] = mapped_column(String(60), primary_key=True)
    is_own: Mapped[bool] = mapped_column(default=False)


class Look(Workspaced, Base):
    """A lead has looked in; without a `finding` all was well."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_handoff", "workspace_id", "handoff_id"),)

    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_in.id"), primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    finding: Mapped[str | None] = mapped_column(EncryptedText)
    by: Mapped[str] = mapped_column(PersonId)
    at: Mapped[datetime]


class Touchpoint(Workspaced, Base):
    """R23: a lead spoke with the customer (`held_on`), or nobody did until day 90 (`missed_at`)."""

    __tablename__ = "touchpoint"
    __table_args__ = (Index("ix_touchpoint_handoff", "workspace_id", "handoff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    held_on: Mapped[date | None]
    contact_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    impression: Mapped[Impression | None]
    notes: Mapped[str | None] = mapped_column(EncryptedText)
    by: Mapped[str | None] = mapped_column(PersonId)
    at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]


class LeaverDraft(Workspaced, Base):
    """R30: a draft that was made because somebody who owned the account is gone."""

    __tablename__ = "leaver_draft"
    __table_args__ = (Index("ix_leaver_draft_person", "workspace_id", "person_id"),)

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId)

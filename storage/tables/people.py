"""Workspaces and the people in them: what Slack knows of them, and what it does not (R32, R33)."""

from datetime import datetime, time

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import Place, Stance
from storage.tables.base import Base, ChannelId, PersonId
from storage.types import EncryptedText


class Workspace(Base):
    """One Slack workspace, with the defaults that stand in for its people's settings.

    `personal_months` is how long personal details are kept (R31); `fresh_at` when its accounts are
    next looked over for blueprints that nobody has touched for long.
    """

    __tablename__ = "workspace"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    bot_user_id: Mapped[str] = mapped_column(PersonId)
    bot_token: Mapped[str | None] = mapped_column(EncryptedText)
    country: Mapped[str | None] = mapped_column(String(2))
    work_start: Mapped[time] = mapped_column(default=time(9))
    work_end: Mapped[time] = mapped_column(default=time(17))
    leads_channel_id: Mapped[str | None] = mapped_column(ChannelId)
    team_channel_id: Mapped[str | None] = mapped_column(ChannelId)
    high_place: Mapped[Place] = mapped_column(default=Place.CHANNEL)
    mid_place: Mapped[Place] = mapped_column(default=Place.CHANNEL)
    low_place: Mapped[Place] = mapped_column(default=Place.CHANNEL)
    archive_at_end: Mapped[bool] = mapped_column(default=False)
    has_canvases: Mapped[bool] = mapped_column(default=True)
    stance: Mapped[Stance] = mapped_column(default=Stance.LOOK_FORWARD)
    personal_months: Mapped[int] = mapped_column(default=12)
    fresh_at: Mapped[datetime | None]
    installed_at: Mapped[datetime]
    swept_at: Mapped[datetime | None]


class Person(Base):
    """What Slack knows of a person, kept fresh by events, and whether admins named them a lead."""

    __tablename__ = "person"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    name: Mapped[str]
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    locale: Mapped[str] = mapped_column(String(16), default="en")
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_foreign: Mapped[bool] = mapped_column(default=False)
    is_slack_admin: Mapped[bool] = mapped_column(default=False)
    is_lead: Mapped[bool] = mapped_column(default=False)
    deactivated_at: Mapped[datetime | None]
    dm_channel_id: Mapped[str | None] = mapped_column(ChannelId)
    seen_at: Mapped[datetime]


class PersonSettings(Base):
    """R33: what Slack does not know of a person. Empty means: the workspace's default."""

    __tablename__ = "person_settings"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    country: Mapped[str | None] = mapped_column(String(2))
    work_start: Mapped[time | None]
    work_end: Mapped[time | None]
    manager_id: Mapped[str | None] = mapped_column(PersonId)
    deputy_id: Mapped[str | None] = mapped_column(PersonId)
    credentials: Mapped[str | None]
    industries: Mapped[str | None]
    languages: Mapped[str | None]
    personal_line: Mapped[str | None]
    updated_at: Mapped[datetime]

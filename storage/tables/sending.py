"""How fast is sent to each workspace, for all processes that send."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Workspaced


class Pace(Workspaced, Base):
    """What one workspace takes now. All times are real, whatever clock is followed.

    `used_until` is the moment through which the pace is used up by what was sent already; it runs
    ahead of now by at most a burst. `recent` holds who was sent something a moment ago: when, in
    seconds of the epoch, by person or handoff. Until `closed_until` Slack wants nothing more.
    """

    __tablename__ = "pace"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    used_until: Mapped[datetime]
    recent: Mapped[dict[str, Any]] = mapped_column(default=dict)
    closed_until: Mapped[datetime | None]

"""Where members read a handoff's blueprint: a canvas, or a message where there can be none."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, ChannelId, Ts, Workspaced, partial_index


class Canvas(Workspaced, Base):
    """What stands in the handoff's channel, and when it is next to be brought up to date.

    `channel_id` is where it stands: another than the handoff's once its place has moved. Either
    `canvas_id` or `message_ts` is set, or neither yet; `why` is Slack's word for why there is no
    canvas. `making_at` is when a canvas was begun in a channel that had none: one that is found
    there afterwards is ours. `digest` is of what is shown. `due_at` is empty while nothing has
    changed, and never before `not_before`: a minute after the last edit.
    """

    __tablename__ = "canvas"
    __table_args__ = (partial_index("ix_canvas_due", "due_at", where="due_at IS NOT NULL"),)

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    channel_id: Mapped[str | None] = mapped_column(ChannelId)
    canvas_id: Mapped[str | None] = mapped_column(String(40))
    making_at: Mapped[datetime | None]
    message_ts: Mapped[str | None] = mapped_column(Ts)
    why: Mapped[str | None] = mapped_column(String(60))
    digest: Mapped[str | None] = mapped_column(String(64))
    due_at: Mapped[datetime | None]
    not_before: Mapped[datetime]

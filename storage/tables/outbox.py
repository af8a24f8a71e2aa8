"""The outbox: every effect outside the database, decided in the same transaction as its cause."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import Delivery
from storage.tables.base import Base, ChannelId, PersonId, Ts, Workspaced, partial_index


class Outgoing(Workspaced, Base):
    """One effect: a message to a person or place, or the set-up of a handoff's place.

    `effect` names what is done; `detail` holds ids only, never text: what is said is composed
    when it is sent, from what is then the case. `delivery_id` travels in the message's metadata,
    so that a message sent just before a crash is recognised. `attempt` fences: a sender that
    finds another number lets go; `is_doubtful` says that an attempt may have sent it and ended
    before it could say so. `once_key` makes an effect unique where it must be.

    Of a message, `next_at` is when it may be tried (again), in real time, none: now. While it is
    being sent that is when the process `held_by` must have ended, one way or the other. What
    `can_wait` is sent after what somebody waits for.
    """

    __tablename__ = "outgoing"
    __table_args__ = (
        UniqueConstraint("workspace_id", "once_key"),
        partial_index(
            "ix_outgoing_waiting",
            "workspace_id",
            "can_wait",
            "id",
            where="state IN ('queued', 'sending')",
        ),
        Index("ix_outgoing_handoff", "workspace_id", "handoff_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    effect: Mapped[str] = mapped_column(String(40))
    handoff_id: Mapped[int | None]
    check_in_id: Mapped[int | None]
    person_id: Mapped[str | None] = mapped_column(PersonId)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    once_key: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[Delivery]
    attempt: Mapped[int] = mapped_column(default=0)
    is_doubtful: Mapped[bool] = mapped_column(default=False)
    can_wait: Mapped[bool] = mapped_column(default=False)
    delivery_id: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[str | None] = mapped_column(ChannelId)
    ts: Mapped[str | None] = mapped_column(Ts)
    why: Mapped[str | None]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    held_by: Mapped[str | None] = mapped_column(String(120))

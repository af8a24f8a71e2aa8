"""The processes that carry out jobs, and when each was last alive."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class Executor(Base):
    """One process (of no workspace). `seen_at` is real time, whatever clock is followed."""

    __tablename__ = "executor"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    seen_at: Mapped[datetime]

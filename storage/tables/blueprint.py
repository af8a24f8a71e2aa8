"""The blueprint: answers, open items, what is being typed, and the verdict (R5 to R8).

Answers belong to the account, not to a handoff: the blueprint is a living document (R9).
Versions are rows; the current one has no `replaced_at`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.choices import ItemKind, Verdict
from storage.tables.base import Base, PersonId, Workspaced, partial_index
from storage.types import EncryptedJson, EncryptedText


class Answer(Workspaced, Base):
    """One version of the answer to one question; `is_nothing` is "nothing to report" (R7)."""

    __tablename__ = "answer"
    __table_args__ = (
        partial_index(
            "uq_answer_current",
            "workspace_id",
            "account_id",
            "question",
            unique=True,
            where="replaced_at IS NULL",
        ),
        Index("ix_answer_account", "workspace_id", "account_id", "question"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    question: Mapped[str] = mapped_column(String(80))
    text: Mapped[str | None] = mapped_column(EncryptedText)
    is_nothing: Mapped[bool] = mapped_column(default=False)
    written_by: Mapped[str] = mapped_column(PersonId)
    written_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]


class OpenItem(Workspaced, Base):
    """An issue, commitment, action item, risk or opportunity; open until `closed_at` is set."""

    __tablename__ = "open_item"
    __table_args__ = (Index("ix_open_item_account", "workspace_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[ItemKind]
    text: Mapped[str] = mapped_column(EncryptedText)
    owner_id: Mapped[str | None] = mapped_column(PersonId)
    due_on: Mapped[date | None]
    what_was_done: Mapped[str | None] = mapped_column(EncryptedText)
    written_by: Mapped[str] = mapped_column(PersonId)
    written_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class DumpDraft(Workspaced, Base):
    """The newest value of one input that somebody types into in a dump.

    `step` is the form ("answers", or a contact's or item's form such as "people/new"), `field` the
    input's name in it. One row an input, so that a save is one statement that needs no reading:
    saves that arrive out of order keep the newest by `action_ts`, Slack's time of the action.
    `rendering` names the view that the input stood in. `is_saved`: that view was submitted and the
    value went into the blueprint; a save of the same view that arrives later changes nothing.
    """

    __tablename__ = "dump_draft"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    step: Mapped[str] = mapped_column(String(80), primary_key=True)
    field: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(EncryptedJson, nullable=True)
    rendering: Mapped[str] = mapped_column(String(40))
    action_ts: Mapped[str] = mapped_column(String(40))
    is_saved: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime]


class DumpPosition(Workspaced, Base):
    """The step of a dump at which somebody was last, so that it opens there again."""

    __tablename__ = "dump_position"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    step: Mapped[str] = mapped_column(String(80))


class Review(Workspaced, Base):
    """R8: the incoming CSM accepted the blueprint, or returned it with the gaps named."""

    __tablename__ = "review"
    __table_args__ = (Index("ix_review_handoff", "workspace_id", "handoff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"))
    verdict: Mapped[Verdict]
    gaps: Mapped[str | None] = mapped_column(EncryptedText)
    sections: Mapped[list[str]] = mapped_column(default=list)
    by: Mapped[str] = mapped_column(PersonId)
    at: Mapped[datetime]

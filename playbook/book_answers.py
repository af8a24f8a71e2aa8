"""What somebody has answered for the other accounts of their book, as far as they may see it.

Their book here: the accounts that they own, and those that they hand over at the moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select, union_all
from sqlalchemy.orm import Session

from playbook.access import FINISHED, Opened
from playbook.questions import Input, Question
from playbook.visibility import SEES, Role
from storage.choices import OwnershipRole, State
from storage.listed import listed, one_of
from storage.tables import Account, Answer, Handoff, Ownership
from storage.written import word

_MOST = 100
_COPIED = frozenset({Input.LINE, Input.TEXT, Input.CHOICE})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What was answered to the same question for another account."""

    account_id: int
    account: str
    text: str


def may_be_copied(question: Question) -> bool:
    """Whether an answer to it may hold for another account too, and who owns that one sees it.

    A day, a person or an open item is of one account only.
    """
    return question.input in _COPIED and question.sees in SEES[Role.OUTGOING]


def questions(session: Session, opened: Opened, asked: Iterable[Question]) -> frozenset[str]:
    """Return the keys of the questions that another account of the book answers."""
    keys = [question.key for question in asked if may_be_copied(question)]
    if not keys:
        return frozenset()
    return frozenset(session.connection().scalars(_answered(len(keys)), _which(opened, keys)))


def answers(
    session: Session, opened: Opened, question: Question, typed: str = ""
) -> Sequence[Elsewhere]:
    """Return the answers to a question in accounts whose name has `typed` in it, by name.

    At most 100, as many as a select of Slack offers.
    """
    if not may_be_copied(question):
        return []
    query = _ANSWERS.where(Account.name_key.contains(typed.casefold(), autoescape=True))
    rows = session.execute(query, _which(opened, [question.key]))
    return [Elsewhere(row.id, row.name, row.text) for row in rows]


def answer(session: Session, opened: Opened, question: Question, account_id: int) -> str | None:
    """Return the answer of one account; None where there is none for this person."""
    if not may_be_copied(question):
        return None
    query = _ANSWERS.where(Account.id == account_id)
    row = session.execute(query, _which(opened, [question.key])).first()
    return row.text if row else None


def _which(opened: Opened, keys: Iterable[str]) -> dict[str, Any]:
    """Return what the statements below are about."""
    return {
        "workspace_id": opened.viewer.workspace_id,
        "account_id": opened.account.id,
        "person_id": opened.viewer.id,
        **listed(keys),
    }


_BOOK_BUT_THIS = union_all(
    select(Ownership.account_id).where(
        Ownership.workspace_id == bindparam("workspace_id"),
        Ownership.person_id == bindparam("person_id"),
        Ownership.account_id != bindparam("account_id"),
        Ownership.role == word(OwnershipRole.OWNER),
        Ownership.until.is_(None),
    ),
    select(Handoff.account_id).where(
        Handoff.workspace_id == bindparam("workspace_id"),
        Handoff.outgoing_id == bindparam("person_id"),
        Handoff.account_id != bindparam("account_id"),
        *(Handoff.state != state for state in (State.DRAFT, *FINISHED)),
    ),
)


def _others(count: int) -> tuple[ColumnElement[bool], ...]:
    """Pick the current answers with a text to so many questions, of the viewer's other accounts."""
    return (
        Answer.workspace_id == bindparam("workspace_id"),
        Answer.account_id.in_(_BOOK_BUT_THIS),
        one_of(Answer.question, count),
        Answer.replaced_at.is_(None),
        Answer.text.is_not(None),
    )


# Built once: every view of a dump waits for the first, and building costs more than running.
@lru_cache
def _answered(count: int) -> Select[str]:
    return select(Answer.question).where(*_others(count)).distinct()


_ANSWERS = (
    select(Account.id, Account.name, Answer.text)
    .join(Account, Account.id == Answer.account_id)
    .where(Account.workspace_id == bindparam("workspace_id"), *_others(1))
    .order_by(Account.name_key)
    .limit(_MOST)
)

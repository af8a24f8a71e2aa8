"""What somebody has answered for the other accounts of their book, as far as they may see it.

Their book here: the accounts that they own, and those that they hand over at the moment.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from playbook.access import FINISHED, Opened
from playbook.people import Viewer
from playbook.questions import Input, Question
from playbook.visibility import SEES, Role
from storage.choices import OwnershipRole, State
from storage.tables import Account, Answer, Handoff, Ownership

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
    query = select(Answer.question).where(*_others(opened, keys)).distinct()
    return frozenset(session.scalars(query))


def answers(
    session: Session, opened: Opened, question: Question, typed: str = ""
) -> Sequence[Elsewhere]:
    """Return the answers to a question in accounts whose name has `typed` in it, by name.

    At most 100, as many as a select of Slack offers.
    """
    query = (
        select(Account.id, Account.name, Answer.text)
        .join(Account, Account.id == Answer.account_id)
        .where(
            *_others(opened, [question.key] if may_be_copied(question) else []),
            Account.workspace_id == opened.viewer.workspace_id,
            Account.name_key.contains(typed.casefold(), autoescape=True),
        )
        .order_by(Account.name_key)
        .limit(_MOST)
    )
    return [Elsewhere(row.id, row.name, row.text) for row in session.execute(query)]


def answer(session: Session, opened: Opened, question: Question, account_id: int) -> str | None:
    """Return the answer of one account; None where there is none for this person."""
    others = _others(opened, [question.key] if may_be_copied(question) else [])
    return session.scalar(select(Answer.text).where(*others, Answer.account_id == account_id))


def _others(opened: Opened, keys: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """The current answers with a text of the other accounts in the viewer's book."""
    return (
        Answer.workspace_id == opened.viewer.workspace_id,
        Answer.account_id != opened.account.id,
        Answer.question.in_(keys),
        Answer.replaced_at.is_(None),
        Answer.text.is_not(None),
        _in_book(opened.viewer),
    )


def _in_book(viewer: Viewer) -> ColumnElement[bool]:
    owned = exists().where(
        Ownership.workspace_id == viewer.workspace_id,
        Ownership.account_id == Answer.account_id,
        Ownership.person_id == viewer.id,
        Ownership.role == OwnershipRole.OWNER,
        Ownership.until.is_(None),
    )
    handed_over = exists().where(
        Handoff.workspace_id == viewer.workspace_id,
        Handoff.account_id == Answer.account_id,
        Handoff.outgoing_id == viewer.id,
        Handoff.state.not_in((State.DRAFT, *FINISHED)),
    )
    return or_(owned, handed_over)

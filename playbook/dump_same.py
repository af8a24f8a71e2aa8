"""The same answer as for another account of one's own book, copied in one click (R5).

A copy is typed for them: it becomes an answer, with its writer and time, when they go on.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from playbook import book_answers, drafts, dump, dump_view
from playbook.access import Opened
from playbook.answers import NOTHING
from playbook.book_answers import Elsewhere
from playbook.drafts import Typed, Value
from playbook.dump_view import Place, Shown
from playbook.errors import NotThere
from playbook.people import Actor
from playbook.questions import Input, Question
from playbook.words import _
from playbook.writers import open_for_writing


def offer(
    session: Session, actor: Actor, handoff_id: int, key: str, typed: str
) -> Sequence[Elsewhere]:
    """Return the answers that may be copied to this question, by the account's name.

    `typed` is a part of that name. Raises Refused.
    """
    opened = open_for_writing(session, actor, handoff_id)
    return book_answers.answers(session, opened, _question(opened, key), typed)


def copy(
    session: Session,
    actor: Actor,
    key: str,
    account_id: int,
    typed: Typed,
    to: Place,
    now: datetime,
) -> Shown:
    """Type another account's answer into this question, and return the view with it.

    `typed` is what stood in the view's inputs: a text that is there stays above the copied one.
    Raises Refused.
    """
    opened = open_for_writing(session, actor, to.handoff_id)
    question = _question(opened, key)
    text = book_answers.answer(session, opened, question, account_id)
    if text is None:
        raise _not_there()
    both: dict[str, Value] = {
        key: _together(question, typed.values.get(key), text),
        NOTHING + key: [],
    }
    drafts.keep(session, opened, replace(typed, values={**typed.values, **both}), now)
    return dump.go(session, opened, to)


def _question(opened: Opened, key: str) -> Question:
    question = dump_view.questions(opened).get(key)
    if question is None:
        raise _not_there()
    return question


def _together(question: Question, before: Value, text: str) -> str:
    if question.input is not Input.TEXT or not isinstance(before, str) or text in before:
        return text
    return f"{before.rstrip()}\n\n{text}" if before.strip() else text


def _not_there() -> NotThere:
    return NotThere(_("There is no such answer among your accounts any more."))

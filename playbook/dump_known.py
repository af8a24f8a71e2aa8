"""What is known already about questions that nobody has answered, so that nobody types it again.

An answer belongs to the account: what was answered at another depth stands there anyway. Besides,
the account knows its renewal, the plan its scheduled calls, and the record of the sale what the
customer bought it for (sections.toml, `known_from`).
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import sections
from playbook.access import Opened
from playbook.answers import RENEWAL
from playbook.blueprint import Answered
from playbook.questions import Question
from storage.choices import FirmDateKind
from storage.tables import FirmDate

CALLS = "work.calls"
"""The question whose answer begins as the plan's scheduled calls."""


def sources(asked: Iterable[Question]) -> list[Question]:
    """Return the questions whose answers may fill these."""
    every = sections.catalogue().by_key
    return [every[question.known_from] for question in asked if question.known_from]


def already(
    session: Session,
    opened: Opened,
    asked: Iterable[Question],
    answers: Mapping[str, Answered],
) -> dict[str, str]:
    """Return what is known about these questions, by key, in at most one statement.

    `answers` are those to their `sources`, by key, as far as this person sees them.
    """
    wanted = {question.key: question for question in asked if opened.sees(question.sees)}
    found = _from_other_answers(wanted.values(), answers)
    if CALLS in wanted and (calls := _calls(session, opened)):
        found[CALLS] = calls
    if RENEWAL in wanted and opened.account.renewal_on:
        found[RENEWAL] = opened.account.renewal_on.isoformat()
    return found


def _from_other_answers(
    asked: Iterable[Question], answers: Mapping[str, Answered]
) -> dict[str, str]:
    known = {q.key: answers.get(q.known_from) for q in asked if q.known_from}
    return {key: answer.text for key, answer in known.items() if answer and answer.text}


def _calls(session: Session, opened: Opened) -> str:
    query = (
        select(FirmDate.falls_on, FirmDate.title)
        .where(
            FirmDate.workspace_id == opened.handoff.workspace_id,
            FirmDate.handoff_id == opened.handoff.id,
            FirmDate.kind == FirmDateKind.CALL,
        )
        .order_by(FirmDate.falls_on, FirmDate.id)
    )
    return "\n".join(f"{row.falls_on:%d %b %Y}: {row.title}" for row in session.execute(query))

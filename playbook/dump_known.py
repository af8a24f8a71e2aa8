"""What is known already about questions that nobody has answered, so that nobody types it again.

An answer belongs to the account: what was answered at another depth stands there anyway. Besides,
the account knows its renewal, the plan its scheduled calls, and the record of the sale what the
customer bought it for (sections.toml, `known_from`).
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import blueprint, sections
from playbook.access import Opened
from playbook.answers import RENEWAL
from playbook.questions import Question
from storage.choices import FirmDateKind
from storage.tables import FirmDate

CALLS = "work.calls"
"""The question whose answer begins as the plan's scheduled calls."""


def already(session: Session, opened: Opened, asked: Iterable[Question]) -> dict[str, str]:
    """Return what is known about these questions, by key, in at most two statements."""
    wanted = {question.key: question for question in asked if opened.sees(question.sees)}
    found = _from_other_answers(session, opened, wanted.values())
    if CALLS in wanted and (calls := _calls(session, opened)):
        found[CALLS] = calls
    if RENEWAL in wanted and opened.account.renewal_on:
        found[RENEWAL] = opened.account.renewal_on.isoformat()
    return found


def _from_other_answers(
    session: Session, opened: Opened, asked: Iterable[Question]
) -> dict[str, str]:
    sources = {q.key: q.known_from for q in asked if q.known_from}
    every = sections.catalogue().by_key
    seen = {source for source in sources.values() if opened.sees(every[source].sees)}
    answers = blueprint.answers_to(session, opened, seen)
    texts = {key: answers[source].text for key, source in sources.items() if source in answers}
    return {key: text for key, text in texts.items() if text}


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

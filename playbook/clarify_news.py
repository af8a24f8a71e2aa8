"""The DMs about clarifying questions: what each has to say now, and which there are (R8)."""

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import access, anew, clarify
from playbook.anew import Anew
from playbook.clarify import Told
from playbook.clarify_writing import ANSWERED, ASKED
from playbook.errors import Refused
from playbook.people import Actor
from storage.tables import Clarification, Outgoing


def for_row(session: Session, row: Outgoing) -> Told | None:
    """Return the question that a row of the outbox is about, as its person may see it now."""
    question = session.get(Clarification, int(row.detail.get("question") or 0))
    if question is None or question.workspace_id != row.workspace_id or row.person_id is None:
        return None
    return _seen_by(session, question, row.person_id)


def to_show(session: Session, outgoing_id: int) -> tuple[int, Anew[Told]]:
    """Return the question that a row (`question_shown`) promises to show, and the DMs about it."""
    promise = session.get_one(Outgoing, outgoing_id)
    rows = [
        row
        for row in session.scalars(
            select(Outgoing).where(
                Outgoing.workspace_id == promise.workspace_id,
                Outgoing.handoff_id == promise.handoff_id,
                Outgoing.effect.in_((ASKED, ANSWERED)),
            )
        )
        if row.detail.get("question") == promise.detail.get("question")
    ]
    question_id = int(promise.detail.get("question") or 0)
    return question_id, anew.of_rows(session, rows, partial(for_row, session))


def _seen_by(session: Session, question: Clarification, person_id: str) -> Told | None:
    try:
        actor = Actor(question.workspace_id, person_id)
        opened = access.open_handoff(session, actor, question.handoff_id)
        return clarify.told(session, opened, question)
    except Refused:  # they have no part in it any more
        return None

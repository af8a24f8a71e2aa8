"""The DMs about clarifying questions: what each has to say now, and which there are (R8)."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import access, clarify, languages
from playbook.clarify import Told
from playbook.clarify_writing import ANSWERED, ASKED
from playbook.errors import Refused
from playbook.people import Actor
from storage.choices import Delivery
from storage.tables import Clarification, Outgoing


@dataclass(frozen=True, slots=True)
class Posted:
    """A DM about a question that was sent; `effect` says which it is, `locale` what is read."""

    effect: str
    channel_id: str
    ts: str
    locale: str
    told: Told


@dataclass(frozen=True, slots=True)
class Showing:
    """The DMs that a question has to be shown in. Not `is_complete`: one is being sent."""

    question_id: int
    posted: tuple[Posted, ...]
    is_complete: bool


def for_row(session: Session, row: Outgoing) -> Told | None:
    """Return the question that a row of the outbox is about, as its person may see it now."""
    question = session.get(Clarification, int(row.detail.get("question") or 0))
    if question is None or question.workspace_id != row.workspace_id or row.person_id is None:
        return None
    return _seen_by(session, question, row.person_id)


def to_show(session: Session, outgoing_id: int) -> Showing:
    """Return the DMs about the question that a row (`question_shown`) promises to show."""
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
    is_complete = all(row.state is not Delivery.SENDING for row in rows)
    question_id = int(promise.detail.get("question") or 0)
    return Showing(question_id, tuple(_posted(session, rows)), is_complete)


def _posted(session: Session, rows: list[Outgoing]) -> Iterator[Posted]:
    for row in rows:
        told = for_row(session, row)
        if told and row.channel_id and row.ts:
            locale = languages.locale_of(session, row.workspace_id, row.person_id)
            yield Posted(row.effect, row.channel_id, row.ts, locale, told)


def _seen_by(session: Session, question: Clarification, person_id: str) -> Told | None:
    try:
        actor = Actor(question.workspace_id, person_id)
        opened = access.open_handoff(session, actor, question.handoff_id)
        return clarify.told(session, opened, question)
    except Refused:  # they have no part in it any more
        return None

"""What is kept about one person at the customer beside their own row: exported, and emptied (R31).

Whatever names a contact by id is here: how they felt, what worried them, what they had to repeat,
what was asked about them, how long they were silent, whether a lead spoke with them, what was
known of them before, and what somebody is typing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session

from playbook import clarify, clarify_writing, entry_versions, forms, repeated, sections
from playbook.access import Opened
from playbook.dump_people import PEOPLE
from playbook.questions import Input
from playbook.visibility import Field
from storage import outbox
from storage.choices import EntryKind, Kind, QuestionState
from storage.tables import (
    Clarification,
    Concern,
    ConcernStep,
    DumpDraft,
    EntryVersion,
    Handoff,
    Repeated,
    Sentiment,
    Silence,
    Touchpoint,
)

EMPTY = "–"
"""What stands where there was a text that has to be one."""

Lines = list[dict[str, Any]]


def export(session: Session, opened: Opened, contact_id: int) -> dict[str, Lines]:
    """Return what the reader may see of it, as plain values that JSON can hold."""
    return {
        "earlier": _earlier(session, opened, contact_id),
        "sentiment": _sentiment(session, opened, contact_id),
        "silence": _silence(session, opened, contact_id),
        "concerns": _concerns(session, opened, contact_id),
        "had_to_repeat": _repeated(session, opened, contact_id),
        "asked_about": _asked(session, opened, contact_id),
        "touchpoints": _touchpoints(session, opened, contact_id),
    }


def empty(session: Session, opened: Opened, contact_id: int, now: datetime) -> None:
    """Empty it. Scores, steps and dates stay: they say nothing of anybody without a name.

    A question about them that waits is withdrawn, and what was said about it in Slack is emptied.
    """
    workspace_id = opened.account.workspace_id
    entry_versions.forget(session, workspace_id, contact_id)
    _empty_drafts(session, opened, contact_id)
    of_them = _of_them(Sentiment, opened, contact_id)
    session.execute(update(Sentiment).where(*of_them).values(note=None))
    session.execute(delete(Silence).where(*_of_them(Silence, opened, contact_id)))
    _empty_concerns(session, opened, contact_id)
    of_them = _of_them(Repeated, opened, contact_id)
    session.execute(update(Repeated).where(*of_them).values(contact_id=None, what=EMPTY))
    _empty_questions(session, opened, contact_id, now)


def asked_about(contact_id: int) -> ColumnElement[bool]:
    """Return the condition for the questions about a person."""
    of_people = Clarification.about.in_(_people_questions())
    return and_(of_people, Clarification.entry_id == contact_id)


def _earlier(session: Session, opened: Opened, contact_id: int) -> Lines:
    query = select(EntryVersion).where(
        EntryVersion.workspace_id == opened.account.workspace_id,
        EntryVersion.kind == EntryKind.CONTACT,
        EntryVersion.entry_id == contact_id,
    )
    return [
        {"until": row.replaced_at.isoformat(), **row.facts, **_guarded(opened, row)}
        for row in session.scalars(query.order_by(EntryVersion.id))
    ]


def _guarded(opened: Opened, row: EntryVersion) -> dict[str, Any]:
    guarded = (
        ("temperament", Field.TEMPERAMENT, row.temperament),
        ("personal_details", Field.PERSONAL_DETAILS, row.personal_details),
    )
    return {name: value for name, field, value in guarded if value and opened.sees(field)}


def _sentiment(session: Session, opened: Opened, contact_id: int) -> Lines:
    if not opened.sees(Field.SENTIMENT):
        return []
    query = select(Sentiment).where(*_of_them(Sentiment, opened, contact_id))
    return [
        {
            "at": row.at.isoformat(),
            "score": row.score.value,
            "note": row.note,
            "by": row.by,
            "is_corrected": row.replaced_at is not None,
        }
        for row in session.scalars(query.order_by(Sentiment.at, Sentiment.id))
    ]


def _silence(session: Session, opened: Opened, contact_id: int) -> Lines:
    if not opened.sees(Field.SENTIMENT):
        return []
    query = select(Silence).where(*_of_them(Silence, opened, contact_id))
    return [
        {
            "since": row.since.isoformat(),
            "heard_at": row.heard_at.isoformat() if row.heard_at else None,
        }
        for row in session.scalars(query.order_by(Silence.since))
    ]


def _concerns(session: Session, opened: Opened, contact_id: int) -> Lines:
    if not opened.sees(Field.CONCERNS):
        return []
    query = select(Concern).where(*_of_them(Concern, opened, contact_id)).order_by(Concern.id)
    return [
        {
            "at": row.opened_at.isoformat(),
            "state": row.state.value,
            "text": row.text,
            "steps": _steps(session, row),
        }
        for row in session.scalars(query)
    ]


def _steps(session: Session, concern: Concern) -> Lines:
    query = select(ConcernStep.at, ConcernStep.state, ConcernStep.note).where(
        ConcernStep.workspace_id == concern.workspace_id, ConcernStep.concern_id == concern.id
    )
    return [
        {"at": row.at.isoformat(), "state": row.state.value, "note": row.note}
        for row in session.execute(query.order_by(ConcernStep.id))
    ]


def _repeated(session: Session, opened: Opened, contact_id: int) -> Lines:
    query = select(Repeated.on, Repeated.what).where(
        *_of_them(Repeated, opened, contact_id), Repeated.removed_at.is_(None)
    )
    rows = session.execute(query.order_by(Repeated.id))
    return [{"on": row.on.isoformat(), "what": row.what} for row in rows]


def _asked(session: Session, opened: Opened, contact_id: int) -> Lines:
    query = select(Clarification.asked_at, Clarification.text, Clarification.answer).where(
        Clarification.workspace_id == opened.account.workspace_id, asked_about(contact_id)
    )
    return [
        {"at": row.asked_at.isoformat(), "question": row.text, "answer": row.answer}
        for row in session.execute(query.order_by(Clarification.id))
    ]


def _touchpoints(session: Session, opened: Opened, contact_id: int) -> Lines:
    if not opened.sees(Field.TOUCHPOINT):
        return []
    query = (
        select(Touchpoint)
        .join(Handoff, Handoff.id == Touchpoint.handoff_id)
        .where(
            Touchpoint.workspace_id == opened.account.workspace_id,
            Handoff.account_id == opened.account.id,
        )
        .order_by(Touchpoint.id)
    )
    return [
        {"on": row.held_on.isoformat() if row.held_on else None, "notes": row.notes}
        for row in session.scalars(query)
        if contact_id in row.contact_ids
    ]


def _empty_concerns(session: Session, opened: Opened, contact_id: int) -> None:
    theirs = _of_them(Concern, opened, contact_id)
    steps = (
        ConcernStep.workspace_id == opened.account.workspace_id,
        ConcernStep.concern_id.in_(select(Concern.id).where(*theirs)),
    )
    session.execute(update(ConcernStep).where(*steps).values(note=None))
    session.execute(update(Concern).where(*theirs).values(text=None))


def _empty_questions(session: Session, opened: Opened, contact_id: int, now: datetime) -> None:
    workspace_id = opened.account.workspace_id
    query = select(Clarification).where(
        Clarification.workspace_id == workspace_id, asked_about(contact_id)
    )
    for row in session.scalars(query):
        row.text, row.answer = EMPTY, EMPTY if row.answer else None
        row.state = _END.get(row.state, row.state)
        detail = {"question": row.id}
        outbox.put(
            session, workspace_id, clarify_writing.SHOWN, now,
            handoff_id=row.handoff_id, detail=detail,
        )  # fmt: skip


_END = {
    QuestionState.OPEN: QuestionState.WITHDRAWN,
    QuestionState.ANSWERED: QuestionState.SETTLED,
}


def _empty_drafts(session: Session, opened: Opened, contact_id: int) -> None:
    """Let go of what is being typed of them, by whomever."""
    asked = select(Clarification.id).where(
        Clarification.workspace_id == opened.account.workspace_id, asked_about(contact_id)
    )
    steps = [
        forms.name_of(PEOPLE, contact_id),
        *(clarify.form_about(key, contact_id) for key in _people_questions()),
        *(form for one in session.scalars(asked) for form in clarify.forms_of(one)),
    ]
    of_account = _drafts_of(opened)
    session.execute(delete(DumpDraft).where(*of_account, DumpDraft.step.in_(steps)))
    repeating = list(_repeating(session, opened, contact_id))
    session.execute(
        delete(DumpDraft).where(
            *of_account, DumpDraft.step == repeated.FORM, DumpDraft.person_id.in_(repeating)
        )
    )


def _repeating(session: Session, opened: Opened, contact_id: int) -> Iterable[str]:
    """Who is just noting that this person had to repeat something."""
    query = select(DumpDraft.person_id, DumpDraft.value).where(
        *_drafts_of(opened), DumpDraft.step == repeated.FORM, DumpDraft.field == "who"
    )
    return (row.person_id for row in session.execute(query) if row.value == str(contact_id))


def _drafts_of(opened: Opened) -> tuple[ColumnElement[bool], ...]:
    account = opened.account
    return DumpDraft.workspace_id == account.workspace_id, DumpDraft.account_id == account.id


def _of_them(
    table: type[Concern | Repeated | Sentiment | Silence], opened: Opened, contact_id: int
) -> Sequence[ColumnElement[bool]]:
    return table.workspace_id == opened.account.workspace_id, table.contact_id == contact_id


@lru_cache
def _people_questions() -> tuple[str, ...]:
    """The questions of the blueprint whose entries are people."""
    known = (sections.catalogue().questions(kind) for kind in Kind)
    lists = (one.key for of_kind in known for one in of_kind.values() if one.input is Input.PEOPLE)
    return tuple(dict.fromkeys(lists))

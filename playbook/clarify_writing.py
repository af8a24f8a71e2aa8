"""Asking clarifying questions and answering them, to the end (R8).

Who asked hears the answer and says whether that answers it, or asks again. What is typed is a
draft (playbook.drafts) until it is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import (
    access,
    answers,
    audit,
    blueprint,
    clarify,
    clarify_opening,
    drafts,
    moves,
    once,
    sections,
)
from playbook.access import Opened
from playbook.answers import Given, too_long
from playbook.clarify import Subject, Told
from playbook.drafts import Typed, Value
from playbook.errors import FieldErrors, NotNow
from playbook.people import Actor
from playbook.questions import Section
from playbook.words import _
from playbook.writers import WRITERS
from storage import outbox
from storage.choices import QuestionOrigin, QuestionState
from storage.tables import Clarification, Handoff

ASKED, ANSWERED, SHOWN = "question_asked", "question_answered", "question_shown"
"""The effects: the DM that asks, the DM that brings the answer, and bringing both up to date."""

TEXT = "text"
"""The input of each form that holds what is asked or answered."""

GAPS_FORM = "clarify/gaps"
"""The form in which a gap of the intro call is named."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The form of a question. `asked_of` is a person's id; `follows` the answered question that is
    asked again; `typed` what was typed before."""

    handoff_id: int
    account: str
    subject: Subject
    asked_of: str
    form: str
    typed: Value
    follows: Told | None = None


@dataclass(frozen=True, slots=True)
class Answering:
    """The form of an answer, with what was typed into it before."""

    told: Told
    form: str
    typed: Value


@dataclass(frozen=True, slots=True)
class Gaps:
    """The form of a gap that was found at the intro call."""

    handoff_id: int
    account: str
    sections: tuple[Section, ...]
    typed: dict[str, Value]


def asking(
    session: Session, actor: Actor, handoff_id: int, about: str, entry_id: int | None
) -> Asking:
    """Return the form of a question about something in the blueprint. Raises Refused."""
    opened = clarify_opening.for_asking(session, actor, handoff_id)
    found = clarify.subject(session, opened, about, entry_id)
    form = clarify.form_about(about, entry_id)
    asked_of = clarify_opening.asked_of(session, opened, found.written_by)
    typed = drafts.read(session, opened, form).get(TEXT)
    return Asking(handoff_id, opened.account.name, found, asked_of, form, typed)


def asking_again(session: Session, actor: Actor, question_id: int) -> Asking:
    """Return the form in which an answered question is asked again. Raises Refused."""
    row, opened = clarify_opening.question(session, actor, question_id)
    clarify_opening.require_to_close(opened, row, QuestionState.ANSWERED)
    told = clarify.told(session, opened, row)
    _answering, form = clarify.forms_of(row.id)
    asked_of = clarify_opening.asked_of(session, opened, row.answered_by)
    typed = drafts.read(session, opened, form).get(TEXT)
    return Asking(row.handoff_id, opened.account.name, told.subject, asked_of, form, typed, told)


def ask(
    session: Session,
    actor: Actor,
    handoff_id: int,
    about: str,
    entry_id: int | None,
    typed: Typed,
    key: str,
    now: datetime,
) -> str:
    """Ask whoever wrote it, and return their id. Raises FieldErrors and Refused.

    `key` is the request's: however often it arrives, it asks once.
    """
    opened = clarify_opening.for_asking(session, actor, handoff_id, for_change=True)
    found = clarify.subject(session, opened, about, entry_id)
    asked_of = clarify_opening.asked_of(session, opened, found.written_by)
    _ask(session, opened, found, asked_of, QuestionOrigin.READING, typed, key, now)
    return asked_of


def ask_again(
    session: Session, actor: Actor, question_id: int, typed: Typed, key: str, now: datetime
) -> str:
    """Ask more about an answer, as a question that follows it; return who is asked.

    Raises FieldErrors and Refused.
    """
    row, opened = clarify_opening.question(session, actor, question_id, for_change=True)
    asked_of = clarify_opening.asked_of(session, opened, row.answered_by)
    if once.first_time(session, actor.workspace_id, key, now):
        clarify_opening.require_to_close(opened, row, QuestionState.ANSWERED)
        found = clarify.subject(session, opened, row.about, row.entry_id)
        following = _ask(session, opened, found, asked_of, row.origin, typed, None, now)
        following.follows_id = row.id
        _close(session, opened, row, QuestionState.ASKED_AGAIN, now)
    return asked_of


def gaps(session: Session, actor: Actor, handoff_id: int) -> Gaps:
    """Return the form in which a gap of the intro call is named. Raises Refused."""
    opened = clarify_opening.for_asking(session, actor, handoff_id)
    typed = drafts.read(session, opened, GAPS_FORM)
    return Gaps(handoff_id, opened.account.name, _sections(opened), typed)


def found_gap(
    session: Session, actor: Actor, handoff_id: int, typed: Typed, key: str, now: datetime
) -> str:
    """Make a gap that the intro call showed a question to the outgoing CSM; return who is asked.

    Raises FieldErrors and Refused.
    """
    opened = clarify_opening.for_asking(session, actor, handoff_id, for_change=True)
    about = str(typed.values.get("section") or "")
    if about not in {section.key for section in _sections(opened)}:
        raise FieldErrors({"section": _("Please choose one of the options.")})
    found = clarify.subject(session, opened, about, None)
    asked_of = clarify_opening.asked_of(session, opened, None)
    _ask(session, opened, found, asked_of, QuestionOrigin.INTRO_CALL, typed, key, now)
    return asked_of


def answering(session: Session, actor: Actor, question_id: int) -> Answering:
    """Return the form of an answer. Raises Refused; NotNow says what is the case instead."""
    row, opened = clarify_opening.question(session, actor, question_id)
    access.require(opened, *WRITERS)
    clarify_opening.require(opened, row, QuestionState.OPEN)
    form, _again = clarify.forms_of(row.id)
    typed = drafts.read(session, opened, form).get(TEXT)
    return Answering(clarify.told(session, opened, row), form, typed)


def answer(session: Session, actor: Actor, question_id: int, typed: Typed, now: datetime) -> Told:
    """Answer a question, and let who asked it hear. Raises FieldErrors and Refused.

    Anybody of the handoff may, also on a call; who answers their own question has settled it.
    """
    row, opened = clarify_opening.question(session, actor, question_id, for_change=True)
    access.require(opened, *WRITERS)
    clarify_opening.require(opened, row, QuestionState.OPEN)
    row.answer = _text(typed)
    row.answered_by, row.answered_at = opened.viewer.id, now
    asker_id = clarify.asker(opened.handoff, row)
    is_own = asker_id == opened.viewer.id
    if not is_own:
        _tell(session, opened.handoff, row, ANSWERED, asker_id, now)
    drafts.put_away(session, opened, typed, typed.values.keys(), now)
    _close(session, opened, row, QuestionState.SETTLED if is_own else QuestionState.ANSWERED, now)
    _record(session, opened, "question_answered", now)
    return clarify.told(session, opened, row)


def settle(session: Session, actor: Actor, question_id: int, now: datetime) -> Told:
    """Say that the answer is enough. Raises Refused."""
    row, opened = clarify_opening.question(session, actor, question_id, for_change=True)
    clarify_opening.require_to_close(opened, row, QuestionState.ANSWERED)
    _close(session, opened, row, QuestionState.SETTLED, now)
    return clarify.told(session, opened, row)


def withdraw(session: Session, actor: Actor, question_id: int, now: datetime) -> Told:
    """Take a question back that nobody has answered yet. Raises Refused."""
    row, opened = clarify_opening.question(session, actor, question_id, for_change=True)
    clarify_opening.require_to_close(opened, row, QuestionState.OPEN)
    _close(session, opened, row, QuestionState.WITHDRAWN, now)
    _record(session, opened, "question_withdrawn", now)
    return clarify.told(session, opened, row)


def put_in(session: Session, actor: Actor, question_id: int, now: datetime) -> Told:
    """Add the answer to what the blueprint says, as a version by who answered. Raises Refused.

    However often it is asked for, it is added once.
    """
    row, opened = clarify_opening.question(session, actor, question_id, for_change=True)
    access.require(opened, *WRITERS)
    found = clarify.subject(session, opened, row.about, row.entry_id)
    if row.answer is None or not found.takes_text:
        raise NotNow(_("This answer has no place of its own in the blueprint."))
    if row.put_in_at is None:
        _append(session, opened, row, row.answer, now)
        row.put_in_at = now
        _show(session, opened.handoff, row, now)
    return clarify.told(session, opened, row)


def hand_on(session: Session, handoff: Handoff, from_id: str, now: datetime) -> None:
    """Ask others what somebody was asked who has no part in the handoff any more."""
    for row in _open_of(session, handoff, from_id):
        asked_of = clarify.somebody_to_ask(session, handoff, None, row.asked_by)
        if asked_of is not None:
            row.asked_of = asked_of
            _tell(session, handoff, row, ASKED, asked_of, now)


def _ask(
    session: Session,
    opened: Opened,
    found: Subject,
    asked_of: str,
    origin: QuestionOrigin,
    typed: Typed,
    key: str | None,
    now: datetime,
) -> Clarification:
    row = Clarification(
        workspace_id=opened.handoff.workspace_id,
        handoff_id=opened.handoff.id,
        about=found.about,
        entry_id=found.entry_id,
        origin=origin,
        state=QuestionState.OPEN,
        text=_text(typed),
        asked_by=opened.viewer.id,
        asked_at=now,
        asked_of=asked_of,
    )
    if key is None or once.first_time(session, row.workspace_id, key, now):
        session.add(row)
        session.flush()
        _tell(session, opened.handoff, row, ASKED, asked_of, now)
        drafts.put_away(session, opened, typed, typed.values.keys(), now)
        _record(session, opened, "question_asked", now)
    return row


def _text(typed: Typed) -> str:
    value = typed.values.get(TEXT)
    text = value.replace("\0", "").strip() if isinstance(value, str) else ""
    if problem := _("Please write something here.") if not text else too_long(text):
        raise FieldErrors({TEXT: problem})
    return text


def _close(
    session: Session, opened: Opened, row: Clarification, state: QuestionState, now: datetime
) -> None:
    row.state = state
    _show(session, opened.handoff, row, now)
    session.flush()
    moves.advance(session, opened.handoff, opened.viewer.id, now)  # it may have waited for this


def _append(
    session: Session, opened: Opened, row: Clarification, answer: str, now: datetime
) -> None:
    before = blueprint.answers_to(session, opened, [row.about]).get(row.about)
    text = "\n\n".join(part for part in (before.text if before else None, answer) if part)
    if problem := too_long(text):
        raise NotNow(problem)
    who = replace(opened.viewer, id=row.answered_by or opened.viewer.id)
    given = {row.about: Given(text, is_nothing=False)}
    shown = (before.id,) if before else ()
    answers.write(session, replace(opened, viewer=who), given, shown, now)


def _tell(
    session: Session, handoff: Handoff, row: Clarification, effect: str, to: str, now: datetime
) -> None:
    """Let somebody hear of a question; when it comes in a digest is reckoned anew (R20)."""
    handoff.reckoned_version = handoff.version - 1
    outbox.put(
        session,
        handoff.workspace_id,
        effect,
        now,
        handoff_id=handoff.id,
        person_id=to,
        detail={"question": row.id},
    )


def _show(session: Session, handoff: Handoff, row: Clarification, now: datetime) -> None:
    """Let the DMs about a question show how it stands now."""
    detail = {"question": row.id}
    outbox.put(session, handoff.workspace_id, SHOWN, now, handoff_id=handoff.id, detail=detail)


def _record(session: Session, opened: Opened, what: str, now: datetime) -> None:
    handoff = opened.handoff
    audit.record(session, handoff.workspace_id, opened.viewer.id, what, now, handoff=handoff)


def _open_of(session: Session, handoff: Handoff, person_id: str) -> Sequence[Clarification]:
    query = select(Clarification).where(
        Clarification.workspace_id == handoff.workspace_id,
        Clarification.handoff_id == handoff.id,
        Clarification.asked_of == person_id,
        Clarification.state == QuestionState.OPEN,
    )
    return session.scalars(query).all()


def _sections(opened: Opened) -> tuple[Section, ...]:
    return sections.asked(opened.handoff.kind, opened.handoff.depth)

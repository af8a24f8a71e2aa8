"""Clarifying questions as people read them: what each is about, and who waits for whom (R8).

Asking and answering are playbook.clarify_writing's. A question is seen by whoever may see what it
is about: the handoff's own people and their leads. No observer, channel post or canvas has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from playbook import access, blueprint, people, sections
from playbook.access import Opened
from playbook.blueprint import Answered
from playbook.errors import NotAllowed, NotThere
from playbook.holders import people_of
from playbook.people import Actor
from playbook.questions import Input, Question, Section
from playbook.visibility import SHARED, Field, Role
from playbook.words import _
from storage.choices import Kind, QuestionOrigin, QuestionState
from storage.tables import Account, Clarification, Contact, Handoff, OpenItem
from storage.written import word

PAGE = 8
"""How many questions a list shows at a time."""

ENDED = frozenset({QuestionState.SETTLED, QuestionState.ASKED_AGAIN, QuestionState.WITHDRAWN})
"""The states in which a question waits for nobody."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about: a section, a question of the blueprint, or an entry of its list.

    `label` is to be translated. `said` is what stands there now, by `written_by`; both are empty
    where nothing does. `takes_text`: an answer can be added to what stands there.
    """

    about: str
    entry_id: int | None
    label: str
    said: str | None = None
    written_by: str | None = None
    takes_text: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One question in full, for the people whom it concerns.

    `waits_for` is who answers it now, `asker_id` who is answered: the people who asked and were
    asked, or who has their part since. `before` are the question and answer that it follows.
    """

    id: int
    handoff_id: int
    account: str
    subject: Subject
    origin: QuestionOrigin
    state: QuestionState
    text: str
    asker_id: str
    asked_at: datetime
    waits_for: str
    answer: str | None
    answered_by: str | None
    is_put_in: bool
    before: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a list, and what this viewer may do about it."""

    id: int
    about: str
    label: str
    origin: QuestionOrigin
    state: QuestionState
    text: str
    asker_id: str
    asked_at: datetime
    waits_for: str
    answer: str | None
    answered_by: str | None
    may_answer: bool
    may_settle: bool
    may_withdraw: bool
    may_put_in: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many questions of one handoff wait for somebody's answer."""

    handoff_id: int
    account: str
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a handoff's questions, those that wait for somebody first."""

    handoff_id: int
    account: str
    lines: tuple[Line, ...]
    open: int
    total: int
    page: int
    may_ask: bool

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


def open_count(session: Session, handoff: Handoff) -> int:
    """Return how many questions wait for an answer. Who asks must see the blueprint."""
    query = select(func.count()).select_from(Clarification).where(*open_in(handoff))
    return session.scalar(query) or 0


def waited_for(session: Session, handoff: Handoff) -> tuple[str, ...]:
    """Return who answers each open question: a person's id for each, in the order of asking."""
    query = select(Clarification.asked_of).where(*open_in(handoff)).order_by(Clarification.id)
    return tuple(holder(handoff, asked_of) for asked_of in session.scalars(query))


def waiting(
    session: Session, workspace_id: str, person_id: str, until: datetime
) -> tuple[Waiting, ...]:
    """Return where questions wait for a person's answer that were asked before `until`."""
    session.flush()  # what is read below goes past the session
    which = {"workspace": workspace_id, "person": person_id, "until": until}
    return tuple(Waiting(*row) for row in session.connection().execute(_WAITING, which))


def listed(session: Session, actor: Actor, handoff_id: int, page: int = 0) -> Listed:
    """Return a page of the handoff's questions. Raises Refused."""
    opened = open_for_reading(session, actor, handoff_id)
    seen = _of(opened.handoff).where(Clarification.about.not_in(_hidden(opened)))
    total = session.scalar(select(func.count()).select_from(seen.subquery())) or 0
    page = min(max(0, page), max(0, (total - 1) // PAGE))
    rows = session.scalars(seen.order_by(*_ORDER).limit(PAGE).offset(page * PAGE))
    return Listed(
        handoff_id=handoff_id,
        account=opened.account.name,
        lines=tuple(_line(opened, row) for row in rows),
        open=open_count(session, opened.handoff),
        total=total,
        page=page,
        may_ask=may_ask(opened),
    )


def open_lines(session: Session, opened: Opened, limit: int) -> tuple[Line, ...]:
    """Return the first questions that wait for an answer, as far as this person may see them."""
    query = select(Clarification).where(
        *open_in(opened.handoff), Clarification.about.not_in(_hidden(opened))
    )
    rows = session.scalars(query.order_by(Clarification.id).limit(limit))
    return tuple(_line(opened, row) for row in rows)


def told(session: Session, opened: Opened, row: Clarification) -> Told:
    """Return a question in full. Raises NotThere for who may not see what it is about."""
    before = session.get(Clarification, row.follows_id) if row.follows_id else None
    return Told(
        id=row.id,
        handoff_id=row.handoff_id,
        account=opened.account.name,
        subject=subject(session, opened, row.about, row.entry_id),
        origin=row.origin,
        state=row.state,
        text=row.text,
        asker_id=asker(opened.handoff, row),
        asked_at=row.asked_at,
        waits_for=holder(opened.handoff, row.asked_of),
        answer=row.answer,
        answered_by=row.answered_by,
        is_put_in=row.put_in_at is not None,
        before=(before.text, before.answer or "") if before else None,
    )


def subject(session: Session, opened: Opened, about: str, entry_id: int | None) -> Subject:
    """Return what a question is about. Raises NotThere for what is not there, or not for them."""
    kind = opened.handoff.kind
    question, section = _questions(kind).get(about), _sections(kind).get(about)
    if (question is None and section is None) or not opened.sees(field_of(kind, about)):
        raise NotThere(_("This is not part of the blueprint any more."))
    if question is None:
        return Subject(about, None, section.title if section else "")
    if entry_id is not None and question.is_list:
        return _entry(session, opened, question, entry_id)
    found = blueprint.answers_to(session, opened, [about]).get(about)
    takes_text = question.input in (Input.LINE, Input.TEXT)
    writer = found.by if found else None
    return Subject(about, None, question.label, _said(question, found), writer, takes_text)


def field_of(kind: Kind, about: str) -> Field:
    """Return the field that guards what is said about a question or section.

    A section is guarded as strictly as any of its questions.
    """
    question, section = _questions(kind).get(about), _sections(kind).get(about)
    concerned = (question,) if question else section.questions if section else ()
    guards = (one.sees for one in concerned)
    return next((field for field in guards if field not in SHARED), Field.BLUEPRINT)


def form_about(about: str, entry_id: int | None) -> str:
    """Return the name of the form in which something is asked about."""
    return f"ask/{about}/{entry_id or ''}"


def forms_of(question_id: int) -> tuple[str, str]:
    """Return the names of a question's forms: to answer it, and to ask again."""
    return f"clarify/{question_id}", f"clarify/again/{question_id}"


def open_for_reading(
    session: Session, actor: Actor, handoff_id: int, *, for_change: bool = False
) -> Opened:
    """Return the handoff for somebody who may read its blueprint. Raises Refused."""
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    if not opened.sees(Field.BLUEPRINT):
        raise NotAllowed(
            _("The questions about {account} are for the people of its handoff.").format(
                account=opened.account.name
            )
        )
    return opened


def may_ask(opened: Opened) -> bool:
    """Whether this person asks: the incoming CSM, the temporary contact, or a lead (R8)."""
    is_temporary = opened.viewer.id == opened.handoff.temporary_id
    return is_temporary or opened.role in (Role.INCOMING, Role.LEAD)


def may_close(opened: Opened, row: Clarification) -> bool:
    """Whether this person says that a question is answered, or takes it back."""
    return opened.viewer.id == row.asked_by or opened.role in (Role.INCOMING, Role.LEAD)


def holder(handoff: Handoff, asked_of: str) -> str:
    """Return who answers: who was asked, or the outgoing CSM or lead, where they have left."""
    if asked_of in people_of(handoff):
        return asked_of
    return handoff.outgoing_id or handoff.lead_id


def asker(handoff: Handoff, row: Clarification) -> str:
    """Return who is answered: who asked, or who takes over since."""
    if row.asked_by in people_of(handoff):
        return row.asked_by
    return handoff.incoming_id or handoff.temporary_id or handoff.lead_id


def somebody_to_ask(
    session: Session, handoff: Handoff, written_by: str | None, asked_by: str
) -> str | None:
    """Return who is asked: who wrote it, else the outgoing CSM, else the lead, else who is left.

    Only somebody of the handoff who is still there, and not who asks. None: there is nobody.
    """
    of_it = people_of(handoff)
    chain = dict.fromkeys((written_by, handoff.outgoing_id, handoff.lead_id, *of_it))
    able = (one for one in chain if one in of_it and one != asked_by)
    return next((one for one in able if _is_there(session, handoff, one)), None)


def _is_there(session: Session, handoff: Handoff, person_id: str | None) -> bool:
    person = people.find(session, handoff.workspace_id, person_id) if person_id else None
    return person is not None and people.can_hold_a_role(person)


_IS_OPEN = Clarification.state == word(QuestionState.OPEN)


def open_in(handoff: Handoff | type[Handoff]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for the open questions of a handoff, or of those that are queried."""
    return (
        Clarification.workspace_id == handoff.workspace_id,
        Clarification.handoff_id == handoff.id,
        _IS_OPEN,
    )


def _of(handoff: Handoff) -> Select[Clarification]:
    return select(Clarification).where(
        Clarification.workspace_id == handoff.workspace_id,
        Clarification.handoff_id == handoff.id,
    )


_PARTS = (Handoff.outgoing_id, Handoff.incoming_id, Handoff.lead_id, Handoff.temporary_id)
_WAITING = (
    select(Handoff.id, Account.name, func.count())
    .select_from(Clarification)
    .join(Handoff, Handoff.id == Clarification.handoff_id)
    .join(Account, Account.id == Handoff.account_id)
    .where(
        Clarification.workspace_id == bindparam("workspace"),
        Clarification.asked_of == bindparam("person"),
        _IS_OPEN,
        Clarification.asked_at < bindparam("until"),
        Handoff.state.not_in(access.FINISHED),
        or_(*(column == Clarification.asked_of for column in _PARTS)),
    )
    .group_by(Handoff.id, Account.name)
    .order_by(Handoff.id)
)
"""Built once: every digest asks it."""
_ORDER = (
    case(
        (Clarification.state == QuestionState.OPEN, 0),
        (Clarification.state == QuestionState.ANSWERED, 1),
        else_=2,
    ),
    Clarification.id,
)


def _line(opened: Opened, row: Clarification) -> Line:
    question = _questions(opened.handoff.kind).get(row.about)
    is_open, is_answered = row.state is QuestionState.OPEN, row.state is QuestionState.ANSWERED
    can_be_put_in = bool(question and question.input in (Input.LINE, Input.TEXT) and row.answer)
    return Line(
        id=row.id,
        about=row.about,
        label=label_of(opened.handoff.kind, row.about),
        origin=row.origin,
        state=row.state,
        text=row.text,
        asker_id=asker(opened.handoff, row),
        asked_at=row.asked_at,
        waits_for=holder(opened.handoff, row.asked_of),
        answer=row.answer,
        answered_by=row.answered_by,
        may_answer=is_open,
        may_settle=is_answered and may_close(opened, row),
        may_withdraw=is_open and may_close(opened, row),
        may_put_in=can_be_put_in and row.put_in_at is None,
    )


def label_of(kind: Kind, about: str) -> str:
    """Return what a question or section of the blueprint is called, to be translated."""
    if question := _questions(kind).get(about):
        return question.label
    section = _sections(kind).get(about)
    return section.title if section else about


def _hidden(opened: Opened) -> list[str]:
    kind = opened.handoff.kind
    every = (*_questions(kind), *_sections(kind))
    return [about for about in every if not opened.sees(field_of(kind, about))]


def _questions(kind: Kind) -> Mapping[str, Question]:
    return sections.catalogue().questions(kind)


def _sections(kind: Kind) -> Mapping[str, Section]:
    return {one.key: one for one in sections.catalogue().sections if one.kind is kind}


def _entry(session: Session, opened: Opened, question: Question, entry_id: int) -> Subject:
    is_person = question.input is Input.PEOPLE
    row: Contact | OpenItem | None = (
        session.get(Contact, entry_id) if is_person else session.get(OpenItem, entry_id)
    )
    account = (opened.handoff.workspace_id, opened.account.id)
    if row is None or (row.workspace_id, row.account_id) != account:
        return Subject(question.key, entry_id, question.label)
    said = row.name if isinstance(row, Contact) else row.text
    return Subject(question.key, entry_id, question.label, said, row.written_by)


def _said(question: Question, found: Answered | None) -> str | None:
    if found is None:
        return None
    if found.is_nothing:
        return _("Nothing to report.")
    return dict(question.choices).get(found.text or "", found.text)

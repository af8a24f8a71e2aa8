"""What a digest asked and somebody has answered since, in it or elsewhere, the same day (R20).

The message is put together again then, so that nobody is asked by it what is answered.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from playbook import clarify, reminders
from storage.choices import CheckInState, Delivery
from storage.tables import Account, CheckIn, Clarification, Handoff, Outgoing, Reminded, Task


@dataclass(frozen=True, slots=True)
class Answered:
    """A check-in or, with `is_question`, a question of the blueprint: by whom it was answered.

    `title` is its task's, or to be translated what the question is about.
    """

    title: str
    account: str
    by: str | None
    at: datetime
    is_question: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The digests of today that have arrived. Not `is_complete`: one more is being sent."""

    arrived: tuple[Outgoing, ...] = ()
    is_complete: bool = True


def since(session: Session, workspace_id: str, person_id: str, today: date) -> tuple[Answered, ...]:
    """Return what was answered since the person's digest of today came, the first answer first."""
    session.flush()  # what is read below goes past the session
    which = {"workspace": workspace_id, "key": reminders.digest_key(person_id, today)}
    row = session.connection().execute(_OF_TODAY, which).first()
    if row is None:
        return ()
    about = {"workspace": workspace_id, "person": person_id, "row": row.id, "at": row.created_at}
    found = [*_check_ins(session, about), *_questions(session, about)]
    return tuple(sorted(found, key=lambda one: one.at))


def of_check_ins(
    session: Session, workspace_id: str, check_in_ids: Collection[int], now: datetime
) -> Today:
    """Return the digests of today that may ask one of these check-ins."""
    asked = select(CheckIn.person_id, CheckIn.handoff_id, CheckIn.task_id).where(
        CheckIn.workspace_id == workspace_id, CheckIn.id.in_(check_in_ids)
    )
    rows = session.execute(asked).all()
    told = (
        select(Outgoing.person_id)
        .join(Reminded, Reminded.outgoing_id == Outgoing.id)
        .where(
            Reminded.workspace_id == workspace_id,
            Reminded.handoff_id.in_({row.handoff_id for row in rows}),
            Reminded.task_id.in_({row.task_id for row in rows if row.task_id}),
            Outgoing.effect == reminders.DIGEST,
        )
    )
    people = {row.person_id for row in rows} | {one for one in session.scalars(told) if one}
    return of_people(session, workspace_id, people, now)


def of_question(session: Session, workspace_id: str, question_id: int, now: datetime) -> Today:
    """Return the digest of today that may tell of a question."""
    question = session.get(Clarification, question_id)
    if question is None or question.workspace_id != workspace_id:
        return Today()
    return of_people(session, workspace_id, {question.asked_of}, now)


def of_people(session: Session, workspace_id: str, people: Iterable[str], now: datetime) -> Today:
    """Return the digests of today, each person's today."""
    when = reminders.rhythms(session, workspace_id, sorted(people), now)
    keys = [reminders.digest_key(one, rhythm.today(now)) for one, rhythm in when.items()]
    query = select(Outgoing).where(
        Outgoing.workspace_id == workspace_id, Outgoing.once_key.in_(keys)
    )
    rows = session.scalars(query).all()
    return Today(
        tuple(row for row in rows if row.ts),
        is_complete=all(row.state is not Delivery.SENDING for row in rows),
    )


def _check_ins(session: Session, about: Mapping[str, object]) -> Iterable[Answered]:
    """Those that its lines were about, and what else had been asked of its reader before."""
    for one in session.connection().execute(_CHECK_INS, about):
        yield Answered(one.title or "", one.account, one.answered_by, one.answered_at)


def _questions(session: Session, about: Mapping[str, object]) -> Iterable[Answered]:
    for one in session.connection().execute(_QUESTIONS, about):
        label = clarify.label_of(one.kind, one.about)
        yield Answered(label, one.account, one.answered_by, one.answered_at, is_question=True)


_WORKSPACE: BindParameter[str] = bindparam("workspace")
_PERSON: BindParameter[str] = bindparam("person")
_AT: BindParameter[Any] = bindparam("at", type_=Outgoing.created_at.type)
_OF_TODAY = select(Outgoing.id, Outgoing.created_at).where(
    Outgoing.workspace_id == _WORKSPACE,
    Outgoing.once_key == bindparam("key"),
    Outgoing.ts.is_not(None),
)
_LINES = select(Reminded.task_id).where(
    Reminded.workspace_id == _WORKSPACE, Reminded.outgoing_id == bindparam("row")
)
_CHECK_INS = (
    select(Task.title, Account.name.label("account"), CheckIn.answered_by, CheckIn.answered_at)
    .join(Handoff, Handoff.id == CheckIn.handoff_id)
    .join(Account, Account.id == Handoff.account_id)
    .outerjoin(Task, Task.id == CheckIn.task_id)
    .where(
        CheckIn.workspace_id == _WORKSPACE,
        CheckIn.state == CheckInState.ANSWERED,
        CheckIn.answered_at >= _AT,
        or_(
            CheckIn.task_id.in_(_LINES),
            and_(CheckIn.person_id == _PERSON, CheckIn.asked_at < _AT),
        ),
    )
)
_QUESTIONS = (
    select(
        Clarification.about,
        Account.name.label("account"),
        Handoff.kind,
        Clarification.answered_by,
        Clarification.answered_at,
    )
    .join(Handoff, Handoff.id == Clarification.handoff_id)
    .join(Account, Account.id == Handoff.account_id)
    .where(
        Clarification.workspace_id == _WORKSPACE,
        Clarification.asked_of == _PERSON,
        Clarification.asked_at < _AT,
        Clarification.answered_at >= _AT,
    )
)
"""Built once: every digest asks them."""

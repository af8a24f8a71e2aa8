"""What a digest asked and somebody has answered since, in it or elsewhere, the same day (R20).

The message is put together again then, so that nobody is asked by it what is answered.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from playbook import clarify, reminders
from storage.choices import CheckInState
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


def since(session: Session, workspace_id: str, person_id: str, today: date) -> tuple[Answered, ...]:
    """Return what was answered since the person's digest of today came, the first answer first."""
    row = _sent(session, workspace_id, [reminders.digest_key(person_id, today)]).get(person_id)
    if row is None:
        return ()
    found = [*_check_ins(session, row), *_questions(session, row)]
    return tuple(sorted(found, key=lambda one: one.at))


def of_check_ins(
    session: Session, workspace_id: str, check_in_ids: Collection[int], now: datetime
) -> Sequence[Outgoing]:
    """Return the digests of today that arrived and may ask one of these check-ins."""
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


def of_question(
    session: Session, workspace_id: str, question_id: int, now: datetime
) -> Sequence[Outgoing]:
    """Return the digest of today that arrived and may tell of a question."""
    question = session.get(Clarification, question_id)
    if question is None or question.workspace_id != workspace_id:
        return ()
    return of_people(session, workspace_id, {question.asked_of}, now)


def of_people(
    session: Session, workspace_id: str, people: Iterable[str], now: datetime
) -> Sequence[Outgoing]:
    """Return the digests of today, each person's today, that have arrived."""
    when = reminders.rhythms(session, workspace_id, sorted(people), now)
    keys = [reminders.digest_key(one, rhythm.today(now)) for one, rhythm in when.items()]
    return tuple(_sent(session, workspace_id, keys).values())


def _sent(session: Session, workspace_id: str, keys: Collection[str]) -> dict[str, Outgoing]:
    query = select(Outgoing).where(
        Outgoing.workspace_id == workspace_id,
        Outgoing.once_key.in_(keys),
        Outgoing.ts.is_not(None),
    )
    return {str(row.person_id): row for row in session.scalars(query)}


def _check_ins(session: Session, row: Outgoing) -> Iterable[Answered]:
    """Those that its lines were about, and what else had been asked of its reader before."""
    lines = select(Reminded.task_id).where(
        Reminded.workspace_id == row.workspace_id, Reminded.outgoing_id == row.id
    )
    was_asked = (CheckIn.person_id == row.person_id) & (CheckIn.asked_at < row.created_at)
    query = (
        select(
            func.coalesce(Task.title, ""), Account.name, CheckIn.answered_by, CheckIn.answered_at
        )
        .join(Handoff, Handoff.id == CheckIn.handoff_id)
        .join(Account, Account.id == Handoff.account_id)
        .outerjoin(Task, Task.id == CheckIn.task_id)
        .where(
            CheckIn.workspace_id == row.workspace_id,
            CheckIn.state == CheckInState.ANSWERED,
            CheckIn.answered_at >= row.created_at,
            or_(CheckIn.task_id.in_(lines), was_asked),
        )
    )
    found = session.execute(query).all()
    return [Answered(title, account, by, at) for title, account, by, at in found if at]


def _questions(session: Session, row: Outgoing) -> Iterable[Answered]:
    query = (
        select(Clarification, Account.name, Handoff.kind)
        .join(Handoff, Handoff.id == Clarification.handoff_id)
        .join(Account, Account.id == Handoff.account_id)
        .where(
            Clarification.workspace_id == row.workspace_id,
            Clarification.asked_of == row.person_id,
            Clarification.asked_at < row.created_at,
            Clarification.answered_at >= row.created_at,
        )
    )
    for one, account, kind in session.execute(query):
        label = clarify.label_of(kind, one.about)
        if one.answered_at:
            yield Answered(label, account, one.answered_by, one.answered_at, is_question=True)

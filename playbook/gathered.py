"""How questions reach people: each by a message of its own, what is late in one message (R20).

After an outage, or when somebody takes over what others left unanswered, many questions are late
at once. Who would be sent several of them gets one message that lists them, each with its button.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import asking
from playbook.access import FINISHED
from playbook.hours import Hours, local_date, moment_for, moment_in
from playbook.waiting import DueCheckIn
from storage import outbox
from storage.choices import CheckInState, Rung
from storage.tables import Account, CheckIn, Handoff, Outgoing, Reminded

GATHERED = "check_ins"
"""The effect of a message that lists several questions."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The questions of one message that still wait for an answer, and how many it listed."""

    waiting: tuple[DueCheckIn, ...]
    total: int


def is_late(check_in: CheckIn, hours: Hours, now: datetime) -> bool:
    """Whether a question comes a working day after its time, or later.

    Who was not at work meanwhile has it put off: of what is asked first its date counts.
    """
    was_asked = check_in.state is CheckInState.ASKED
    due_at = check_in.due_at if was_asked else moment_for(check_in.due_on, hours)
    return moment_in(1, due_at, hours) <= now


def put(session: Session, check_in: CheckIn, now: datetime) -> Outgoing | None:
    """Put a question by a message of its own, at most once a day and person; return that."""
    return next(iter(put_each(session, [check_in], now)), None)


def put_each(session: Session, check_ins: Iterable[CheckIn], now: datetime) -> list[Outgoing]:
    """Put each of these questions so; return the messages."""
    return outbox.put_each(session, [_message(one, now) for one in check_ins])


def put_late(session: Session, late: Iterable[CheckIn], now: datetime) -> None:
    """Put questions that are late: to each person by one message, a single one by its own.

    Person by person in one order, so that two workers never wait for each other.
    """
    by_person: defaultdict[tuple[str, str], list[CheckIn]] = defaultdict(list)
    for check_in in late:
        by_person[check_in.workspace_id, check_in.person_id].append(check_in)
    for (workspace_id, person_id), theirs in sorted(by_person.items()):
        is_waited_for = outbox.gathering(session, workspace_id, GATHERED, person_id) is not None
        if len(theirs) == 1 and not is_waited_for:
            put(session, theirs[0], now)
        else:
            on = local_date(now, theirs[0].zone)
            row = outbox.gather(session, workspace_id, GATHERED, now, person_id=person_id, on=on)
            _list(session, row, theirs)


def read(session: Session, row: Outgoing) -> Gathered:
    """Return what a gathered message says now."""
    query = (
        select(CheckIn, Account.name)
        .join(Reminded, Reminded.task_id == CheckIn.task_id)
        .join(Handoff, Handoff.id == CheckIn.handoff_id)
        .join(Account, Account.id == Handoff.account_id)
        .where(
            CheckIn.workspace_id == row.workspace_id,
            CheckIn.person_id == row.person_id,
            Reminded.outgoing_id == row.id,
            Handoff.state.not_in(FINISHED),
        )
        .order_by(CheckIn.due_on, CheckIn.id)
    )
    found = session.execute(query).all()
    waiting = tuple(
        DueCheckIn(one.id, account, one.due_on, one.kind, one.handoff_id, one.asked_at, one.key)
        for one, account in found
        if one.state is CheckInState.ASKED
    )
    return Gathered(waiting, len(found))


def listing(session: Session, workspace_id: str, check_in_ids: Sequence[int]) -> Sequence[Outgoing]:
    """Return the gathered messages that have arrived and list one of these questions."""
    query = (
        select(Outgoing)
        .join(Reminded, Reminded.outgoing_id == Outgoing.id)
        .join(CheckIn, CheckIn.task_id == Reminded.task_id)
        .where(
            Outgoing.workspace_id == workspace_id,
            Outgoing.effect == GATHERED,
            Outgoing.ts.is_not(None),
            Outgoing.person_id == CheckIn.person_id,
            CheckIn.id.in_(check_in_ids),
        )
        .order_by(Outgoing.id)
    )
    return session.scalars(query).unique().all()


def _message(check_in: CheckIn, now: datetime) -> Outgoing:
    on = local_date(now, check_in.zone)
    return outbox.new_row(
        check_in.workspace_id,
        asking.effect(check_in.kind),
        now,
        handoff_id=check_in.handoff_id,
        check_in_id=check_in.id,
        person_id=check_in.person_id,
        once_key=f"check_in:{check_in.id}:{check_in.person_id}:{on}",
    )


def _list(session: Session, row: Outgoing, theirs: Iterable[CheckIn]) -> None:
    """Write down what a message lists: for what it says, and for the ledger."""
    for check_in in theirs:
        line = Reminded(
            workspace_id=row.workspace_id,
            outgoing_id=row.id,
            task_id=check_in.task_id or 0,
            handoff_id=check_in.handoff_id,
            rung=Rung.DUE,
        )
        session.merge(line)

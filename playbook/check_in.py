"""Check-ins: planned from the template's dates, asked when due by a message of their own (R17).

Unanswered they climb the ladder, in the digest (playbook.unanswered); the touchpoint is asked anew.

What people answer is in playbook.sentiment and playbook.answering.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Protocol

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.orm import Session, defer

from playbook import asking, attention, gathered, unanswered
from playbook.access import FINISHED
from playbook.due import still_to_do
from playbook.holders import holders, people_of
from playbook.hours import (
    STANDARD,
    Hours,
    hours_of,
    is_working,
    moment_for,
    moment_in,
    next_start,
)
from playbook.reachable import holder
from playbook.templates.model import Question
from storage.choices import CheckInKind, CheckInState, Owner
from storage.tables import CheckIn, Handoff, Outgoing, Task
from storage.upsert import insert_into

EVENT = "check_in_answered:{key}"
"""The event that ticks a check-in's task (R16); the key is the task's and the check-in's."""


_NOT_ASKED = (CheckInState.PLANNED, CheckInState.HELD)
"""Still to be asked for the first time, if nobody was asked yet: on hold it keeps its date."""


class Dated(Protocol):
    """A task with its id, as a row or as columns of one."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def due_on(self) -> date: ...


Questions = Iterable[tuple[Dated, Question]]


def plan(session: Session, handoff: Handoff, questions: Questions) -> int:
    """Plan a check-in for each person whom the template has asked; return how many are new.

    The tasks have their ids. Those already planned move to their task's date; those already asked
    or answered stay as they are.
    """
    return plan_many(session, handoff.workspace_id, [(handoff, questions)])


def plan_many(
    session: Session, workspace_id: str, asked: Sequence[tuple[Handoff, Questions]]
) -> int:
    """Plan the check-ins of many handoffs, in as many statements as for one."""
    known = _known_of(session, workspace_id, [handoff.id for handoff, _questions in asked])
    people = {person for handoff, _questions in asked for person in people_of(handoff)}
    hours = hours_of(session, workspace_id, people)
    new = []
    for handoff, questions in asked:
        for task, question, role, person_id in _asked(handoff, questions):
            check_in = known.get((handoff.id, task.key, person_id))
            if check_in is None:
                check_in = _new(handoff, task, question, role, person_id)
                known[handoff.id, task.key, person_id] = check_in
                new.append(check_in)
            _take_up(check_in, task)
            if check_in.state in _NOT_ASKED and check_in.asked_at is None:
                _set_due(check_in, task.due_on, hours.get(person_id, STANDARD))
    _insert(session, new)
    return len(new)


def call_off(session: Session, task_ids: Collection[int]) -> None:
    """Cancel what these tasks ask, and let go of them: they leave the plan."""
    wanted = or_(still_to_do(), CheckIn.state == CheckInState.HELD)
    state = case((wanted, CheckInState.CANCELLED), else_=CheckIn.state)
    session.execute(
        update(CheckIn)
        .where(CheckIn.task_id.in_(task_ids))
        .values(state=state, task_id=None)
        .execution_options(synchronize_session=False)
    )


def move_to(session: Session, task_id: int, on: date) -> None:
    """Let what a task asks, if it is not asked yet, be asked on this date."""
    query = select(CheckIn).where(
        CheckIn.task_id == task_id,
        CheckIn.state.in_(_NOT_ASKED),
        CheckIn.asked_at.is_(None),
        CheckIn.due_on != on,
    )
    found = session.scalars(query).all()
    if not found:
        return
    hours = hours_of(session, found[0].workspace_id, [one.person_id for one in found])
    for check_in in found:
        _set_due(check_in, on, hours.get(check_in.person_id, STANDARD))


def begin_again(session: Session, task_ids: Collection[int]) -> None:
    """Let what these tasks ask, sentiment apart, be asked anew on their dates."""
    query = select(CheckIn, Task.due_on).join(Task, Task.id == CheckIn.task_id)
    rows = session.execute(
        query.where(CheckIn.task_id.in_(task_ids), CheckIn.kind != CheckInKind.SENTIMENT)
    )
    for one, due_on in rows:
        hours = hours_of(session, one.workspace_id, [one.person_id])
        one.state, one.times_asked = CheckInState.PLANNED, 0
        one.asked_at = one.answered_at = one.answered_by = None
        _set_due(one, due_on, hours.get(one.person_id, STANDARD))


def next_due(session: Session) -> datetime | None:
    """Return when the next check-in falls due, in any workspace; None if nothing is planned."""
    return session.scalar(select(func.min(CheckIn.due_at)).where(still_to_do()))


def fall_due(session: Session, now: datetime, limit: int = 100) -> int:
    """Ask what has fallen due, up to so many check-ins; return how many were dealt with.

    Workers share: on PostgreSQL what another holds is passed over. What makes no sense any more
    is cancelled; who is not at work is asked when they are. What is late is gathered by person.
    """
    due = _claim(session, now, limit)
    hours = _hours_by_workspace(session, due)
    asked = _Asked([], [])
    for found in due:
        _deal_with(session, found, hours[found.handoff.workspace_id], asked, now)
    gathered.put_each(session, asked.in_time, now)
    gathered.put_late(session, asked.late, now)
    return len(due)


def hand_over(session: Session, handoff: Handoff) -> int:
    """Hand what is still to do to who has the part now; return how many check-ins that were.

    They are asked anew; whoever is asked the same already is not asked twice.
    """
    query = select(CheckIn).where(
        still_to_do(),
        CheckIn.workspace_id == handoff.workspace_id,
        CheckIn.handoff_id == handoff.id,
    )
    known = set(_known(session, handoff))
    hours = hours_of(session, handoff.workspace_id, _people(handoff))
    handed = 0
    for check_in in session.scalars(query.order_by(CheckIn.id).with_for_update()).all():
        person_id = holder(session, handoff, check_in.role)
        if person_id == check_in.person_id:
            continue
        handed += 1
        if person_id is None or (check_in.key, person_id) in known:
            check_in.state = CheckInState.CANCELLED
            continue
        _hand_on(check_in, person_id)
        _set_due(check_in, check_in.due_on, hours.get(person_id, STANDARD))
        known.add((check_in.key, person_id))
    return handed


@dataclass(frozen=True, slots=True)
class _Due:
    check_in: CheckIn
    handoff: Handoff
    is_skipped: bool
    done_at: datetime | None

    @property
    def is_over(self) -> bool:
        is_done = asking.is_done_by_hand(self.check_in.kind, self.done_at)
        return is_done or self.is_skipped or self.handoff.state in FINISHED


@dataclass(frozen=True, slots=True)
class _Asked:
    """The questions that are asked now, and those that should have been asked long before."""

    in_time: list[CheckIn]
    late: list[CheckIn]

    def of(self, check_in: CheckIn, hours: Hours, now: datetime) -> list[CheckIn]:
        """Return those to which one belongs."""
        return self.late if gathered.is_late(check_in, hours, now) else self.in_time


def _claim(session: Session, now: datetime, limit: int) -> list[_Due]:
    """Both rows are locked and none is waited for, so that workers and people never deadlock."""
    query = (
        select(CheckIn, Handoff, Task.skipped_at, Task.done_at)
        .join(Handoff, Handoff.id == CheckIn.handoff_id)
        .outerjoin(Task, Task.id == CheckIn.task_id)
        .where(still_to_do(), CheckIn.due_at <= now)
        .order_by(CheckIn.due_at)
        .limit(limit)
        .options(defer(Handoff.reason))
        .with_for_update(of=(CheckIn, Handoff), skip_locked=True)
    )
    rows = session.execute(query)
    return [_Due(one, handoff, bool(skipped), done_at) for one, handoff, skipped, done_at in rows]


def _hours_by_workspace(session: Session, due: list[_Due]) -> dict[str, dict[str, Hours]]:
    people: dict[str, set[str]] = {}
    for found in due:
        people.setdefault(found.handoff.workspace_id, set()).update(_people(found.handoff))
    return {workspace: hours_of(session, workspace, ids) for workspace, ids in people.items()}


def _deal_with(
    session: Session, found: _Due, hours: dict[str, Hours], asked: _Asked, now: datetime
) -> None:
    """Note what is asked now, to be put, and see to all the rest."""
    check_in, handoff = found.check_in, found.handoff
    person_id = None if found.is_over else _whom_to_ask(session, found)
    if person_id is None:
        check_in.state = CheckInState.CANCELLED
        return
    if asking.is_too_late(check_in, handoff, now):
        asking.miss(session, check_in, handoff, now)
        return
    _hand_on(check_in, person_id)
    theirs = hours.get(person_id, STANDARD)
    if asking.must_wait(check_in.kind, handoff.state) or not is_working(now, theirs):
        check_in.due_at = next_start(now, theirs)
    elif unanswered.climbs(check_in):
        _still_waits(session, check_in, handoff, theirs, now)
    else:
        asked.of(check_in, theirs, now).append(check_in)
        _note_asked(check_in, handoff, theirs, now)


def _whom_to_ask(session: Session, found: _Due) -> str | None:
    """Who has the part now that it was planned for; None if nobody has, or is asked already."""
    check_in = found.check_in
    with session.no_autoflush:  # what was dealt with before is written together
        person_id = holder(session, found.handoff, check_in.role)
        if person_id in (None, check_in.person_id):
            return person_id
        taken = {asked for _key, asked in _known(session, found.handoff, check_in.key)}
        return None if person_id in taken else person_id


def _hand_on(check_in: CheckIn, person_id: str) -> None:
    if check_in.person_id != person_id:
        check_in.person_id = person_id
        check_in.state = CheckInState.PLANNED
        check_in.times_asked = 0


def ask(
    session: Session, check_in: CheckIn, handoff: Handoff, hours: Hours, now: datetime
) -> Outgoing | None:
    """Put a question by a message of its own, at most once a day; the rows are locked.

    Returns the message, None if there is one already.
    """
    _note_asked(check_in, handoff, hours, now)
    return gathered.put(session, check_in, now)


def _note_asked(check_in: CheckIn, handoff: Handoff, hours: Hours, now: datetime) -> None:
    check_in.state = CheckInState.ASKED
    check_in.asked_at = now
    _look_again_later(check_in, hours, now)
    check_in.due_at = asking.no_later(check_in, handoff, hours)
    handoff.reckoned_version = handoff.version - 1


def _still_waits(
    session: Session, check_in: CheckIn, handoff: Handoff, hours: Hours, now: datetime
) -> None:
    """A round of the ladder has passed without an answer: that raises the flag (R18)."""
    _look_again_later(check_in, hours, now)
    if check_in.kind is CheckInKind.SENTIMENT:
        attention.reckon(session, handoff, now)


def _look_again_later(check_in: CheckIn, hours: Hours, now: datetime) -> None:
    check_in.times_asked += 1
    check_in.zone = hours.zone
    check_in.due_at = moment_in(unanswered.ROUND, now, hours)


def _asked(handoff: Handoff, questions: Questions) -> Iterator[tuple[Dated, Question, Owner, str]]:
    for task, question in questions:
        for role in chain.from_iterable(owner.each for owner in question.asked):
            if person_id := _holder(handoff, role):
                yield task, question, role, person_id


def _holder(handoff: Handoff, role: Owner) -> str | None:
    return holders(handoff)[role]


def _people(handoff: Handoff) -> set[str]:
    return set(people_of(handoff))


def _known(
    session: Session, handoff: Handoff, key: str | None = None
) -> dict[tuple[str, str], CheckIn]:
    found = _known_of(session, handoff.workspace_id, [handoff.id], key)
    return {(key, person_id): check_in for (_id, key, person_id), check_in in found.items()}


def _known_of(
    session: Session, workspace_id: str, handoff_ids: Collection[int], key: str | None = None
) -> dict[tuple[int, str, str], CheckIn]:
    query = select(CheckIn).where(
        CheckIn.workspace_id == workspace_id, CheckIn.handoff_id.in_(handoff_ids)
    )
    if key is not None:
        query = query.where(CheckIn.key == key)
    return {(one.handoff_id, one.key, one.person_id): one for one in session.scalars(query)}


def _take_up(check_in: CheckIn, task: Dated) -> None:
    """Ask again for a task that comes back into the plan."""
    if check_in.task_id is None:
        check_in.task_id = task.id
        if check_in.state is CheckInState.CANCELLED:
            check_in.state, check_in.times_asked = CheckInState.PLANNED, 0


def _new(handoff: Handoff, task: Dated, question: Question, role: Owner, person_id: str) -> CheckIn:
    return CheckIn(
        workspace_id=handoff.workspace_id,
        handoff_id=handoff.id,
        key=task.key,
        kind=question.kind,
        task_id=task.id,
        person_id=person_id,
        role=role,
        about=question.about or "",
        state=CheckInState.PLANNED,
        times_asked=0,
    )


def _insert(session: Session, new: Sequence[CheckIn]) -> None:
    """Write them in one statement: SQLite would take one for each, to tell their ids."""
    columns = [column.key for column in CheckIn.__table__.columns if column.key != "id"]
    rows = [{column: getattr(one, column) for column in columns} for one in new]
    if rows:
        session.execute(insert_into(CheckIn, session.get_bind().dialect.name), rows)


def _set_due(check_in: CheckIn, on: date, hours: Hours) -> None:
    check_in.due_on = on
    check_in.zone = hours.zone
    check_in.due_at = moment_for(on, hours)

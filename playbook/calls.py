"""The calls of a plan, and the brief that who takes part gets before each of them (R8, R13).

A call is a scheduled one with the customer (a firm date), the call in which the dump is made live,
and the intro or welcome call. At the low tier the introduction is an email, and so no call.

A brief comes at nine in the morning of its reader, one working day before the call. Who learns of
a call later than that gets it on the next working morning, if that is no later than the call's day.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from playbook.holders import Named, holders, owners_of
from playbook.hours import (
    STANDARD,
    Hours,
    hours_of,
    is_working,
    local_date,
    moment_for,
    next_start,
)
from playbook.states import RUNNING
from storage import outbox
from storage.choices import FirmDateKind, Owner, Tier
from storage.tables import CallBrief, FirmDate, Handoff, Task

AnyRow = Row[*tuple[Any, ...]]

BRIEF = "call_brief"
"""The effect by which somebody gets a brief."""

INTRO, WELCOME, DUMP_CALL = "intro", "welcome", "dump_call"
"""The keys of the templates' tasks that are calls."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is still to come. `key` is its task's, `who` are those of us who take part."""

    key: str
    title: str
    on: date
    who: tuple[str, ...]

    @property
    def is_first(self) -> bool:
        """Whether the incoming CSM meets the customer in it."""
        return self.key in (INTRO, WELCOME)

    @property
    def is_internal(self) -> bool:
        """Whether nobody of the customer takes part."""
        return self.key == DUMP_CALL


def of(session: Session, handoff: Handoff) -> tuple[Call, ...]:
    """Return the calls of a handoff that are to be held, the next one first."""
    return tuple(_calls(session, handoff.workspace_id, [handoff])[handoff.id])


def follow(session: Session, workspace_id: str, handoffs: Sequence[Handoff], now: datetime) -> None:
    """Note who gets a brief when, as the plans of these handoffs are now.

    What was sent stays noted: there is one brief a person, handoff and day.
    """
    calls = _calls(session, workspace_id, [one for one in handoffs if one.state in RUNNING])
    people = {who for each in calls.values() for call in each for who in call.who}
    hours = hours_of(session, workspace_id, people) if people else {}
    known = _known(session, workspace_id, [handoff.id for handoff in handoffs])
    for handoff in handoffs:
        wanted = {(who, call.on) for call in calls[handoff.id] for who in call.who}
        for row in known[handoff.id]:
            if row.due_at and (row.person_id, row.call_on) not in wanted:
                session.delete(row)
        rows = {(row.person_id, row.call_on): row for row in known[handoff.id]}
        for who, on in sorted(wanted):
            _note(session, handoff, rows.get((who, on)), (who, on), hours.get(who, STANDARD), now)


def fall_due(session: Session, now: datetime, limit: int = 100) -> int:
    """Put the briefs that are due into the outbox, up to so many; return how many were dealt with.

    Workers share: what another holds is passed over. Who is not at work gets it when they are.
    """
    query = (
        select(CallBrief)
        .where(CallBrief.due_at.is_not(None), CallBrief.due_at <= now)
        .order_by(CallBrief.due_at, CallBrief.handoff_id, CallBrief.person_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(query).all()
    for row in found:
        hours = hours_of(session, row.workspace_id, [row.person_id])
        _strike(session, row, hours.get(row.person_id, STANDARD), now)
    return len(found)


def next_due(session: Session) -> datetime | None:
    """Return when the next brief is due, in any workspace."""
    return session.scalar(select(func.min(CallBrief.due_at)).where(CallBrief.due_at.is_not(None)))


def _calls(
    session: Session, workspace_id: str, handoffs: Iterable[Handoff]
) -> defaultdict[int, list[Call]]:
    of_id = {handoff.id: handoff for handoff in handoffs}
    found: defaultdict[int, list[Call]] = defaultdict(list)
    for task in _tasks(session, workspace_id, of_id) if of_id else ():
        handoff = of_id[task.handoff_id]
        if task.key != INTRO or handoff.tier is not Tier.LOW:
            call = Call(task.key, task.title, task.due_on, _who(handoff, task))
            found[handoff.id].append(call)
    return found


def _tasks(session: Session, workspace_id: str, ids: Collection[int]) -> Sequence[AnyRow]:
    session.flush()  # what is read below goes past the session
    here = {"workspace": workspace_id, "ids": ids}
    return session.connection().execute(_CALLS, here).all()


def _who(named: Named, task: AnyRow) -> tuple[str, ...]:
    """The incoming CSM is on every call; the others on those that are theirs."""
    incoming_id = holders(named)[Owner.INCOMING]
    found = (incoming_id, *owners_of(named, task.owner, task.owner_id))
    return tuple(dict.fromkeys(person_id for person_id in found if person_id))


def _known(
    session: Session, workspace_id: str, ids: Collection[int]
) -> defaultdict[int, list[CallBrief]]:
    here = {"workspace": workspace_id, "ids": ids}
    found: defaultdict[int, list[CallBrief]] = defaultdict(list)
    for row in session.scalars(_BRIEFS, here):
        found[row.handoff_id].append(row)
    return found


def _note(
    session: Session,
    handoff: Handoff,
    row: CallBrief | None,
    which: tuple[str, date],
    hours: Hours,
    now: datetime,
) -> None:
    """Keep a row for a brief that is to come; move it where its reader's hours are others now."""
    person_id, on = which
    due_at = _moment(on, hours, now)
    if row is not None:
        row.due_at = due_at if row.due_at and row.due_at > now else row.due_at
    elif due_at is not None:
        facts = {"workspace_id": handoff.workspace_id, "handoff_id": handoff.id}
        session.add(CallBrief(**facts, person_id=person_id, call_on=on, due_at=due_at))


def _moment(on: date, hours: Hours, now: datetime) -> datetime | None:
    """Return when a brief for a call on that day comes; None if it is too late for one."""
    before = moment_for(hours.calendar.at_or_before(on - _DAY), hours)
    if before >= now:
        return before
    following = next_start(now, hours)
    return following if local_date(following, hours.zone) <= on else None


def _strike(session: Session, row: CallBrief, hours: Hours, now: datetime) -> None:
    if not is_working(now, hours):
        row.due_at = _moment(row.call_on, hours, now)
        return
    row.due_at = None
    if local_date(now, hours.zone) > row.call_on:
        return
    on = row.call_on.isoformat()
    outbox.put(
        session,
        row.workspace_id,
        BRIEF,
        now,
        handoff_id=row.handoff_id,
        person_id=row.person_id,
        detail={"on": on},
        once_key=f"{BRIEF}:{row.handoff_id}:{row.person_id}:{on}",
    )


_WORKSPACE: BindParameter[str] = bindparam("workspace")
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_IS_SCHEDULED = and_(
    Task.is_firm,
    exists().where(
        FirmDate.workspace_id == Task.workspace_id,
        FirmDate.handoff_id == Task.handoff_id,
        FirmDate.kind == FirmDateKind.CALL,
        FirmDate.title == Task.title,
        FirmDate.falls_on == Task.due_on,
    ),
)
_CALLS = (
    select(Task.handoff_id, Task.key, Task.title, Task.due_on, Task.owner, Task.owner_id)
    .where(
        Task.workspace_id == _WORKSPACE,
        Task.handoff_id.in_(_IDS),
        or_(*(Task.key == key for key in (INTRO, WELCOME, DUMP_CALL)), _IS_SCHEDULED),
        Task.done_at.is_(None),
        Task.skipped_at.is_(None),
    )
    .order_by(Task.due_on, Task.position)
)
_BRIEFS = select(CallBrief).where(
    CallBrief.workspace_id == _WORKSPACE, CallBrief.handoff_id.in_(_IDS)
)
"""Built once: they are asked after every change."""

"""When people hear of what is due: reckoned from the plans, sent as one digest a day (R20).

`reckon` follows every change of a handoff or its plan: it notes for each person the next day on
which a rung of the ladder comes. `fall_due` puts one digest a person and day into the outbox, at
their nine o'clock, never on a day off. What an outage held up is told once, gathered.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session, defer

from playbook import calls, climbs, last_call, occasions, quiet, silence
from playbook.climbs import Climb
from playbook.hours import STANDARD, Hours, hours_of, is_working, local_date, moment_for, next_start
from playbook.ladder import Part, Step, Workdays
from playbook.occasions import Occasions
from storage import outbox
from storage.tables import HandedBack, Handoff, Outgoing, Person, Reminded, Reminder, Workspace

DIGEST = "digest"
OVERDUE = "overdue"
"""The effects: a person's digest, and what the leads' channel hears."""

_SINCE = timedelta(days=60)
"""How far back quiet days count: tasks that have been late for longer climb no more."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When one person hears of things."""

    hours: Hours
    days: Workdays

    def today(self, now: datetime) -> date:
        """Return their date."""
        return local_date(now, self.hours.zone)

    def last_morning(self, now: datetime) -> date:
        """Return the date whose nine o'clock was the last to come by."""
        today = self.today(now)
        has_come = moment_for(today, self.hours) < now
        return today if has_come else today - timedelta(days=1)

    def hears(self, now: datetime) -> bool:
        """Whether they are at work, it is no quiet day, and their nine o'clock has come."""
        today = self.today(now)
        is_day = self.days.is_one(today) and moment_for(today, self.hours) <= now
        return is_day and is_working(now, self.hours)

    def next_moment(self, now: datetime) -> datetime:
        """Return when they can next hear of something, after now."""
        at = next_start(now, self.hours)
        while not self.days.is_one(local_date(at, self.hours.zone)):
            at = next_start(at, self.hours)
        return at


def rhythms(
    session: Session, workspace_id: str, person_ids: Iterable[str], now: datetime
) -> dict[str, Rhythm]:
    """Return when each of these people hears of things."""
    known = hours_of(session, workspace_id, person_ids)
    hours = {person_id: known.get(person_id, STANDARD) for person_id in person_ids}
    days = quiet.workdays(session, workspace_id, hours, since(now))
    return {person_id: Rhythm(theirs, days[person_id]) for person_id, theirs in hours.items()}


def since(now: datetime) -> date:
    """Return the date from which quiet days count."""
    return (now - _SINCE).date()


def reckon(session: Session, now: datetime, limit: int = 100) -> int:
    """Note anew when people hear of up to so many handoffs that have changed; return how many."""
    changed = session.scalars(_CHANGED, {"limit": limit}).all()
    for workspace_id in sorted({handoff.workspace_id for handoff in changed}):
        theirs = [one for one in changed if one.workspace_id == workspace_id]
        _reckon(session, workspace_id, theirs, now)
    return len(changed)


def fall_due(session: Session, now: datetime, limit: int = 100) -> int:
    """Put the digests that are due into the outbox, for up to so many people; return how many.

    A person is dealt with by one worker at a time; whom another holds is passed over.
    """
    query = (
        select(Reminder.workspace_id, Reminder.person_id)
        .where(Reminder.due_at.is_not(None), Reminder.due_at <= now)
        .order_by(Reminder.due_at, Reminder.person_id)
        .limit(limit)
    )
    due = dict.fromkeys((workspace, person) for workspace, person in session.execute(query))
    return sum(_remind(session, workspace, person, now) for workspace, person in sorted(due))


def next_due(session: Session) -> datetime | None:
    """Return when somebody next hears of something, in any workspace."""
    return session.scalar(select(func.min(Reminder.due_at)).where(Reminder.due_at.is_not(None)))


def digest_key(person_id: str, on: date) -> str:
    """Return what makes a digest the only one of a person and day."""
    return f"{DIGEST}:{person_id}:{on}"


def _reckon(
    session: Session, workspace_id: str, handoffs: Sequence[Handoff], now: datetime
) -> None:
    ids = [handoff.id for handoff in handoffs]
    _forget_old_refusals(session, workspace_id, ids)
    silence.follow(session, workspace_id, handoffs, now)
    calls.follow(session, workspace_id, handoffs, now)
    found = climbs.of_handoffs(session, workspace_id, ids, now)
    besides = occasions.of_handoffs(session, workspace_id, ids)
    people = {climb.person_id for climb in found} | {one.lead_id for one in handoffs}
    people |= besides.people
    when = rhythms(session, workspace_id, people, now)
    rows, climbing = _rows_of(session, workspace_id, ids), _by_handoff(found)
    for handoff in handoffs:
        _note(session, handoff, rows[handoff.id], climbing[handoff.id], besides, when, now)
        last_call.catch_up(session, handoff, when[handoff.lead_id].days, now)
        handoff.reckoned_version = handoff.version


def _rows_of(
    session: Session, workspace_id: str, ids: Collection[int]
) -> defaultdict[int, dict[str, Reminder]]:
    """Return the rows of these handoffs, by handoff and person."""
    here = {"workspace": workspace_id, "ids": ids}
    found: defaultdict[int, dict[str, Reminder]] = defaultdict(dict)
    for row in session.scalars(_REMINDERS, here):
        found[row.handoff_id][row.person_id] = row
    return found


def _by_handoff(found: Iterable[Climb]) -> defaultdict[int, list[Climb]]:
    climbing: defaultdict[int, list[Climb]] = defaultdict(list)
    for climb in found:
        climbing[climb.plan.handoff_id].append(climb)
    return climbing


def _note(
    session: Session,
    handoff: Handoff,
    rows: Mapping[str, Reminder],
    found: Sequence[Climb],
    besides: Occasions,
    when: dict[str, Rhythm],
    now: datetime,
) -> None:
    """Keep a row for each person who may hear of the handoff, and none for anybody else."""
    concerned = {climb.person_id for climb in found} | besides.people_of(handoff.id)
    for person_id in sorted(rows.keys() - concerned):
        session.delete(rows[person_id])
    for person_id in sorted(concerned):
        row = rows.get(person_id)
        if row is None:
            row = _new_row(handoff, person_id, when[person_id], now)
            session.add(row)
        theirs = [climb for climb in found if climb.person_id == person_id]
        _set_next(row, theirs, besides, handoff, when[person_id])


def _new_row(handoff: Handoff, person_id: str, rhythm: Rhythm, now: datetime) -> Reminder:
    """On the day on which a handoff is opened people are told their part, and need no digest."""
    is_first = handoff.reckoned_version == 0 and handoff.opened_at is not None
    heard_on = rhythm.today(handoff.opened_at or now) if is_first else rhythm.last_morning(now)
    return Reminder(
        workspace_id=handoff.workspace_id,
        handoff_id=handoff.id,
        person_id=person_id,
        heard_on=heard_on,
    )


def _set_next(
    row: Reminder, theirs: Iterable[Climb], besides: Occasions, handoff: Handoff, rhythm: Rhythm
) -> None:
    hours, days = rhythm.hours, rhythm.days
    steps = (climb.next_step(hours, days, row.heard_on) for climb in theirs)
    coming = [step.on for step in steps if step]
    if besides_on := _next_besides(row, besides, rhythm):
        coming.append(besides_on)
    if row.person_id == handoff.lead_id and (call_on := last_call.day(handoff, days)):
        coming += [call_on] if call_on > row.heard_on else []
    row.due_on = min(coming, default=None)
    row.due_at = moment_for(row.due_on, hours) if row.due_on else None


def _next_besides(row: Reminder, besides: Occasions, rhythm: Rhythm) -> date | None:
    """When this person next hears of words to keep and questions to answer in this handoff."""
    who = row.handoff_id, row.person_id
    return besides.next_day(who, rhythm.hours, rhythm.days, row.heard_on)


def _remind(session: Session, workspace_id: str, person_id: str, now: datetime) -> bool:
    if not _hold(session, workspace_id, person_id):
        return False
    rhythm = rhythms(session, workspace_id, [person_id], now)[person_id]
    rows = _rows(session, workspace_id, person_id)
    today = rhythm.today(now)
    is_told = outbox.is_known(session, workspace_id, digest_key(person_id, today))
    if is_told or not rhythm.hears(now):
        for row in rows:
            if row.due_at and row.due_at <= now:
                row.due_at = rhythm.next_moment(now)
        return True
    ids = [row.handoff_id for row in rows]
    theirs = climbs.of_handoffs(session, workspace_id, ids, now, person_id)
    besides = occasions.of_handoffs(session, workspace_id, ids)
    days = [_next_besides(row, besides, rhythm) for row in rows]
    is_day = any(on is not None and on <= today for on in days)
    to = _To(workspace_id, person_id, today, now)
    _tell(session, to, _reached(theirs, rows, rhythm, today), is_day=is_day)
    _go_on(session, rows, theirs, besides, rhythm, now)
    return True


@dataclass(frozen=True, slots=True)
class _To:
    """Whom a digest is for, and on which day of theirs."""

    workspace_id: str
    person_id: str
    today: date
    now: datetime


_Reached = list[tuple[Climb, Step]]


def _reached(
    theirs: Iterable[Climb], rows: Iterable[Reminder], rhythm: Rhythm, today: date
) -> _Reached:
    """Return the tasks of which a step has come since the person last heard, with that step."""
    heard_on = {row.handoff_id: row.heard_on for row in rows}
    found = []
    for climb in theirs:
        since = heard_on[climb.plan.handoff_id]
        if step := climb.last_step(rhythm.hours, rhythm.days, since, today):
            found.append((climb, step))
    return found


def _tell(session: Session, to: _To, reached: _Reached, *, is_day: bool) -> None:
    """Put the digest into the outbox. `is_day`: there is a reason besides the plan's tasks."""
    own = [one for one in reached if one[0].part is not Part.CHANNEL]
    if own or is_day:
        row = outbox.put(
            session,
            to.workspace_id,
            DIGEST,
            to.now,
            person_id=to.person_id,
            detail={"on": to.today.isoformat()},
            once_key=digest_key(to.person_id, to.today),
        )
        _keep(session, row, own)
    for_all = [one for one in reached if one[0].part is Part.CHANNEL]
    if for_all and leads_channel(session, to.workspace_id):
        detail = {"lead": to.person_id, "tasks": [climb.task.id for climb, _step in for_all]}
        _keep(
            session, outbox.put(session, to.workspace_id, OVERDUE, to.now, detail=detail), for_all
        )


def _keep(session: Session, row: Outgoing | None, reached: _Reached) -> None:
    """Write down what is sent, line by line: the ledger that leads read."""
    if row is None:
        return
    session.flush()
    lines = {climb.task.id: (climb, step) for climb, step in reached}
    for task_id, (climb, step) in lines.items():
        session.add(
            Reminded(
                workspace_id=row.workspace_id,
                outgoing_id=row.id,
                task_id=task_id,
                handoff_id=climb.plan.handoff_id,
                rung=step.rung,
            )
        )


def _go_on(
    session: Session,
    rows: Sequence[Reminder],
    theirs: Sequence[Climb],
    besides: Occasions,
    rhythm: Rhythm,
    now: datetime,
) -> None:
    """Note that they have heard everything through today, and when they hear next."""
    query = (
        select(Handoff)
        .where(Handoff.id.in_([row.handoff_id for row in rows]))
        .options(defer(Handoff.reason))
    )
    handoffs = {handoff.id: handoff for handoff in session.scalars(query)}
    for row in rows:
        handoff = handoffs[row.handoff_id]
        if row.person_id == handoff.lead_id:
            last_call.tell(session, handoff, rhythm.days, now)
        row.heard_on = max(row.heard_on, rhythm.today(now))
        mine = [climb for climb in theirs if climb.plan.handoff_id == row.handoff_id]
        _set_next(row, mine, besides, handoff, rhythm)


def _hold(session: Session, workspace_id: str, person_id: str) -> bool:
    """Lock the person; False if another worker deals with them, or nobody knows them."""
    query = (
        select(Person.id)
        .where(Person.workspace_id == workspace_id, Person.id == person_id)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(query) is not None


def _rows(session: Session, workspace_id: str, person_id: str) -> Sequence[Reminder]:
    query = (
        select(Reminder)
        .where(Reminder.workspace_id == workspace_id, Reminder.person_id == person_id)
        .order_by(Reminder.handoff_id)
        .with_for_update()
    )
    return session.scalars(query).all()


def leads_channel(session: Session, workspace_id: str) -> str | None:
    """Return the leads' private channel, if the workspace has named one."""
    query = select(Workspace.leads_channel_id).where(Workspace.id == workspace_id)
    return session.scalar(query)


def _forget_old_refusals(session: Session, workspace_id: str, ids: Sequence[int]) -> None:
    """What was handed back and then given to somebody else is not refused any more."""
    session.flush()
    gone = climbs.refusals_of_others(session, workspace_id, ids)
    if gone:
        session.execute(
            delete(HandedBack).where(
                HandedBack.workspace_id == workspace_id, HandedBack.task_id.in_(gone)
            )
        )


_CHANGED = (
    select(Handoff)
    .where(Handoff.reckoned_version < Handoff.version)
    .order_by(Handoff.id)
    .limit(bindparam("limit"))
    .options(defer(Handoff.reason))
    .with_for_update(skip_locked=True)
)
_REMINDERS = (
    select(Reminder)
    .where(
        Reminder.workspace_id == bindparam("workspace"),
        Reminder.handoff_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(Reminder.handoff_id, Reminder.person_id)
)
"""Built once: they are asked after every change."""

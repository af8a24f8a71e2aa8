"""The digest: what is due, late and waiting for one person, across all their handoffs (R20).

It is put together when it is sent, and again after each click, from what is then the case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook import clarify, climbs, digest_answers, home, people, promises, reminders, waiting
from playbook.clarify import Waiting
from playbook.climbs import Climb
from playbook.digest_answers import Answered
from playbook.errors import NotAllowed
from playbook.home import Draft
from playbook.ladder import Part
from playbook.people import Actor
from playbook.promises import Promise
from playbook.reminders import Rhythm
from playbook.waiting import DueCheckIn
from storage import outbox
from storage.tables import Handoff, Outgoing, Reminder


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person hears on one day, `on` their date: tasks, check-ins, drafts, questions.

    What they were asked and have not answered is among the lines; `check_ins` are the others that
    wait for them, but for those of which a message of today asks.
    `questions` are those that wait for their answer since the working day before, or longer,
    `promises` the words to the customer that they were to keep by today. `answered` is what the
    digest of today asked and somebody has answered since it came.
    """

    person_id: str
    on: date
    lines: tuple[Climb, ...]
    check_ins: tuple[DueCheckIn, ...] = ()
    drafts: tuple[Draft, ...] = ()
    questions: tuple[Waiting, ...] = ()
    promises: tuple[Promise, ...] = ()
    answered: tuple[Answered, ...] = ()

    @property
    def asked(self) -> tuple[Climb, ...]:
        """What they were asked before today, and have not answered."""
        return tuple(line for line in self.lines if line.part is Part.ASKED)

    @property
    def late(self) -> tuple[Climb, ...]:
        """Their own tasks whose date is over."""
        return tuple(line for line in self._own if line.is_late_on(self.on))

    @property
    def due(self) -> tuple[Climb, ...]:
        """Their own tasks of today."""
        return tuple(line for line in self._own if line.task.due_on == self.on)

    @property
    def soon(self) -> tuple[Climb, ...]:
        """Their own tasks of the days that follow."""
        return tuple(line for line in self._own if line.task.due_on > self.on)

    @property
    def handed_back(self) -> tuple[Climb, ...]:
        """Tasks that an owner has handed back to them, the lead."""
        return tuple(line for line in self.lines if line.handed_back)

    @property
    def of_others(self) -> tuple[Climb, ...]:
        """Tasks of others that have climbed to them, as the lead or one up."""
        return tuple(
            line
            for line in self.lines
            if line.part not in (Part.OWNER, Part.ASKED) and not line.handed_back
        )

    @property
    def _own(self) -> Iterable[Climb]:
        return (line for line in self.lines if line.part is Part.OWNER)


@dataclass(frozen=True, slots=True)
class Overdue:
    """What the leads' channel hears: tasks of the handoffs of one lead."""

    channel_id: str
    lead_id: str
    lines: tuple[Climb, ...]


@dataclass(frozen=True, slots=True)
class Nudge:
    """A reminder of one task that the lead sent by hand. `by` is the lead."""

    by: str
    line: Climb


def read(session: Session, workspace_id: str, person_id: str, now: datetime) -> Digest:
    """Return what is due, late and waiting for a person now."""
    session.flush()  # what is read below goes past the session
    rhythm = reminders.rhythms(session, workspace_id, [person_id], now)[person_id]
    today = rhythm.today(now)
    try:
        viewer = people.viewer(session, Actor(workspace_id, person_id))
    except NotAllowed:
        return Digest(person_id, today, ())
    who = {"workspace": workspace_id, "person": person_id}
    ids = [id_ for (id_,) in session.connection().execute(_HEARD_OF, who)]
    theirs = climbs.of_handoffs(session, workspace_id, ids, now, person_id)
    mine = [one for one in theirs if _is_told(one, rhythm, today)]
    climbing = {one.asked.check_in_id for one in theirs if one.asked and one.part is Part.ASKED}
    since = rhythm.hours.begins(today)
    return Digest(
        person_id=person_id,
        on=today,
        lines=tuple(sorted(mine, key=_by_date)),
        check_ins=tuple(
            due
            for due in waiting.for_viewer(session, viewer, now)
            if due.check_in_id not in climbing and due.asked_at and due.asked_at < since
        ),
        drafts=home.drafts_for(session, viewer),
        questions=clarify.waiting(
            session, workspace_id, person_id, _a_working_day_ago(rhythm, now)
        ),
        promises=promises.due(session, workspace_id, person_id, today),
        answered=digest_answers.since(session, workspace_id, person_id, today),
    )


_HEARD_OF = select(Reminder.handoff_id).where(
    Reminder.workspace_id == bindparam("workspace"), Reminder.person_id == bindparam("person")
)


def for_row(session: Session, row: Outgoing, now: datetime) -> Digest | None:
    """Return the digest that a row of the outbox stands for; None if it makes no sense any more.

    It does not once nothing is due, or where a later day's has taken its place.
    """
    found = read(session, row.workspace_id, str(row.person_id), now)
    is_old = row.detail.get("on", "") < found.on.isoformat()
    newer = reminders.digest_key(found.person_id, found.on)
    if is_old and outbox.is_known(session, row.workspace_id, newer):
        return None
    return found if found.lines or found.promises or found.questions else None


def overdue(session: Session, row: Outgoing, now: datetime) -> Overdue | None:
    """Return what the leads' channel hears by this row; None if it was done meanwhile."""
    channel = reminders.leads_channel(session, row.workspace_id)
    tasks = set(row.detail.get("tasks", ()))
    lead_id = str(row.detail.get("lead"))
    query = select(Handoff.id).where(
        Handoff.workspace_id == row.workspace_id, Handoff.lead_id == lead_id
    )
    found = climbs.of_handoffs(session, row.workspace_id, session.scalars(query).all(), now)
    lines = [one for one in found if one.part is Part.CHANNEL and one.task.id in tasks]
    if channel is None or not lines:
        return None
    return Overdue(channel, lead_id, tuple(sorted(lines, key=_by_date)))


def nudge(session: Session, row: Outgoing, now: datetime) -> Nudge | None:
    """Return the reminder that a lead sent by hand; None if the task is done or somebody else's."""
    found = climbs.of_handoffs(session, row.workspace_id, [int(row.handoff_id or 0)], now)
    for one in found:
        is_it = one.task.id == row.detail.get("task") and one.person_id == row.person_id
        if is_it and one.part is not Part.CHANNEL:
            return Nudge(str(row.detail.get("by")), one)
    return None


def _is_told(climb: Climb, rhythm: Rhythm, today: date) -> bool:
    if climb.part is Part.CHANNEL:
        return False
    return climb.first_step(rhythm.hours, rhythm.days, today) is not None


def _a_working_day_ago(rhythm: Rhythm, now: datetime) -> datetime:
    """When their last working day before today began: what is older has waited for one whole."""
    last = rhythm.hours.calendar.at_or_before(rhythm.today(now) - timedelta(days=1))
    return rhythm.hours.begins(last)


def _by_date(climb: Climb) -> tuple[date, str, int]:
    return climb.task.due_on, climb.plan.account, climb.task.id

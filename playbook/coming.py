"""`/handoff due`: what will come to whom and when; leads see all of what they lead (R20)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from playbook import climbs, overview, people, reminders
from playbook.access import FINISHED, led_by
from playbook.climbs import Climb
from playbook.due import still_to_do
from playbook.hours import moment_for
from playbook.ladder import Part
from playbook.people import Actor, Viewer
from playbook.reminders import Rhythm
from storage.choices import CheckInKind, Rung
from storage.tables import Account, CheckIn, Handoff, Reminder, Task

_TITLE = case((CheckIn.kind != CheckInKind.SENTIMENT, Task.title))
"""What is asked, where it is not how people feel."""

PAGE = 15
"""Lines on one page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that comes: at which moment, to whom, of what. `task_id` is empty for a check-in.

    `may_change`: the viewer leads the handoff, and may send it now, skip or move it.
    """

    at: datetime
    handoff_id: int
    account: str
    person_id: str
    title: str = ""
    task_id: int | None = None
    rung: Rung | None = None
    is_for_channel: bool = False
    may_change: bool = False


@dataclass(frozen=True, slots=True)
class Coming:
    """One page of what comes, the next first; pages are counted from 0."""

    viewer_id: str
    is_lead: bool
    lines: tuple[Line, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def read(session: Session, actor: Actor, now: datetime, page: int = 0) -> Coming:
    """Return a page of what comes to the actor and, if they lead, to their people.

    A page beyond the last is the first. Raises NotAllowed for somebody who can hold no role.
    """
    viewer = people.viewer(session, actor)
    led = led_ids(session, viewer)
    ids = led | _heard_of(session, viewer)
    tasks = _tasks(session, viewer, ids, led, now)
    lines = sorted([*tasks, *_check_ins(session, viewer, ids, led)], key=_by_moment)
    page = page if page * PAGE < len(lines) else 0
    shown = tuple(lines[page * PAGE : (page + 1) * PAGE])
    return Coming(viewer.id, viewer.is_lead, shown, page, len(lines))


def led_ids(session: Session, viewer: Viewer) -> set[int]:
    """Return the handoffs that a lead leads and that are not over; none for others."""
    query = select(Handoff.id).where(
        Handoff.workspace_id == viewer.workspace_id,
        overview.leads(viewer, led_by(session, viewer)),
        Handoff.state.not_in(FINISHED),
    )
    return set(session.scalars(query))


def _heard_of(session: Session, viewer: Viewer) -> set[int]:
    query = select(Reminder.handoff_id).where(
        Reminder.workspace_id == viewer.workspace_id, Reminder.person_id == viewer.id
    )
    return set(session.scalars(query))


def _tasks(
    session: Session, viewer: Viewer, ids: Collection[int], led: set[int], now: datetime
) -> Iterator[Line]:
    found = climbs.of_handoffs(session, viewer.workspace_id, ids, now)
    has_channel = reminders.leads_channel(session, viewer.workspace_id) is not None
    seen = [one for one in found if _may_see(one, viewer, led)]
    theirs = [one for one in seen if has_channel or one.part is not Part.CHANNEL]
    who = {one.person_id for one in theirs}
    when = reminders.rhythms(session, viewer.workspace_id, who, now)
    heard = _heard(session, viewer.workspace_id, ids)
    for one in theirs:
        rhythm = when[one.person_id]
        heard_on = heard.get((one.plan.handoff_id, one.person_id), rhythm.today(now))
        if line := _line(one, rhythm, heard_on, now):
            yield line if one.plan.handoff_id in led else _only_seen(line)


def _may_see(climb: Climb, viewer: Viewer, led: set[int]) -> bool:
    is_own = climb.person_id == viewer.id and climb.part is not Part.CHANNEL
    return is_own or climb.plan.handoff_id in led


def _heard(
    session: Session, workspace_id: str, ids: Collection[int]
) -> dict[tuple[int, str], date]:
    query = select(Reminder.handoff_id, Reminder.person_id, Reminder.heard_on).where(
        Reminder.workspace_id == workspace_id, Reminder.handoff_id.in_(ids)
    )
    return {(id_, person): on for id_, person, on in session.execute(query)}


def _line(climb: Climb, rhythm: Rhythm, heard_on: date, now: datetime) -> Line | None:
    step = climb.next_step(rhythm.hours, rhythm.days, heard_on)
    if step is None:
        return None
    at = moment_for(step.on, rhythm.hours)
    is_for_channel = climb.part is Part.CHANNEL
    return Line(
        at=at if at > now else rhythm.next_moment(now),
        handoff_id=climb.plan.handoff_id,
        account=climb.plan.account,
        person_id=climb.person_id,
        title=climb.task.title,
        task_id=climb.task.id,
        rung=step.rung,
        is_for_channel=is_for_channel,
        may_change=not is_for_channel,
    )


def _only_seen(line: Line) -> Line:
    return Line(
        line.at, line.handoff_id, line.account, line.person_id, line.title, line.task_id, line.rung
    )


def _check_ins(
    session: Session, viewer: Viewer, ids: Collection[int], led: set[int]
) -> Iterable[Line]:
    query = (
        select(CheckIn.due_at, CheckIn.handoff_id, Account.name, CheckIn.person_id, _TITLE)
        .outerjoin(Task, Task.id == CheckIn.task_id)
        .join(Handoff, Handoff.id == CheckIn.handoff_id)
        .join(Account, Account.id == Handoff.account_id)
        .where(
            CheckIn.workspace_id == viewer.workspace_id,
            CheckIn.handoff_id.in_(ids),
            still_to_do(),
        )
    )
    for at, handoff_id, account, person_id, title in session.execute(query):
        if person_id == viewer.id or handoff_id in led:
            yield Line(at, handoff_id, account, person_id, title or "")


def _by_moment(line: Line) -> tuple[datetime, str, str, int]:
    return line.at, line.account, line.person_id, line.task_id or 0

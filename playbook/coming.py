"""`/handoff due`: what will come to whom and when; leads see all of what they lead (R20)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from typing import NamedTuple

from sqlalchemy.orm import Session

from playbook import climbs, coming_reading, reminders, silence
from playbook.climbs import Climbing
from playbook.coming_reading import Ahead, Plan, PlanTask
from playbook.hours import moment_for
from playbook.ladder import Part, Step
from playbook.people import Actor
from playbook.reminders import Rhythm
from storage.choices import Rung

PAGE = 15
"""Lines on one page."""


class What(StrEnum):
    """What comes: a reminder of a task, a question, that somebody is silent, a call's brief."""

    TASK = "task"
    CHECK_IN = "check_in"
    SILENCE = "silence"
    BRIEF = "brief"


class Line(NamedTuple):
    """One thing that comes: at which moment, to whom, of what. `check_in_id` is of a question.

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
    what: What = What.TASK
    check_in_id: int | None = None


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
    ahead = coming_reading.read(session, actor, now)
    viewer = ahead.viewer
    lines = [*_tasks(session, ahead, now), *_check_ins(ahead), *_clocks(ahead)]
    lines.sort(key=_by_moment)
    page = page if page * PAGE < len(lines) else 0
    shown = tuple(lines[page * PAGE : (page + 1) * PAGE])
    return Coming(viewer.id, viewer.is_lead, shown, page, len(lines))


def _tasks(session: Session, ahead: Ahead, now: datetime) -> Iterator[Line]:
    found = [
        climb
        for id_, tasks in ahead.tasks.items()
        for climb in _of_plan(ahead.plans[id_], tasks, ahead)
    ]
    is_for_channel = any(one.part is Part.CHANNEL for one in found)
    has_channel = is_for_channel and reminders.leads_channel(session, ahead.viewer.workspace_id)
    moment_of = cache(partial(_moment, ahead.rhythms, now))  # the many tasks have few dates
    for one in found:
        if has_channel or one.part is not Part.CHANNEL:
            rhythm = ahead.rhythms[one.person_id]
            heard_on = ahead.heard_on.get((one.plan.handoff_id, one.person_id))
            step = one.next_step(rhythm.hours, rhythm.days, heard_on or rhythm.today(now))
            if step:
                yield _line(one, step, moment_of(one.person_id, step.on))


def _of_plan(
    plan: Plan, tasks: Iterable[PlanTask], ahead: Ahead
) -> Iterable[Climbing[Plan, PlanTask]]:
    """Return what climbs to the viewer, or to anybody where the viewer leads."""
    return climbs.of_plan(plan, tasks, ahead.known, None if plan.is_led else ahead.viewer.id)


def _moment(rhythms: Mapping[str, Rhythm], now: datetime, person_id: str, on: date) -> datetime:
    """Return when a person hears of what comes to them on a date."""
    at = moment_for(on, rhythms[person_id].hours)
    return at if at > now else rhythms[person_id].next_moment(now)


def _line(climb: Climbing[Plan, PlanTask], step: Step, at: datetime) -> Line:
    is_for_channel = climb.part is Part.CHANNEL
    return Line(
        at=at,
        handoff_id=climb.plan.handoff_id,
        account=climb.plan.account,
        person_id=climb.person_id,
        title=climb.task.title,
        task_id=climb.task.id,
        rung=step.rung,
        is_for_channel=is_for_channel,
        may_change=climb.plan.is_led and not is_for_channel,
    )


def _check_ins(ahead: Ahead) -> Iterator[Line]:
    """Questions that are still to be put; those without an answer climb with their tasks."""
    for one in ahead.questions:
        plan = ahead.plans[one.handoff_id]
        if one.is_listed and (plan.is_led or one.person_id == ahead.viewer.id):
            yield Line(
                one.due_at,
                plan.handoff_id,
                plan.account,
                one.person_id,
                one.title or "",
                one.task_id,
                may_change=plan.is_led and one.task_id is not None,
                what=What.CHECK_IN,
                check_in_id=one.id,
            )


def _clocks(ahead: Ahead) -> Iterable[Line]:
    """When clocks strike that run for stakeholders from whom nothing was heard, and when briefs
    come: each once a message."""
    found: dict[Line, None] = {}
    for handoff_id, due_at, asked_at, person_id in ahead.clocks:
        plan = ahead.plans[handoff_id]
        what = What.BRIEF if person_id else What.SILENCE
        hears = person_id or silence.hearer(plan, raises=bool(asked_at))
        if plan.is_led or hears == ahead.viewer.id:
            found[Line(due_at, handoff_id, plan.account, hears, what=what)] = None
    return found


def _by_moment(line: Line) -> tuple[datetime, str, str, int]:
    return line.at, line.account, line.person_id, line.task_id or 0

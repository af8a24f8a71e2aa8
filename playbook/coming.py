"""`/handoff due`: what will come to whom and when; leads see all of what they lead (R20)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, Executable, Row, and_, bindparam, case, or_, select, union
from sqlalchemy.orm import Session

from playbook import climbs, people, reminders, silence
from playbook.access import FINISHED, led_by
from playbook.climbs import Climb
from playbook.hours import moment_for
from playbook.ladder import Part
from playbook.people import Actor, Viewer
from playbook.reminders import Rhythm
from storage.choices import CheckInKind, CheckInState, Rung, State
from storage.tables import Account, CallBrief, CheckIn, Handoff, Reminder, Silence, Task

AnyRow = Row[*tuple[Any, ...]]

_TITLE = case((CheckIn.kind != CheckInKind.SENTIMENT, Task.title))
"""What is asked, where it is not how people feel."""

PAGE = 15
"""Lines on one page."""


class What(StrEnum):
    """What comes: a reminder of a task, a question, that somebody is silent, a call's brief."""

    TASK = "task"
    CHECK_IN = "check_in"
    SILENCE = "silence"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Line:
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
    session.flush()  # what is read below goes past the session
    viewer = people.viewer(session, actor)
    led = led_ids(session, viewer)
    ids = led | _heard_of(session, viewer)
    lines = [
        *_tasks(session, viewer, ids, led, now),
        *_check_ins(session, viewer, ids, led),
        *_silences(session, viewer, ids, led),
        *_briefs(session, viewer, ids, led),
    ]
    lines.sort(key=_by_moment)
    page = page if page * PAGE < len(lines) else 0
    shown = tuple(lines[page * PAGE : (page + 1) * PAGE])
    return Coming(viewer.id, viewer.is_lead, shown, page, len(lines))


def led_ids(session: Session, viewer: Viewer) -> set[int]:
    """Return the handoffs that a lead leads and that are not over; none for others."""
    theirs = led_by(session, viewer)
    rows = _rows(session, _LED if theirs else _LED_ALONE, viewer, people=theirs)
    return {id_ for (id_,) in rows}


def _heard_of(session: Session, viewer: Viewer) -> set[int]:
    """Return the handoffs of which the viewer hears: through a reminder, a question or a brief."""
    return {id_ for (id_,) in _rows(session, _HEARD_OF, viewer)}


def _tasks(
    session: Session, viewer: Viewer, ids: Collection[int], led: set[int], now: datetime
) -> Iterator[Line]:
    found = climbs.of_handoffs(session, viewer.workspace_id, ids, now, viewer.id, led)
    seen = [one for one in found if _may_see(one, viewer, led)]
    is_for_channel = any(one.part is Part.CHANNEL for one in seen)
    has_channel = is_for_channel and reminders.leads_channel(session, viewer.workspace_id)
    theirs = [one for one in seen if has_channel or one.part is not Part.CHANNEL]
    who = {one.person_id for one in theirs}
    when = reminders.rhythms(session, viewer.workspace_id, who, now)
    heard = {(id_, who): on for id_, who, on in _rows(session, _HEARD, viewer, ids=ids)}
    for one in theirs:
        rhythm = when[one.person_id]
        heard_on = heard.get((one.plan.handoff_id, one.person_id)) or rhythm.today(now)
        if line := _line(one, rhythm, heard_on, now, is_led=one.plan.handoff_id in led):
            yield line


def _may_see(climb: Climb, viewer: Viewer, led: set[int]) -> bool:
    is_own = climb.person_id == viewer.id and climb.part is not Part.CHANNEL
    return is_own or climb.plan.handoff_id in led


def _line(
    climb: Climb, rhythm: Rhythm, heard_on: date, now: datetime, *, is_led: bool
) -> Line | None:
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
        may_change=is_led and not is_for_channel,
    )


def _check_ins(
    session: Session, viewer: Viewer, ids: Collection[int], led: set[int]
) -> Iterable[Line]:
    """Questions that are still to be put; those without an answer climb with their tasks."""
    for one in _rows(session, _CHECK_INS, viewer, ids=ids, led=led):
        yield Line(
            one.due_at,
            one.handoff_id,
            one.account,
            one.person_id,
            one.title or "",
            one.task_id,
            may_change=one.handoff_id in led and one.task_id is not None,
            what=What.CHECK_IN,
            check_in_id=one.id,
        )


def _silences(
    session: Session, viewer: Viewer, ids: Collection[int], led: set[int]
) -> Iterable[Line]:
    """When clocks strike that run for stakeholders from whom nothing was heard, once a message."""
    found = {
        Line(
            one.due_at,
            one.handoff_id,
            one.account,
            silence.hearer(one, raises=bool(one.asked_at)),
            what=What.SILENCE,
        )
        for one in _rows(session, _SILENCES, viewer, ids=ids)
    }
    return (one for one in found if one.person_id == viewer.id or one.handoff_id in led)


def _briefs(
    session: Session, viewer: Viewer, ids: Collection[int], led: set[int]
) -> Iterable[Line]:
    for at, handoff_id, account, person_id in _rows(session, _BRIEFS, viewer, ids=ids, led=led):
        yield Line(at, handoff_id, account, person_id, what=What.BRIEF)


def _by_moment(line: Line) -> tuple[datetime, str, str, int]:
    return line.at, line.account, line.person_id, line.task_id or 0


def _rows(
    session: Session, query: Executable, viewer: Viewer, **which: Collection[object]
) -> Sequence[AnyRow]:
    who = {"workspace": viewer.workspace_id, "person": viewer.id}
    return session.connection().execute(query, {**who, **which}).all()


_WORKSPACE: BindParameter[str] = bindparam("workspace")
_PERSON: BindParameter[str] = bindparam("person")
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_LED_IDS: BindParameter[Any] = bindparam("led", expanding=True)
_PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)
_GO_ON = (Handoff.workspace_id == _WORKSPACE, Handoff.state.not_in(FINISHED))
_LED_ALONE = select(Handoff.id).where(*_GO_ON, Handoff.lead_id == _PERSON)
_LED = select(Handoff.id).where(
    *_GO_ON,
    or_(
        Handoff.lead_id == _PERSON,
        Handoff.lead_id.in_(_PEOPLE),
        Handoff.outgoing_id.in_(_PEOPLE),
        Handoff.incoming_id.in_(_PEOPLE),
        Handoff.temporary_id.in_(_PEOPLE),
    ),
)
_HEARD_OF = union(
    select(Reminder.handoff_id).where(
        Reminder.workspace_id == _WORKSPACE, Reminder.person_id == _PERSON
    ),
    select(CallBrief.handoff_id).where(
        CallBrief.workspace_id == _WORKSPACE,
        CallBrief.person_id == _PERSON,
        CallBrief.due_at.is_not(None),
    ),
    select(Handoff.id).where(
        Handoff.workspace_id == _WORKSPACE,
        or_(
            Handoff.incoming_id == _PERSON,
            Handoff.temporary_id == _PERSON,
            Handoff.outgoing_id == _PERSON,
            Handoff.lead_id == _PERSON,
        ),
        Handoff.state.not_in((State.DRAFT, *FINISHED)),
    ),
)
_HEARD = select(Reminder.handoff_id, Reminder.person_id, Reminder.heard_on).where(
    Reminder.workspace_id == _WORKSPACE, Reminder.handoff_id.in_(_IDS)
)
_CHECK_INS = (
    select(
        CheckIn.id,
        CheckIn.handoff_id,
        CheckIn.task_id,
        CheckIn.person_id,
        CheckIn.due_at,
        Account.name.label("account"),
        _TITLE.label("title"),
    )
    .outerjoin(Task, Task.id == CheckIn.task_id)
    .join(Handoff, Handoff.id == CheckIn.handoff_id)
    .join(Account, Account.id == Handoff.account_id)
    .where(
        CheckIn.workspace_id == _WORKSPACE,
        CheckIn.handoff_id.in_(_IDS),
        or_(CheckIn.person_id == _PERSON, CheckIn.handoff_id.in_(_LED_IDS)),
        or_(
            CheckIn.state == CheckInState.PLANNED,
            and_(CheckIn.state == CheckInState.ASKED, CheckIn.kind == CheckInKind.TOUCHPOINT),
        ),
        Task.skipped_at.is_(None),
    )
)
_SILENCES = (
    select(
        Silence.due_at,
        Silence.asked_at,
        Silence.handoff_id,
        Handoff.outgoing_id,
        Handoff.incoming_id,
        Handoff.temporary_id,
        Handoff.lead_id,
        Account.name.label("account"),
    )
    .join(Handoff, Handoff.id == Silence.handoff_id)
    .join(Account, Account.id == Handoff.account_id)
    .where(
        Silence.workspace_id == _WORKSPACE,
        Silence.handoff_id.in_(_IDS),
        Silence.due_at.is_not(None),
    )
)
_BRIEFS = (
    select(CallBrief.due_at, CallBrief.handoff_id, Account.name, CallBrief.person_id)
    .join(Handoff, Handoff.id == CallBrief.handoff_id)
    .join(Account, Account.id == Handoff.account_id)
    .where(
        CallBrief.workspace_id == _WORKSPACE,
        CallBrief.handoff_id.in_(_IDS),
        or_(CallBrief.person_id == _PERSON, CallBrief.handoff_id.in_(_LED_IDS)),
        CallBrief.due_at.is_not(None),
    )
)
"""Built once: building them costs as much as executing them."""

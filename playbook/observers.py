"""Observers: told before the customer is, and they acknowledge with a click (R10).

They see the observers' summary only: that an account changes hands, between whom and by when, and
two sentences about who takes over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook import access, audit, checklist, moves
from playbook.access import Opened
from playbook.errors import NotAllowed, NotNow
from playbook.people import Actor
from playbook.states import RUNNING
from playbook.templates.model import Event
from playbook.visibility import Field, Role, may_see
from playbook.words import _
from storage import outbox
from storage.choices import Kind, State
from storage.tables import Account, Handoff, Observer, PersonSettings, Task

NOBODY = "No observers are named"
"""Why the task is skipped where there is nobody to tell."""

_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one observer is: not told yet, told, or acknowledged."""

    person_id: str
    told_at: datetime | None
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What an observer is told: nothing beyond Field.OBSERVERS_SUMMARY.

    `about` are up to two sentences of the incoming CSM's own profile, as they wrote it.
    """

    handoff_id: int
    account: str
    outgoing_id: str | None
    incoming_id: str | None
    temporary_id: str | None
    lead_id: str
    anchor_on: date
    customer_knows: bool
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """What the lead looks at before the observers are told, or asked again."""

    summary: Summary
    standing: tuple[Standing, ...]

    @property
    def waiting(self) -> tuple[Standing, ...]:
        """Those who have not acknowledged."""
        return tuple(one for one in self.standing if one.acknowledged_at is None)


@dataclass(frozen=True, slots=True)
class Told:
    """How many people hear of it now."""

    handoff_id: int
    account: str
    count: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What came of an observer's click. `left` are those who have not acknowledged yet."""

    summary: Summary
    left: int


def telling(session: Session, actor: Actor, handoff_id: int) -> Telling:
    """Return what the lead is about to tell. Raises NotThere, NotAllowed, NotNow."""
    opened = _for_the_lead(session, actor, handoff_id, for_change=False)
    return Telling(_summary(session, opened.handoff), standing(session, opened.handoff))


def tell(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Told:
    """Let every observer who has not acknowledged hear of it, or be asked again; only the lead may.

    Raises NotThere, NotAllowed, NotNow where nobody is left to be told.
    """
    opened = _for_the_lead(session, actor, handoff_id, for_change=True)
    count = tell_all(session, opened.handoff, actor.id, now)
    return Told(handoff_id, opened.account.name, count)


def tell_all(session: Session, handoff: Handoff, actor_id: str | None, now: datetime) -> int:
    """Queue the DM of each observer who has not acknowledged; return how many those are.

    `actor_id` is the lead who asked for it; None where the task's date has come.
    """
    waiting = [row for row in _rows(session, handoff) if row.acknowledged_at is None]
    handoff.version += 1
    for row in waiting:
        outbox.put(
            session,
            handoff.workspace_id,
            "observer",
            now,
            handoff_id=handoff.id,
            person_id=row.person_id,
            detail={"again": row.told_at is not None},
            once_key=f"observer:{handoff.id}:{row.person_id}:{handoff.version}",
        )
        row.told_at = row.told_at or now
    _record(session, handoff, actor_id, "observers_told", now)
    return len(waiting)


def unreached(session: Session, handoff: Handoff, person_id: str | None, now: datetime) -> None:
    """Let the lead hear, once, that an observer does not read what they are asked."""
    outbox.put(
        session,
        handoff.workspace_id,
        "observer_unreached",
        now,
        handoff_id=handoff.id,
        person_id=handoff.lead_id,
        detail={"person": person_id},
        once_key=f"observer_unreached:{handoff.id}:{person_id}",
    )


def somebody_left(session: Session, workspace_id: str, person_id: str, now: datetime) -> None:
    """Let the leads hear, once, whose plan waits for an observer who is deactivated now."""
    query = (
        select(Handoff)
        .join(Observer, Observer.handoff_id == Handoff.id)
        .where(
            Handoff.workspace_id == workspace_id,
            Handoff.state.in_(RUNNING),
            Observer.person_id == person_id,
        )
        .order_by(Handoff.id)
    )
    for handoff in session.scalars(query):
        if is_waited_for(session, handoff, person_id):
            unreached(session, handoff, person_id, now)


def is_waited_for(session: Session, handoff: Handoff, person_id: str) -> bool:
    """Whether the plan of a running handoff waits for this observer's click."""
    row = session.get(Observer, (handoff.id, person_id))
    is_open = handoff.state in RUNNING and any(
        not (task.done_at or task.skipped_at) for task in _tasks(session, handoff)
    )
    return row is not None and row.acknowledged_at is None and is_open


def acknowledge(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Acknowledged:
    """Note that this observer knows; when all do, the plan goes on (R10).

    A second click changes nothing. Raises NotThere, NotNow, NotAllowed for who observes nothing.
    """
    opened = access.open_handoff(session, actor, handoff_id, for_change=True)
    access.require_running(opened)
    handoff = opened.handoff
    rows = _rows(session, handoff)
    own = next((row for row in rows if row.person_id == actor.id), None)
    if own is None:
        raise NotAllowed(
            _("You do not observe the handoff of {account}.").format(account=opened.account.name)
        )
    if own.acknowledged_at is None:
        own.acknowledged_at = now
        handoff.version += 1
        _record(session, handoff, actor.id, "observer_acknowledged", now)
        settle(session, handoff, now)
    return Acknowledged(
        _summary(session, handoff), sum(row.acknowledged_at is None for row in rows)
    )


def settle(session: Session, handoff: Handoff, now: datetime) -> None:
    """Let the plan's task say what is the case, after observers were named, changed or heard.

    With nobody to tell it is skipped; once all have acknowledged it is done; when somebody new
    is named afterwards it is to do again.
    """
    rows = _rows(session, handoff)
    if not rows:
        _skip(session, handoff, now)
    elif all(row.acknowledged_at for row in rows):
        _open_again(_tasks(session, handoff), only_skipped=True)
        checklist.happened(session, handoff, Event.OBSERVERS_ACKNOWLEDGED, None, now)
    else:
        _open_again(_tasks(session, handoff), only_skipped=False)


def standing(session: Session, handoff: Handoff) -> tuple[Standing, ...]:
    """Return how far each observer is."""
    rows = _rows(session, handoff)
    return tuple(Standing(row.person_id, row.told_at, row.acknowledged_at) for row in rows)


def summary(session: Session, workspace_id: str, handoff_id: int, person_id: str) -> Summary | None:
    """Return what an observer is told, or None if they acknowledged, or there is no need any more.

    It asks the table of who sees what, as every surface does.
    """
    row = session.get(Observer, (handoff_id, person_id))
    if row is None or row.workspace_id != workspace_id or row.acknowledged_at is not None:
        return None
    handoff = session.get_one(Handoff, handoff_id)
    is_told = may_see(Role.OBSERVER, Field.OBSERVERS_SUMMARY, handoff.state)
    if not is_told or handoff.state not in RUNNING:
        return None
    return _summary(session, handoff)


def _for_the_lead(session: Session, actor: Actor, handoff_id: int, *, for_change: bool) -> Opened:
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    access.require(opened, Role.LEAD)
    account = opened.account.name
    if opened.handoff.state not in RUNNING:
        raise NotNow(_("The handoff of {account} is not under way.").format(account=account))
    found = standing(session, opened.handoff)
    if not found:
        raise NotNow(_("Nobody observes the handoff of {account}.").format(account=account))
    if all(one.acknowledged_at for one in found):
        raise NotNow(_("All observers of {account} have acknowledged.").format(account=account))
    return opened


def _rows(session: Session, handoff: Handoff) -> Sequence[Observer]:
    here = {"workspace": handoff.workspace_id, "handoff": handoff.id}
    return session.scalars(_ROWS, here).all()


def _tasks(session: Session, handoff: Handoff) -> Sequence[Task]:
    here = {"workspace": handoff.workspace_id, "handoff": handoff.id}
    return session.scalars(_TASKS, here).all()


_ROWS = (
    select(Observer)
    .where(
        Observer.workspace_id == bindparam("workspace"),
        Observer.handoff_id == bindparam("handoff"),
    )
    .order_by(Observer.person_id)
)
_TASKS = select(Task).where(
    Task.workspace_id == bindparam("workspace"),
    Task.handoff_id == bindparam("handoff"),
    Task.event == Event.OBSERVERS_ACKNOWLEDGED,
)
"""Asked whenever a plan is made or dated anew, so they are built once."""


def _skip(session: Session, handoff: Handoff, now: datetime) -> None:
    waiting = [task for task in _tasks(session, handoff) if not (task.done_at or task.skipped_at)]
    for task in waiting:
        task.skipped_at, task.skipped_why = now, NOBODY
    if waiting:
        handoff.version += 1
        moves.advance(session, handoff, None, now)


def _open_again(tasks: Iterable[Task], *, only_skipped: bool) -> None:
    """Take back what was done or skipped by itself; what a person did stays."""
    for task in tasks:
        if task.skipped_at and task.skipped_by is None:
            task.skipped_at = task.skipped_why = None
        if task.done_event == Event.OBSERVERS_ACKNOWLEDGED and not only_skipped:
            task.done_at = task.done_event = None


def _summary(session: Session, handoff: Handoff) -> Summary:
    return Summary(
        handoff_id=handoff.id,
        account=session.get_one(Account, handoff.account_id).name,
        outgoing_id=handoff.outgoing_id,
        incoming_id=handoff.incoming_id,
        temporary_id=handoff.temporary_id,
        lead_id=handoff.lead_id,
        anchor_on=handoff.anchor_on,
        customer_knows=handoff.kind is Kind.SALES_TO_CS or handoff.state is not State.PREPARING,
        about=_about(session, handoff),
    )


def _about(session: Session, handoff: Handoff) -> tuple[str, ...]:
    """Two sentences about who takes over, from their own profile (R33)."""
    if handoff.incoming_id is None:
        return ()
    found = session.get(PersonSettings, (handoff.workspace_id, handoff.incoming_id))
    if found is None:
        return ()
    said = (found.credentials, found.industries, found.personal_line)
    return tuple(text for text in said if text)[:_SENTENCES]


def _record(
    session: Session, handoff: Handoff, actor_id: str | None, what: str, now: datetime
) -> None:
    audit.record(session, handoff.workspace_id, actor_id, what, now, handoff=handoff)

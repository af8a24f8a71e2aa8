"""The leader's looks: the lead is asked at a task's date to look in on a handoff (TEMPLATES.md).

What there is to look at is gathered for them: completeness, how stakeholders feel, what is late.
A finding is a note for leads; the message never carries it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import asks, audit, checklist_reading, weighing
from playbook.access import FINISHED
from playbook.errors import NotNow
from playbook.people import Actor
from playbook.progress import TaskState
from playbook.visibility import Role
from playbook.words import _
from storage.choices import CheckInKind, CheckInState, Score
from storage.tables import Account, CheckIn, Contact, Handoff, Look, Sentiment

LONGEST = 3000
"""Characters of a finding."""


@dataclass(frozen=True, slots=True)
class Feeling:
    """How somebody at the customer felt last, and the time before."""

    name: str
    score: Score
    before: Score | None


@dataclass(frozen=True, slots=True)
class Late:
    """A task whose date is over."""

    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Looking:
    """What a lead looks at, and what became of it.

    `percent` is how complete the blueprint is. `has_finding` and `by` say how it was answered;
    `findings` are those of this handoff, the newest first, where they were asked for.
    """

    check_in_id: int
    handoff_id: int
    account: str
    person_id: str
    due_on: date
    percent: int
    feelings: tuple[Feeling, ...]
    late: tuple[Late, ...]
    attention_since: datetime | None
    is_over: bool
    answered_at: datetime | None = None
    by: str | None = None
    has_finding: bool = False
    findings: tuple[tuple[datetime, str], ...] = ()


def read(session: Session, workspace_id: str, check_in_id: int, now: datetime) -> Looking | None:
    """Return a look without findings, for messages; None if there is none."""
    check_in = session.get(CheckIn, check_in_id)
    if check_in is None or check_in.workspace_id != workspace_id:
        return None
    return _looking(session, check_in, now)


def open_look(session: Session, actor: Actor, check_in_id: int, now: datetime) -> Looking:
    """Return a look with earlier findings, for who leads. Raises NotThere, NotAllowed."""
    check_in = asks.find(session, actor, check_in_id, CheckInKind.LOOK)
    asks.open_to_read(session, actor, check_in.handoff_id)
    return _looking(session, check_in, now, with_findings=True)


def looked(
    session: Session, actor: Actor, check_in_id: int, finding: str, now: datetime
) -> Looking:
    """Note that the lead has looked, and tick the look's task.

    An empty `finding` says that all was well. Raises NotThere, NotAllowed, NotNow where somebody
    has looked already.
    """
    check_in = asks.find(session, actor, check_in_id, CheckInKind.LOOK)
    opened = asks.open_for(session, actor, check_in.handoff_id, Role.LEAD, for_change=True)
    if session.get(Look, check_in_id) is not None:
        raise NotNow(_("Somebody has looked already: it is noted."))
    text = finding.strip()[:LONGEST] or None
    session.add(
        Look(
            workspace_id=actor.workspace_id,
            check_in_id=check_in_id,
            handoff_id=opened.handoff.id,
            finding=text,
            by=actor.id,
            at=now,
        )
    )
    asks.answered(check_in, actor.id, now)
    what = "look_found" if text else "look_well"
    audit.record(session, actor.workspace_id, actor.id, what, now, handoff=opened.handoff)
    asks.close(session, opened, CheckInKind.LOOK, now, check_in.key)
    return _looking(session, check_in, now)


def _looking(
    session: Session, check_in: CheckIn, now: datetime, *, with_findings: bool = False
) -> Looking:
    handoff = session.get_one(Handoff, check_in.handoff_id)
    account = session.get_one(Account, handoff.account_id)
    look = session.get(Look, check_in.id)
    complete = weighing.completeness(session, handoff)
    is_cancelled = check_in.state is CheckInState.CANCELLED
    return Looking(
        check_in_id=check_in.id,
        handoff_id=handoff.id,
        account=account.name,
        person_id=check_in.person_id,
        due_on=check_in.due_on,
        percent=complete.percent,
        feelings=_feelings(session, handoff),
        late=_late(session, handoff, now),
        attention_since=handoff.attention_since,
        is_over=is_cancelled or handoff.state in FINISHED,
        answered_at=look.at if look else None,
        by=look.by if look else None,
        has_finding=bool(look and look.finding),
        findings=_findings(session, handoff) if with_findings else (),
    )


def _feelings(session: Session, handoff: Handoff) -> tuple[Feeling, ...]:
    query = (
        select(Contact.id, Contact.name, Sentiment.score)
        .join(Contact, Contact.id == Sentiment.contact_id)
        .join(CheckIn, CheckIn.id == Sentiment.check_in_id)
        .where(
            Sentiment.workspace_id == handoff.workspace_id,
            Sentiment.handoff_id == handoff.id,
            Sentiment.replaced_at.is_(None),
            Contact.removed_at.is_(None),
        )
        .order_by(CheckIn.due_on, Sentiment.at, Sentiment.id)
    )
    scores: dict[tuple[int, str], list[Score]] = {}
    for contact_id, name, score in session.execute(query):
        scores.setdefault((contact_id, name), []).append(score)
    return tuple(
        Feeling(name, found[-1], found[-2] if len(found) > 1 else None)
        for (_id, name), found in scores.items()
    )


def _late(session: Session, handoff: Handoff, now: datetime) -> tuple[Late, ...]:
    plan = checklist_reading.read(session, handoff.workspace_id, handoff.id, now)
    late = (task for task in plan.tasks if task.state is TaskState.LATE)
    return tuple(Late(task.title, task.due_on) for task in late)


def _findings(session: Session, handoff: Handoff) -> tuple[tuple[datetime, str], ...]:
    query = (
        select(Look)
        .where(
            Look.workspace_id == handoff.workspace_id,
            Look.handoff_id == handoff.id,
            Look.finding.is_not(None),
        )
        .order_by(Look.at.desc())
        .limit(10)
    )
    found: Sequence[Look] = session.scalars(query).all()
    return tuple((one.at, one.finding or "") for one in found)

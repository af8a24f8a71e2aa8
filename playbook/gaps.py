"""What a move needs, point by point: what is done or missing, and who can mend it (States)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from playbook import bau_gaps, clarify, verdict
from playbook.progress import Checklist
from playbook.states import Fact, Move, Standing
from playbook.words import _, n_
from storage.choices import State
from storage.tables import Handoff

_NOT_OPEN = (State.DRAFT, State.BAU, State.CLOSED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a move needs. `who` are the people who can mend it; where there are none,
    `on` says when time does. Not `is_waited_for`: the move passes it by, and lists it as a gap."""

    said: str
    is_done: bool
    who: tuple[str, ...] = ()
    on: date | None = None
    is_waited_for: bool = True


def points(
    session: Session,
    handoff: Handoff,
    move: Move,
    here: Standing,
    checklist: Checklist,
    now: datetime,
    *,
    sees_sentiment: bool = True,
) -> tuple[Point, ...]:
    """Return what the move needs. `here` and `checklist` are of the handoff as it stands now."""
    found: list[Point] = []
    for fact in move.guard.facts:
        if fact is Fact.READY_FOR_BAU:
            found += _readiness(session, handoff, now, sees_sentiment=sees_sentiment)
        elif fact is Fact.NO_OTHER_OPEN:
            found += _no_other(session, handoff)
        elif fact is Fact.ACCEPTED:
            found += _accepted(handoff, here, checklist)
        elif fact is Fact.NOTHING_ASKED:
            found += _asked(session, handoff)
        else:
            found.append(_fact(handoff, fact, here))
    found += _tasks(checklist, move.guard.tasks, is_waited_for=True)
    found += _tasks(checklist, move.guard.not_waited_for, is_waited_for=False)
    return tuple(found)


def _tasks(checklist: Checklist, keys: tuple[str, ...], *, is_waited_for: bool) -> Iterator[Point]:
    for key in keys:
        if task := checklist.task(key):
            yield Point(task.title, not task.is_undone, task.owners, is_waited_for=is_waited_for)


def _fact(handoff: Handoff, fact: Fact, here: Standing) -> Point:
    if fact is Fact.FIRM_DATE:
        said = _("The day on which the account changes hands has come")
        return Point(said, fact in here.facts, on=handoff.anchor_on)
    said = _("An incoming CSM or a temporary contact is named")
    return Point(said, fact in here.facts, (handoff.lead_id,))


def _accepted(handoff: Handoff, here: Standing, checklist: Checklist) -> Iterator[Point]:
    """R8: said where the plan's task does not say it, or was ticked without a verdict."""
    is_accepted, task = Fact.ACCEPTED in here.facts, checklist.task(verdict.TASK)
    if task is None or (not task.is_undone and not is_accepted):
        said = _("The incoming CSM has accepted the blueprint")
        yield Point(said, is_accepted, (handoff.incoming_id or handoff.lead_id,))


def _asked(session: Session, handoff: Handoff) -> Iterator[Point]:
    """Said only where a question is open, and how many: what they ask is not for everybody."""
    who = clarify.waited_for(session, handoff)
    if count := len(who):
        said = n_(
            "The question about the blueprint that is open is answered or taken back",
            "The {n} questions about the blueprint that are open are answered or taken back",
            count,
        ).format(n=count)
        yield Point(said, is_done=False, who=tuple(dict.fromkeys(who)))


def _no_other(session: Session, handoff: Handoff) -> Iterator[Point]:
    """Said only where there is another: it hardly ever happens."""
    if is_another_open(session, handoff):
        said = _("No other handoff of this account is open")
        yield Point(said, is_done=False, who=(handoff.lead_id,))


def _readiness(
    session: Session, handoff: Handoff, now: datetime, *, sees_sentiment: bool
) -> Iterator[Point]:
    missing = bau_gaps.gaps(session, handoff, now)
    hidden = [] if sees_sentiment else [gap for gap in missing if gap.tells_sentiment]
    for gap in missing:
        if gap not in hidden:
            yield Point(gap.said, is_done=False, who=gap.who)
    if hidden:
        yield Point(_("How the customer feels, which the lead looks at"), False, hidden[0].who)
    if not missing:
        said = _("Nothing is left over, and every key stakeholder is known to be well")
        yield Point(said, is_done=True)


def is_another_open(session: Session, handoff: Handoff) -> bool:
    """Whether another handoff of the same account is under way or on hold."""
    another = exists().where(
        Handoff.workspace_id == handoff.workspace_id,
        Handoff.account_id == handoff.account_id,
        Handoff.id != handoff.id,
        Handoff.state.not_in(_NOT_OPEN),
    )
    return bool(session.scalar(select(another)))

"""Moving a handoff on by hand: what there is to choose, what it needs, and doing it (States).

What is said at a field is raised as FieldErrors: "move" for the choice, "reason" and "on".
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from playbook import (
    access,
    accounts,
    bau,
    checklist_reading,
    gaps,
    moves,
    reopening,
    states,
    waivers,
)
from playbook.access import Opened
from playbook.errors import FieldErrors, NotNow
from playbook.gaps import Point
from playbook.hours import STANDARD, hours_of, local_date
from playbook.people import Actor
from playbook.states import Fact, Made, Move, Name, Standing
from playbook.visibility import Field, Role
from playbook.words import _
from storage.choices import State
from storage.tables import Handoff

LONGEST_REASON = 1000

DATED = frozenset({Name.HOLD, Name.REOPEN})
"""The moves that take a date."""


@dataclass(frozen=True, slots=True)
class Way:
    """A move that there is from here, and where it leads."""

    name: Name
    target: State


@dataclass(frozen=True, slots=True)
class Crossroads:
    """Where a handoff stands. `ways` are the moves that the viewer may make, the next one first.

    `chosen` is the one that is looked at (for who may make none, the next), `points` what it needs.
    `asks_why`: it wants a reason, in any case or because something is missing; `takes_why`: it
    takes one. `on` is proposed.
    """

    handoff_id: int
    account: str
    state: State
    held_from: State | None
    lead_id: str
    may_move: bool
    by_itself: bool
    ways: tuple[Way, ...]
    chosen: Way | None
    points: tuple[Point, ...]
    asks_why: bool
    takes_why: bool
    on: date | None

    @property
    def missing(self) -> tuple[Point, ...]:
        """What the chosen move waits for."""
        return tuple(point for point in self.points if not point.is_done and point.is_waited_for)


@dataclass(frozen=True, slots=True)
class Wish:
    """The move that somebody asks for, with the reason and the date that they gave."""

    name: str
    why: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What has come of a wish. `waived` is how many points were set aside; `on` the date given."""

    handoff_id: int
    account: str
    name: Name
    state: State
    waived: int
    on: date | None


def read(
    session: Session, actor: Actor, handoff_id: int, now: datetime, chosen: str = ""
) -> Crossroads:
    """Return where the handoff stands, for its lead and CSMs. Raises NotThere, NotAllowed, NotNow.

    `chosen` names the move to look at; where it is none that there is, the next one.
    """
    opened = access.open_handoff(session, actor, handoff_id)
    _require_part(opened)
    handoff = opened.handoff
    here = moves.standing(session, handoff, now)
    possible = states.moves_from(here)
    move = states.move_named(here, chosen) or (possible[0] if possible else None)
    points = _points(session, opened, move, here, now) if move else ()
    return Crossroads(
        handoff_id=handoff.id,
        account=opened.account.name,
        state=handoff.state,
        held_from=handoff.held_from,
        lead_id=handoff.lead_id,
        may_move=opened.role is Role.LEAD,
        by_itself=bool(move and move.by_itself),
        ways=tuple(_way(one, here) for one in possible if opened.role in one.who),
        chosen=_way(move, here) if move else None,
        points=points,
        asks_why=bool(move and (move.asks_why or (move.waivable and _missing(points)))),
        takes_why=bool(move and move.takes_why),
        on=_proposed(session, handoff, move, now),
    )


def make(session: Session, actor: Actor, handoff_id: int, wish: Wish, now: datetime) -> Moved:
    """Make a move by hand, and those that then follow by themselves; only the lead may.

    What is missing is set aside with the written reason, and stays listed. Raises FieldErrors,
    NotThere, NotAllowed, NotNow.
    """
    opened = access.open_handoff(session, actor, handoff_id, for_change=True)
    _require_part(opened)
    access.require(opened, Role.LEAD)
    handoff = opened.handoff
    here = moves.standing(session, handoff, now)
    move = _possible(opened, here, wish)
    if Fact.NO_OTHER_OPEN in move.guard.facts:
        # Locked: of two people who open two handoffs of it at once, one sees the other's.
        accounts.find(session, handoff.workspace_id, handoff.account_id)
    missing = _missing(_points(session, opened, move, here, now))
    _check(session, opened, move, missing, wish, now)
    if move.name is Name.CONFIRM_BAU:
        bau.confirm(session, actor, handoff_id, wish.why, now)
    else:
        _carry_out(session, handoff, move, missing, wish, actor.id, now)
    return Moved(handoff_id, opened.account.name, move.name, handoff.state, len(missing), wish.on)


def _require_part(opened: Opened) -> None:
    access.require(opened, Role.LEAD, Role.OUTGOING, Role.INCOMING)
    if opened.handoff.state is State.DRAFT:
        raise NotNow(_("This is a draft: open it, or discard it, from your App Home."))


def _way(move: Move, here: Standing) -> Way:
    return Way(move.name, states.target_of(move, here))


def _points(
    session: Session, opened: Opened, move: Move, here: Standing, now: datetime
) -> tuple[Point, ...]:
    handoff = opened.handoff
    plan = checklist_reading.read(session, handoff.workspace_id, handoff.id, now)
    sees_sentiment = opened.sees(Field.SENTIMENT)
    return gaps.points(session, handoff, move, here, plan, now, sees_sentiment=sees_sentiment)


def _missing(points: tuple[Point, ...]) -> list[str]:
    return [point.said for point in points if not point.is_done and point.is_waited_for]


def _proposed(session: Session, handoff: Handoff, move: Move | None, now: datetime) -> date | None:
    if move is None or move.name is not Name.REOPEN:
        return None
    return reopening.proposed(session, handoff, now)


def _possible(opened: Opened, here: Standing, wish: Wish) -> Move:
    move = states.move_named(here, wish.name)
    if move is None or move.name is Name.OPEN:
        raise FieldErrors(
            {
                "move": _("{account} has moved meanwhile; please look again.").format(
                    account=opened.account.name
                )
            }
        )
    return move


def _check(
    session: Session,
    opened: Opened,
    move: Move,
    missing: list[str],
    wish: Wish,
    now: datetime,
) -> None:
    errors: dict[str, str] = {}
    if missing and not move.waivable:
        errors["move"] = _(
            "Another handoff of {account} is open: it has to end before this one goes on."
        ).format(account=opened.account.name)
    elif (missing or move.asks_why) and not wish.why.strip():
        errors["reason"] = (
            _("Something is missing: please say why it may stay so.")
            if missing
            else _("Please say why.")
        )
    if wish.on and move.name in DATED and wish.on <= _today(session, opened.handoff, now):
        errors["on"] = _("Choose a day that is still to come.")
    if errors:
        raise FieldErrors(errors)


def _carry_out(
    session: Session,
    handoff: Handoff,
    move: Move,
    missing: list[str],
    wish: Wish,
    actor_id: str,
    now: datetime,
) -> None:
    why = wish.why.strip()[:LONGEST_REASON]
    if missing:
        waivers.write(session, handoff, move.name, missing, why, actor_id, now)
    on = wish.on if move.name in DATED else None
    moves.carry_out(session, handoff, Made(move, handoff.state, actor_id, now, on, why))
    moves.advance(session, handoff, actor_id, now)


def _today(session: Session, handoff: Handoff, now: datetime) -> date:
    hours = hours_of(session, handoff.workspace_id, [handoff.lead_id])
    return local_date(now, hours.get(handoff.lead_id, STANDARD).zone)

"""The states of a handoff and the moves between them: the playbook's States table, as data. Pure.

`MOVES` is the table. Who carries moves out (playbook.moves), who shows them (blocks.moves) and
docs/states.md all read it, so that what is documented is what is done.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from playbook.visibility import Role
from storage.choices import Kind, Mode, State

RUNNING = (State.PREPARING, State.INTRODUCING, State.OVERLAPPING, State.SETTLING)
"""The states between the opening and business as usual."""

CALLED = (State.INTRODUCING, State.OVERLAPPING, State.SETTLING)
"""The states in which the intro call shows what the blueprint lacks (R8)."""


class Name(StrEnum):
    """What a move is called."""

    OPEN = "open"
    INTRODUCE = "introduce"
    OVERLAP = "overlap"
    SETTLE = "settle"
    CONFIRM_BAU = "confirm_bau"
    CLOSE = "close"
    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    REOPEN = "reopen"


class Fact(StrEnum):
    """What a guard asks for that is no task of the plan. playbook.gaps says how each stands."""

    REASON_AND_MODE = "reason_and_mode"
    SOMEBODY_NAMED = "somebody_named"
    CAPACITY = "capacity"
    ACCEPTED = "accepted"
    NOTHING_ASKED = "nothing_asked"
    FIRM_DATE = "firm_date"
    READY_FOR_BAU = "ready_for_bau"
    NO_OTHER_OPEN = "no_other_open"


class Trigger(StrEnum):
    """What a move sets off, beside the new state and its entry in the trail."""

    PLAN_AND_PLACE = "plan_and_place"
    OWNER_CHANGES = "owner_changes"
    AFTER_BAU_IS_DATED = "after_bau_is_dated"
    CLOSING_SUMMARY = "closing_summary"
    ENDS = "ends"
    CHECK_INS_WAIT = "check_ins_wait"
    CHECK_INS_GO_ON = "check_ins_go_on"
    PLANNED_ANEW = "planned_anew"
    PEOPLE_HEAR = "people_hear"


@dataclass(frozen=True, slots=True)
class Guard:
    """What must be so before a move: `tasks`, by their template's key, and `facts`.

    A task that a plan does not have is not asked for (the low touch plan has no dump call).
    `not_waited_for` are tasks that the move passes by: if they are undone, the move writes the
    waiver itself and lists them as its gaps (States: abrupt handoffs are made of waivers).
    """

    tasks: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    not_waited_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `target` is None where it is the state that a hold came from.

    `by_itself`: Handoff makes it once the guard holds. `who` may make it by hand; where the guard
    does not hold, only a lead may, by waiving it in writing (`waivable`). `asks_why`: it wants a
    reason in any case; `takes_why`: one may be given, for leads. `kinds` and `modes` say in which
    handoffs there is such a move.
    """

    name: Name
    sources: tuple[State, ...]
    target: State | None
    guard: Guard = field(default_factory=Guard)
    by_itself: bool = False
    who: tuple[Role, ...] = (Role.LEAD,)
    waivable: bool = True
    asks_why: bool = False
    takes_why: bool = False
    triggers: tuple[Trigger, ...] = (Trigger.PEOPLE_HEAR,)
    kinds: tuple[Kind, ...] = tuple(Kind)
    modes: tuple[Mode, ...] = tuple(Mode)


_BETWEEN_CSMS = (Kind.CSM_TO_CSM,)
_FROM_SALES = (Kind.SALES_TO_CS,)
_ASKED = (Mode.SOFT, Mode.HARD)
_READ = (Fact.ACCEPTED, Fact.NOTHING_ASKED)
_INTRODUCED = ("customer_told", "intro")
_OWNED = (Trigger.OWNER_CHANGES, Trigger.PEOPLE_HEAR)

MOVES = (
    Move(
        Name.OPEN,
        (State.DRAFT,),
        State.PREPARING,
        Guard(facts=(Fact.REASON_AND_MODE, Fact.SOMEBODY_NAMED, Fact.CAPACITY)),
        triggers=(Trigger.PLAN_AND_PLACE, Trigger.PEOPLE_HEAR),
    ),
    Move(
        Name.INTRODUCE,
        (State.PREPARING,),
        State.INTRODUCING,
        Guard(("dump", "accepted", "message", "observers"), _READ),
        by_itself=True,
        kinds=_BETWEEN_CSMS,
        modes=_ASKED,
    ),
    # The lead's introduction must not wait for the dump: speed wins, the gaps are listed.
    Move(
        Name.INTRODUCE,
        (State.PREPARING,),
        State.INTRODUCING,
        Guard(
            ("message", "observers"),
            (Fact.SOMEBODY_NAMED,),
            not_waited_for=("dump", "accepted", "rebuilt"),
        ),
        by_itself=True,
        kinds=_BETWEEN_CSMS,
        modes=(Mode.ABRUPT,),
    ),
    Move(
        Name.INTRODUCE,
        (State.PREPARING,),
        State.INTRODUCING,
        Guard(("record", "accepted", "message", "observers"), _READ),
        by_itself=True,
        kinds=_FROM_SALES,
    ),
    Move(
        Name.OVERLAP,
        (State.INTRODUCING,),
        State.OVERLAPPING,
        Guard(_INTRODUCED),
        by_itself=True,
        kinds=_BETWEEN_CSMS,
        modes=(Mode.SOFT,),
    ),
    Move(
        Name.SETTLE,
        (State.OVERLAPPING,),
        State.SETTLING,
        Guard(("calls", "moved"), (Fact.FIRM_DATE,)),
        by_itself=True,
        triggers=_OWNED,  # of any mode: it may have been changed during the overlap
    ),
    # Hard: the account changes hands on the day of last contact, whatever the state (fall_due).
    Move(
        Name.SETTLE,
        (State.INTRODUCING,),
        State.SETTLING,
        Guard(_INTRODUCED),
        by_itself=True,
        kinds=_BETWEEN_CSMS,
        modes=(Mode.HARD,),
    ),
    # Abrupt: it changes hands when the incoming CSM is named.
    Move(
        Name.SETTLE,
        (State.INTRODUCING,),
        State.SETTLING,
        Guard(("incoming", "lead_message", *_INTRODUCED)),
        by_itself=True,
        triggers=_OWNED,
        kinds=_BETWEEN_CSMS,
        modes=(Mode.ABRUPT,),
    ),
    Move(
        Name.SETTLE,
        (State.INTRODUCING,),
        State.SETTLING,
        Guard(("prospect_told", "welcome")),
        by_itself=True,
        triggers=_OWNED,
        kinds=_FROM_SALES,
    ),
    # R21. A lead who overrules also skips the phases that are not done: hence all of RUNNING.
    Move(
        Name.CONFIRM_BAU,
        RUNNING,
        State.BAU,
        Guard(facts=(Fact.READY_FOR_BAU,)),
        triggers=(
            Trigger.OWNER_CHANGES,
            Trigger.AFTER_BAU_IS_DATED,
            Trigger.CLOSING_SUMMARY,
            Trigger.PEOPLE_HEAR,
        ),
    ),
    Move(
        Name.CLOSE,
        (State.BAU,),
        State.CLOSED,
        Guard(("debrief", "touchpoint")),
        by_itself=True,
        triggers=(Trigger.ENDS, Trigger.PEOPLE_HEAR),
    ),
    Move(
        Name.HOLD,
        (*RUNNING, State.BAU),
        State.ON_HOLD,
        Guard(facts=(Fact.NO_OTHER_OPEN,)),
        waivable=False,
        takes_why=True,
        triggers=(Trigger.CHECK_INS_WAIT, Trigger.PEOPLE_HEAR),
    ),
    Move(
        Name.RESUME,
        (State.ON_HOLD,),
        None,
        triggers=(Trigger.CHECK_INS_GO_ON, Trigger.PEOPLE_HEAR),
    ),
    Move(
        Name.CANCEL,
        (State.DRAFT, *RUNNING, State.ON_HOLD),
        State.CANCELLED,
        asks_why=True,
        triggers=(Trigger.ENDS, Trigger.PEOPLE_HEAR),
    ),
    Move(
        Name.REOPEN,
        (State.BAU, State.CLOSED),
        State.SETTLING,
        Guard(facts=(Fact.NO_OTHER_OPEN,)),
        waivable=False,  # two open handoffs of one account would be two plans for one customer
        asks_why=True,
        triggers=(Trigger.PLANNED_ANEW, Trigger.PEOPLE_HEAR),
    ),
)

(CONFIRM_BAU,) = (move for move in MOVES if move.name is Name.CONFIRM_BAU)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a handoff is, for the table. `planned` are the keys of the plan's tasks, `done` of
    those done or skipped, `facts` those that hold. `held_from` is where a hold came from."""

    state: State
    kind: Kind
    mode: Mode
    planned: AbstractSet[str] = frozenset()
    done: AbstractSet[str] = frozenset()
    facts: AbstractSet[Fact] = frozenset()
    held_from: State | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A move that is being made: from where, by whom (None: Handoff itself) and when.

    `on` is the date that some moves take: when a hold may end, by when business as usual is aimed
    for again. `why` is what the lead wrote; it is for leads alone. `told` are those who hear of it
    in another message.
    """

    move: Move
    before: State
    by: str | None
    at: datetime
    on: date | None = None
    why: str = ""
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Missing:
    """What a move still waits for: keys of tasks, and facts, in the order of the guard."""

    tasks: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tasks or self.facts)


def moves_from(standing: Standing) -> tuple[Move, ...]:
    """Return the moves that there are from here, by hand or by themselves.

    A handoff held in business as usual is not cancelled: cancelled is what never got there.
    """
    return tuple(move for move in MOVES if _is_possible(move, standing))


def move_named(standing: Standing, name: str) -> Move | None:
    """Return the move of this name from here, if there is one."""
    return next((move for move in moves_from(standing) if move.name == name), None)


def target_of(move: Move, standing: Standing) -> State:
    """Return the state that the move leads to."""
    return move.target or standing.held_from or State.PREPARING


def missing(move: Move, standing: Standing) -> Missing:
    """Return what the move still waits for."""
    return Missing(
        tuple(_undone(move.guard.tasks, standing)),
        tuple(fact for fact in move.guard.facts if fact not in standing.facts),
    )


def passed_by(move: Move, standing: Standing) -> tuple[str, ...]:
    """Return the keys of the undone tasks that the move does not wait for, and lists as gaps."""
    return tuple(_undone(move.guard.not_waited_for, standing))


def next_by_itself(standing: Standing) -> Move | None:
    """Return the move that Handoff makes now of its own accord, if its guard holds.

    A state is never left backwards: unticking a task keeps the state.
    """
    for move in moves_from(standing):
        if move.by_itself and not missing(move, standing):
            return move
    return None


def _is_possible(move: Move, standing: Standing) -> bool:
    if move.name is Name.CANCEL and standing.held_from is State.BAU:
        return False
    return (
        standing.state in move.sources
        and standing.kind in move.kinds
        and standing.mode in move.modes
    )


def _undone(keys: tuple[str, ...], standing: Standing) -> list[str]:
    return [key for key in keys if key in standing.planned and key not in standing.done]

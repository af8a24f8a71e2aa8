"""The states of a handoff and the moves between them: the playbook's States table. Pure.

A guard is the set of tasks, by their template's key, that must be done before the move; a task
that a plan does not have is not asked for (the low touch plan has no dump call).
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from playbook.visibility import Role
from storage.choices import Mode, State

RUNNING = (State.PREPARING, State.INTRODUCING, State.OVERLAPPING, State.SETTLING)
"""The states between the opening and business as usual."""


class Name(StrEnum):
    """What a move is called."""

    OPEN = "open"
    INTRODUCE = "introduce"
    OVERLAP = "overlap"
    SETTLE = "settle"
    CONFIRM_BAU = "confirm_bau"
    CLOSE = "close"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `who` is None where Handoff moves by itself as tasks are done.

    `modes` are the modes in which the move is made.
    """

    name: Name
    sources: tuple[State, ...]
    target: State
    guard: frozenset[str] = frozenset()
    who: Role | None = None
    modes: tuple[Mode, ...] = tuple(Mode)


_INTRODUCED = frozenset({"customer_told", "intro"})

MOVES = (
    Move(Name.OPEN, (State.DRAFT,), State.PREPARING, who=Role.LEAD),
    Move(
        Name.INTRODUCE,
        (State.PREPARING,),
        State.INTRODUCING,
        guard=frozenset({"dump", "accepted", "message", "observers"}),
    ),
    Move(
        Name.OVERLAP,
        (State.INTRODUCING,),
        State.OVERLAPPING,
        guard=_INTRODUCED,
        modes=(Mode.SOFT,),
    ),
    Move(
        Name.SETTLE,
        (State.INTRODUCING,),
        State.SETTLING,
        guard=_INTRODUCED,
        modes=(Mode.HARD, Mode.ABRUPT),
    ),
    Move(Name.SETTLE, (State.OVERLAPPING,), State.SETTLING, guard=frozenset({"calls", "moved"})),
    # R21: what is missing is listed by playbook.bau; a lead who overrules also skips the phases
    # that are not done, which is why every running state is a source.
    Move(Name.CONFIRM_BAU, RUNNING, State.BAU, who=Role.LEAD),
    Move(Name.CLOSE, (State.BAU,), State.CLOSED, guard=frozenset({"debrief", "touchpoint"})),
    Move(Name.CANCEL, (State.DRAFT, *RUNNING), State.CANCELLED, who=Role.LEAD),
)


def moves_from(state: State, mode: Mode) -> tuple[Move, ...]:
    """Return the moves that there are from a state in this mode."""
    return tuple(move for move in MOVES if state in move.sources and mode in move.modes)


def missing(move: Move, planned: AbstractSet[str], done: AbstractSet[str]) -> frozenset[str]:
    """Return the keys of the planned tasks that the move still waits for."""
    return (move.guard & planned) - done


def next_state(
    state: State, mode: Mode, planned: AbstractSet[str], done: AbstractSet[str]
) -> State:
    """Return the state that Handoff moves to by itself, several steps on if their tasks are done.

    `planned` are the keys of the plan's tasks, `done` of those done or skipped. A state is never
    left backwards: unticking a task keeps the state.
    """
    while (move := _next(state, mode, planned, done)) is not None:
        state = move.target
    return state


def _next(
    state: State, mode: Mode, planned: AbstractSet[str], done: AbstractSet[str]
) -> Move | None:
    for move in moves_from(state, mode):
        if move.who is None and not missing(move, planned, done):
            return move
    return None

"""The table of moves: which there are, when Handoff makes one by itself, who else may (States)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook import templates
from playbook.states import (
    MOVES,
    RUNNING,
    Fact,
    Missing,
    Name,
    Standing,
    missing,
    move_named,
    moves_from,
    next_by_itself,
    passed_by,
    target_of,
)
from playbook.visibility import Role
from storage.choices import Kind, Mode, State

SOFT_MID = frozenset(task.key for task in templates.load("soft-mid").tasks)
PREPARED = frozenset({"dump", "accepted", "message", "observers"})
INTRODUCED = PREPARED | {"customer_told", "intro"}
MOVED = INTRODUCED | {"calls", "moved"}
READ = frozenset({Fact.ACCEPTED, Fact.NOTHING_ASKED})
SWITCHED = READ | {Fact.FIRM_DATE}
NONE: frozenset[Fact] = frozenset()


def standing(
    state: State,
    mode: Mode = Mode.SOFT,
    done: frozenset[str] = frozenset(),
    facts: frozenset[Fact] = NONE,
    planned: frozenset[str] = SOFT_MID,
    kind: Kind = Kind.CSM_TO_CSM,
    held_from: State | None = None,
) -> Standing:
    return Standing(state, kind, mode, planned, done, facts, held_from)


def walk(start: Standing) -> State:
    """Return the state in which Handoff stops moving by itself."""
    here = start
    while move := next_by_itself(here):
        here = Standing(
            target_of(move, here), here.kind, here.mode, here.planned, here.done, here.facts
        )
    return here.state


@pytest.mark.parametrize(
    ("state", "mode", "done", "facts", "after"),
    [
        (State.PREPARING, Mode.SOFT, frozenset(), SWITCHED, State.PREPARING),
        (State.PREPARING, Mode.SOFT, PREPARED - {"dump"}, READ, State.PREPARING),
        (State.PREPARING, Mode.SOFT, PREPARED, READ, State.INTRODUCING),
        (State.PREPARING, Mode.SOFT, PREPARED, NONE, State.PREPARING),
        (State.PREPARING, Mode.HARD, PREPARED - {"accepted"}, READ, State.PREPARING),
        (State.PREPARING, Mode.SOFT, INTRODUCED, READ, State.OVERLAPPING),
        (State.PREPARING, Mode.SOFT, MOVED, READ, State.OVERLAPPING),
        (State.PREPARING, Mode.SOFT, MOVED, SWITCHED, State.SETTLING),
        (State.INTRODUCING, Mode.SOFT, INTRODUCED, NONE, State.OVERLAPPING),
        (State.INTRODUCING, Mode.HARD, INTRODUCED, NONE, State.SETTLING),
        (State.INTRODUCING, Mode.ABRUPT, INTRODUCED, NONE, State.SETTLING),
        (State.OVERLAPPING, Mode.SOFT, INTRODUCED | {"moved"}, SWITCHED, State.OVERLAPPING),
        (State.OVERLAPPING, Mode.HARD, MOVED, SWITCHED, State.SETTLING),
        (State.SETTLING, Mode.SOFT, SOFT_MID, SWITCHED, State.SETTLING),
        (State.BAU, Mode.SOFT, frozenset({"debrief"}), NONE, State.BAU),
        (State.BAU, Mode.SOFT, frozenset({"debrief", "touchpoint"}), NONE, State.CLOSED),
        (State.DRAFT, Mode.SOFT, SOFT_MID, SWITCHED, State.DRAFT),
        (State.ON_HOLD, Mode.SOFT, SOFT_MID, SWITCHED, State.ON_HOLD),
        (State.CANCELLED, Mode.SOFT, SOFT_MID, SWITCHED, State.CANCELLED),
    ],
)
def test_a_handoff_moves_on_as_far_as_its_tasks_and_its_day_allow(
    state: State, mode: Mode, done: frozenset[str], facts: frozenset[Fact], after: State
) -> None:
    assert walk(standing(state, mode, done, facts)) is after


def test_a_task_that_the_plan_does_not_have_is_not_waited_for() -> None:
    low = SOFT_MID - {"observers", "calls"}
    here = standing(State.PREPARING, done=PREPARED - {"observers"}, facts=READ, planned=low)
    assert walk(here) is State.INTRODUCING


def test_an_abrupt_introduction_does_not_wait_for_the_dump_and_says_what_it_passed_by() -> None:
    planned = frozenset({"temporary", "dump", "rebuilt"})
    here = standing(
        State.PREPARING, Mode.ABRUPT, facts=frozenset({Fact.SOMEBODY_NAMED}), planned=planned
    )
    move = next_by_itself(here)
    assert move is not None
    assert passed_by(move, here) == ("dump", "rebuilt")


def test_an_abrupt_introduction_waits_until_somebody_is_named_to_turn_to() -> None:
    here = standing(State.PREPARING, Mode.ABRUPT, planned=frozenset({"temporary", "rebuilt"}))
    assert next_by_itself(here) is None


def test_from_sales_the_welcome_meeting_leads_to_settling_without_an_overlap() -> None:
    planned = frozenset({"record", "accepted", "prospect_told", "welcome"})
    here = standing(
        State.PREPARING, done=planned, facts=READ, planned=planned, kind=Kind.SALES_TO_CS
    )
    assert walk(here) is State.SETTLING


def test_what_is_missing_is_named_in_the_order_of_the_guard() -> None:
    here = standing(State.PREPARING, done=frozenset({"dump", "message"}))
    introduce = move_named(here, Name.INTRODUCE)
    assert introduce is not None
    assert missing(introduce, here) == Missing(
        ("accepted", "observers"), (Fact.ACCEPTED, Fact.NOTHING_ASKED)
    )


def test_a_resumed_handoff_goes_back_to_where_it_was() -> None:
    for state in (*RUNNING, State.BAU):
        here = standing(State.ON_HOLD, held_from=state)
        resume = move_named(here, Name.RESUME)
        assert resume is not None
        assert target_of(resume, here) is state


@pytest.mark.parametrize("held_from", [*RUNNING, State.BAU])
def test_what_was_in_business_as_usual_is_not_cancelled_not_even_from_hold(
    held_from: State,
) -> None:
    move = move_named(standing(State.ON_HOLD, held_from=held_from), Name.CANCEL)
    assert (move is None) == (held_from is State.BAU)
    assert move_named(standing(State.BAU), Name.CANCEL) is None


def test_nobody_but_a_lead_moves_a_handoff_by_hand() -> None:
    assert {move.who for move in MOVES} == {(Role.LEAD,)}


def test_cancelling_and_reopening_ask_why() -> None:
    assert {move.name for move in MOVES if move.asks_why} == {Name.CANCEL, Name.REOPEN}


def test_what_is_cancelled_stays_so_and_what_is_closed_is_only_reopened() -> None:
    assert moves_from(standing(State.CANCELLED)) == ()
    assert [move.name for move in moves_from(standing(State.CLOSED))] == [Name.REOPEN]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("mode", Mode)
def test_from_every_state_there_is_one_way_forward_at_most(mode: Mode, kind: Kind) -> None:
    for state in State:
        found = moves_from(standing(state, mode, kind=kind))
        assert len([move for move in found if move.by_itself]) <= 1
        assert len({move.name for move in found}) == len(found)


@given(
    st.sampled_from(State),
    st.sampled_from(Mode),
    st.sampled_from(Kind),
    st.frozensets(st.sampled_from(sorted(SOFT_MID))),
    st.frozensets(st.sampled_from(sorted(SOFT_MID))),
)
def test_more_done_never_leads_less_far_and_moving_twice_leads_no_further(
    state: State, mode: Mode, kind: Kind, done: frozenset[str], more: frozenset[str]
) -> None:
    order = list(State)
    once = walk(standing(state, mode, done, kind=kind))
    assert walk(standing(once, mode, done, kind=kind)) is once
    further = walk(standing(state, mode, done | more, kind=kind))
    assert order.index(further) >= order.index(once) >= order.index(state)

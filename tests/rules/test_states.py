"""The states of a handoff: which moves there are, and when Handoff moves by itself (States)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook import states, templates
from playbook.states import MOVES, Name, missing, moves_from, next_state
from playbook.visibility import Role
from storage.choices import Mode, State

SOFT_MID = frozenset(task.key for task in templates.load("soft-mid").tasks)
PREPARED = frozenset({"dump", "accepted", "message", "observers"})
INTRODUCED = PREPARED | {"customer_told", "intro"}
MOVED = INTRODUCED | {"calls", "moved"}


@pytest.mark.parametrize(
    ("state", "mode", "done", "after"),
    [
        (State.PREPARING, Mode.SOFT, frozenset(), State.PREPARING),
        (State.PREPARING, Mode.SOFT, PREPARED - {"dump"}, State.PREPARING),
        (State.PREPARING, Mode.SOFT, PREPARED, State.INTRODUCING),
        (State.PREPARING, Mode.SOFT, INTRODUCED, State.OVERLAPPING),
        (State.PREPARING, Mode.SOFT, MOVED, State.SETTLING),
        (State.INTRODUCING, Mode.SOFT, INTRODUCED, State.OVERLAPPING),
        (State.INTRODUCING, Mode.HARD, INTRODUCED, State.SETTLING),
        (State.INTRODUCING, Mode.ABRUPT, INTRODUCED, State.SETTLING),
        (State.OVERLAPPING, Mode.SOFT, INTRODUCED | {"moved"}, State.OVERLAPPING),
        (State.SETTLING, Mode.SOFT, SOFT_MID, State.SETTLING),
        (State.BAU, Mode.SOFT, frozenset({"debrief"}), State.BAU),
        (State.BAU, Mode.SOFT, frozenset({"debrief", "touchpoint"}), State.CLOSED),
        (State.DRAFT, Mode.SOFT, SOFT_MID, State.DRAFT),
        (State.ON_HOLD, Mode.SOFT, SOFT_MID, State.ON_HOLD),
        (State.CANCELLED, Mode.SOFT, SOFT_MID, State.CANCELLED),
    ],
)
def test_a_handoff_moves_on_as_far_as_its_tasks_are_done(
    state: State, mode: Mode, done: frozenset[str], after: State
) -> None:
    assert next_state(state, mode, SOFT_MID, done) is after


def test_a_task_that_the_plan_does_not_have_is_not_waited_for() -> None:
    low = SOFT_MID - {"observers", "calls"}
    assert next_state(State.PREPARING, Mode.SOFT, low, PREPARED - {"observers"}) is (
        State.INTRODUCING
    )


def test_only_a_lead_opens_cancels_and_confirms_business_as_usual() -> None:
    by_lead = {move.name for move in MOVES if move.who is Role.LEAD}
    assert by_lead == {Name.OPEN, Name.CANCEL, Name.CONFIRM_BAU}


def test_what_is_missing_is_named() -> None:
    (introduce,) = (move for move in MOVES if move.name is Name.INTRODUCE)
    assert missing(introduce, SOFT_MID, {"dump", "message"}) == {"accepted", "observers"}


def test_every_guard_names_tasks_that_a_template_has() -> None:
    assert all(move.guard <= SOFT_MID for move in MOVES)


def test_nothing_leads_out_of_what_is_over() -> None:
    for state in (State.CLOSED, State.CANCELLED):
        assert moves_from(state, Mode.SOFT) == ()


@given(
    st.sampled_from(State),
    st.sampled_from(Mode),
    st.frozensets(st.sampled_from(sorted(SOFT_MID))),
    st.frozensets(st.sampled_from(sorted(SOFT_MID))),
)
def test_more_done_never_leads_less_far_and_moving_twice_leads_no_further(
    state: State, mode: Mode, done: frozenset[str], more: frozenset[str]
) -> None:
    order = list(State)
    once = next_state(state, mode, SOFT_MID, done)
    assert next_state(once, mode, SOFT_MID, done) is once
    further = next_state(state, mode, SOFT_MID, done | more)
    assert order.index(further) >= order.index(once) >= order.index(state)
    assert states.moves_from(State.DRAFT, mode)

"""docs/states.md says what the table of moves says."""

from pathlib import Path

from playbook.states import MOVES, Fact, Trigger
from playbook.states_page import FACTS, TASKS, TRIGGERS, page

PAGE = Path(__file__).parents[2] / "docs" / "states.md"


def test_the_page_is_what_the_table_makes_of_it() -> None:
    assert PAGE.read_text() == page(), "run `make docs`"


def test_all_that_the_table_asks_for_and_sets_off_has_words() -> None:
    asked = {key for move in MOVES for key in (*move.guard.tasks, *move.guard.not_waited_for)}
    assert set(TASKS) == asked
    assert set(FACTS) == set(Fact)
    assert set(TRIGGERS) == set(Trigger)

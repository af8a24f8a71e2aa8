"""What comes and what was sent, as `/handoff due` shows them."""

import pytest

from blocks import due as blocks
from blocks.news_names import news_name
from bot import journeys
from playbook.coming import Coming, Line
from tests.northwind import IDRIS, LENA, MONDAY
from tests.rules.surfaces import words

PROMISED_TO_ONE = set(journeys.composers()) - {
    "blueprints_stale", "closing", "draft_discarded", "draft_withdrawn", "lead_left",
    "leaver_back", "refresh_asked", "refresh_done", "refresh_due", "refresh_late",
    "refresh_moved", "refresh_withdrawn", "unreachable",
}  # fmt: skip
"""Without what is about no running handoff, or told to nobody in particular."""


@pytest.mark.parametrize("effect", sorted(PROMISED_TO_ONE))
def test_each_kind_of_message_has_a_name_of_its_own(effect: str) -> None:
    names = [news_name(one) for one in PROMISED_TO_ONE]
    assert names.count(news_name(effect)) == 1
    assert news_name(effect) != news_name("what nobody knows")


@pytest.mark.parametrize(
    ("people", "said"),
    [((), "at nine your time"), ((LENA,), "at nine your time"), ((LENA, IDRIS), "at nine their")],
)
def test_the_list_says_in_whose_morning_it_comes(people: tuple[str, ...], said: str) -> None:
    lines = tuple(Line(MONDAY, 1, "Acme", who, "Dump", 7) for who in people)
    found = Coming(LENA, is_lead=True, lines=lines, page=0, total=len(lines))
    assert said in words(blocks.view(found))

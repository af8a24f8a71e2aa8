"""Turning pages: where one is, and the buttons that lead on, are the same in every list."""

import pytest

from blocks.kit import Json
from blocks.paging import turning
from workspace.blockkit.validate import check_blocks
from workspace.client import elements


def buttons(found: list[Json]) -> list[tuple[str, str]]:
    """Return the names and values of the buttons."""
    check_blocks(found, "modal")
    return [(one["action_id"], one["value"]) for _, one in elements({"blocks": found})]


def test_one_page_is_not_turned() -> None:
    assert turning("log.page", 0, 1) == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (0, [("log.page:later", "1")]),
        (1, [("log.page:earlier", "0"), ("log.page:later", "2")]),
        (2, [("log.page:earlier", "1")]),
    ],
)
def test_the_buttons_lead_to_pages_that_are_there(
    page: int, expected: list[tuple[str, str]]
) -> None:
    assert buttons(turning("log.page", page, 3)) == expected


def test_what_it_is_a_page_of_stands_before_the_page() -> None:
    found = turning("history.show", 1, 2, of="news|", total=23, newest_first=True)
    assert buttons(found) == [("history.show:newer", "news|0")]
    assert "Page 2 of 2, 23 in all" in str(found)

"""The tours, each told once in the same workspace; `handoff demo` tells the first of them alone."""

from io import StringIO
from typing import get_args

import pytest

from bot.cli import Tour
from tests.journeys.company import Company
from tour.__main__ import ALL
from tour.tours import TOURS, play

FIRST, *OTHERS = TOURS


@pytest.mark.parametrize("name", OTHERS)
def test_a_tour_finds_what_it_expects_in_every_step(company: Company, name: str) -> None:
    told = StringIO()
    assert play(company.workspace, TOURS[name], told), told.getvalue()


def test_the_demo_offers_the_tours_that_there_are() -> None:
    assert get_args(Tour) == (FIRST, *OTHERS, ALL)

"""Sentiment so far names the check-ins that were left out, with who and why (R17, R18)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from blocks import trend as blocks
from playbook import plan_edit, trend
from playbook.trend import Skipped, Trend
from tests.northwind import IDRIS, LENA, MONDAY, actor
from tests.rules.check_ins import checked_in_on
from workspace.blockkit.validate import check_view
from workspace.client import words

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_a_check_in_that_was_left_out_is_listed_with_who_and_why(session: Session) -> None:
    first, _second = checked_in_on(session, 7, 14)
    why = "They are <all> away"
    ids = first.handoff_id, first.task_id or 0
    plan_edit.skip(session, actor(LENA), *ids, why, MONDAY)
    found = trend.read(session, actor(IDRIS), first.handoff_id)
    assert found.skipped == (Skipped(first.due_on, "Lena Vogt", MONDAY, why),)
    view = blocks.view(found)
    check_view(view, "modal")
    assert "*left out* · Lena Vogt" in words(view)
    assert why in words(view)


def test_many_that_were_left_out_fit_on_the_first_page(session: Session) -> None:
    days = (MONDAY + timedelta(days=n) for n in range(40))
    skipped = tuple(Skipped(day.date(), "Lena", day, "& " * 250) for day in days)
    view = blocks.view(Trend(7, "Acme", (), 0, 0, 1, skipped))
    check_view(view, "modal")
    assert "30 more are in the plan." in words(view)
    assert "left out" not in words(blocks.view(Trend(7, "Acme", (), 0, 1, 2, skipped)))

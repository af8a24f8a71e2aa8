"""Business as usual as Slack gets it: the question, the summary, the news."""

from datetime import date, timedelta

import pytest

from blocks import bau as bau_blocks
from playbook.bau import Readiness
from playbook.bau_gaps import Gap
from storage.choices import State
from tests.northwind import IDRIS, LENA, MARIA, MONDAY
from tests.rules.surfaces import make_checklist, make_done, make_task, words


def test_the_question_asks_for_a_reason_only_where_something_is_missing() -> None:
    fine = bau_blocks.question(Readiness(7, "Acme", "Idris", ()))
    lacking = bau_blocks.question(
        Readiness(7, "Acme", "Idris", (Gap("Still to do: Look", (IDRIS,)),))
    )
    assert "input" not in {block["type"] for block in fine["blocks"]}
    assert "reason" in {block.get("block_id") for block in lacking["blocks"]}
    assert f"Still to do: Look · <@{IDRIS}> can mend it" in words(lacking)


def test_the_closing_summary_tells_figures_and_what_is_left() -> None:
    tasks = (
        make_done(0),
        make_done(1, due_on=date(2026, 2, 1)),
        make_task(2),
        make_task(3, phase="bau"),
    )
    found = make_checklist(tasks, state=State.BAU, bau_at=MONDAY + timedelta(days=42))
    _text, content = bau_blocks.closing(found, 2)
    said = words(content)
    assert "2 of 4 tasks done · 1 of them on time · 42 days from start" in said
    assert "*Left over:*\n• Task 2" in said
    assert "*Still to come:*\n• Task 3" in said


def test_who_has_more_to_do_reads_how_much() -> None:
    tasks = tuple(make_task(n, owners=(MARIA,)) for n in range(3))
    _text, content = bau_blocks.news(make_checklist(tasks, bau_at=MONDAY), MARIA)
    assert "Still yours: Task 0, " in words(content)
    assert ", and 2 more." in words(content)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (MARIA, f"<@{IDRIS}> has it now. Nothing of it waits for you any more. Thank you."),
        (IDRIS, f"It is yours now; <@{LENA}> has confirmed it. Still yours: Debrief, "),
        ("U0PRIYA", f"<@{IDRIS}> is whom to turn to from now on."),
    ],
)
def test_everybody_hears_of_business_as_usual_what_it_means_for_them(who: str, said: str) -> None:
    found = make_checklist((make_task(0, title="Debrief", owners=(LENA, IDRIS)),), bau_at=MONDAY)
    text, content = bau_blocks.news(found, who)
    assert text == "Acme Robotics is in business as usual."
    assert said in words(content)

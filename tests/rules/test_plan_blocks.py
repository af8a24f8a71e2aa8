"""The plan's surfaces: what is shown to whom, and that Slack takes every one of them."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import plan as blocks
from blocks import replan as replan_blocks
from playbook.difference import Dated, Difference, Step
from playbook.plan import Firm, Misfit, Why
from playbook.plan_fit import Offers
from playbook.plan_news import Changed, News
from playbook.plan_sheet import Edit, Sheet
from playbook.progress import TaskState
from storage.choices import Anchor, FirmDateKind, Kind, Mode, Tier
from tests.northwind import IDRIS, LENA, MARIA
from tests.rules.surfaces import as_seen, buttons, make_checklist, make_done, make_task
from workspace.blockkit.validate import check_blocks, check_view
from workspace.client import words

ON = date(2026, 3, 30)
DATED = Dated(Mode.SOFT, Tier.MID, Anchor.SWITCH, ON, None, ())
texts = st.text(max_size=400) | st.sampled_from(["<!channel> & *b* `c` ~d~ <@U1>", "x" * 400])


def _sheet(text: str = "Verify the people", **different: object) -> Sheet:
    facts = {
        "handoff_id": 7,
        "task_id": 3,
        "account": text,
        "title": text,
        "due_on": ON,
        "latest_on": ON,
        "owners": (MARIA,),
        "owner_id": MARIA,
        "needs": ((text, ON),),
        "version": 2,
        "may_give": True,
        "may_rename": True,
        "may_skip": True,
    }
    return Sheet(**(facts | different))  # type: ignore[arg-type]


def _difference(text: str = "Acme", steps: int = 3, **different: object) -> Difference:
    moved = tuple(
        Step(f"k{n}", text, (MARIA, IDRIS), ON, ON + timedelta(days=n + 1)) for n in range(steps)
    )
    facts = {
        "handoff_id": 7,
        "version": 1,
        "account": text,
        "before": DATED,
        "after": Dated(Mode.HARD, Tier.LOW, Anchor.LAST_CONTACT, ON, ON, ()),
        "steps": (*moved, Step("new", text, (), None, ON), Step("old", text, (LENA,), ON, None)),
        "by_hand": (text,) * 7,
        "misfit": Misfit(text, 3, Why.NOT_THERE),
        "offers": Offers(ON, (Mode.HARD, Mode.ABRUPT)),
        "tells_customer": True,
        "gaps": (text,),
    }
    return Difference(**(facts | different))  # type: ignore[arg-type]


@given(texts)
def test_slack_takes_every_form_whatever_people_wrote(text: str) -> None:
    edit = Edit(text or "x", ON, IDRIS)
    calls = tuple(Firm(f"c{n}", FirmDateKind.CALL, text[:80], ON) for n in range(8))
    dated = Dated(Mode.SOFT, Tier.MID, Anchor.SWITCH, ON, ON, calls)
    told = {"due_on": text or "x", "owner": text or "x", "title": text or "x"}
    for view in (
        blocks.form(_sheet(text or "x"), {}, edit, told),
        blocks.form(_sheet(text or "x", owners=(), owner_id=None, needs=()), {}),
        blocks.skip_form(_sheet(text or "x"), {}),
        blocks.new_form(as_seen(make_checklist(())), {}),
        replan_blocks.change_form(text or "x", Kind.CSM_TO_CSM, dated, text, "{}"),
        replan_blocks.calls_form(text or "x", dated, "{}"),
        replan_blocks.preview(_difference(text or "x"), "{}", is_outdated=True),
    ):
        check_view(view, "modal")


@given(texts, st.integers(1, 200))
def test_slack_takes_the_news_of_one_handoff_and_of_a_book(text: str, count: int) -> None:
    words_of_the_trail = ("plan_changed", "task_changed", "task_skipped", "task_added")
    changes = tuple(
        Changed(
            n,
            text or "x",
            Anchor.SWITCH,
            ON,
            words_of_the_trail[n % 4],
            {"title": text, "why": text, "reason": text, "on": "2026-03-30", "was_on": "?"},
            ((text or "x", ON),) * 12,
        )
        for n in range(count)
    )
    said, content = replan_blocks.news(News(text, changes))
    assert said
    check_blocks(content, "message")


@pytest.mark.parametrize("steps", [0, 1, 45, 120])
def test_every_task_that_moves_is_named(steps: int) -> None:
    view = replan_blocks.preview(_difference(steps=steps), "{}")
    check_view(view, "modal")
    assert words(view).count("→ *<!date") >= steps


def test_what_does_not_fit_says_by_how_much_and_what_would() -> None:
    said = words(replan_blocks.preview(_difference("Intro call"), "{}"))
    assert "“Intro call” would come 3 days late: the incoming CSM is not there before" in said
    assert "It fits from" in said
    assert "Hard: a firm date of last contact" in said


def test_what_comes_too_late_asks_why_it_may_unless_a_lead_has_said_so_before() -> None:
    view = replan_blocks.preview(_difference(), "{}", "They leave on Friday")
    assert "Why may it stay so?" in words(view)
    assert "They leave on Friday" in str(view)
    known = replan_blocks.preview(_difference(gaps=()), "{}")
    assert "Why may it stay so?" not in words(known)


def test_nothing_is_to_be_confirmed_where_nothing_changes() -> None:
    same = replace(_difference(misfit=None, tells_customer=False), after=DATED, steps=())
    view = replan_blocks.preview(same, "{}")
    assert "submit" not in view
    assert "Nothing would change" in words(view)


def test_a_csm_edits_their_own_tasks_only() -> None:
    theirs, others = make_task(0, owners=(MARIA,)), make_task(1, owners=(IDRIS,))
    seen = as_seen(
        make_checklist((theirs, others)), viewer_id=MARIA, edits_all=False, may_replan=False
    )
    view = blocks.whole_plan(seen, editing=True)
    assert [one["value"] for one in buttons(view, "plan.edit")] == [f"7:{theirs.id}"]
    assert not buttons(view, "plan.change")
    assert "The lead changes all of them" in words(view)


def test_what_is_done_has_no_edit_and_what_is_skipped_is_taken_up() -> None:
    skipped = make_task(1, state=TaskState.SKIPPED, skipped_why="No need")
    view = blocks.whole_plan(as_seen(make_checklist((make_done(0), skipped))), editing=True)
    assert not buttons(view, "plan.edit")
    assert [one["value"] for one in buttons(view, "plan.take_up")] == [f"7:{skipped.id}"]


def test_a_plan_that_is_over_is_read_only() -> None:
    seen = as_seen(make_checklist((make_task(0),)), may_edit=False, may_replan=False)
    assert not buttons(blocks.whole_plan(seen), "plan.editing")


def test_a_form_remembers_what_was_seen_even_of_long_titles_in_other_scripts() -> None:
    view = blocks.form(_sheet("ü" * 400), {"over": "V1", "page": 0, "editing": 1})
    meta = json.loads(view["private_metadata"])
    assert (meta["version"], meta["owner"], meta["over"]) == (2, MARIA, "V1")
    assert len(view["private_metadata"]) <= 3000

"""What leads see of the templates: within Slack's limits, escaped, in words (R12)."""

from datetime import date

import pytest

from blocks import template_form
from blocks import templates as blocks
from blocks.template_words import change_line, overtaken, when
from playbook import plan, templates
from playbook.plan import Circumstances
from playbook.template_changes import Change
from playbook.template_list import Listed, Opened, Trial, Written
from playbook.templates import Template, writer
from playbook.templates.loader import MOST_TASKS, read
from playbook.templates.part import Place
from playbook.templates.tasks import LONGEST_TITLE, MOST_DATES
from tests.northwind import MONDAY
from tests.rules.surfaces import buttons, words
from workspace.blockkit.validate import check_view

HOSTILE = "<!channel> & <@U0LENA> *bold* "


def _opened(template: Template, *, is_own: bool = True) -> Opened:
    changes = (Change("changed", HOSTILE, "due", "T-22", "T-23"), Change("added", HOSTILE))
    history = (Written(3, HOSTILE, MONDAY, changes), Written(2, "", MONDAY, ()))
    return Opened("soft-mid", template, is_own, history if is_own else (), can_take_back=True)


def _largest() -> Template:
    """A template with as many tasks and dates as there may be, of the longest titles."""
    task = {
        "title": (HOSTILE * 9)[:LONGEST_TITLE],
        "phase": "preparing",
        "owner": "lead_and_incoming",
        "due": [f"T+{days}" for days in range(MOST_DATES)],
        "source": "p",
    }
    letters = "abcdefghijklmnopqrstuvwxyz"
    keys = [first + second for first in letters for second in letters][:MOST_TASKS]
    tasks = [task | {"key": key} for key in keys]
    tasks[-1] |= {"needs": keys[:-1], "due": [f"T+{MOST_DATES}"]}
    head = writer.data(templates.load("soft-mid"))
    return read(Place("own-soft-mid"), head | {"task": tasks})


def _trial(template: Template) -> Trial:
    made = plan.make(template, date(2026, 4, 6), Circumstances(today=MONDAY.date()))
    return Trial(template.name, template.title, template.kind, template.anchor, MONDAY.date(), made)


@pytest.mark.parametrize("name", templates.names())
def test_every_template_is_shown_changed_and_tried_as_slack_takes_it(name: str) -> None:
    template = templates.load(name)
    check_view(blocks.one(_opened(template, is_own=False)), "modal")
    check_view(blocks.one(_opened(template), "Saved."), "modal")
    check_view(blocks.trial(_trial(template)), "modal")
    for task in (*template.tasks, None):
        check_view(template_form.form(_opened(template), task), "modal")


def test_the_largest_template_is_shown_whole_and_escaped() -> None:
    template = _largest()
    for view in (
        blocks.one(_opened(template)),
        blocks.one(_opened(template, is_own=False)),
        blocks.trial(_trial(template)),
        template_form.form(_opened(template), template.tasks[-1]),
    ):
        check_view(view, "modal")
    view = blocks.one(_opened(template))
    assert (
        sum(block.get("accessory", {}).get("type") == "overflow" for block in view["blocks"]) == 60
    )
    shown = str([block for block in view["blocks"] if block["type"] in ("section", "context")])
    assert "<!channel>" not in shown
    assert "<@U0LENA>" not in shown


def test_the_form_holds_all_dates_there_may_be() -> None:
    template = _largest()
    view = template_form.form(_opened(template), template.tasks[0])
    due = next(block for block in view["blocks"] if block.get("block_id") == "due")
    assert due["element"]["initial_value"].count("T") == MOST_DATES


def test_the_list_says_whose_a_template_is() -> None:
    own = Listed("soft-mid", "soft handoff, mid touch", 4, True, HOSTILE, MONDAY)
    taken_in = Listed("soft-low", "soft handoff, low touch", 2, True, "", MONDAY)
    view = blocks.listing([own, taken_in, Listed("hard-mid", "hard handoff, mid touch", 1, False)])
    check_view(view, "modal")
    said = words(view)
    assert "version 4 · &lt;!channel&gt;" in said
    assert "version 2 · from files" in said
    assert said.count("As shipped") == 1


def test_only_an_own_copy_can_be_changed() -> None:
    template = templates.load("soft-mid")
    shipped = blocks.one(_opened(template, is_own=False))["blocks"]
    own = blocks.one(_opened(template))["blocks"]
    for action in ("templates.add", "templates.take_back", "templates.restore"):
        assert (len(buttons(shipped, action)), len(buttons(own, action))) == (0, 1)
    assert len(buttons(shipped, "templates.copy")) == 1
    assert buttons(own, "templates.copy") == []


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("soft-high", "sync", "T-28 to T, every 7 days"),
        ("soft-high", "calls", "T-21 to T"),
        ("abrupt-high", "incoming", "D+2, latest D+5"),
        ("abrupt-high", "temporary", "D+4h"),
        ("soft-low", "debrief", "with what it comes after"),
        ("soft-mid", "sentiment", "T+7, T+21"),
    ],
)
def test_a_date_is_said_in_the_words_of_the_file(name: str, key: str, said: str) -> None:
    hyphen = "\N{NON-BREAKING HYPHEN}"
    assert when(templates.load(name).task(key)).replace(hyphen, "-") == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change("added", "A"), "“A” added"),
        (Change("removed", "A"), "“A” crossed out"),
        (Change("moved", "A"), "“A” moved"),
        (
            Change("changed", "A", "owner", "lead", "both"),
            "“A”: owner Lead → Outgoing and incoming CSM",
        ),
        (Change("changed", "A", "needs", "", "B & C"), "“A”: comes after – → B &amp; C"),
        (
            Change("changed", "A", "phase", "bau", "settling"),
            "“A”: phase After business as usual → Settle",
        ),
    ],
)
def test_a_change_is_said_in_words(change: Change, said: str) -> None:
    assert change_line(change) == said


def test_what_somebody_else_changed_is_said_in_words_where_it_is_typed() -> None:
    change = Change("changed", "Meet", "owner", "lead_and_incoming", "both")
    assert "from “Lead and incoming CSM” to “AE and CSM”" in overtaken(change, "sales_to_cs")


def test_sales_to_cs_names_the_ae() -> None:
    said = words(blocks.one(_opened(templates.load("sales-mid"), is_own=False)))
    assert "Tell the prospect that a CSM follows · AE ·" in said
    assert "Outgoing" not in said

"""A lead copies a template and edits it in Slack; a new handoff follows it, a running one does not.

The tests tell one story, in their order.
"""

import pytest

from tests.journeys.company import Company
from tests.journeys.steps import (
    handoff_channel,
    modal,
    open_home,
    open_modal,
    saw,
    start_handoff,
)
from workspace.client import words

pytestmark = pytest.mark.usefixtures("lead")

TITLE, SHIPPED = "Write down all you know", "Complete the data dump in writing"


def test_a_handoff_is_running_when_the_template_is_changed(company: Company) -> None:
    start_handoff(company, "Early Ltd")
    assert SHIPPED in _checklist(company, "handoff-early-ltd")


def test_only_leads_are_offered_the_templates(company: Company) -> None:
    assert "Templates" not in words(open_home(company.maria))
    answer = company.maria.command("/handoff templates")
    assert "Only leads" in words(answer)


def test_a_lead_copies_a_template(company: Company) -> None:
    lena = company.lena
    view = open_modal(lena, "templates.list", open_home(lena))
    assert words(view).count("As shipped") == 12
    block = next(one for one in view["blocks"] if "Soft handoff, mid touch" in words(one))
    lena.press("templates.one", {**view, "blocks": [block]})
    view = modal(lena, "templates.one")
    lena.press("Make a copy", view)
    view = saw(lena, lambda view: "This is your copy now." in words(view), "the copy")
    assert "Your own copy, version 2" in words(view)


def test_an_impossible_date_is_refused_at_its_field_and_what_was_typed_stays(
    company: Company,
) -> None:
    lena = company.lena
    lena.choose("templates.task:dump", "change:soft-mid:dump")
    modal(lena, "templates.save")
    lena.type("What is done", TITLE)
    lena.type("Due", "T-2")
    lena.submit()
    assert "before “" in lena.view["errors"]["title"]
    lena.type("Due", "soon")
    lena.submit()
    assert "a date looks like T-28" in lena.view["errors"]["due"]
    lena.type("Due", "T-23")
    lena.submit()
    view = saw(lena, lambda view: "version 3" in words(view), "the saved template")
    assert TITLE in words(view)
    assert "due T-22 → T-23" in words(view)


def test_what_others_need_stays_and_the_lead_hears_why(company: Company) -> None:
    lena = company.lena
    lena.choose("templates.task:people", "cross_out:soft-mid:people")
    view = saw(lena, lambda view: "others need it" in words(view), "why not")
    assert "Background check" in words(view)
    lena.close()


def test_a_task_is_crossed_out_and_taken_back(company: Company) -> None:
    lena = company.lena
    view = modal(lena, "templates.one")
    lena.choose("templates.task:dump_call", "cross_out:soft-mid:dump_call", view)
    view = saw(lena, lambda view: "version 4" in words(view), "the template without it")
    lena.press("Take back the last change", view)
    saw(lena, lambda view: "version 5" in words(view), "the template with it")


def test_it_is_tried_on_an_example(company: Company) -> None:
    lena = company.lena
    lena.press("Try it out", modal(lena, "templates.one"))
    view = modal(lena, "templates.trial")
    assert TITLE in words(view)
    lena.choose("templates.date", "2026-03-09")
    saw(lena, lambda view: "Too near" in words(view), "a plan that does not fit")
    lena.close(everything=True)


def test_a_new_handoff_follows_the_copy_and_the_running_one_does_not(company: Company) -> None:
    start_handoff(company, "Later Ltd")
    assert TITLE in _checklist(company, "handoff-later-ltd")
    assert SHIPPED in _checklist(company, "handoff-early-ltd")


def test_the_shipped_one_is_restored(company: Company) -> None:
    lena = company.lena
    view = open_modal(lena, "templates.list", open_home(lena))
    assert "*Your own copy*, version 5 · Lena" in words(view)
    block = next(one for one in view["blocks"] if "Soft handoff, mid touch" in words(one))
    lena.press("templates.one", {**view, "blocks": [block]})
    lena.press("Restore the shipped one", modal(lena, "templates.one"))
    saw(lena, lambda view: "As shipped." in words(view), "the shipped template")
    lena.close()
    saw(lena, lambda view: words(view).count("As shipped") == 12, "the list as it is now")
    lena.close()


def _checklist(company: Company, name: str) -> str:
    """What the pinned checklist says."""
    channel = handoff_channel(company.lena, name)
    pinned = [message for message in channel["messages"] if message["ts"] in channel["pins"]]
    return words(pinned)

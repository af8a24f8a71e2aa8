"""An abrupt departure: Tom stands in within hours, Idris is named later and takes over."""

from datetime import timedelta

import pytest

from tests.journeys.checklists import click, posted, says
from tests.journeys.company import Company
from tests.journeys.steps import (
    fill,
    handoff_channel,
    modal,
    name_the_lead,
    open_modal,
    open_start,
    saw,
    sees_no_channel,
    told,
)
from tests.northwind import IDRIS, SAM, TOM
from workspace.client import Person, words

ACCOUNT = "Acme Robotics"
CHANNEL = "handoff-acme-robotics"


@pytest.fixture(scope="module", autouse=True)
def _started(company: Company) -> None:
    """Lena starts it with nobody named: whoever had the account is gone."""
    name_the_lead(company)
    lena = company.lena
    open_start(lena, ACCOUNT)
    fill(lena, {"Reason": "left", "Tier": "high", "Mode": "abrupt"})
    saw(lena, lambda view: "Departure known since" in words(view), "the date's other name")
    lena.submit()
    saw(lena, lambda view: "Or open it anyway" in words(view), "where to say why")
    lena.type("Or open it anyway, because…", "I name somebody within hours")
    lena.submit()
    modal(lena, "start.opened")
    lena.close()
    company.workspace.quiet()


def choose(lena: Person, task: str, callback_id: str, who: str) -> None:
    """Press the button of a task in the checklist, choose somebody, and submit."""
    click(lena, posted(lena, CHANNEL), task)
    view = modal(lena, callback_id)
    label = next(block["label"]["text"] for block in view["blocks"] if block["type"] == "input")
    lena.choose(label, who)
    lena.submit()
    lena.wait_for(lambda seen: not seen["views"], why="the modal closed")


def test_the_clock_of_the_template_is_in_the_checklist(company: Company) -> None:
    checklist = says(company.lena, CHANNEL, "nobody to ask → nobody yet")
    assert "*Next:* Name a temporary contact" in words(checklist)


def test_the_lead_hears_at_once_that_nobody_is_named_in_time(company: Company) -> None:
    company.clock.forward(timedelta(hours=5))
    late = told(company.lena, f"Nobody looks after *{ACCOUNT}*")
    assert "a temporary contact was due" in words(late)
    says(company.lena, CHANNEL, "Late: was due")


def test_the_temporary_contact_hears_what_is_theirs_and_is_invited(company: Company) -> None:
    assert sees_no_channel(company.tom, CHANNEL)
    choose(company.lena, "Name a temporary contact", "temporary.name", TOM)
    message = told(company.tom, f"You are the temporary contact of *{ACCOUNT}*.")
    assert "<@U0LENA> names its incoming CSM by" in words(message)
    assert "*Blueprint:* 0 % complete. Not known yet: Why they buy, People" in words(message)
    handoff_channel(company.tom, CHANNEL)
    says(company.lena, CHANNEL, f"<@{TOM}> looks after it until then")


def test_the_introduction_is_not_held_up(company: Company) -> None:
    says(company.lena, CHANNEL, "*Introducing*")


def test_somebody_else_stands_in_by_change_and_the_first_is_thanked_and_leaves(
    company: Company,
) -> None:
    lena = company.lena
    lena.command(f"/handoff status {ACCOUNT}")
    open_modal(lena, "correct.open", lena.dm[-1])
    open_modal(lena, "correct.swap:temporary", lena.view)
    lena.choose("Who takes their place?", SAM)
    lena.submit()
    saw(lena, lambda view: f"<@{SAM}> is the temporary contact now" in words(view), "the change")
    lena.close()
    told(company.sam, f"You are the temporary contact of *{ACCOUNT}*.")
    handoff_channel(company.sam, CHANNEL)
    told(company.tom, f"<@{SAM}> has *{ACCOUNT}* now. Thank you for looking after it.")
    company.tom.wait_for(lambda _seen: sees_no_channel(company.tom, CHANNEL), why="no channel")


def test_the_incoming_csm_takes_over_and_who_stood_in_is_thanked(company: Company) -> None:
    choose(company.lena, "Name the incoming CSM", "temporary.name_incoming", IDRIS)
    message = told(company.idris, f"You take over *{ACCOUNT}*.")
    assert f"<@{SAM}> has looked after it until now" in words(message)
    handoff_channel(company.idris, CHANNEL)
    told(company.sam, f"<@{IDRIS}> has *{ACCOUNT}* now. Thank you for looking after it.")
    says(company.lena, CHANNEL, f"nobody to ask → <@{IDRIS}>, led by <@U0LENA>")


def test_each_hears_it_once(company: Company) -> None:
    company.workspace.quiet()
    said = [words(message) for message in company.idris.dm]
    assert sum(f"You take over *{ACCOUNT}*" in text for text in said) == 1
    assert not any("You take over" in words(message) for message in company.sam.dm)

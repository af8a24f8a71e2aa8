"""A deal from sales: its record, the acceptance, the welcome in time, the release (R15)."""

from datetime import timedelta

import pytest

from tests.journeys.checklists import click, posted, published, says
from tests.journeys.company import Company
from tests.journeys.dumps import add_item, add_person, close_everything, next_step, step
from tests.journeys.steps import (
    fill,
    in_days,
    modal,
    name_the_lead,
    newest,
    open_modal,
    open_start,
    saw,
    told,
)
from tests.northwind import IDRIS, SAM
from workspace.client import Json, Person, words

ACCOUNT = "Acme Robotics"
CHANNEL = "handoff-acme-robotics"


@pytest.fixture(scope="module", autouse=True)
def _signed(company: Company) -> None:
    """Sam has won the deal, which is signed today; Idris is its CSM."""
    name_the_lead(company)
    lena = company.lena
    open_start(lena, ACCOUNT)
    lena.choose("Kind", "sales_to_cs")
    saw(lena, lambda view: "Outgoing AE" in words(view), "the AE")
    fill(lena, {"Tier": "high", "Outgoing AE": SAM, "Incoming CSM": IDRIS})
    lena.choose("Signed on", in_days(company, 0))
    company.workspace.quiet()
    lena.submit()
    modal(lena, "start.opened")
    lena.close()
    company.workspace.quiet()


def answers(person: Person, command: str, text: str) -> Json:
    """Type a command, and wait for what the bot answers to it."""
    person.command(command)
    found: Json = person.wait_for(
        lambda _seen: next((m for m in reversed(person.dm) if text in words(m)), None),
        why=f"an answer that says {text!r}",
    )
    return found


def test_the_welcome_clock_runs_where_everybody_looks(company: Company) -> None:
    says(company.lena, CHANNEL, "*Welcome:* by")
    company.clock.forward(timedelta(hours=15))
    says(company.lena, CHANNEL, "hours left, by")
    assert "*Welcome:*" in words(published(company.idris, "hours left, by"))
    assert "hours left, by" in words(answers(company.sam, "/handoff status acme", "*Welcome:*"))


def test_the_ae_writes_the_record_of_the_deal(company: Company) -> None:
    sam = company.sam
    message = told(sam, f"You hand over *{ACCOUNT}*")
    assert "waits for your record of the deal" in words(message)
    open_modal(sam, "Write the record", message)
    step(sam, "What they bought it for")
    sam.type("The value they expect", "Exports in an hour, not a day")
    sam.type("What drives their return most", "Two people less on Mondays")
    sam.type("What success means to them", "Ten sites by autumn")
    next_step(sam, "Expectations")
    sam.type("What was said outside the contract", "A dark mode by summer")
    next_step(sam, "The immediate need")
    sam.type("What has to work first", "The import from their old system")
    sam.choose("By when", in_days(company, 30))
    next_step(sam, "How they decided")
    add_person(sam, "Dana Reyes", Roles=["economic_buyer"])
    sam.type("How hard the negotiation was", "Hard: three rounds on the price")
    next_step(sam, "Users and implementers")
    sam.type("Who will use it, and who sets it up", "Forty people; Kim sets it up")
    next_step(sam, "Unresolved issues")
    add_item(sam, "Add an issue", "Single sign-on is not tested")
    next_step(sam, "What is there, and what is missing")
    sam.submit()
    saw(sam, lambda view: "is handed over" in words(view), "the thanks")
    close_everything(sam)


def test_the_csm_accepts_it(company: Company) -> None:
    idris = company.idris
    open_modal(idris, "Read the record", newest(idris, "has handed over the record"))
    idris.press("I could run the first call with this")
    idris.wait_for(
        lambda seen: not seen["views"] or "accepted" in words(seen["views"][-1]), why="the thanks"
    )
    close_everything(idris)


def test_the_lead_sees_what_the_release_still_waits_for(company: Company) -> None:
    report = answers(company.lena, "/handoff list release", "*Release report:* 1 deal, 0 ready")
    assert "*Not release-ready:* waits for “Welcome meeting" in words(report)


def test_with_the_welcome_meeting_it_is_release_ready(company: Company) -> None:
    sam = company.sam
    click(sam, posted(sam, CHANNEL), "Welcome meeting")
    told(sam, f"*{ACCOUNT}* is release-ready: its record is complete and accepted, and")
    told(company.lena, f"*{ACCOUNT}* is release-ready")
    says(company.lena, CHANNEL, "*Welcome:* held")
    report = answers(company.lena, "/handoff list release", "*Release report:* 1 deal, 1 ready")
    assert "*Release-ready* since" in words(report)
    assert "Welcome held in time" in words(report)


def test_the_report_is_for_leads(company: Company) -> None:
    answers(company.sam, "/handoff list release", "The release report is for leads.")


def test_an_early_cancellation_is_recorded_against_both(company: Company) -> None:
    lena = company.lena
    status = open_modal(lena, "My part", posted(lena, CHANNEL))
    lena.press("Cancelled early…", status)
    question = modal(lena, "release.cancel")
    assert "recorded against <@U0SAM> and <@U0IDRIS> alike" in words(question)
    lena.submit()
    for person in (company.sam, company.idris):
        told(person, f"*{ACCOUNT}* cancelled on")

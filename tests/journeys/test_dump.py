"""The data dump, walked in its modal: nothing typed is lost, and the reader hears of the end."""

from collections.abc import Iterator

import pytest

from tests.journeys.checklists import says
from tests.journeys.company import Company
from tests.journeys.dumps import (
    Typing,
    add_person,
    close_everything,
    fill_short_dump,
    next_step,
    nothing_to_report,
    open_dump,
    step,
    value_of,
)
from tests.journeys.steps import open_modal, saw, start_handoff, told
from workspace.client import Json, words

pytestmark = pytest.mark.usefixtures("lead")


@pytest.fixture(autouse=True)
def _nothing_left_open(company: Company) -> Iterator[None]:
    yield
    close_everything(company.maria)


def test_maria_walks_the_whole_dump_and_idris_hears_of_it(company: Company) -> None:
    start_handoff(company, "Acme Robotics")
    fill_short_dump(company, "Acme Robotics")
    maria = company.maria
    assert "100 % complete" in words(maria.view)
    assert maria.view["submit"]["text"] == "Hand over to Idris"
    maria.submit()
    saw(maria, lambda view: "is handed over" in words(view), "the thanks")
    ready = told(company.idris, "has handed over the blueprint of *Acme Robotics*")
    assert "Read the blueprint" in words(ready)
    says(maria, "handoff-acme-robotics", "dump complete")


def test_what_is_typed_survives_closing_the_modal_without_saving(company: Company) -> None:
    start_handoff(company, "Closed Ltd")
    maria = company.maria
    open_dump(maria, "Closed Ltd")
    maria.type("Primary goals", "Grow in Asia")
    company.workspace.quiet()
    close_everything(maria)
    again = open_dump(maria, "Closed Ltd")
    assert value_of(again, "Primary goals") == "Grow in Asia"
    assert "did not save yet" in words(again)


def test_opening_again_resumes_at_the_step_where_she_was(company: Company) -> None:
    start_handoff(company, "Resume Ltd")
    maria = company.maria
    open_dump(maria, "Resume Ltd")
    maria.type("Primary goals", "Grow")
    next_step(maria, "People")
    next_step(maria, "How they work")
    maria.type("Current projects", "Pil")
    company.workspace.quiet()
    close_everything(maria)
    again = open_dump(maria, "Resume Ltd")
    assert value_of(again, "Current projects") == "Pil"
    assert "Step 3 of 7 · ▰▰▱▱▱▱▱▱▱▱  20 % complete" in words(again)
    maria.press("Back")
    step(maria, "People")
    maria.press("Back")
    assert value_of(step(maria, "Why they buy"), "Primary goals") == "Grow"


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 8, 21])
def test_what_is_typed_survives_the_bots_sudden_death(company: Company, after: int) -> None:
    account = f"Crash {after}"
    start_handoff(company, account)
    maria = company.maria
    open_dump(maria, account)
    typing = Typing(maria, "Primary goals")
    typing.start()
    typing.wait_for(after)
    company.bot.kill()
    typing.join()
    company.bot.start()
    close_everything(maria)
    kept = str(value_of(open_dump(maria, account), "Primary goals"))
    assert int(kept.removeprefix("Answer ")) >= typing.acknowledged >= after


def test_a_new_contact_that_is_being_typed_survives_closing_everything(company: Company) -> None:
    start_handoff(company, "People Ltd")
    maria = company.maria
    open_dump(maria, "People Ltd")
    next_step(maria, "People")
    maria.press("Add a person")
    saw(maria, lambda view: view["callback_id"] == "dump.person", "the form")
    maria.type("Name", "Dana <Reyes> & عمر 🦊")
    maria.choose("Roles", ["champion", "user"])
    maria.type("Concerns", "Price")
    company.workspace.quiet()
    close_everything(maria)
    open_dump(maria, "People Ltd")
    maria.press("Add a person")
    form = saw(maria, lambda view: view["callback_id"] == "dump.person", "the form again")
    assert value_of(form, "Name") == "Dana <Reyes> & عمر 🦊"
    assert value_of(form, "Concerns") == "Price"
    maria.submit()
    shown = saw(maria, lambda view: view["callback_id"] == "dump.step", "the list")
    shown = saw(maria, lambda view: "Dana" in words(view), "Dana in the list")
    assert "*Dana &lt;Reyes&gt; &amp; عمر 🦊*" in words(shown)
    assert "Champion or super user · User" in words(shown)


def test_an_entry_is_changed_and_removed(company: Company) -> None:
    start_handoff(company, "Entries Ltd")
    maria = company.maria
    open_dump(maria, "Entries Ltd")
    next_step(maria, "People")
    add_person(maria, "Dana Reyes")
    maria.press("Edit")
    saw(maria, lambda view: view["callback_id"] == "dump.person", "the form")
    maria.choose("What else holds", ["has_left"])
    maria.submit()
    saw(maria, lambda view: "Has left the company" in words(view), "the mark")
    maria.press("Remove")
    saw(maria, lambda view: "Dana" not in words(view), "the list without Dana")


def test_what_is_typed_beside_a_list_survives_its_forms(company: Company) -> None:
    start_handoff(company, "Beside Ltd")
    maria = company.maria
    open_dump(maria, "Beside Ltd")
    for title in ("People", "How they work", "Trouble", "Commitments", "Commercial", "Outlook"):
        next_step(maria, title)
    maria.type("Health score", "72")
    maria.press("Add a risk")
    saw(maria, lambda view: view["callback_id"] == "dump.item", "the form")
    maria.type("What is it?", "The sponsor may leave")
    maria.submit()
    shown = saw(maria, lambda view: "The sponsor may leave" in words(view), "the risk")
    assert value_of(shown, "Health score") == "72"


def test_a_text_that_is_too_long_is_told_at_its_field_and_comes_back_whole(
    company: Company,
) -> None:
    start_handoff(company, "Long Ltd")
    maria = company.maria
    open_dump(maria, "Long Ltd")
    maria.type("Primary goals", "x" * 3212)
    company.workspace.quiet()
    close_everything(maria)
    again = open_dump(maria, "Long Ltd")
    assert value_of(again, "Primary goals") == "x" * 3000
    assert value_of(again, "Primary goals, continued") == "x" * 212
    maria.submit()
    wrong = maria.wait_for(lambda seen: seen["views"][-1]["errors"], why="the error")
    assert "3,212 characters" in next(iter(wrong.values()))


def test_an_incomplete_dump_names_what_is_missing_and_leads_there(company: Company) -> None:
    start_handoff(company, "Gaps Ltd")
    maria = company.maria
    open_dump(maria, "Gaps Ltd")
    nothing_to_report(maria, "why.goals")
    titles = ("People", "How they work", "Trouble", "Commitments", "Commercial", "Outlook")
    for title in titles:
        next_step(maria, title)
    summary = next_step(maria, "What is there, and what is missing")
    assert summary["submit"] is None
    assert "*Trouble*: missing: Red flags and grievances" in words(summary)
    maria.press("dump.go:commercial")
    step(maria, "Commercial")
    maria.press("Save and close")
    saved = saw(maria, lambda view: view["callback_id"] == "dump.saved", "that it is saved")
    assert "20 % complete" in words(saved)


def test_opening_a_section_takes_one_call_and_typing_none(company: Company) -> None:
    start_handoff(company, "Calls Ltd")
    before = company.workspace.requests()[-1]["n"]
    open_dump(company.maria, "Calls Ltd")
    company.maria.type("Primary goals", "Grow")
    company.maria.type("Primary goals", "Grow in Asia")
    company.workspace.quiet()
    requests = company.workspace.requests(before)
    assert [one["name"] for one in requests if one["direction"] == "from_app"] == ["views.open"]


def test_a_mini_dump_takes_at_most_six_interactions(company: Company) -> None:
    start_handoff(company, "Mini Ltd", Tier="low")
    maria = company.maria
    open_dump(maria, "Mini Ltd")
    close_everything(maria)
    before = company.workspace.requests()[-1]["n"]
    open_dump(maria, "Mini Ltd")
    maria.type("Add to “Point of contact”", "Dana Reyes, CTO")
    maria.type("What they use it for, and why", "Weekly exports for the board")
    maria.type("Current projects", "None that we know of")
    next_step(maria, "Trouble")
    maria.type("Add to “Red flags and grievances”", "Exports fail\nTwo seats too many")
    maria.type("Add to “What was promised”", "A custom report by April")
    maria.choose("Renewal date", "2026-09-30")
    maria.type("Contract oddities", "A month's notice")
    maria.type("Anything unusual", "They answer on Fridays only")
    next_step(maria, "What is there, and what is missing")
    maria.submit()
    saw(maria, lambda view: "is handed over" in words(view), "the thanks")
    assert 0 < len(interactions(company, before)) <= 6


def test_a_short_dump_takes_at_most_fifteen_interactions(company: Company) -> None:
    start_handoff(company, "Short Ltd")
    maria = company.maria
    dm = told(maria, "You hand over *Short Ltd*")
    before = company.workspace.requests()[-1]["n"]
    open_modal(maria, "Start the data dump", dm)
    step(maria, "Why they buy")
    maria.type("Primary goals", "Halve the time of an export by summer")
    next_step(maria, "People")
    maria.type("Add to “The people at the customer”", "Dana Reyes, CTO, dana@short.example")
    next_step(maria, "How they work")
    maria.type("Current projects", "Pilot in Lyon, runs until May")
    next_step(maria, "Trouble")
    maria.type("Add to “Red flags and grievances”", "Exports fail\nTwo seats too many")
    next_step(maria, "Commitments")
    maria.type("Add to “What was promised”", "A custom report by April")
    nothing_to_report(maria, "commitments.actions")
    next_step(maria, "Commercial")
    maria.choose("Renewal date", "2026-09-30")
    maria.type("Contract oddities", "A month's notice")
    maria.type("Discounts", "Ten per cent until May")
    maria.type("Active expansion talks", "Two more teams")
    next_step(maria, "Outlook")
    nothing_to_report(maria, "outlook.risks")
    nothing_to_report(maria, "outlook.opportunities")
    maria.choose("How they feel about us", "comfortable")
    maria.type("Customer fit, and why they feel so", "A good fit; they trust Dana")
    maria.type("Health score", "72")
    summary = next_step(maria, "What is there, and what is missing")
    assert "100 % complete" in words(summary)
    maria.submit()
    saw(maria, lambda view: "is handed over" in words(view), "the thanks")
    assert 0 < len(interactions(company, before)) <= 15


def interactions(company: Company, after: int) -> list[str]:
    """Return what reached the bot but keystrokes: clicks, selections and submits."""
    requests = [r for r in company.workspace.requests(after) if r["direction"] == "to_app"]
    return [str(r["name"]) for r in requests if not is_typing(r["request"])]


def is_typing(payload: Json) -> bool:
    """Whether a request reports keystrokes."""
    return any(action["type"] == "plain_text_input" for action in payload.get("actions", ()))

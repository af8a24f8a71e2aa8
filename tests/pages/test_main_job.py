"""The main job, done by hand on the page: from naming a lead to business as usual.

The control interface is used only to wait: until the bot is quiet, or asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.company import Company, at_work
from tests.northwind import ADA, IDRIS, LENA, MARIA, PRIYA
from tests.pages.album import Album
from tests.pages.besides import (
    idris_looks_at_the_canvas,
    idris_prepares_the_call,
    lena_works_on_the_concern,
    maria_files_what_she_heard,
    maria_writes_her_part_of_the_debrief,
)
from tests.pages.office import ACCOUNT, CHANNEL, GOAL, QUESTION, STATUS, Office
from tests.pages.people import Colleague
from tests.pages.windows import Windows

pytestmark = pytest.mark.page

GAP = "Who decides about the renewal?"

Work = tuple[tuple[str, tuple[str, ...]], ...]

PREPARING: Work = (
    ("maria", ("Live dump call from the gap agenda",)),
    ("idris", ("Risks and opportunities have actions, commitments are taken over",)),
    ("lena", ("Agree on the customer message", "Approve the plan")),
)
"""Who ticks what before the customer is told, by how the titles begin."""

INTRODUCING: Work = (
    ("maria", ("Brief the champion", "Tell the customer: the reason as agreed, the timeframe")),
    ("maria", ("Send the customer-facing timeline with the message", "Warm intro call")),
    ("idris", ("Weekly sync of both CSMs", "Incoming CSM on all scheduled calls")),
    ("maria", ("Weekly sync of both CSMs", "Move CRM owner")),
)
"""Who ticks what from there to settling."""


@pytest.fixture
def company(browser: Browser, tmp_path: Path) -> Iterator[Company]:
    """Northwind Labs with its bot; only where there is a browser to look at it."""
    with at_work(tmp_path, f"sqlite:///{tmp_path / 'handoff.sqlite'}") as company:
        yield company


@pytest.fixture
def office(company: Company, desk: Windows, album: Album) -> Office:
    """Everybody at work, with the album beside them."""

    def window_of(person: str) -> Colleague:
        return Colleague(desk.open(f"{company.workspace.url}/?as={person}#C0CSTEAM"))

    return Office(
        company=company,
        ada=window_of(ADA),
        lena=window_of(LENA),
        maria=window_of(MARIA),
        idris=window_of(IDRIS),
        priya=window_of(PRIYA),
        album=album,
    )


def test_four_people_do_the_whole_main_job_by_hand(office: Office) -> None:
    ada_names_lena_a_lead(office)
    lena_asks_for_help(office)
    lena_starts_a_handoff(office)
    everybody_hears_their_part(office)
    nothing_that_maria_typed_is_lost(office)
    maria_lists_people_and_open_items(office)
    idris_prepares_the_call(office)
    maria_answers_the_rest_and_hands_over(office)
    idris_reads_and_returns_the_blueprint(office)
    maria_fills_the_gap(office)
    idris_accepts_the_blueprint(office)
    two_windows_see_a_tick_at_once(office)
    maria_files_what_she_heard(office)
    all_prepare(office)
    the_observer_acknowledges(office)
    all_introduce(office)
    the_day_of_the_switch_comes(office)
    idris_looks_where_it_stands(office)
    idris_looks_at_the_canvas(office)
    maria_sets_when_her_day_starts(office)
    lena_answers_the_first_check_in(office)
    lena_would_confirm_too_early(office)
    lena_works_on_the_concern(office)
    idris_takes_the_open_item_over(office)
    lena_answers_the_last_check_in(office)
    lena_confirms_business_as_usual(office)
    everybody_reads_how_it_ended(office)
    maria_writes_her_part_of_the_debrief(office)


def ada_names_lena_a_lead(office: Office) -> None:
    ada = office.ada
    ada.press("Who leads", ada.go_home())
    ada.form("Leads")
    ada.choose("Leads", "Lena Vogt")
    ada.press("Save")
    expect(ada.dialog).to_have_count(0)


def lena_asks_for_help(office: Office) -> None:
    lena = office.lena
    lena.go_to_messages()
    lena.write("/handoff")
    lena.message("/handoff start [account]")
    office.album.keep(lena.page, "help")


def lena_starts_a_handoff(office: Office) -> None:
    lena = office.lena
    lena.press("Start a handoff", lena.message("/handoff start [account]"))
    lena.form("Start a handoff")
    lena.choose("Account", ACCOUNT)
    lena.choose("Reason", "Promotion")
    lena.pick_day("Ownership switches on", office.switch_on)
    lena.choose("Outgoing CSM", "Maria Lindqvist")
    lena.choose("Incoming CSM", "Maria Lindqvist")
    lena.press("Start")
    incoming = lena.dialog.get_by_role("combobox", name="Incoming CSM")
    expect(incoming).to_have_accessible_description(
        "The same person cannot hand over and take over."
    )
    office.album.keep(lena.page, "start-form", lena.dialog.get_by_text("Reason", exact=True))
    lena.choose("Incoming CSM", "Idris Okafor")
    lena.choose("Observers", "Priya Raman")
    lena.press("Start")
    lena.form("Handoff opened")
    lena.close()


def everybody_hears_their_part(office: Office) -> None:
    office.settle()
    office.maria.go_to_channel(CHANNEL)
    expect(office.maria.page.get_by_role("button", name="1 pin")).to_be_visible()
    checklist = office.maria.message("Complete the data dump in writing")
    expect(checklist).to_contain_text("Pinned")
    office.idris.go_to_messages()
    office.idris.message(f"You take over {ACCOUNT}")
    office.lena.go_to_messages()
    office.lena.message(f"You oversee the handoff of {ACCOUNT}")
    office.maria.go_to_messages()
    office.maria.message(f"You hand over {ACCOUNT}")


def nothing_that_maria_typed_is_lost(office: Office) -> None:
    maria = office.maria
    maria.press("Start the data dump", maria.message("You hand over"))
    maria.form("Blueprint")
    maria.type("Primary goals", GOAL)
    maria.close()
    maria.press("Start the data dump", maria.message("You hand over"))
    expect(maria.form("Blueprint").get_by_label("Primary goals")).to_have_value(GOAL)
    office.album.keep(maria.page, "dump")


def maria_lists_people_and_open_items(office: Office) -> None:
    maria = office.maria
    turn_to(maria, 2)
    add_person(maria, "Nora Quist", "Head of Operations", "Decision maker", "Key stakeholder")
    office.album.keep(maria.page, "dump-people")
    for step in (3, 4):
        turn_to(maria, step)
        say_nothing(maria)


def maria_answers_the_rest_and_hands_over(office: Office) -> None:
    maria = office.maria
    turn_to(maria, 5)
    maria.press("Add a commitment")
    maria.form("New item")
    maria.type("What is it?", "Custom report on delivery times, every quarter")
    maria.choose("Owner", "Maria Lindqvist")
    maria.pick_day("Due date", date(2026, 3, 31))
    maria.press("Save")
    expect(maria.form("Blueprint")).to_contain_text("Custom report on delivery times")
    say_nothing(maria)
    for step in (6, 7):
        turn_to(maria, step)
        say_nothing(maria)
    maria.press("To the summary")
    expect(maria.dialog).to_contain_text("Everything is answered.")
    hand_over(maria)


def idris_reads_and_returns_the_blueprint(office: Office) -> None:
    idris = office.idris
    idris.press("Read the blueprint", idris.message("has handed over the blueprint"))
    idris.form("Blueprint")
    idris.press("Next")
    expect(idris.dialog).to_contain_text(GOAL)
    idris.press("Next")
    expect(idris.dialog).to_contain_text("Nora Quist")
    idris.press("Return it, naming gaps")
    idris.form("Return the blueprint")
    idris.tick("People")
    idris.type("What is missing?", GAP)
    idris.press("Return it")
    idris.form("Returned")
    idris.close()


def maria_fills_the_gap(office: Office) -> None:
    maria = office.maria
    returned = maria.message("has returned the blueprint")
    expect(returned).to_contain_text(GAP)
    maria.press("Fill the gaps", returned)
    expect(maria.form("Blueprint")).to_contain_text("Nora Quist")
    add_person(maria, "Ole Brandt", "Chief Financial Officer", "Executive sponsor")
    for step in (3, 4, 5, 6, 7):
        turn_to(maria, step)
    maria.press("To the summary")
    hand_over(maria)


def idris_accepts_the_blueprint(office: Office) -> None:
    idris = office.idris
    office.settle()
    idris.press("Read the blueprint", idris.message("has handed over the blueprint"))
    idris.form("Blueprint")
    for said in (GOAL, "Ole Brandt"):
        idris.press("Next")
        expect(idris.dialog).to_contain_text(said)
    office.album.keep(idris.page, "blueprint")
    idris.press("I could run the first call with this")
    idris.form("Accepted")
    idris.close()
    office.maria.message("has accepted your blueprint")


def two_windows_see_a_tick_at_once(office: Office) -> None:
    office.maria.go_to_channel(CHANNEL)
    office.idris.go_to_channel(CHANNEL)
    office.maria.press_done("Verify the people and mark leavers")
    expect(office.idris.checklist).to_contain_text("Verify the people and mark leavers (Maria")
    office.idris.press_done("Background check and stakeholder review")
    expect(office.maria.checklist).to_contain_text("Background check and stakeholder review (Idris")
    office.album.keep(office.idris.page, "checklist", office.idris.checklist)
    office.album.keep_narrow(office.idris.page, "checklist-phone", office.idris.checklist)


def all_prepare(office: Office) -> None:
    office.lena.go_to_channel(CHANNEL)
    tick_all(office, PREPARING)


def the_observer_acknowledges(office: Office) -> None:
    lena, priya = office.lena, office.priya
    lena.press("Tell the observers", lena.checklist)
    expect(lena.form("Tell the observers")).to_contain_text("They read:")
    lena.press("Tell them")
    expect(lena.dialog).to_contain_text("hears from me now")
    lena.close()
    priya.go_to_messages()
    priya.press("I have seen it", priya.message(f"{ACCOUNT} changes hands."))
    priya.message("You have seen it. Thank you")
    expect(lena.checklist).to_contain_text("Introducing")


def all_introduce(office: Office) -> None:
    tick_all(office, INTRODUCING)
    expect(office.lena.checklist).to_contain_text("Overlapping")


def tick_all(office: Office, work: Work) -> None:
    """Let each do their part of it."""
    for name, titles in work:
        person: Colleague = getattr(office, name)
        for title in titles:
            person.press_done(title)


def the_day_of_the_switch_comes(office: Office) -> None:
    office.let_time_pass_until(office.is_settling)
    expect(office.lena.checklist).to_contain_text("Settling")


def idris_looks_where_it_stands(office: Office) -> None:
    idris = office.idris
    idris.go_to_messages()
    listed = idris.ask("/handoff list", "You have 1 handoff.")
    expect(listed).to_contain_text("Settling · 18 of 24 tasks done")
    status = idris.ask(STATUS, "Settling")
    expect(status).to_contain_text("The account is Idris's now")
    expect(idris.page.get_by_text("promotion")).to_have_count(0)
    office.album.keep(idris.page, "status", status)


def maria_sets_when_her_day_starts(office: Office) -> None:
    maria = office.maria
    maria.press("My settings", maria.go_home())
    maria.form("My settings")
    maria.choose("Country", "Sweden")
    maria.choose("My day starts", "08:30")
    office.album.keep(maria.page, "settings")
    maria.press("Save")
    expect(maria.dialog).to_have_count(0)


def lena_answers_the_first_check_in(office: Office) -> None:
    lena = office.lena
    office.let_time_pass_until(office.asks_lena)
    expect(lena.go_home()).to_contain_text("Check-in")
    office.album.keep(lena.page, "home")
    lena.go_to_messages()
    asked = lena.message(QUESTION)
    lena.press("Answer one by one", asked)
    lena.form("Check-in")
    lena.choose("Nora Quist, Head of Operations", "Uneasy")
    lena.type("Note on Nora Quist", "She fears for the report that Maria built by hand.")
    office.album.keep(lena.page, "check-in")
    lena.press("Answer")
    lena.message("Check-in answered")


def lena_would_confirm_too_early(office: Office) -> None:
    lena = office.lena
    open_business_as_usual(lena)
    lena.press("Overrule and confirm")
    why = lena.dialog.get_by_role("textbox", name="Why may it be business as usual all the same?")
    expect(why).to_have_accessible_description(re.compile("^Please complete this required field."))
    office.album.keep(lena.page, "bau")
    lena.press("Not yet")
    expect(lena.dialog).to_have_count(0)


def idris_takes_the_open_item_over(office: Office) -> None:
    idris = office.idris
    idris.go_to_messages()
    idris.press("Open dump", idris.ask(STATUS, "Settling"))
    idris.form("Blueprint")
    for step in (2, 3, 4, 5):
        turn_to(idris, step)
    idris.press("Edit")
    idris.form("Open item")
    idris.choose("Owner", "Idris Okafor")
    idris.press("Save")
    expect(idris.form("Blueprint")).to_contain_text("Idris")
    idris.close()


def lena_answers_the_last_check_in(office: Office) -> None:
    lena = office.lena
    office.let_time_pass_until(office.asks_lena)
    asked = lena.message(QUESTION)
    office.album.keep(lena.page, "check-in-message", asked)
    lena.press("Say how it is now", asked)
    lena.form("Check-in")
    lena.choose("Nora Quist, Head of Operations", "Delighted")
    lena.press("Answer")
    lena.message("before: Uneasy")


def lena_confirms_business_as_usual(office: Office) -> None:
    lena = office.lena
    lena.go_to_channel(CHANNEL)
    lena.press_done("Lead looks in")
    lena.go_to_messages()
    open_business_as_usual(lena)
    expect(lena.dialog).to_contain_text("Nothing is missing")
    lena.press("Confirm")


def everybody_reads_how_it_ended(office: Office) -> None:
    office.settle()
    office.maria.go_to_messages()
    office.maria.message(f"{ACCOUNT} is in business as usual.")
    office.maria.go_to_channel(CHANNEL)
    office.maria.message(f"{ACCOUNT}: business as usual")
    office.album.keep(office.maria.page, "closing")
    trail = office.lena.ask(STATUS, "Business as usual")
    expect(trail).to_contain_text("Lena confirmed business as usual")
    expect(trail).to_contain_text("Lena ticked “Lead looks in”")


def open_business_as_usual(person: Colleague) -> None:
    """Ask for the status, and press the button under it."""
    person.press("Confirm business as usual", person.ask(STATUS, "Settling"))
    person.form("Business as usual")


def hand_over(person: Colleague) -> None:
    """Hand the blueprint over, from the summary."""
    person.press("Hand over to Idris")
    person.form("Handed over")
    person.close()


def turn_to(person: Colleague, step: int) -> None:
    """Go on to a step of the dump."""
    person.press("Next")
    expect(person.dialog).to_contain_text(f"Step {step} of")


def say_nothing(person: Colleague) -> None:
    """Tick “Nothing to report” at every question of this step."""
    for box in person.dialog.get_by_role("checkbox", name="Nothing to report").all():
        box.check()


def add_person(person: Colleague, name: str, title: str, *boxes: str) -> None:
    """Add somebody at the customer to the blueprint."""
    person.press("Add a person")
    person.form("New person")
    person.type("Name", name)
    person.type("Title", title)
    person.tick(*boxes)
    person.press("Save")
    expect(person.form("Blueprint")).to_contain_text(name)

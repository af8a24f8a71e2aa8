"""The main job, done by hand on the page: from naming a lead to business as usual.

Nothing here uses the control interface but to wait until the bot is quiet and to read the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.company import Company, at_work
from tests.northwind import ADA, IDRIS, LENA, MARIA
from tests.pages.album import Album
from tests.pages.people import Colleague
from tests.pages.windows import Windows

pytestmark = pytest.mark.page

ACCOUNT = "Acme Robotics"
CHANNEL = "handoff-acme-robotics"
GOAL = "Halve the time from order to robot on the floor, by the end of the year."
GAP = "Who decides about the renewal?"


@dataclass(frozen=True)
class Office:
    """Everybody at their windows, and the album."""

    company: Company
    ada: Colleague
    lena: Colleague
    maria: Colleague
    idris: Colleague
    album: Album

    @property
    def switch_on(self) -> date:
        """When the account changes owner: in five weeks, a Monday."""
        return date(2026, 4, 6)

    def settle(self) -> None:
        """Wait until the bot has nothing more to do."""
        self.company.workspace.quiet()


@pytest.fixture
def office(browser: Browser, desk: Windows, album: Album, tmp_path: Path) -> Iterator[Office]:
    with at_work(tmp_path, f"sqlite:///{tmp_path / 'handoff.sqlite'}") as company:

        def window_of(person: str) -> Colleague:
            return Colleague(desk.open(f"{company.workspace.url}/?as={person}#C0CSTEAM"))

        ada, lena, maria, idris = map(window_of, (ADA, LENA, MARIA, IDRIS))
        yield Office(company, ada, lena, maria, idris, album)


def test_three_people_do_the_whole_main_job_by_hand(office: Office) -> None:
    ada_names_lena_a_lead(office)
    lena_asks_for_help(office)
    lena_starts_a_handoff(office)
    everybody_hears_their_part(office)
    nothing_that_maria_typed_is_lost(office)
    maria_lists_people_and_open_items(office)
    maria_answers_the_rest_and_hands_over(office)
    idris_reads_and_returns_the_blueprint(office)
    maria_fills_the_gap(office)
    idris_accepts_the_blueprint(office)
    two_windows_see_a_tick_at_once(office)
    all_do_their_work(office)
    idris_looks_where_it_stands(office)
    maria_sets_when_her_day_starts(office)
    lena_answers_the_first_check_in(office)
    lena_would_confirm_too_early(office)
    lena_answers_the_last_check_in(office)
    lena_confirms_business_as_usual(office)
    everybody_reads_how_it_ended(office)


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
    office.album.keep(lena.page, "start", incoming)
    lena.choose("Incoming CSM", "Idris Okafor")
    lena.choose("Observers", "Priya Raman")
    lena.press("Start")
    lena.form("Handoff opened")
    office.album.keep(lena.page, "opened")
    lena.close()


def everybody_hears_their_part(office: Office) -> None:
    office.settle()
    office.maria.go_to_channel(CHANNEL)
    expect(office.maria.page.get_by_role("button", name="1 pin")).to_be_visible()
    checklist = office.maria.message("Complete the data dump in writing")
    expect(checklist).to_contain_text("Pinned")
    office.album.keep(office.maria.page, "checklist")
    office.idris.go_to_messages()
    office.idris.message(f"You take over {ACCOUNT}")
    office.lena.go_to_messages()
    office.lena.message(f"You oversee the handoff of {ACCOUNT}")
    office.album.keep(office.lena.page, "part-lead")
    office.maria.go_to_messages()
    office.maria.message(f"You hand over {ACCOUNT}")
    office.album.keep(office.maria.page, "part")


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
    office.album.keep(maria.page, "dump-5")


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

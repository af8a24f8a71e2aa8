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

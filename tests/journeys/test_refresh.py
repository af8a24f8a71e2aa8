"""R9 and R31: a contact's data is taken care of, and Lena asks for fresh blueprints, saying no why.

The tests tell one story, in their order.
"""

import pytest

from tests.journeys.checklists import posted
from tests.journeys.company import Company
from tests.journeys.dumps import add_person, close_everything, open_dump
from tests.journeys.steps import (
    fill,
    in_days,
    modal,
    name_the_lead,
    saw,
    start_handoff,
    told,
)
from tests.northwind import MARIA
from workspace.client import Json, Person, words

ACCOUNT = "Acme Robotics"


@pytest.fixture(scope="module", autouse=True)
def running(company: Company) -> None:
    """A handoff of Acme Robotics, of which Maria has written down one person."""
    name_the_lead(company)
    start_handoff(company, ACCOUNT)
    maria = company.maria
    open_dump(maria, ACCOUNT)
    maria.submit()
    saw(maria, lambda view: "Add a person" in words(view), "the people")
    add_person(maria, "Dana Reyes", **{"Personal details": "Two children, sails"})
    close_everything(maria)


def contacts(lena: Person) -> Json:
    """Open the list of contacts from the status."""
    open_status(lena)
    lena.choose("more:customer", "contacts.open|1")
    return modal(lena, "contacts")


def open_status(lena: Person) -> None:
    """Open the handoff's status as a modal."""
    lena.press("My part", posted(lena, "handoff-acme-robotics"))
    modal(lena, "status")


def test_lena_gets_all_that_is_kept_of_dana_as_a_file(company: Company) -> None:
    lena = company.lena
    assert "Personal details are kept until" in words(contacts(lena))
    lena.press("contacts.export")

    def sent(_seen: Json) -> Json | None:
        found = (one for message in lena.dm for one in message.get("files", ()))
        return next(found, None)

    file = lena.wait_for(sent, why="the file")
    assert file["name"] == "contact.json"
    assert not any(message.get("files") for message in company.maria.dm)


def test_lena_types_the_name_and_nothing_is_kept_of_dana(company: Company) -> None:
    lena = company.lena
    lena.press("contacts.erasing")
    modal(lena, "contacts.erase")
    lena.type("name", "Dana")
    lena.submit()
    saw(lena, lambda view: view["errors"], "the name to be typed")
    lena.type("name", "Dana Reyes")
    lena.submit()
    modal(lena, "contacts.erased")
    close_everything(lena)
    found = words(contacts(lena))
    close_everything(lena)
    assert "Nobody is known yet" in found


def test_once_the_handoff_is_called_off_the_blueprint_is_still_marias_to_keep(
    company: Company,
) -> None:
    lena = company.lena
    open_status(lena)
    lena.press("moves.open")
    saw(lena, lambda view: "What shall happen?" in words(view), "the moves")
    lena.choose("What shall happen?", "cancel")
    saw(lena, lambda view: "Why?" in words(view), "the question why")
    fill(lena, {"Why?": "Not needed"})
    lena.submit()
    modal(lena, "moves.made")
    close_everything(lena)


def test_lena_asks_maria_who_confirms_with_one_click(company: Company) -> None:
    lena, maria = company.lena, company.maria
    lena.command("/handoff refresh")
    assert "reason" not in words(modal(lena, "refresh.ask")).casefold()
    fill(lena, {"Whom": [MARIA], "By which day": in_days(company, 4)})
    lena.submit()
    assert "1 person is asked for 1 account" in words(modal(lena, "refresh.asked"))
    close_everything(lena)
    asked = told(maria, "asks you to bring your blueprints up to date")
    assert ACCOUNT in words(asked)
    maria.press(f"Open {ACCOUNT}", asked)
    saw(maria, lambda view: "Step 2 of" in words(view), "the dump")
    close_everything(maria)
    maria.press("It is up to date", told(maria, "asks you to bring your blueprints up to date"))
    told(maria, "All of them are up to date. Thank you!")
    told(lena, "The blueprint that you asked for")

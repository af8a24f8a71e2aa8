"""The review: Idris reads the blueprint, returns it with the gaps named, and accepts it then."""

import pytest

from tests.journeys.checklists import posted, says
from tests.journeys.company import Company
from tests.journeys.dumps import close_everything, fill_short_dump, next_step, open_dump, step
from tests.journeys.steps import name_the_lead, newest, open_modal, saw, start_handoff, told
from workspace.client import Json, Person, words

ACCOUNT = "Acme Robotics"
CHANNEL = "handoff-acme-robotics"
ACCEPT = "I could run the first call with this"


@pytest.fixture(scope="module", autouse=True)
def _handed_over(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, ACCOUNT)
    fill_short_dump(company, ACCOUNT)
    hand_over(company.maria)


def hand_over(person: Person) -> None:
    """Submit the summary, and close the thanks."""
    person.submit()
    saw(person, lambda view: "is handed over" in words(view), "the thanks")
    close_everything(person)


def read(person: Person) -> Json:
    """Open the blueprint from the newest DM that says it is ready."""
    return open_modal(person, "Read the blueprint", newest(person, "has handed over the blueprint"))


def go_to(person: Person, section: str, text: str) -> Json:
    """Choose a section, and wait until it says this."""
    person.choose("review.show", section)
    return saw(person, lambda view: text in words(view), text)


def test_idris_reads_every_section_with_who_wrote_what(company: Company) -> None:
    idris = company.idris
    glance = read(idris)
    assert "100 % complete" in words(glance)
    assert "*Why they buy*: complete" in words(glance)
    why = go_to(idris, "why", "Halve the time of an export by summer")
    assert "<@U0MARIA>" in words(why)
    go_to(idris, "people", "Champion or super user")
    go_to(idris, "trouble", "Exports fail on Mondays")
    outlook = go_to(idris, "outlook", "The sponsor may leave")
    assert "Comfortable" in words(outlook)
    assert "A good fit; they trust Dana" in words(outlook)
    close_everything(idris)


def test_what_he_names_as_gaps_is_kept_as_he_types_it(company: Company) -> None:
    idris = company.idris
    read(idris)
    idris.press("Return it, naming gaps")
    saw(idris, lambda view: view["callback_id"] == "review.return", "the form")
    idris.type("What is missing?", "Who signs the renewal?")
    company.workspace.quiet()
    close_everything(idris)
    read(idris)
    idris.press("Return it, naming gaps")
    form = saw(idris, lambda view: view["callback_id"] == "review.return", "the form again")
    assert "Who signs the renewal?" in str(form["blocks"])


def test_he_returns_it_and_maria_is_led_to_the_first_gap(company: Company) -> None:
    idris, maria = company.idris, company.maria
    idris.choose("Where is something missing?", ["commercial", "outlook"])
    idris.submit()
    saw(idris, lambda view: "is returned" in words(view), "the verdict")
    close_everything(idris)
    returned = told(maria, "has returned the blueprint of *Acme Robotics*")
    assert ">Who signs the renewal?" in words(returned)
    assert "Commercial, Outlook" in words(returned)
    says(maria, CHANNEL, "Complete the data dump in writing")
    open_modal(maria, "Fill the gaps", returned)
    step(maria, "Commercial")
    maria.type("Contract oddities", "Dana signs; a month's notice")
    maria.press("Save and close")
    saw(maria, lambda view: view["callback_id"] == "dump.saved", "that it is saved")
    close_everything(maria)


def test_the_old_message_is_answered_with_what_is_the_case_now(company: Company) -> None:
    found = read(company.idris)
    assert "Returned." in words(found)
    assert ACCEPT not in words(found)
    close_everything(company.idris)


def test_maria_hands_it_over_again_and_idris_accepts(company: Company) -> None:
    idris, maria = company.idris, company.maria
    open_modal(maria, "Fill the gaps", told(maria, "has returned the blueprint"))
    maria.submit()
    step(maria, "Outlook")
    maria.submit()
    step(maria, "What is there, and what is missing")
    before = len(idris.dm)
    hand_over(maria)
    idris.wait_for(lambda _seen: len(idris.dm) > before, why="the second DM")
    read(idris)
    idris.press(ACCEPT)
    saw(idris, lambda view: "You have accepted" in words(view), "the verdict")
    close_everything(idris)
    told(maria, "has accepted your blueprint of *Acme Robotics*")
    says(maria, CHANNEL, "blueprint accepted")


def test_accepting_twice_says_that_it_is_accepted(company: Company) -> None:
    found = read(company.idris)
    assert "has accepted this blueprint" in words(found)
    assert ACCEPT not in words(found)
    close_everything(company.idris)


def test_what_a_list_shortens_is_read_whole_before_the_dump_is_done(company: Company) -> None:
    start_handoff(company, "Wordy Ltd")
    maria, idris = company.maria, company.idris
    open_dump(maria, "Wordy Ltd")
    next_step(maria, "People")
    maria.press("Add a person")
    saw(maria, lambda view: view["callback_id"] == "dump.person", "the form")
    maria.type("Name", "Dana Reyes")
    maria.type("Concerns", "Price, " * 60)
    maria.submit()
    saw(maria, lambda view: view["callback_id"] == "dump.step" and "Dana" in words(view), "Dana")
    close_everything(maria)
    found = open_modal(idris, "Read blueprint", posted(idris, "handoff-wordy-ltd"))
    assert "Maria is still writing" in words(found)
    people = go_to(idris, "people", "Dana Reyes")
    assert "Price, " * 59 not in words(people)
    idris.press("Read all")
    whole = saw(idris, lambda view: view["callback_id"] == "review.contact", "all of Dana")
    assert "Price, " * 59 in words(whole)
    close_everything(idris)

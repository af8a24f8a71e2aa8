"""R9: any message is filed in its account's log, and the log is read, handoff or not.

The tests tell one story, in their order.
"""

import pytest

from tests.journeys.company import Company
from tests.journeys.dumps import headers, open_dump
from tests.journeys.steps import modal, name_the_lead, saw, start_handoff, told
from tests.northwind import BOT
from workspace.client import Json, Person, find_element, words

ACME = "handoff-acme-robotics"


@pytest.fixture(scope="module", autouse=True)
def running(company: Company) -> None:
    """A handoff of Acme Robotics and one of Globex, with their channels."""
    name_the_lead(company)
    start_handoff(company, "Acme Robotics")
    start_handoff(company, "Globex")
    told(company.maria, "Acme Robotics")


def last_message(person: Person, channel: str, text: str) -> Json:
    """Wait for a message in a channel that says this, and return it."""

    def saying(_seen: Json) -> Json | None:
        messages = person.channel(channel)["messages"]
        return next((one for one in reversed(messages) if text in one["text"]), None)

    found: Json = person.wait_for(saying, why=f"a message that says {text!r}")
    return found


def write(person: Person, channel: str, text: str) -> Json:
    """Let somebody write a message, and return it."""
    person.message(channel, text)
    return last_message(person, channel, text[:20])


def add_to_log(person: Person, message: Json, channel: str) -> Json:
    """Use the shortcut on a message, and return the form."""
    person.shortcut("log.add", message, channel)
    return modal(person, "log.file")


def problem_of(person: Person) -> str:
    """Wait for an error at a field of the modal, and return it."""
    found = saw(person, lambda view: view["errors"], "an error at a field")
    return str(found["errors"])


def pick(person: Person, label: str, account: str) -> None:
    """Choose an account by its name, as the select offers it."""
    (offered,) = person.options(label, account)
    person.choose(label, offered["value"])


def test_a_message_is_filed_with_what_could_be_guessed(company: Company) -> None:
    message = write(
        company.gita, "acme-shared", "<@U0MARIA> please look at <https://x.example|SSO>"
    )
    form = add_to_log(company.maria, message, "acme-shared")
    _block, text = find_element(form, "What happened?")
    assert text["initial_value"] == "@Maria please look at SSO (https://x.example)"
    assert "Acme Robotics" in words(form)
    assert "private conversation" not in words(form)
    company.maria.submit()
    said = modal(company.maria, "log.filed")
    assert "*Acme Robotics*, under “History”" in words(said)
    company.maria.close()


def test_the_same_message_is_filed_once(company: Company) -> None:
    message = last_message(company.maria, "acme-shared", "please look at")
    form = add_to_log(company.maria, message, "acme-shared")
    assert "in the log of Acme Robotics already, under “History”" in words(form)
    company.maria.submit()
    assert "already" in problem_of(company.maria)
    company.maria.close()


def test_what_is_private_asks_first_and_says_who_will_read_it(company: Company) -> None:
    idris = company.idris
    message = write(idris, ACME, "Dana worries about the invoices")
    form = add_to_log(idris, message, ACME)
    assert "This is from a private conversation" in words(form)
    assert "read it: Idris, Lena, Maria;" in words(form)
    pick(idris, "Account", "Globex")
    moved = saw(idris, lambda view: "In the log of *Globex*" in words(view), "Globex's readers")
    assert find_element(moved, "What happened?")[1]["initial_value"] == message["text"]
    pick(idris, "Account", "Acme Robotics")
    saw(idris, lambda view: "In the log of *Acme Robotics*" in words(view), "Acme's readers")
    idris.submit()
    assert problem_of(idris)
    idris.choose("Copy it?", ["agreed"])
    idris.choose("Section", "trouble")
    idris.submit()
    assert "under “Trouble”" in words(modal(idris, "log.filed"))
    idris.close()


def test_a_direct_message_asks_first_too(company: Company) -> None:
    maria = company.maria
    message = told(maria, "You hand over *Acme Robotics*")
    form = add_to_log(maria, message, BOT)
    assert "This is from a private conversation" in words(form)
    maria.close()


def test_a_note_is_filed_by_one_command_and_taken_back_by_one_click(company: Company) -> None:
    maria = company.maria
    answer = maria.command("/handoff note globex Ron is on leave")["response"]
    assert "Filed in the log of *Globex*, under “History”." in words(answer)
    said = told(maria, "Filed in the log of *Globex*")
    maria.press("log.undo", said)
    assert told(maria, "Taken out of the log of *Globex*")


def test_a_name_that_means_no_account_gets_those_near_to_it(company: Company) -> None:
    answer = company.maria.command("/handoff note Globax Ron is on leave")["response"]
    assert "Which account do you mean?" in words(answer)
    assert "• Globex" in words(answer)


def test_the_log_is_read_newest_first_and_by_section(company: Company) -> None:
    maria = company.maria
    maria.command("/handoff log acme")
    shown = modal(maria, "log.reading")
    assert words(shown).index("the invoices") < words(shown).index("please look at")
    assert "p1" in words(shown) or "archives" in words(shown)
    maria.choose("log.filter", "trouble")
    saw(maria, lambda view: "please look at" not in words(view), "the log of one section")
    maria.close()


def test_who_files_something_can_correct_it(company: Company) -> None:
    idris = company.idris
    idris.command("/handoff log acme")
    shown = modal(idris, "log.reading")
    idris.press("Open", shown)
    idris.press("log.edit", modal(idris, "log.one"))
    modal(idris, "log.file")
    idris.type("What happened?", "Dana worries about two invoices")
    idris.submit()
    assert "two invoices" in words(modal(idris, "log.filed"))
    idris.close()


def test_what_was_filed_stands_beside_its_section_and_in_the_menu(company: Company) -> None:
    maria = company.maria
    open_dump(maria, "Acme Robotics")
    while "Trouble" not in headers(maria.view):
        shown = maria.view["hash"]
        maria.submit()
        saw(maria, lambda view, shown=shown: view["hash"] != shown, "the next step")
    assert "*From the log*" in words(maria.view)
    assert "two invoices" in words(maria.view)
    maria.press("log.open", maria.view)
    assert "two invoices" in words(modal(maria, "log.reading"))
    maria.close(everything=True)


@pytest.mark.parametrize("who", ["priya", "tom"])
def test_observers_and_strangers_learn_nothing(company: Company, who: str) -> None:
    person: Person = getattr(company, who)
    answer = person.command("/handoff log acme")["response"]
    assert "An account's log is for its owner" in words(answer)
    assert not person.sees()["views"]

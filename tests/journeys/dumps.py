"""Steps with a dump: opening it from a DM, walking it, filling all of it."""

import threading
from itertools import count
from typing import Any

from tests.journeys.company import Company
from tests.journeys.steps import open_modal, saw, told
from tests.northwind import MARIA
from workspace.client import Json, Person, elements, words


def open_dump(person: Person, account: str) -> Json:
    """Press the button of the part DM, and return the modal."""
    return open_modal(person, "Start the data dump", told(person, f"You hand over *{account}*"))


class Typing(threading.Thread):
    """Somebody who types "Answer 1", "Answer 2" and so on into an input, until the bot is gone.

    `acknowledged` is the last number that the bot has acknowledged.
    """

    def __init__(self, person: Person, label: str) -> None:
        super().__init__(daemon=True)
        self._person, self._label = person, label
        self._progress = threading.Condition()
        self.acknowledged = 0

    def run(self) -> None:
        """Type as fast as the bot acknowledges."""
        for number in count(1):
            if not self._person.type(self._label, f"Answer {number}")["ok"]:
                return
            with self._progress:
                self.acknowledged = number
                self._progress.notify_all()

    def wait_for(self, number: int) -> None:
        """Wait until the bot has acknowledged this many."""
        with self._progress:
            assert self._progress.wait_for(lambda: self.acknowledged >= number, 20)


def close_everything(person: Person) -> None:
    """Close all modals by their cross."""
    if person.sees()["views"]:
        person.close(everything=True)


def step(person: Person, title: str) -> Json:
    """Wait until the modal shows the section of this title, and return it."""
    return saw(person, lambda view: title in headers(view), f"the section {title!r}")


def headers(view: Json) -> list[str]:
    """Return the headers of a view."""
    return [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]


def next_step(person: Person, title: str) -> Json:
    """Press Next, and return the section that follows."""
    person.submit()
    return step(person, title)


def value_of(view: Json, label: str) -> Any:
    """Return what stands in an input when the view is opened."""
    for block, element in elements(view):
        if block["type"] == "input" and block["label"]["text"] == label:
            return element.get("initial_value") or element.get("initial_date")
    raise AssertionError(f"no input {label!r} in {words(view)}")


def add_person(person: Person, name: str, **fields: Any) -> None:
    """Add somebody to the customer's people, and wait until they stand in the list."""
    person.press("Add a person")
    saw(person, lambda view: view["callback_id"] == "dump.person", "the form of a person")
    _fill_in(person, "Name", name, fields)


def add_item(person: Person, button: str, text: str, **fields: Any) -> None:
    """Add an open item to the list of this button, and wait until it stands there."""
    person.press(button)
    saw(person, lambda view: view["callback_id"] == "dump.item", "the form of an item")
    _fill_in(person, "What is it?", text, fields)


def _fill_in(person: Person, label: str, text: str, fields: dict[str, Any]) -> None:
    person.type(label, text)
    for other, value in fields.items():
        person.choose(other, value)
    person.submit()
    saw(person, lambda view: view["callback_id"] == "dump.step" and text in words(view), text)


def nothing_to_report(person: Person, question: str) -> None:
    """Tick "Nothing to report" of a question, by its key."""
    for block, element in elements(person.view):
        if block["block_id"].startswith(f"nothing/{question}@"):
            where = {"view": person.view["id"], "block_id": block["block_id"]}
            person._do("act", {**where, "action_id": element["action_id"], "value": ["nothing"]})
            return
    raise AssertionError(f"{question} has no box in {words(person.view)}")


def fill_short_dump(company: Company, account: str) -> None:
    """Let Maria walk a short dump and answer all of it, up to the summary."""
    maria = company.maria
    open_dump(maria, account)
    step(maria, "Why they buy")
    maria.type("Primary goals", "Halve the time of an export by summer")
    next_step(maria, "People")
    add_person(maria, "Dana Reyes", Roles=["champion"])
    next_step(maria, "How they work")
    maria.type("Current projects", "Pilot in Lyon, runs until May")
    next_step(maria, "Trouble")
    add_item(maria, "Add an issue", "Exports fail on Mondays", Owner=MARIA)
    next_step(maria, "Commitments")
    add_item(maria, "Add a commitment", "A custom report by April")
    nothing_to_report(maria, "commitments.actions")
    next_step(maria, "Commercial")
    maria.choose("Renewal date", "2026-09-30")
    maria.type("Contract oddities", "They may leave with a month's notice")
    nothing_to_report(maria, "commercial.discounts")
    nothing_to_report(maria, "commercial.expansion")
    next_step(maria, "Outlook")
    add_item(maria, "Add a risk", "The sponsor may leave")
    nothing_to_report(maria, "outlook.opportunities")
    maria.choose("How they feel about us", "comfortable")
    maria.type("Customer fit, and why they feel so", "A good fit; they trust Dana")
    maria.type("Health score", "72")
    next_step(maria, "What is there, and what is missing")

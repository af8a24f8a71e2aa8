"""Modals and App Home on the local workspace's page, by mouse and by keyboard alone."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.pages.acting import choose, notices, open_modal
from tests.pages.conftest import Open
from tests.workspace.serving import Running

pytestmark = pytest.mark.page


WITHIN = """node => node.contains(document.activeElement)
  || document.activeElement === document.body"""  # the body stands for the browser's own bars


def submit(page: Page) -> None:
    page.get_by_role("button", name="Begin").click()


def test_an_error_stands_at_its_field_and_the_rest_stays(open_as: Open) -> None:
    page = open_as("U0MARIA")
    open_modal(page)
    submit(page)
    account = page.get_by_role("combobox", name="Account")
    expect(account).to_have_accessible_description("Please complete this required field.")
    expect(account).to_be_focused()
    choose(page, "Account", "Bolt")
    choose(page, "Incoming", "Maria Lindqvist")
    page.get_by_label("Notes").fill("Kept")
    submit(page)
    incoming = page.get_by_role("combobox", name="Incoming")
    expect(incoming).to_have_accessible_description("That is you. Who takes over")
    expect(page.get_by_label("Notes")).to_have_value("Kept")
    choose(page, "Incoming", "Idris Okafor")
    submit(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Handoff, 1 unread")).to_be_visible()


def test_typing_goes_on_while_the_app_changes_the_view(open_as: Open) -> None:
    page = open_as("U0MARIA")
    open_modal(page)
    notes = page.get_by_label("Notes")
    notes.fill("They like it")
    notes.press("Home")
    expect(page.get_by_text("Saved 12 letters")).to_have_count(2)
    notes.press_sequentially("Say: ")
    expect(notes).to_be_focused()
    expect(page.get_by_text("Saved 17 letters")).to_have_count(2)
    expect(notes).to_have_value("Say: They like it")


def test_what_was_typed_last_is_submitted_by_keyboard_alone(open_as: Open, run: Running) -> None:
    page = open_as("U0MARIA")
    open_modal(page)
    keys = page.keyboard
    keys.type("bol")
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="Account")).to_have_value("Bolt")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("idris")
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="Incoming")).to_have_value("Idris Okafor")
    page.get_by_label("Notes").focus()
    keys.type("Last word")
    page.get_by_role("textbox", name="Day", exact=True).focus()
    keys.type("04072026")
    keys.press("Enter")
    said = "Bolt on 2026-04-07: Last word"
    run.workspace.person("U0MARIA").wait_for(lambda seen: said in str(seen))


def test_escape_closes_what_is_in_front_and_the_focus_returns(open_as: Open) -> None:
    page = open_as("U0MARIA", "app/home")
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("combobox", name="Kind").click()
    expect(page.get_by_role("option", name="Legal")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="Legal")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Start again")).to_be_focused()


def test_every_kind_of_input_arrives_as_slack_sends_it(open_as: Open, run: Running) -> None:
    page = open_as("U0MARIA", "app/messages")
    dialog = open_modal(page, "every", "Every input")
    fill_in_texts(page)
    fill_in_menus(page)
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_have_count(0)
    maria = run.workspace.person("U0MARIA")
    maria.wait_for(lambda _seen: maria.dm, why="what the app got")
    text = maria.dm[-1]["text"]
    values = {name: entry for name, entry in json.loads(text.strip("`")).items() if entry}
    assert {name: shown(name, entry) for name, entry in values.items()} == EXPECTED


EXPECTED = {
    "line": "One",
    "lines": "Two\nlines",
    "rich": [{"type": "text", "text": "Bold", "style": {"bold": True}}],
    "date": "2026-04-07",
    "time": "09:30",
    "moment": 1775548800,
    "radio": "soft",
    "boxes": ["tell", "ask"],
    "number": "4.5",
    "mail": "a@example.com",
    "address": "https://example.com",
    "files": ["notes.txt"],
    "static": "legal",
    "external": "bolt",
    "user": "U0IDRIS",
    "conversation": "C0GENERAL",
    "channel": "C0CSTEAM",
    "statics": ["red", "blue"],
    "externals": ["acme"],
    "users": ["U0LENA", "U0TOM"],
    "conversations": ["C0GENERAL"],
    "channels": ["C0CSTEAM"],
}


def shown(name: str, entry: object) -> object:
    """What is to be compared of a value: of options and files what names them."""
    if isinstance(entry, list):
        return [shown(name, item) for item in entry]
    if not isinstance(entry, dict):
        return entry
    if name == "rich":
        return entry["elements"][0]["elements"]
    return entry.get("value") or entry["name"]


def fill_in_texts(page: Page) -> None:
    fills = {
        "Line": "One",
        "Lines": "Two\nlines",
        "Date": "2026-04-07",
        "Time": "09:30",
        "Moment": "2026-04-07T10:00",
        "Number": "4.5",
        "Mail": "a@example.com",
        "Address": "https://example.com",
    }
    for label, text in fills.items():
        page.get_by_label(f"{label} (optional)").fill(text)
    rich = page.get_by_role("textbox", name="Rich (optional)")
    rich.press("Control+b")
    rich.press_sequentially("Bold")
    page.get_by_role("radio", name="Soft").check()
    for box in ("Tell", "Ask"):
        page.get_by_role("checkbox", name=box).check()
    notes: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"words"}
    page.get_by_label("Files (optional)").set_input_files(notes)
    expect(page.get_by_role("button", name="Remove notes.txt")).to_be_visible()


def fill_in_menus(page: Page) -> None:
    for label, options in {
        "Static": ["Legal"],
        "External": ["Bolt"],
        "User": ["Idris Okafor"],
        "Conversation": ["#general"],
        "Channel": ["#cs-team"],
        "Statics": ["Red", "Blue"],
        "Externals": ["Acme"],
        "Users": ["Lena Vogt", "Tom Becker"],
        "Conversations": ["#general"],
        "Channels": ["#cs-team"],
    }.items():
        for option in options:
            choose(page, label, option)
        if label.endswith("s"):
            page.keyboard.press("Escape")


def test_a_dangerous_button_asks_before_it_tells_the_app(open_as: Open, run: Running) -> None:
    run.workspace.person("U0MARIA").command("/small blocks")
    page = open_as("U0MARIA", "app/messages")
    page.get_by_role("button", name="Tell Acme").click()
    page.get_by_role("button", name="Not yet").click()
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.get_by_text("You chose yes")).to_be_visible()
    page.get_by_role("button", name="Tell Acme").press("Enter")
    page.get_by_role("button", name="Tell them").press("Enter")
    expect(page.get_by_text("You chose tell")).to_be_visible()


def test_the_focus_stays_in_the_modal(open_as: Open) -> None:
    page = open_as("U0MARIA")
    dialog = open_modal(page)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert dialog.evaluate(WITHIN)


def test_a_silent_app_is_told_to_the_person_above_the_modal(open_as: Open, run: Running) -> None:
    page = open_as("U0MARIA")
    dialog = open_modal(page)
    run.workspace.set_app("http://127.0.0.1:9/")
    page.get_by_label("Notes").fill("x")
    expect(notices(page)).to_contain_text("Handoff cannot be reached")
    expect(dialog.get_by_role("status", name="Notices")).to_be_visible()

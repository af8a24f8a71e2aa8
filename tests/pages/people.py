"""Somebody of Northwind Labs at a window of their own: clicks and typing, as a person does it."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Locator, Page, expect


class Colleague:
    """A person at the page. Whatever is asked for is waited for until it is to be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # Where they are

    def go_home(self) -> Locator:
        """Go to Handoff's Home tab; returns it."""
        self._go_to_the_app("Home")
        return self.page.get_by_role("tabpanel", name="Home")

    def go_to_messages(self) -> None:
        """Go to the direct message with Handoff."""
        self._go_to_the_app("Messages")

    def go_to_channel(self, name: str) -> None:
        """Go to a channel."""
        channels = self.page.get_by_role("region", name="Channels", exact=True)
        channels.get_by_role("link", name=re.compile(f"^{name}(,|$)")).click()
        expect(self.page.get_by_role("heading", name=name, exact=True)).to_be_visible()

    # What they see

    @property
    def dialog(self) -> Locator:
        """The modal in front of them."""
        return self.page.get_by_role("dialog")

    def form(self, title: str) -> Locator:
        """Wait for the modal of this title; returns it."""
        found = self.page.get_by_role("dialog", name=title, exact=True)
        expect(found).to_be_visible()
        return found

    def message(self, text: str) -> Locator:
        """Wait for a message that says this; returns the latest."""
        found = self.page.locator("li.message").filter(has_text=text).last
        expect(found).to_be_visible()
        return found

    @property
    def checklist(self) -> Locator:
        """The pinned checklist, in the handoff's channel."""
        return self.page.locator("li.message.is-pinned")

    # What they do

    def write(self, text: str) -> None:
        """Write a message or run a command, where they are."""
        composer = self.page.get_by_role("textbox", name=re.compile("^Message "))
        composer.fill(text)
        composer.press("Enter")

    def ask(self, command: str, answer: str) -> Locator:
        """Run a command, wait for an answer only for them that says this; returns it."""
        answers = self.page.locator("li.message.ephemeral").filter(has_text=answer)
        before = answers.count()
        self.write(command)
        expect(answers).to_have_count(before + 1)
        return answers.last

    def press(self, button: str, at: Locator | None = None) -> None:
        """Press a button by its words, in the modal unless told where."""
        (at or self.dialog).get_by_role("button", name=button, exact=True).click()

    def choose(self, label: str, *options: str) -> None:
        """Choose in a menu of the modal: type, and click what is offered."""
        field = self.dialog.get_by_role("combobox", name=_labelled(label))
        for option in options:
            field.fill(option)
            self.page.get_by_role("option", name=option).click()
        if field.get_attribute("aria-expanded") == "true":
            field.press("Escape")

    def type(self, label: str, text: str) -> None:
        """Type into a field of the modal, key by key."""
        field = self.dialog.get_by_role("textbox", name=_labelled(label))
        field.click()
        field.press_sequentially(text)

    def pick_day(self, label: str, day: date) -> None:
        """Fill a date of the modal in."""
        self.dialog.get_by_label(_labelled(label)).fill(day.isoformat())

    def tick(self, *labels: str) -> None:
        """Tick boxes of the modal."""
        for label in labels:
            self.dialog.get_by_role("checkbox", name=label, exact=True).check()

    def choose_from_menu(self, menu: str, entry: str, at: Locator) -> None:
        """Open a menu of a message, by its action, and take an entry."""
        at.locator(f"[data-action-id='{menu}']").click()
        self.page.get_by_role("menuitem", name=entry).click()

    def use_shortcut(self, name: str, text: str) -> None:
        """Use the app's shortcut on the latest message that says this."""
        self.message(text).hover()
        self.message(text).get_by_role("button", name="More actions").click()
        self.page.get_by_role("menuitem", name=name).click()

    def press_done(self, title: str) -> None:
        """Press "Done" at the first task in the checklist whose title begins so; wait for it."""
        buttons = self.checklist.get_by_role("button", name=re.compile(f"^Done: {title}"))
        expect(buttons).not_to_have_count(0)
        before = buttons.count()
        buttons.first.click()
        expect(buttons).to_have_count(before - 1)

    def close(self) -> None:
        """Close the modal, and all that lies under it."""
        self.dialog.get_by_role("button", name=re.compile("^Close")).first.click()
        expect(self.dialog).to_have_count(0)

    def let_time_pass(self) -> None:
        """Press "To next due" on the clock bar."""
        clock = self.page.get_by_role("group", name="Workspace clock")
        clock.get_by_role("button", name=re.compile("next moment")).click()

    def _go_to_the_app(self, tab: str) -> None:
        apps = self.page.get_by_role("region", name="Apps", exact=True)
        apps.get_by_role("link", name=re.compile("^Handoff")).click()
        self.page.get_by_role("tab", name=tab).click()
        expect(self.page.get_by_role("tab", name=tab, selected=True)).to_be_visible()


def _labelled(label: str) -> re.Pattern[str]:
    """A label as it is read out, with “(optional)” behind it or not."""
    return re.compile(rf"^{re.escape(label)}( \(optional\))?$")

"""What people do at the local workspace's page, for its own tests."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def composer(page: Page) -> Locator:
    """The box to write in."""
    return page.get_by_role("textbox", name=re.compile("^Message "))


def write(page: Page, text: str) -> None:
    """Send a message or a command."""
    composer(page).fill(text)
    composer(page).press("Enter")


def open_modal(page: Page, which: str = "start", title: str = "Start") -> Locator:
    """Open one of the small app's modals."""
    write(page, f"/small {which}")
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    return dialog


def choose(page: Page, label: str, option: str) -> None:
    """Type in a menu of the modal and take what is offered."""
    page.get_by_role("combobox", name=re.compile(rf"^{label}( \(|$)")).fill(option)
    page.get_by_role("option", name=option).click()


def notices(page: Page) -> Locator:
    """The notices in the corner."""
    return page.get_by_role("status", name="Notices")

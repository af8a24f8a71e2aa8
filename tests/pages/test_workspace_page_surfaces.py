"""Every surface of the workspace's page: axe finds nothing at 1280 and 400 pixels, light and dark.

With `--screenshots DIR` each is kept as a picture, wide and light, and narrow and dark.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.pages.acting import composer, notices, open_modal, write
from tests.pages.album import Album
from tests.pages.conftest import Open
from tests.workspace.serving import Running

pytestmark = pytest.mark.page

WIDTHS = (1280, 400)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = """() => axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ; ")}`))"""
FITS = "document.documentElement.scrollWidth <= innerWidth"
Go = Callable[[Page], Any]


def at_the_chooser(page: Page) -> None:
    page.goto(page.url.partition("?")[0])
    expect(page.get_by_role("link", name="Maria Lindqvist")).to_be_visible()


def in_a_channel(page: Page) -> None:
    write(page, "See you *soon*, @Idris Okafor, about #general")
    write(page, "/small")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    expect(page.get_by_text("See you soon")).to_be_visible()
    composer(page).press_sequentially("/")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()


def in_a_thread(page: Page) -> None:
    write(page, "Who joins the call?")
    page.get_by_text("Who joins the call?").hover()
    page.get_by_role("button", name="Reply in thread").click()
    page.get_by_role("textbox", name="Reply in thread").fill("I do")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="1 reply")).to_have_count(1)


def at_home(page: Page) -> None:
    page.evaluate("location.hash = 'app/home'")
    expect(page.get_by_text("Good morning")).to_be_visible()


def to_the_app(page: Page) -> None:
    page.evaluate("location.hash = 'app/messages'")
    expect(page.get_by_role("textbox", name="Message Handoff")).to_be_visible()


def with_charts(page: Page) -> None:
    to_the_app(page)
    write(page, "/small charts")
    expect(page.get_by_role("figure")).to_have_count(2)


def with_every_block(page: Page) -> None:
    to_the_app(page)
    write(page, "/small blocks")
    expect(page.get_by_role("figure").filter(has_text="Load")).to_have_count(1)
    page.get_by_text("One of everything").evaluate("node => node.scrollIntoView()")


def at_a_question(page: Page) -> None:
    with_every_block(page)
    page.get_by_role("button", name="Tell Acme").click()
    expect(page.get_by_role("dialog", name="Are you sure?")).to_be_visible()


def in_a_modal_with_every_input(page: Page) -> None:
    open_modal(page, "every", "Every input")


def in_a_modal_with_errors(page: Page) -> None:
    open_modal(page)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Please complete this required field.").first).to_be_visible()


def at_an_open_menu(page: Page) -> None:
    open_modal(page)
    page.get_by_role("combobox", name="Incoming").click()
    expect(page.get_by_role("option", name="Idris Okafor")).to_be_visible()


def at_what_was_refused(page: Page) -> None:
    write(page, "/broken")
    notices(page).get_by_role("button", name="Show the call").click()
    expect(page.get_by_role("group", name="Sent")).to_be_visible()


SURFACES: dict[str, Go] = {
    "chooser": at_the_chooser,
    "channel": in_a_channel,
    "thread": in_a_thread,
    "home": at_home,
    "charts": with_charts,
    "blocks": with_every_block,
    "question": at_a_question,
    "inputs": in_a_modal_with_every_input,
    "errors": in_a_modal_with_errors,
    "menu": at_an_open_menu,
    "requests": at_what_was_refused,
}


@pytest.fixture(scope="module")
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("surface", SURFACES)
def test_axe_finds_nothing_in_any_look(
    open_as: Open, run: Running, album: Album, axe: str, surface: str
) -> None:
    page = open_as("U0MARIA")
    SURFACES[surface](page)
    page.evaluate(axe)
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(AXE) == []
        assert page.evaluate(FITS)
    album.keep_looks(page, f"workspace-{surface}")

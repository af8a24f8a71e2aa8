"""A real browser at a real workspace with a small Bolt app; skipped where there is no Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.pages.small_app import APP, listen
from tests.workspace.serving import Running, bolt_over_http, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install Debian's package chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served() -> Iterator[Running]:
    with running(APP) as run, bolt_over_http(run, listen):
        yield run


@pytest.fixture
def run(served: Running) -> Iterator[Running]:
    """The workspace as it was at first, after each test."""
    app_url = served.hub.endpoint.url
    yield served
    served.workspace.set_app(app_url)
    served.workspace.reset()


@pytest.fixture
def open_as(browser: Browser, run: Running) -> Iterator[Open]:
    """Opens the page as a person, at a place; a failure in the page fails the test."""
    contexts, failures = [], []

    def open_page(person: str, place: str = "C0CSTEAM", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"{run.url}/?as={person}#{place}" if person else f"{run.url}/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not failures

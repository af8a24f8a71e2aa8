"""A real browser at a real workspace with a small Bolt app; skipped where there is no Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.chromium import CHROMIUM, FLAGS, NO_CHROMIUM
from tests.pages.album import Album
from tests.pages.small_app import APP, listen
from tests.pages.windows import WIDE, Windows, windows
from tests.workspace.serving import Running, bolt_over_http, running

Open = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    """What windows of all tests load the page from.

    An empty page stays open, so that each of theirs is one more tab and no new window of the
    browser, which would be built anew with all that surrounds a page.
    """
    with closing(browser.new_context(viewport=WIDE)) as context:
        context.new_page()
        yield context


@pytest.fixture
def desk(browser: Browser, shared: BrowserContext) -> Iterator[Windows]:
    """Opens windows; a failure in a page's script fails the test."""
    with windows(browser, shared) as opened:
        yield opened


@pytest.fixture(scope="session")
def album(pytestconfig: pytest.Config) -> Album:
    """Keeps pictures if the option `--screenshots` says where."""
    return Album(pytestconfig.getoption("screenshots"))


@pytest.fixture(scope="package")
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
def open_as(desk: Windows, run: Running) -> Open:
    """Opens the page as a person, at a place."""

    def open_page(person: str, place: str = "C0CSTEAM", **options: Any) -> Page:
        address = f"{run.url}/?as={person}#{place}" if person else f"{run.url}/"
        return desk.open(address, **options)

    return open_page

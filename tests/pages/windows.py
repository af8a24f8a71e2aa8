"""Browser windows for tests: each is a context of its own, as if on a computer of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

WIDE = {"width": 1280, "height": 660}
PATIENCE_MS = 10_000


class Windows:
    """Opens windows at addresses, and keeps what failed in their pages' scripts."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.failures: list[str] = []

    def open(self, address: str, **options: Any) -> Page:
        """Open a window, 1280 × 660 unless the options say otherwise."""
        context = self._browser.new_context(**{"viewport": WIDE, **options})
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        page.goto(address)
        return page

    def close(self) -> None:
        """Close all of them."""
        for context in self._contexts:
            context.close()


@contextmanager
def windows(browser: Browser) -> Iterator[Windows]:
    """Windows that are closed at the end; a failure in one of their pages fails the test."""
    opened = Windows(browser)
    try:
        yield opened
    finally:
        opened.close()
    assert not opened.failures

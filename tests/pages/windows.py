"""Browser windows for tests, each as if on a computer of its own: the page keeps nothing there.

The first window of each test shares its context, and so what it loaded, with those of other tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

WIDE: ViewportSize = {"width": 1280, "height": 660}
PATIENCE_MS = 20_000
"""How long something is waited for on a machine that has much else to do."""


class Windows:
    """Opens windows at addresses, and keeps what failed in their pages' scripts."""

    def __init__(self, browser: Browser, shared: BrowserContext | None = None) -> None:
        self._browser = browser
        self._shared = shared
        self._opened: list[BrowserContext | Page] = []
        self.failures: list[str] = []

    def open(self, address: str, **options: Any) -> Page:
        """Open a window, 1280 × 660 unless the options say otherwise."""
        page = self._new_page(options)
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        page.goto(address)
        return page

    def _new_page(self, options: dict[str, Any]) -> Page:
        if self._shared is not None and not options and not self._opened:
            page = self._shared.new_page()
            self._opened.append(page)
            return page
        context = self._browser.new_context(**{"viewport": WIDE, **options})
        self._opened.append(context)
        return context.new_page()

    def close(self) -> None:
        """Close all of them."""
        for opened in self._opened:
            opened.close()


@contextmanager
def windows(browser: Browser, shared: BrowserContext | None = None) -> Iterator[Windows]:
    """Windows that are closed at the end; a failure in one of their pages fails the test."""
    expect.set_options(timeout=PATIENCE_MS)
    opened = Windows(browser, shared)
    try:
        yield opened
    finally:
        opened.close()
    assert not opened.failures

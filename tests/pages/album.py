"""Pictures of the page, kept for README and docs when pytest is called with `--screenshots DIR`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class Album:
    """Keeps pictures in a folder, or none at all."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def keep(self, page: Page, name: str, showing: Locator | None = None) -> None:
        """Keep what the window shows now, as `name.png`; `showing` is scrolled into view first."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        if showing is not None:
            showing.evaluate("node => node.scrollIntoView()")
        expect(page.locator(".place.current .badge")).to_have_count(0)  # what is shown is read
        page.mouse.move(0, 0)
        page.screenshot(path=self._folder / f"{name}.png", animations="disabled")

    def keep_narrow(self, page: Page, name: str, showing: Locator | None = None) -> None:
        """Keep it as a phone shows it in the dark: 400 wide."""
        if self._folder is None:
            return
        before = page.viewport_size
        page.set_viewport_size({"width": 400, "height": 800})
        page.emulate_media(color_scheme="dark")
        self.keep(page, name, showing)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before or {"width": 1280, "height": 800})

    def keep_looks(self, page: Page, name: str) -> None:
        """Keep a surface as it is: wide in the light, and narrow in the dark."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="light")
        page.screenshot(path=self._folder / f"{name}.png", animations="disabled")
        page.set_viewport_size({"width": 400, "height": 800})
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=self._folder / f"{name}-phone.png", animations="disabled")

"""Northwind Labs at their windows: who is there, and how their time passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tests.journeys.company import Company
from tests.pages.album import Album
from tests.pages.people import Colleague
from workspace.client import words

ACCOUNT = "Acme Robotics"
CHANNEL = "handoff-acme-robotics"
GOAL = "Halve the time from order to robot on the floor, by the end of the year."
STATUS = f"/handoff status {ACCOUNT}"
QUESTION = "How do these people feel about the change"
_MOMENTS = 20
"""At most so many things fall due between two that a test waits for."""


@dataclass(frozen=True)
class Office:
    """Everybody at their windows, and the album."""

    company: Company
    ada: Colleague
    lena: Colleague
    maria: Colleague
    idris: Colleague
    priya: Colleague
    album: Album

    @property
    def switch_on(self) -> date:
        """When the account changes owner: in five weeks, a Monday."""
        return date(2026, 4, 6)

    def settle(self) -> None:
        """Wait until the bot has nothing more to do."""
        self.company.workspace.quiet()

    def let_time_pass_until(self, lena_sees: Callable[[], bool]) -> None:
        """Let Lena go from one moment at which something falls due to the next."""
        for _moment in range(_MOMENTS):
            self.lena.let_time_pass()
            self.settle()
            if lena_sees():
                return
        raise AssertionError(f"Lena still waits after {_MOMENTS} moments.")

    def asks_lena(self) -> bool:
        """Whether a check-in waits for Lena's answer."""
        return any(QUESTION in words(message) for message in self.company.lena.dm)

    def is_settling(self) -> bool:
        """Whether the checklist says so."""
        return "*Settling*" in words(self.company.lena.channel(CHANNEL))

"""The time that everything is judged by: real, or that of a local workspace which people move.

Signatures are always checked against real time (handlers.guard).
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

log = logging.getLogger(__name__)

_POLL = aiohttp.ClientTimeout(total=30)
_SHORT = aiohttp.ClientTimeout(total=2)


class RealClock:
    """Real time."""

    def now(self) -> datetime:
        """Return the aware UTC time."""
        return datetime.now(UTC)

    async def begin(self) -> None:
        """Nothing is to be found out."""

    async def follow(self) -> None:
        """Real time needs no following."""

    async def moved(self) -> None:
        """Return when somebody has moved the clock: never."""
        await asyncio.Event().wait()

    async def report(self, next_due: datetime | None, *, idle: bool) -> None:
        """Nobody waits for it."""


class FollowedClock(RealClock):
    """The clock of a local workspace. It keeps real time until that address shows it another.

    https://127.0.0.1 only: the settings refuse a clock from elsewhere.
    """

    def __init__(self, workspace_url: str, session: aiohttp.ClientSession) -> None:
        self._url = workspace_url
        self._session = session
        self._version: int | None = None
        self._frozen_at: datetime | None = None
        self._ahead = timedelta()
        self._moved = asyncio.Event()
        self._reported: tuple[object, ...] | None = None
        self._reporting = asyncio.Lock()

    def now(self) -> datetime:
        """Return the aware UTC time, as the workspace has it."""
        return self._frozen_at or datetime.now(UTC) + self._ahead

    async def begin(self) -> None:
        """Take the workspace's time; where it has no clock, real time stands."""
        try:
            self._set(await self._ask({}, _SHORT))
        except (aiohttp.ClientError, TimeoutError, LookupError, ValueError):
            log.info("There is no clock at %s: real time is used.", self._url)

    async def follow(self) -> None:
        """Follow the clock until cancelled; returns at once if there is none."""
        while self._version is not None:
            try:
                self._set(await self._ask({"after": str(self._version)}, _POLL))
            except (aiohttp.ClientError, TimeoutError, LookupError, ValueError):
                await asyncio.sleep(0.2)

    async def moved(self) -> None:
        """Return when somebody has moved the clock since the last time that this returned."""
        await self._moved.wait()
        self._moved.clear()

    async def report(self, next_due: datetime | None, *, idle: bool) -> None:
        """Tell the workspace what falls due next, and whether something waits to be sent now."""
        async with self._reporting:  # one after the other: the last one said stands
            report = (self._version, next_due, idle)
            if self._version is not None and report != self._reported:
                await self._say(self._version, next_due, idle=idle)

    async def _say(self, version: int, next_due: datetime | None, *, idle: bool) -> None:
        body = {
            "version": version,
            "next_due": next_due.isoformat() if next_due else None,
            "idle": idle,
        }
        try:
            async with self._session.post(f"{self._url}/clock/next", json=body, timeout=_SHORT):
                self._reported = (version, next_due, idle)
        except (aiohttp.ClientError, TimeoutError):
            self._reported = None

    async def _ask(self, query: Mapping[str, str], limit: aiohttp.ClientTimeout) -> Any:
        async with self._session.get(f"{self._url}/clock", params=query, timeout=limit) as answer:
            return await answer.json()

    def _set(self, face: Any) -> None:
        now = datetime.fromisoformat(face["now"])
        changed = face["version"] != self._version
        self._frozen_at = None if face["running"] else now
        if changed:
            self._version = face["version"]
            self._ahead = now - datetime.now(UTC)
            self._moved.set()

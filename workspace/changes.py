"""Who must hear that something changed: long polls and event streams.

Every change has a number (the version) and the names of what it touched, like
``channel/C0GENERAL`` or ``views/U0MARIA``. A waiter names what it is interested in and hears of
nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from workspace.state import Json

REQUESTS, REFUSED = "requests", "refused"
"""The parts that stand for the log, which is not kept in the file: any entry, one that failed."""


class Changes:
    """The version of the whole, the version at which each part last changed, and those who wait.

    `kept_version` is the version of the last change to something that is kept in the file.
    """

    def __init__(self) -> None:
        self.version = 1
        self.kept_version = 1
        self.closed = False
        self._last: dict[str, int] = {}
        self._streams: set[asyncio.Queue[Json]] = set()
        self._woken = asyncio.Event()

    def touch(self, *parts: str) -> None:
        """Say that these parts changed."""
        self.version += 1
        if not {REQUESTS, REFUSED}.issuperset(parts):
            self.kept_version = self.version
        for part in parts:
            self._last[part] = self.version
        for stream in self._streams:
            stream.put_nowait({"version": self.version, "changed": list(parts)})
        self._wake()

    def close(self) -> None:
        """Send everybody who waits away; the workspace stops."""
        self.closed = True
        self.touch(REQUESTS)

    def since(self, after: int, parts: Iterable[str]) -> bool:
        """Whether any of the parts changed after that version."""
        return any(self._last.get(part, 0) > after for part in parts)

    async def wait(self, seconds: float) -> bool:
        """Wait for the next change of anything; false when none came in so many seconds."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _wake(self) -> None:
        self._woken.set()
        self._woken = asyncio.Event()

    def open_stream(self) -> asyncio.Queue[Json]:
        """A queue that receives every change from now on; give it back to `close_stream`."""
        stream: asyncio.Queue[Json] = asyncio.Queue()
        self._streams.add(stream)
        return stream

    def close_stream(self, stream: asyncio.Queue[Json]) -> None:
        """Stop sending to this queue."""
        self._streams.discard(stream)

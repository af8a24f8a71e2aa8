"""Work that goes on after an answer was given, such as events on their way to the app."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Background:
    """The tasks under way. `busy` leaves out those that rest until a later retry."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._resting = 0

    @property
    def busy(self) -> int:
        """How many are doing something now."""
        return len(self._tasks) - self._resting

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin some work."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def rest(self, seconds: float) -> None:
        """Pause this task without counting as busy."""
        if seconds <= 0:
            return
        self._resting += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self._resting -= 1

    async def stop(self) -> None:
        """Cancel what is left and wait for it."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

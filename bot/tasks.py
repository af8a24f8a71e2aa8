"""Work that goes on after the answer: a bounded set of tasks, finished before the program ends."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from handlers.shell import log_unexpected

Failed = Callable[[BaseException], Coroutine[Any, Any, None]]


class Tasks:
    """Starts work and sees to its end. At most `limit` pieces are under way at a time."""

    def __init__(self, limit: int = 64) -> None:
        self._slots = asyncio.Semaphore(limit)
        self._running: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._running)

    async def start(self, work: Coroutine[Any, Any, None], failed: Failed | None = None) -> None:
        """Start some work, as soon as there is room; `failed` is awaited with what it raises."""
        await self._slots.acquire()
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(partial(self._ended, failed))

    async def drain(self, seconds: float) -> None:
        """Wait until all is done, at most so long; then end what is left."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        for task in self._running:
            task.cancel()

    def _ended(self, failed: Failed | None, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._slots.release()
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        if failed is None:
            log_unexpected(error)
        else:
            self._see_to(failed(error))

    def _see_to(self, ending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(ending)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def surviving(work: Coroutine[Any, Any, None]) -> None:
    """Wait for some work; what it raises is logged and goes no further."""
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task})
    finally:
        task.cancel()
    if not task.cancelled() and (error := task.exception()):
        log_unexpected(error)

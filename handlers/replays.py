"""Answering a request once: a replay or retry gets the first answer, and nothing is done again.

It looks back over the last few thousand requests of this process. What changes something guards
itself besides, in the database (playbook.once): a replay may reach another process.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from handlers.router import Answer

Answering = Callable[[], Awaitable[Answer | None]]


class Replays:
    """Remembers the answers of the last `size` requests."""

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._answers: OrderedDict[str, asyncio.Future[Answer | None]] = OrderedDict()

    async def once(self, key: str, answering: Answering) -> Answer | None:
        """Return the answer to this request; `answering` finds it, the first time.

        A request that comes again while the first is being answered waits for that answer. One
        that failed is not remembered: Slack may try again.
        """
        known = self._answers.get(key)
        if known is not None:
            return await asyncio.shield(known)
        future: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._remember(key, future)
        return await self._first(key, future, answering)

    async def _first(
        self, key: str, future: asyncio.Future[Answer | None], answering: Answering
    ) -> Answer | None:
        try:
            future.set_result(await answering())
            return future.result()
        finally:
            if not future.done():
                self._answers.pop(key, None)
                future.set_result(None)

    def _remember(self, key: str, future: asyncio.Future[Answer | None]) -> None:
        self._answers[key] = future
        if len(self._answers) > self._size:
            self._answers.popitem(last=False)

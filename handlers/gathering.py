"""Doing a piece of work once at a time, and once more for all who asked meanwhile."""

from collections.abc import Awaitable, Callable, Hashable


class Gathering:
    """Ten clicks while a message is being updated need one more update, not ten."""

    def __init__(self) -> None:
        self._asked_again: dict[Hashable, bool] = {}

    async def run(self, key: Hashable, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work, unless it is under way for this key: then let it be done once more there."""
        if key in self._asked_again:
            self._asked_again[key] = True
            return
        self._asked_again[key] = True
        try:
            while self._asked_again[key]:
                self._asked_again[key] = False
                await work()
        finally:
            del self._asked_again[key]

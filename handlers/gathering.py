"""Doing a piece of work once at a time, and once more for all who asked meanwhile."""

from collections.abc import Awaitable, Callable, Hashable

Work = Callable[[], Awaitable[None]]


class Gathering:
    """Ten clicks while a message is being updated need one more update, not ten."""

    def __init__(self) -> None:
        self._asked_meanwhile: dict[Hashable, Work | None] = {}

    async def run(self, key: Hashable, work: Work) -> None:
        """Do the work, unless some is under way for this key: then the newest is done after it."""
        if key in self._asked_meanwhile:
            self._asked_meanwhile[key] = work
            return
        self._asked_meanwhile[key] = None
        newest: Work | None = work
        try:
            while newest is not None:
                await newest()
                newest, self._asked_meanwhile[key] = self._asked_meanwhile[key], None
        finally:
            del self._asked_meanwhile[key]

"""The log of what went back and forth: requests to the app, Web API calls, without tokens."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, takewhile
from typing import Any, Literal

from workspace.changes import REFUSED, REQUESTS, Changes
from workspace.state import Json

KEPT = 5000
Direction = Literal["to_app", "from_app"]
SECRET_FIELDS = frozenset({"token", "url"})


class Traffic:
    """The latest requests, and what is under way now."""

    def __init__(self, changes: Changes) -> None:
        self.count = 0
        self._under_way: dict[Direction, int] = {"to_app": 0, "from_app": 0}
        self._last_end = time.monotonic()
        self._entries: deque[Json] = deque(maxlen=KEPT)
        self._changes = changes

    @contextmanager
    def under_way(self, direction: Direction) -> Iterator[None]:
        """Count a request as under way while the block runs."""
        self._under_way[direction] += 1
        try:
            yield
        finally:
            self._under_way[direction] -= 1
            self._last_end = time.monotonic()

    def busy(self, direction: Direction) -> bool:
        """Whether a request is under way."""
        return self._under_way[direction] > 0

    def idle_seconds(self) -> float:
        """How long ago the last request ended; what the app does after it may not have begun."""
        return time.monotonic() - self._last_end

    def note(
        self,
        direction: Direction,
        name: str,
        *,
        at: str,
        started: float,
        status: int,
        error: str | None,
        request: Any,
        response: Any,
    ) -> None:
        """Add one. `started` is `time.monotonic()` when it began, `at` the workspace's time."""
        self.count += 1
        self._entries.append(
            {
                "n": self.count,
                "at": at,
                "direction": direction,
                "name": name,
                "status": status,
                "ms": round((time.monotonic() - started) * 1000, 1),
                "error": error,
                "request": request,
                "response": response,
            }
        )
        self._changes.touch(*(REQUESTS, REFUSED) if error else (REQUESTS,))

    def after(self, number: int, limit: int, *, failed: bool = False) -> list[Json]:
        """The entries that follow a number, the oldest first, the newest `limit` of them.

        With `failed`, only those that ended in an error.
        """
        newer = takewhile(lambda entry: entry["n"] > number, reversed(self._entries))
        wanted = (entry for entry in newer if entry["error"] or not failed)
        return [shown(entry) for entry in reversed(list(islice(wanted, limit)))]

    def clear(self) -> None:
        """Forget the entries; the numbers go on."""
        self._entries.clear()


def shown(entry: Json) -> Json:
    """An entry without the secrets that requests and answers carry at their top level."""
    return {**entry, "request": _without(entry["request"]), "response": _without(entry["response"])}


def _without(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    return {key: value for key, value in part.items() if key not in SECRET_FIELDS}

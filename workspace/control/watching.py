"""Hearing of changes without polling: long polls, and a stream of server-sent events."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable

from workspace.hub import Hub
from workspace.state import Json

LONGEST_POLL = 20.0
GATHER_SECONDS = 0.03
KEEP_ALIVE = 15.0


async def wait_until(
    hub: Hub, condition: Callable[[], bool], seconds: float = LONGEST_POLL
) -> None:
    """Return when a change made the condition true, or after so many seconds."""
    end = time.monotonic() + seconds
    while not condition() and not hub.changes.closed:
        left = end - time.monotonic()
        if left <= 0 or not await hub.changes.wait(left):
            return


async def event_stream(hub: Hub) -> AsyncIterator[str]:
    """Each change as an event; those that come close together are gathered into one."""
    stream = hub.changes.open_stream()
    try:
        yield _event({"version": hub.changes.version, "changed": []})
        while not hub.changes.closed:
            change = await _next(stream)
            yield _event(change) if change else ": still here\n\n"
    finally:
        hub.changes.close_stream(stream)


async def _next(stream: asyncio.Queue[Json]) -> Json | None:
    try:
        change = await asyncio.wait_for(stream.get(), KEEP_ALIVE)
    except TimeoutError:
        return None
    await asyncio.sleep(GATHER_SECONDS)
    changed = dict.fromkeys(change["changed"])
    while not stream.empty():
        change = stream.get_nowait()
        changed |= dict.fromkeys(change["changed"])
    return {"version": change["version"], "changed": list(changed)}


def _event(change: Json) -> str:
    return f"data: {json.dumps(change)}\n\n"

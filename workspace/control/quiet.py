"""Waiting until the app has nothing more to do: the moment at which a test may look."""

from __future__ import annotations

import asyncio
import time

from workspace.errors import ControlError
from workspace.hub import Hub
from workspace.state import Json

STEP_SECONDS = 0.01


async def wait_until_quiet(hub: Hub, idle_ms: float, timeout_seconds: float) -> Json:
    """Wait until no request is under way, none came for a while, and the app reports that it rests.

    Raises `ControlError` (408) that says what is pending when that takes longer than the time-out.
    """
    started = time.monotonic()
    while (pending := _pending(hub, idle_ms / 1000)) is not None:
        if time.monotonic() - started > timeout_seconds:
            text = f"Not quiet after {timeout_seconds:g} s: {pending}."
            raise ControlError("not_quiet", text, 408)
        await asyncio.sleep(STEP_SECONDS)
    return {"ok": True, "ms": round((time.monotonic() - started) * 1000)}


def _pending(hub: Hub, idle_seconds: float) -> str | None:
    traffic = hub.traffic
    if traffic.busy("to_app") or hub.background.busy:
        return "a request to the app is under way"
    if traffic.busy("from_app"):
        return "a Web API call is under way"
    if traffic.idle_seconds() < idle_seconds:
        return "the app has just been called, or calls the Web API"
    return hub.clock.unsettled()

"""Typing into a dump at 50 keystrokes a second: how long an acknowledgement takes at worst.

Keystrokes are sent at their times, whether or not the one before is answered, as people type.
"""

import asyncio
import statistics
import time
from collections.abc import Callable

import aiohttp

from tests.bench.measure import Served

A_SECOND = 50
"""Keystroke saves a second."""

SECONDS = 10

Body = Callable[[int], bytes]


async def show(floor: Served, bot: Served, key: Body, rounds: int) -> None:
    """Print the acknowledgement's p50 and p99 of both under the same load, median of the rounds."""
    measured: dict[str, list[tuple[float, float]]] = {"floor": [], "bot": []}
    for _round in range(rounds):
        for name, served in (("floor", floor), ("bot", bot)):
            measured[name].append(_percentiles(await _typed(served, key)))
    print(f"acknowledgement at {A_SECOND} keystroke saves a second:")
    p99 = {}
    for name, figures in measured.items():
        half, p99[name] = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"  {name:6} p50 {half:6.1f} ms   p99 {p99[name]:6.1f} ms")
    print(f"  ratio of the p99: {p99['bot'] / p99['floor']:.2f}")


async def _typed(served: Served, key: Body) -> list[float]:
    """Send the keystrokes of one round, and return how many milliseconds each took."""
    async with aiohttp.ClientSession() as session:
        begins = time.monotonic()
        waiting = [
            asyncio.create_task(_press(served, session, key(number), begins + number / A_SECOND))
            for number in range(A_SECOND * SECONDS)
        ]
        return list(await asyncio.gather(*waiting))


async def _press(served: Served, session: aiohttp.ClientSession, body: bytes, at: float) -> float:
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    sent = time.perf_counter()
    await served.post(session, body)
    return (time.perf_counter() - sent) * 1000


def _percentiles(took: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(took, n=100)
    return cuts[49], cuts[98]

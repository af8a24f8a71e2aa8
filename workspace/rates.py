"""Slack's rate limits (https://docs.slack.dev/apis/web-api/rate-limits).

Each method has a tier: so many calls a minute, with a burst of the same size. Posting is limited
to about one message a second and channel, with short bursts. Beside these, which are off unless
asked for, all calls of the workspace together can be limited to so many a second. Time is real, or
the workspace's own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from workspace.errors import SlackError

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
"""Calls a minute by tier; 5 stands for the special ones, which take hundreds."""

POST_BURST = 4
Clock = Callable[[], float]
"""The time in seconds, from any start."""


@dataclass
class Bucket:
    """Tokens that refill at `rate` a second up to `size`."""

    size: float
    rate: float
    level: float
    at: float

    def take(self, now: float) -> float:
        """Take one token; the seconds to wait when there is none."""
        passed = max(0.0, now - self.at)
        self.level = min(self.size, self.level + passed * self.rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate


class Rates:
    """The limits of one workspace.

    `on`: whether tiers and channels are limited; `per_second`: how many calls the whole workspace
    takes, None for any number; `now`: the time they go by.
    """

    def __init__(
        self, on: bool, per_second: float | None = None, now: Clock = time.monotonic
    ) -> None:
        self.on = on
        self.per_second = per_second
        self._now = now
        self._buckets: dict[str, Bucket] = {}

    def set(self, on: bool, per_second: float | None, now: Clock) -> None:
        """Choose other limits, and begin to count anew."""
        self.on, self.per_second, self._now = on, per_second, now
        self.clear()

    def clear(self) -> None:
        """Forget what was counted."""
        self._buckets.clear()

    def check(self, method: str, tier: int, channel: str = "") -> None:
        """Count a call. Raises `SlackError` ratelimited with the seconds to wait."""
        if self.per_second is not None:
            self._take("workspace", max(1.0, self.per_second), self.per_second)
        if not self.on:
            return
        if channel:
            self._take(f"{method} {channel}", POST_BURST, 1.0)
        else:
            self._take(method, PER_MINUTE[tier], PER_MINUTE[tier] / 60)

    def _take(self, name: str, size: float, rate: float) -> None:
        now = self._now()
        bucket = self._buckets.setdefault(name, Bucket(size, rate, size, now))
        wait = bucket.take(now)
        if wait:
            raise SlackError("ratelimited", retry_after=max(1, math.ceil(wait)))

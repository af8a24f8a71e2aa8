"""Slack's rate limits (https://docs.slack.dev/apis/web-api/rate-limits), in real time.

Each method has a tier: so many calls a minute, with a burst of the same size. Posting is limited
to about one message a second and channel, with short bursts. Off unless the workspace is started
with them.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from workspace.errors import SlackError

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
POST_BURST = 4


@dataclass
class Bucket:
    """Tokens that refill at `rate` a second up to `size`."""

    size: float
    rate: float
    level: float
    at: float

    def take(self, now: float) -> float:
        """Take one token; the seconds to wait when there is none."""
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate


class Rates:
    """The limits of one workspace. Does nothing unless `on`."""

    def __init__(self, on: bool) -> None:
        self.on = on
        self._buckets: dict[str, Bucket] = {}

    def check(self, method: str, tier: int, channel: str = "") -> None:
        """Count a call. Raises `SlackError` ratelimited with the seconds to wait."""
        if not self.on:
            return
        if channel:
            self._take(f"{method} {channel}", POST_BURST, 1.0)
        else:
            self._take(method, PER_MINUTE[tier], PER_MINUTE[tier] / 60)

    def _take(self, name: str, size: float, rate: float) -> None:
        now = time.monotonic()
        bucket = self._buckets.setdefault(name, Bucket(size, rate, size, now))
        wait = bucket.take(now)
        if wait:
            raise SlackError("ratelimited", retry_after=max(1, math.ceil(wait)))

"""Faults on demand, so that an app can be tested against a Slack that fails.

Each fault names a Web API method (or ``*``), its kind, how many times it strikes (`times`, none:
always), for which share of the calls, and for kinds that take time how many seconds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Literal, get_args

from workspace.errors import ControlError

FaultKind = Literal["429", "500", "timeout_before", "timeout_after", "drop", "slow"]
KINDS = get_args(FaultKind)
DEFAULT_SECONDS = {"429": 1.0, "slow": 1.0, "timeout_before": 60.0, "timeout_after": 60.0}


@dataclass
class Fault:
    """One fault. `seconds`: Retry-After of a 429, length of a delay or time-out."""

    method: str
    kind: FaultKind
    times: int | None = None
    share: float = 1.0
    seconds: float = 0.0

    def strikes(self, method: str, chance: random.Random) -> bool:
        """Whether it applies to this call; counts down when it does."""
        if self.method not in ("*", method) or self.times == 0:
            return False
        if self.share < 1.0 and chance.random() >= self.share:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """The faults in force. Chance is seeded, so that a test repeats."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._chance = random.Random(1)  # noqa: S311 (no secret depends on it)

    def set(self, faults: list[Fault]) -> None:
        """Add these to the faults in force."""
        self._faults.extend(faults)

    def clear(self) -> None:
        """Stop failing."""
        self._faults.clear()

    def strike(self, method: str) -> Fault | None:
        """The fault that hits this call, if any."""
        if not self._faults:
            return None
        return next((f for f in self._faults if f.strikes(method, self._chance)), None)


def fault_from(item: Any) -> Fault:
    """A fault as the control interface takes it. Raises `ControlError` for a malformed one."""
    if not isinstance(item, dict):
        raise ControlError("bad_fault", "A fault is an object with method and kind.")
    kind = str(item.get("kind", ""))
    if kind not in KINDS:
        raise ControlError("bad_fault", f"The kind of a fault is one of {', '.join(KINDS)}.")
    times, share = item.get("times"), item.get("share", 1.0)
    seconds = item.get("seconds", DEFAULT_SECONDS.get(kind, 0.0))
    if times is not None and not isinstance(times, int):
        raise ControlError("bad_fault", "times is a whole number, or left out for always.")
    if not isinstance(share, int | float) or not isinstance(seconds, int | float):
        raise ControlError("bad_fault", "share and seconds are numbers.")
    method = str(item.get("method", "*"))
    return Fault(method, _kind(kind), times, float(share), float(seconds))


def _kind(text: str) -> FaultKind:
    return next(kind for kind in KINDS if kind == text)

"""Short-lived rights that Slack hands out: trigger ids, response URLs and socket tickets.

They live in real time, as in Slack: a trigger three seconds and once
(https://docs.slack.dev/interactivity/handling-user-interaction), a response URL thirty minutes and
five times.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workspace.errors import SlackError

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5
TICKET_SECONDS = 60.0
MOST_KEPT = 10_000


@dataclass
class Trigger:
    """The right to open a view for a person who did something in a conversation, if in one."""

    user: str
    channel: str
    issued: float
    used: bool = False


@dataclass
class ResponseTarget:
    """Where a response URL posts: a channel, for a person, about a message (`ts`) or none."""

    user: str
    channel: str
    ts: str
    issued: float
    uses: int = 0


class Tickets:
    """All that were handed out. `now` is the time in seconds, from any start."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._triggers: dict[str, Trigger] = {}
        self._targets: dict[str, ResponseTarget] = {}
        self._sockets: dict[str, float] = {}
        self._uploads: dict[str, str] = {}

    def trigger(self, user: str, channel: str = "") -> str:
        """A new trigger id for something a person just did."""
        trigger_id = (
            f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        )
        self._triggers[trigger_id] = Trigger(user, channel, self._now())
        _forget_oldest(self._triggers)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger. Raises `SlackError`: invalid, expired or exchanged trigger id."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - trigger.issued > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_target(self, user: str, channel: str, ts: str = "") -> str:
        """The secret part of a new response URL."""
        token = secrets.token_urlsafe(24)
        self._targets[token] = ResponseTarget(user, channel, ts, self._now())
        _forget_oldest(self._targets)
        return token

    def respond(self, token: str) -> ResponseTarget:
        """Use a response URL once. Raises `SlackError`: not found, expired or used up."""
        target = self._targets.get(token)
        if target is None:
            raise SlackError("not_found")
        if self._now() - target.issued > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if target.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        target.uses += 1
        return target

    def upload(self, file_id: str) -> str:
        """The secret part of an address to which a file can be sent."""
        token = secrets.token_urlsafe(24)
        self._uploads[token] = file_id
        _forget_oldest(self._uploads)
        return token

    def file_for(self, token: str) -> str:
        """The file that may be sent to such an address, or nothing."""
        return self._uploads.get(token, "")

    def socket(self) -> str:
        """A ticket with which one Socket Mode connection can be opened."""
        ticket = secrets.token_urlsafe(16)
        self._sockets[ticket] = self._now()
        return ticket

    def enter(self, ticket: str) -> bool:
        """Use a socket ticket; false when it is unknown, used or too old."""
        issued = self._sockets.pop(ticket, None)
        return issued is not None and self._now() - issued <= TICKET_SECONDS


def _forget_oldest(kept: dict[str, Any]) -> None:
    if len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]

"""Sending to the app: Socket Mode when it is connected, else HTTP; three seconds to answer.

https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from workspace.bodies import load_json
from workspace.delivery.http import FORM, JSON, Answer, HttpTransport, signed_headers
from workspace.delivery.socket import EnvelopeType, SocketClosed, Sockets
from workspace.state import Json
from workspace.traffic import Traffic

ACK_SECONDS = 3.0

Kind = Literal["command", "interactive", "options", "event"]
ENVELOPES: dict[Kind, EnvelopeType] = {
    "command": "slash_commands",
    "interactive": "interactive",
    "options": "interactive",
    "event": "events_api",
}


@dataclass
class Endpoint:
    """Where the app listens over HTTP; options requests go to their own address if it has one."""

    url: str = ""
    options_url: str = ""


@dataclass(frozen=True)
class Retry:
    """That an event is sent again: the how manyeth time, and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class Ack:
    """How the app answered. `error` says what failed, `body` is JSON or text (None: nothing)."""

    status: int
    ms: float
    error: str | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged."""
        return self.error is None

    def report(self) -> Json:
        """What the control interface says about it."""
        return {
            "ok": self.ok,
            "status": self.status,
            "ms": self.ms,
            "error": self.error,
            "response": self.body,
        }


class Sender:
    """Sends to the app and notes it in the traffic. Use `close` at the end."""

    def __init__(
        self,
        signing_secret: str,
        endpoint: Endpoint,
        traffic: Traffic,
        moment: Callable[[], str],
    ) -> None:
        self.endpoint = endpoint
        self.sockets = Sockets()
        self._secret = signing_secret
        self._http = HttpTransport()
        self._traffic = traffic
        self._moment = moment

    @property
    def reachable(self) -> bool:
        """Whether there is an app to send to."""
        return bool(self.sockets) or bool(self.endpoint.url)

    async def send(self, kind: Kind, name: str, payload: Json, retry: Retry | None = None) -> Ack:
        """Send one payload and wait for the acknowledgement, at most three seconds."""
        started, at = time.monotonic(), self._moment()
        with self._traffic.under_way("to_app"):
            ack = await self._deliver(kind, payload, retry, started)
        self._traffic.note(
            "to_app",
            name,
            at=at,
            started=started,
            status=ack.status,
            error=ack.error,
            request=payload,
            response=ack.body,
        )
        return ack

    async def close(self) -> None:
        """Close the connection to the app."""
        await self._http.close()

    async def _deliver(self, kind: Kind, payload: Json, retry: Retry | None, started: float) -> Ack:
        try:
            if self.sockets:
                return await self._by_socket(kind, payload, retry, started)
            if self.endpoint.url:
                return await self._by_http(kind, payload, retry, started)
        except TimeoutError:
            return Ack(0, _ms(started), "timeout")
        except aiohttp.TooManyRedirects:
            return Ack(0, _ms(started), "too_many_redirects")
        except (aiohttp.ClientError, SocketClosed, ValueError):
            return Ack(0, _ms(started), "connection_failed")
        return Ack(0, 0.0, "no_app")

    async def _by_socket(
        self, kind: Kind, payload: Json, retry: Retry | None, started: float
    ) -> Ack:
        extra: Json = {}
        if kind == "event":
            extra = {
                "retry_attempt": retry.number if retry else 0,
                "retry_reason": retry.reason if retry else "",
            }
        body = await self.sockets.deliver(ENVELOPES[kind], payload, ACK_SECONDS, extra)
        return Ack(200, _ms(started), None, body or None)

    async def _by_http(self, kind: Kind, payload: Json, retry: Retry | None, started: float) -> Ack:
        body, content_type = _encoded(kind, payload)
        headers = signed_headers(self._secret, body, content_type)
        if retry is not None:
            headers["X-Slack-Retry-Num"] = str(retry.number)
            headers["X-Slack-Retry-Reason"] = retry.reason
        url = self.endpoint.url
        if kind == "options" and self.endpoint.options_url:
            url = self.endpoint.options_url
        answer = await self._http.post(url, body, headers, ACK_SECONDS)
        return _ack(answer, started)


def _encoded(kind: Kind, payload: Json) -> tuple[bytes, str]:
    if kind == "event":
        return json.dumps(payload).encode(), JSON
    fields = payload if kind == "command" else {"payload": json.dumps(payload)}
    return urlencode(fields, errors="replace").encode(), FORM


def _ack(answer: Answer, started: float) -> Ack:
    error = None if 200 <= answer.status < 300 else "http_error"
    return Ack(answer.status, _ms(started), error, _body(answer.text), answer.headers)


def _body(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return load_json(text)
    except ValueError:
        return text


def _ms(started: float) -> float:
    return round((time.monotonic() - started) * 1000, 1)

"""Signed requests to the app over HTTP.

The signature is Slack's v0 scheme over the raw body and the real time, whatever the workspace's
clock shows (https://docs.slack.dev/authentication/verifying-requests-from-slack).
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

import aiohttp

MOST_REDIRECTS = 2
"""How often an app may send a request elsewhere (https://docs.slack.dev/apis/events-api#retries)."""

KEPT_SECONDS = 2.0
"""How long a connection is kept for the next request: shorter than servers keep theirs (Uvicorn
five seconds). A request sent at the moment in which the server closes fails, and may not be
repeated."""

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """What the app answered."""

    status: int
    text: str
    headers: dict[str, str]


def signed_headers(secret: str, body: bytes, content_type: str) -> dict[str, str]:
    """The headers of a request that the app can verify."""
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    signature = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }


class HttpTransport:
    """One kept client session to the app, opened when it is first needed."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: dict[str, str], seconds: float) -> Answer:
        """Post and read the answer. Raises `TimeoutError` or `aiohttp.ClientError`."""
        if self._session is None:
            connector = aiohttp.TCPConnector(keepalive_timeout=KEPT_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector)
        limit = aiohttp.ClientTimeout(total=seconds)
        post = self._session.post(
            url, data=body, headers=headers, timeout=limit, max_redirects=MOST_REDIRECTS + 1
        )
        async with post as response:
            text = await response.text(errors="replace")
            return Answer(response.status, text, dict(response.headers))

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

"""Requests as Slack signs them, sent to a bot from outside: also those that Slack never sends."""

import hashlib
import hmac
import http.client
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Sent:
    """What the bot answered."""

    status: int
    text: str


@dataclass(frozen=True)
class Sender:
    """Sends to the bot at a port, signed with a secret."""

    port: int
    secret: str

    def send(self, body: bytes, content_type: str = FORM, age: int = 0) -> Sent:
        """Send a body, signed so many seconds ago."""
        stamp = str(int(time.time()) - age)
        return self.send_raw(body, self.headers(body, stamp, content_type))

    def headers(self, body: bytes, stamp: str, content_type: str = FORM) -> dict[str, str]:
        """Return the headers of a signed request."""
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()
        return {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }

    def send_raw(self, body: bytes, headers: dict[str, str]) -> Sent:
        """Send it just so."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", "/slack/events", body, headers)
            answer = connection.getresponse()
            return Sent(answer.status, answer.read().decode())
        finally:
            connection.close()


def command(text: str, user: str = "U0MARIA", trigger: str = "1.2.3", **parts: str) -> bytes:
    """Return the body of a slash command."""
    fields = {
        "command": "/handoff",
        "text": text,
        "team_id": "T0NORTHWND",
        "user_id": user,
        "channel_id": "C0GENERAL",
        "trigger_id": trigger,
    }
    return urlencode(fields | parts).encode()


def interaction(payload: dict[str, Any]) -> bytes:
    """Return the body of an interaction."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def clicked(action_id: str, value: str = "1", trigger: str = "1.2.4") -> dict[str, Any]:
    """Return the payload of a click on a button in a message."""
    return {
        "type": "block_actions",
        "team": {"id": "T0NORTHWND"},
        "user": {"id": "U0MARIA", "team_id": "T0NORTHWND"},
        "trigger_id": trigger,
        "channel": {"id": "C0GENERAL"},
        "container": {"type": "message", "channel_id": "C0GENERAL", "message_ts": "1.0"},
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": value}],
    }


def happened(event: dict[str, Any], event_id: str = "Ev1") -> dict[str, Any]:
    """Return an event in its envelope."""
    return {
        "type": "event_callback",
        "team_id": "T0NORTHWND",
        "event_id": event_id,
        "event": event,
        "authorizations": [{"team_id": "T0NORTHWND", "user_id": "U0HANDOFF", "is_bot": True}],
    }

"""What Slack sends, as small as it can be, and made from the views that the bot showed."""

import hashlib
import hmac
import json
import time
from itertools import count
from typing import Any
from urllib.parse import urlencode

from tests.bench.slack import TEAM

Json = dict[str, Any]
SECRET = "bench-signing-secret"
_numbers = count(1)


def headers(body: bytes) -> dict[str, str]:
    """Return the headers that prove that a body comes from Slack."""
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    kind = "json" if body.startswith(b"{") else "x-www-form-urlencoded"
    return {
        "Content-Type": f"application/{kind}",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


def command(person: str, text: str) -> bytes:
    """Return `/handoff <text>`."""
    fields = {
        "team_id": TEAM,
        "channel_id": "D0BENCH",
        "user_id": person,
        "command": "/handoff",
        "text": text,
        "api_app_id": "A0BENCH",
        "trigger_id": _trigger(),
        "response_url": "http://127.0.0.1:9/",
    }
    return urlencode(fields).encode()


def click(person: str, action_id: str, value: str) -> bytes:
    """Return a click on a message's button."""
    message = {"ts": "1700000000.000100", "text": "", "blocks": []}
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
    return _payload(
        person,
        type="block_actions",
        container={"type": "message", "channel_id": "C0BENCH", "message_ts": message["ts"]},
        channel={"id": "C0BENCH", "name": "bench"},
        message=message,
        state={"values": {}},
        response_url="",
        actions=[{**action, "action_ts": f"{time.time():.6f}"}],
    )


def home_opened(person: str) -> bytes:
    """Return the event that somebody has opened App Home."""
    event = {"type": "app_home_opened", "user": person, "tab": "home", "channel": "D0BENCH"}
    ids = {"team_id": TEAM, "api_app_id": "A0BENCH", "event_id": f"Ev{next(_numbers)}"}
    return json.dumps({"type": "event_callback", "event": event, **ids}).encode()


def submission(person: str, view: Json, filled: Json) -> bytes:
    """Return the submission of a view; `filled` maps fields to what was put in them."""
    values = {
        block["block_id"]: {block["element"]["action_id"]: _state(block, filled)}
        for block in view["blocks"]
        if block["type"] == "input"
    }
    sent = {**view, "id": "V0BENCH", "hash": "1", "root_view_id": "V0BENCH", "team_id": TEAM}
    return _payload(person, type="view_submission", view={**sent, "state": {"values": values}})


def keystroke(person: str, view: Json, field: str, text: str) -> bytes:
    """Return the report of what stands in a text input of a view as it is typed into."""
    block = next(b for b in view["blocks"] if b.get("block_id", "").startswith(f"{field}@"))
    action = {"type": "plain_text_input", "block_id": block["block_id"], "value": text}
    sent = {**view, "id": "V0BENCH", "hash": "1", "root_view_id": "V0BENCH", "team_id": TEAM}
    values = {block["block_id"]: {block["element"]["action_id"]: _state(block, {field: text})}}
    return _payload(
        person,
        type="block_actions",
        container={"type": "view", "view_id": "V0BENCH"},
        view={**sent, "state": {"values": values}},
        actions=[
            {
                **action,
                "action_id": block["element"]["action_id"],
                "action_ts": f"{time.time():.6f}",
            }
        ],
    )


_SELECTED = {
    "datepicker": ("selected_date", "initial_date"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "plain_text_input": ("value", "initial_value"),
    "checkboxes": ("selected_options", "initial_options"),
}


def _state(block: Json, filled: Json) -> Json:
    element = block["element"]
    name, initial = _SELECTED.get(element["type"], ("selected_option", "initial_option"))
    value = filled.get(block["block_id"].partition("@")[0], element.get(initial))
    return {"type": element["type"], name: value}


def _payload(person: str, **parts: Any) -> bytes:
    body = {
        "user": {"id": person, "team_id": TEAM},
        "team": {"id": TEAM, "domain": "bench"},
        "api_app_id": "A0BENCH",
        "trigger_id": _trigger(),
        **parts,
    }
    return urlencode({"payload": json.dumps(body)}).encode()


def _trigger() -> str:
    return f"{next(_numbers)}.{time.time_ns()}"

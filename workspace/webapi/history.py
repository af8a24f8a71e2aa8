"""Reading messages: conversations.history and conversations.replies."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workspace.delivery.payloads import message_json
from workspace.errors import SlackError
from workspace.state import Channel, Json, Message
from workspace.webapi.arguments import flag, text, whole
from workspace.webapi.lookup import every_kind, find_channel, is_member
from workspace.webapi.method import Call, Method, page


def history(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.history (newest first, no replies)"""
    channel = _readable(call)
    messages = (m for m in reversed(channel.messages.values()) if not m.is_reply or m.broadcast)
    return _answer(call, messages)


def replies(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.replies (parent first)"""
    channel = _readable(call)
    asked = channel.messages.get(call.text("ts"))
    parent = channel.messages.get(asked.thread_ts) if asked and asked.is_reply else asked
    if parent is None or parent.to:
        raise SlackError("thread_not_found")
    return _answer(call, [parent, *(channel.messages[ts] for ts in parent.replies)])


def _readable(call: Call) -> Channel:
    channel = find_channel(call, "history")
    if not is_member(call, channel):
        raise SlackError("not_in_channel")
    return channel


def _answer(call: Call, messages: Iterable[Message]) -> Json:
    found, metadata = page(call, _between(call, messages))
    all_metadata = call.flag("include_all_metadata")
    answer = {
        "messages": [message_json(call.hub, m, metadata=all_metadata) for m in found],
        "has_more": bool(metadata["response_metadata"]["next_cursor"]),
    }
    return answer | (metadata if answer["has_more"] else {})


def _between(call: Call, messages: Iterable[Message]) -> Iterable[Message]:
    """Those between `oldest` and `latest`; the bounds themselves only when `inclusive`."""
    oldest, latest = _bound(call, "oldest", 0), _bound(call, "latest", float("inf"))
    shared = (m for m in messages if not m.to)
    if call.flag("inclusive"):
        return (m for m in shared if oldest <= float(m.ts) <= latest)
    return (m for m in shared if oldest < float(m.ts) < latest)


def _bound(call: Call, name: str, default: float) -> float:
    value = call.text(name)
    if not value or value == "now":
        return default
    if not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value):
        raise SlackError(f"invalid_ts_{name}")
    return float(value)


SPAN = {
    "cursor": text,
    "limit": whole,
    "oldest": text,
    "latest": text,
    "inclusive": flag,
    "include_all_metadata": flag,
}

METHODS = (
    Method(
        "conversations.history",
        history,
        every_kind("history"),
        needs={"channel": text},
        takes=SPAN,
    ),
    Method(
        "conversations.replies",
        replies,
        every_kind("history"),
        needs={"channel": text, "ts": text},
        takes=SPAN,
    ),
)

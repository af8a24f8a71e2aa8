"""Calls to the Web API that tests share, and people of the local workspace, by their ids."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

MARIA, IDRIS, OTTO, BOT = "U0MARIA", "U0IDRIS", "U0OTTO", "U0HANDOFF"


def make_channel(web: WebClient, name: str = "handoff-acme", private: bool = True) -> str:
    """Make a channel with the app in it, and return its id."""
    created = web.conversations_create(name=name, is_private=private)
    channel_id: str = created["channel"]["id"]
    return channel_id


def written(web: WebClient, channel: str) -> list[dict[str, Any]]:
    """The messages in a channel that somebody wrote, the newest first."""
    messages = web.conversations_history(channel=channel)["messages"]
    return [message for message in messages if "subtype" not in message]


def error_of(web: WebClient, method: str, **arguments: Any) -> str:
    """Call a method that must fail, and return the error code."""
    with pytest.raises(SlackApiError) as raised:
        web.api_call(method, json=arguments)
    code: str = raised.value.response["error"]
    return code

"""The app as Slack is to know it: commands, shortcuts, events, and the least scopes that do.

`manifest.json` is this, for Socket Mode; `handoff manifest --url https://…` is it for HTTP.
https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Mapping
from typing import Any

from bot.http import PATH

Json = dict[str, Any]

SCOPES: Mapping[str, tuple[str, ...]] = {
    "canvases:write": ("canvases.delete", "canvases.edit", "conversations.canvases.create"),
    "channels:history": ("conversations.history", "conversations.replies"),
    "channels:join": ("conversations.join",),
    "channels:read": (
        "conversations.info",
        "channel_archive",
        "channel_deleted",
        "channel_left",
        "channel_shared",
        "channel_unarchive",
        "channel_unshared",
        "member_joined_channel",
    ),
    "chat:write": ("chat.delete", "chat.postMessage", "chat.update", "chat.postEphemeral"),
    "commands": ("/handoff", "start_handoff", "log.add"),
    "files:write": ("files.completeUploadExternal", "files.getUploadURLExternal"),
    "groups:history": ("conversations.history", "conversations.replies"),
    "groups:read": (
        "conversations.info",
        "conversations.list",
        "channel_shared",
        "channel_unshared",
        "group_archive",
        "group_deleted",
        "group_left",
        "group_unarchive",
        "member_joined_channel",
    ),
    "groups:write": (
        "conversations.archive",
        "conversations.create",
        "conversations.invite",
        "conversations.kick",
    ),
    "im:history": ("conversations.history",),
    "im:write": ("conversations.open",),
    "pins:write": ("pins.add", "pins.remove"),
    "users:read": ("users.info", "users.list", "user_change", "team_join"),
}
"""Each scope, and the methods, commands and events that need it."""

NO_SCOPE = frozenset(
    {"auth.test", "chat.getPermalink", "views.open", "views.publish", "views.push", "views.update"}
)
"""Methods that need no scope."""

EVENTS = (
    "app_home_opened",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "team_join",
    "user_change",
)


def make_manifest(url: str | None = None) -> Json:
    """Return the manifest: for Socket Mode, or for HTTP at this address (https://host)."""
    address = url.rstrip("/") + PATH if url else None
    return {
        "display_information": {
            "name": "Handoff",
            "description": "Walks customer success managers through account handoffs",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Handoff", "always_online": True},
            "shortcuts": [
                {
                    "name": "Start a handoff",
                    "type": "global",
                    "callback_id": "start_handoff",
                    "description": "Hand an account over to another CSM",
                },
                {
                    "name": "Add to account log",
                    "type": "message",
                    "callback_id": "log.add",
                    "description": "Keep this message with the account",
                },
            ],
            "slash_commands": [_with_url(_COMMAND, "url", address)],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": _with_url({"bot_events": list(EVENTS)}, "request_url", address),
            "interactivity": _interactivity(address),
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }


_COMMAND: Json = {
    "command": "/handoff",
    "description": "Hand accounts over, step by step",
    "usage_hint": "start [account] | status [account] | list | help",
    "should_escape": False,
}


def _with_url(part: Json, name: str, address: str | None) -> Json:
    return part if address is None else {**part, name: address}


def _interactivity(address: str | None) -> Json:
    found: Json = {"is_enabled": True}
    if address is not None:
        found |= {"request_url": address, "message_menu_options_url": address}
    return found

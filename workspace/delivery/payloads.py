"""The parts of which payloads are made, in Slack's shapes.

https://docs.slack.dev/reference/interaction-payloads, https://docs.slack.dev/reference/events
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.files import file_json
from workspace.state import Channel, Json, Message, Person, Values, View

if TYPE_CHECKING:
    from workspace.hub import Hub

VIEW_DEFAULTS: Json = {
    "title": None,
    "close": None,
    "submit": None,
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
}


def message_json(hub: Hub, message: Message, *, metadata: bool = True) -> Json:
    """A message as the Web API, interaction payloads and events carry it."""
    body: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": hub.state.team.id,
    }
    if message.subtype:
        body |= {"subtype": message.subtype, **message.details}
    if message.blocks:
        body["blocks"] = message.blocks
    if message.attachments:
        body["attachments"] = message.attachments
    if message.files:
        body["files"] = [file_json(hub, file_id) for file_id in message.files]
    if message.bot_id:
        body |= {"bot_id": message.bot_id, "app_id": hub.app.id}
        body["bot_profile"] = bot_json(hub)
    if message.username:
        body["username"] = message.username
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body | _thread_json(message) | _marks_json(message)


def _thread_json(message: Message) -> Json:
    if not message.thread_ts and not message.replies:
        return {}
    if message.is_reply:
        return {"thread_ts": message.thread_ts}
    return {
        "thread_ts": message.ts,
        "reply_count": len(message.replies),
        "latest_reply": message.replies[-1] if message.replies else message.ts,
    }


def _marks_json(message: Message) -> Json:
    marks: Json = {}
    if message.edited:
        marks["edited"] = {"user": message.user, "ts": message.edited}
    if message.reactions:
        marks["reactions"] = [
            {"name": name, "users": users, "count": len(users)}
            for name, users in message.reactions.items()
        ]
    return marks


def bot_json(hub: Hub) -> Json:
    """The app's bot as ``bots.info`` and messages describe it."""
    return {
        "id": hub.app.bot_id,
        "app_id": hub.app.id,
        "user_id": hub.app.bot_user,
        "name": hub.app.name,
        "deleted": False,
        "updated": hub.state.people[hub.app.bot_user].updated,
        "icons": {"image_48": f"{hub.base_url}/avatar/{hub.app.bot_user}.svg"},
        "team_id": hub.state.team.id,
    }


def view_json(hub: Hub, view: View) -> Json:
    """A view as ``views.*`` answers and payloads carry it."""
    return {
        "id": view.id,
        "team_id": hub.state.team.id,
        **VIEW_DEFAULTS,
        **view.body,
        "type": view.kind,
        "hash": view.hash,
        "state": {"values": copied(view.values)},
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": hub.app.id,
        "app_installed_team_id": hub.state.team.id,
        "bot_id": hub.app.bot_id,
    }


def copied(values: Values) -> Values:
    """What is entered now: payloads and the log must not change as people go on typing."""
    return {block_id: dict(entries) for block_id, entries in values.items()}


def interaction(hub: Hub, kind: str, person: Person) -> Json:
    """What every interaction payload has: its kind, who did it, in which workspace."""
    return {
        "type": kind,
        "team": {"id": hub.state.team.id, "domain": hub.state.team.domain},
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": hub.state.team.id,
        },
        "api_app_id": hub.app.id,
        "token": "unused",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(hub: Hub, person: Person, channel: Channel, name: str, text: str) -> Json:
    """A slash command (https://docs.slack.dev/interactivity/implementing-slash-commands)."""
    return {
        "token": "unused",
        "team_id": hub.state.team.id,
        "team_domain": hub.state.team.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_im else channel.name,
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": hub.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url(hub, person.id, channel.id),
        "trigger_id": hub.tickets.trigger(person.id, channel.id),
    }


def event_callback(hub: Hub, event: Json, event_id: str) -> Json:
    """An event in its outer envelope (https://docs.slack.dev/apis/events-api)."""
    channel = hub.state.channels.get(str(event.get("channel")))
    return {
        "token": "unused",
        "team_id": hub.state.team.id,
        "context_team_id": hub.state.team.id,
        "context_enterprise_id": None,
        "api_app_id": hub.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": hub.seconds(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": hub.state.team.id,
                "user_id": hub.app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
        "event_context": f"4-{event_id}",
    }


def response_url(hub: Hub, user: str, channel: str, ts: str = "") -> str:
    """A response URL for this person in this channel, about this message if one is given."""
    return f"{hub.base_url}/r/{hub.tickets.response_target(user, channel, ts)}"

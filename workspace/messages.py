"""Messages: posting, changing and deleting them, and those by which Slack says what happened.

https://docs.slack.dev/reference/events/message#subtypes: joining, leaving, a new topic and the like
each write a message with a subtype into the channel.
"""

from __future__ import annotations

from typing import Any

from workspace import events
from workspace.blockkit.elements import with_ids
from workspace.delivery.payloads import message_json
from workspace.hub import Hub
from workspace.state import Channel, Json, Message

ANNOUNCED = {
    "channel_join": "<@{user}> has joined the channel",
    "channel_leave": "<@{user}> has left the channel",
    "channel_topic": "<@{user}> set the channel topic: {topic}",
    "channel_purpose": "<@{user}> set the channel description: {purpose}",
    "channel_name": '<@{user}> has renamed the channel from "{old_name}" to "{name}"',
    "channel_archive": "<@{user}> archived the channel",
    "channel_unarchive": "<@{user}> un-archived the channel",
}
TOMBSTONE: Json = {
    "subtype": "tombstone",
    "user": "USLACKBOT",
    "text": "This message was deleted.",
    "blocks": [],
    "attachments": [],
    "bot_id": "",
    "username": "",
    "metadata": None,
}
"""What is left of a deleted message below which a thread goes on."""


def announce(hub: Hub, channel: Channel, subtype: str, user: str, **details: str) -> None:
    """Write what somebody did to a channel into it."""
    text = ANNOUNCED[subtype].format(user=user, **details)
    post(hub, channel, user, text, subtype=subtype, details=dict(details))


def post(hub: Hub, channel: Channel, user: str, text: str, **parts: Any) -> Message:
    """Add a message (`parts` are further fields of `Message`) and tell the app if it listens."""
    blocks = with_ids(parts.pop("blocks", None) or [], hub.state.new_id)
    ts = hub.stamp()
    message = Message(ts=ts, user=user, text=text, blocks=blocks, **parts)
    channel.messages[ts] = message
    parent = channel.messages.get(message.thread_ts) if message.is_reply else None
    if parent is not None and not message.to:
        parent.replies.append(ts)
    if not message.to:
        channel.last_read[user] = ts
    hub.touch_channel(channel)
    events.message_posted(hub, channel, message)
    return message


def post_as_app(hub: Hub, channel: Channel, text: str, **parts: Any) -> Message:
    """Add a message from the app."""
    return post(hub, channel, hub.app.bot_user, text, bot_id=hub.app.bot_id, **parts)


def edit(hub: Hub, channel: Channel, message: Message, changes: Json) -> None:
    """Change a message; what people chose in it stays where the ids stay."""
    before = message_json(hub, message)
    if "blocks" in changes:
        changes = {**changes, "blocks": with_ids(changes["blocks"], hub.state.new_id)}
    for name, value in changes.items():
        setattr(message, name, value)
    message.edited = hub.stamp()
    hub.touch_channel(channel)
    events.message_changed(hub, channel, message, before)


def remove(hub: Hub, channel: Channel, message: Message) -> None:
    """Delete a message; one with a thread below it leaves a tombstone."""
    if message.replies:
        edit(hub, channel, message, TOMBSTONE)
        return
    del channel.messages[message.ts]
    parent = channel.messages.get(message.thread_ts)
    if parent is not None and message.ts in parent.replies:
        parent.replies.remove(message.ts)
    channel.pins = [pin for pin in channel.pins if pin["ts"] != message.ts]
    hub.touch_channel(channel)
    events.message_deleted(hub, channel, message)

"""Channels and messages: opening a direct message, posting, joining and leaving."""

from __future__ import annotations

from typing import Any

from workspace import events
from workspace.blockkit.elements import with_ids
from workspace.hub import Hub
from workspace.state import Channel, Json, Message, im_id


def open_im(hub: Hub, user: str) -> Channel:
    """The direct message between the app and a person, made when it is not there yet."""
    channel = hub.state.im_with(user)
    if channel is None:
        channel = Channel(
            id=im_id(user),
            name="",
            created=hub.seconds(),
            creator=user,
            is_im=True,
            with_user=user,
            members=[user, hub.app.bot_user],
        )
        hub.state.channels[channel.id] = channel
        hub.touch_channel(channel)
        hub.touch_person(user, "people")
    return channel


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
    if "blocks" in changes:
        changes = {**changes, "blocks": with_ids(changes["blocks"], hub.state.new_id)}
    for name, value in changes.items():
        setattr(message, name, value)
    message.edited = hub.stamp()
    hub.touch_channel(channel)
    events.message_changed(hub, channel, message, "message_changed")


def remove(hub: Hub, channel: Channel, message: Message) -> None:
    """Delete a message."""
    del channel.messages[message.ts]
    parent = channel.messages.get(message.thread_ts)
    if parent is not None and message.ts in parent.replies:
        parent.replies.remove(message.ts)
    channel.pins = [pin for pin in channel.pins if pin["ts"] != message.ts]
    hub.touch_channel(channel)
    events.message_changed(hub, channel, message, "message_deleted")


def join(hub: Hub, channel: Channel, user: str, inviter: str = "") -> None:
    """Make somebody a member."""
    channel.members.append(user)
    latest = next(reversed(channel.messages), "")
    channel.last_read.setdefault(user, latest)
    hub.changes.touch(f"channel/{channel.id}", f"people/{user}")
    events.member_joined(hub, channel, user, inviter)


def leave(hub: Hub, channel: Channel, user: str) -> None:
    """End somebody's membership."""
    channel.members.remove(user)
    hub.changes.touch(f"channel/{channel.id}", f"people/{user}")
    events.member_left(hub, channel, user)


def set_shared(hub: Hub, channel: Channel, shared: bool) -> None:
    """Share a channel with another organisation, or take it back."""
    channel.is_ext_shared = shared
    hub.touch_channel(channel)
    events.channel_shared(hub, channel, shared)


def set_archived(hub: Hub, channel: Channel, archived: bool, by: str) -> None:
    """Archive a channel or bring it back."""
    channel.is_archived = archived
    hub.touch_channel(channel)
    events.channel_event(hub, "archive" if archived else "unarchive", channel, by)

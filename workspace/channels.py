"""Channels: opening a direct message, joining and leaving, what people do to a channel."""

from __future__ import annotations

from workspace import events
from workspace.hub import Hub
from workspace.messages import announce
from workspace.state import Channel, im_id, noted


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


def open_group(hub: Hub, users: list[str]) -> Channel:
    """The direct message of the app with several people, made when it is not there yet.

    Its name and purpose are as Slack makes them: ``mpdm-maria--idris--handoff-1``.
    """
    members = [*users, hub.app.bot_user]
    channel = hub.state.group_of(set(members))
    if channel is None:
        names = [hub.state.people[user].name for user in members]
        purpose = "Group messaging with: " + " ".join(f"@{name}" for name in names)
        channel = Channel(
            id=hub.state.new_id("C"),
            name=f"mpdm-{'--'.join(names)}-1",
            created=hub.seconds(),
            creator=hub.app.bot_user,
            is_private=True,
            is_mpim=True,
            purpose=noted(purpose, hub.app.bot_user, hub.seconds()),
            members=members,
        )
        hub.state.channels[channel.id] = channel
        hub.changes.touch(f"channel/{channel.id}", *(f"people/{user}" for user in users))
    return channel


def join(hub: Hub, channel: Channel, user: str, inviter: str = "") -> None:
    """Make somebody a member."""
    channel.members.append(user)
    latest = next(reversed(channel.messages), "")
    channel.last_read.setdefault(user, latest)
    hub.changes.touch(f"channel/{channel.id}", f"people/{user}")
    announce(hub, channel, "channel_join", user, **({"inviter": inviter} if inviter else {}))
    events.member_joined(hub, channel, user, inviter)


def leave(hub: Hub, channel: Channel, user: str, by: str = "") -> None:
    """End somebody's membership; `by` is who took them out, if it was not they themselves."""
    channel.members.remove(user)
    hub.changes.touch(f"channel/{channel.id}", f"people/{user}")
    announce(hub, channel, "channel_leave", user)
    events.member_left(hub, channel, user, by or user)


def set_shared(hub: Hub, channel: Channel, shared: bool) -> None:
    """Share a channel with another organisation, or take it back."""
    channel.is_ext_shared = shared
    hub.touch_channel(channel)
    events.channel_shared(hub, channel, shared)


def set_archived(hub: Hub, channel: Channel, archived: bool, by: str) -> None:
    """Archive a channel or bring it back."""
    what = "archive" if archived else "unarchive"
    announce(hub, channel, f"channel_{what}", by)
    channel.is_archived = archived
    hub.touch_channel(channel)
    events.channel_event(hub, what, channel, by)


def rename(hub: Hub, channel: Channel, name: str, by: str) -> None:
    """Give a channel another name."""
    old_name, channel.name = channel.name, name
    channel.previous_names.insert(0, old_name)
    announce(hub, channel, "channel_name", by, old_name=old_name, name=name)
    events.channel_event(hub, "rename", channel, by)


def note(hub: Hub, channel: Channel, what: str, value: str, by: str) -> None:
    """Set a channel's ``topic`` or ``purpose``; nothing is announced when it is the same."""
    if getattr(channel, what)["value"] == value:
        return
    setattr(channel, what, noted(value, by, hub.seconds()))
    announce(hub, channel, f"channel_{what}", by, **{what: value})


def delete(hub: Hub, channel: Channel, by: str) -> None:
    """Delete a channel with all that is in it; nothing of it can be found any more."""
    events.channel_event(hub, "deleted", channel, by)
    del hub.state.channels[channel.id]
    for canvas in [c for c in hub.state.canvases.values() if c.channel == channel.id]:
        del hub.state.canvases[canvas.id]
    hub.changes.touch(f"channel/{channel.id}", *(f"people/{user}" for user in channel.members))

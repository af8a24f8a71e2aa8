"""What a person sees: conversations, App Home, modals, and what failed for them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from workspace.blockkit.inputs import entered
from workspace.canvases import readable
from workspace.delivery.payloads import view_json
from workspace.files import file_json
from workspace.hub import Hub
from workspace.messages import ANNOUNCED
from workspace.state import Canvas, Channel, Json, Message, Person, View, ts_time

LATEST_SHOWN = 300
"""How many of a conversation's latest messages are shown."""


def sees(hub: Hub, person: Person, version: int) -> Json:
    """All of it, as JSON."""
    home = hub.state.homes.get(person.id)
    return {
        "version": version,
        "person": person_json(person),
        "channels": [_channel(hub, person, c) for c in visible_channels(hub, person)],
        "home": view_seen(hub, home) if home else None,
        "views": [view_seen(hub, view) for view in hub.state.stack(person.id)],
        "notices": hub.state.notices.get(person.id, []),
        "canvases": canvases_for(hub, person),
    }


def parts_of(hub: Hub, person: Person) -> list[str]:
    """The names of the changes that concern a person."""
    channels = [f"channel/{c.id}" for c in visible_channels(hub, person)]
    return ["reset", *(f"{part}/{person.id}" for part in ("people", "home", "views")), *channels]


def visible_channels(hub: Hub, person: Person) -> Iterator[Channel]:
    """The person's own conversations, and all public channels."""
    for channel in hub.state.channels.values():
        if channel.kind == "channel" or person.id in channel.members:
            yield channel


def person_json(person: Person) -> Json:
    """A person for the control interface."""
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "display_name": person.display_name,
        "title": person.title,
        "email": person.email,
        "tz": person.tz,
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_bot": person.is_bot,
        "deleted": person.deleted,
    }


def channel_brief(channel: Channel) -> Json:
    """A channel without its messages."""
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_im": channel.is_im,
        "is_mpim": channel.is_mpim,
        "with": channel.with_user,
        "is_ext_shared": channel.is_ext_shared,
        "archived": channel.is_archived,
        "members": channel.members,
        "topic": channel.topic["value"],
        "purpose": channel.purpose["value"],
    }


def _channel(hub: Hub, person: Person, channel: Channel) -> Json:
    shown = messages_for(person, channel)
    about = {
        "with": hub.app.bot_user if channel.is_im else "",
        "member": person.id in channel.members,
        "unread": unread(person, channel),
        "pins": [pin["ts"] for pin in channel.pins],
        "bookmarks": channel.bookmarks,
        "messages": [message_seen(hub, person, m) for m in shown[-LATEST_SHOWN:]],
    }
    return channel_brief(channel) | about


def messages_for(person: Person, channel: Channel) -> list[Message]:
    """The messages of a conversation that a person sees, the oldest first."""
    return [m for m in channel.messages.values() if m.to in ("", person.id)]


def unread(person: Person, channel: Channel) -> int:
    """How many messages came after the person last read; only these are looked at."""
    if person.id not in channel.members:
        return 0
    since = channel.last_read.get(person.id, "")
    news = takewhile(lambda m: m.ts > since, reversed(channel.messages.values()))
    return sum(_is_news(person, message) for message in news)


def _is_news(person: Person, message: Message) -> bool:
    """Whether a message makes a conversation unread: nobody waits to read who joined."""
    seen = message.to in ("", person.id) and message.user != person.id
    return seen and not message.is_reply and message.subtype not in ANNOUNCED


def message_seen(hub: Hub, person: Person, message: Message) -> Json:
    """A message as the person sees it, with what they chose in it."""
    author = hub.state.people.get(message.user)
    return {
        "ts": message.ts,
        "time": ts_time(message.ts),
        "user": message.user,
        "username": message.username or (author.real_name if author else message.user),
        "bot": bool(message.bot_id),
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts or None,
        "reply_count": len(message.replies),
        "broadcast": message.broadcast,
        "ephemeral": bool(message.to),
        "edited": bool(message.edited),
        "reactions": message.reactions,
        "subtype": message.subtype or None,
        "files": [_file_seen(hub, person, file_id) for file_id in message.files],
        "state": {"values": entered(message.blocks, message.entered.get(person.id))},
    }


def canvases_for(hub: Hub, person: Person, channel: str = "") -> list[Json]:
    """The canvases a person may read; those that are tabs of a channel if one is given."""
    mine = (c for c in hub.state.canvases.values() if readable(hub, person, c))
    return [canvas_seen(canvas) for canvas in mine if channel in ("", canvas.channel)]


def canvas_seen(canvas: Canvas) -> Json:
    """A canvas with its text, as a whole and in sections."""
    return {**vars(canvas), "markdown": canvas.markdown}


def _file_seen(hub: Hub, person: Person, file_id: str) -> Json:
    """A file in a message, with where the person reads it; no address when it was deleted."""
    shown = ("id", "name", "title", "mimetype", "size", "alt_txt", "mode")
    about = file_json(hub, file_id)
    there = about["mode"] != "tombstone"
    address = f"/control/people/{person.id}/files/{file_id}" if there else None
    return {name: about.get(name) for name in shown} | {"url": address}


def view_seen(hub: Hub, view: View) -> Json:
    """A view with what is wrong in its fields."""
    return view_json(hub, view) | {"errors": view.errors}

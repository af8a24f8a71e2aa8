"""What a person sees, in parts: for a page that reads again only what changed.

`workspace.control.sees` answers everything at once, which is right for tests; with hundreds of
channels a page reads the list of places, the conversation in front, and the screen apart.
"""

from __future__ import annotations

from collections.abc import Container

from workspace.control.sees import (
    canvases_for,
    message_seen,
    messages_for,
    unread,
    view_seen,
    visible_channels,
)
from workspace.errors import ControlError
from workspace.hub import Hub
from workspace.state import Channel, Json, Message, Person

LATEST = 100
"""How many messages of a conversation are read unless more are asked for."""


def places(hub: Hub, person: Person, only: Container[str] | None = None) -> list[Json]:
    """The conversations a person sees, without messages; with `only`, those of these ids."""
    visible = visible_channels(hub, person)
    return [_place(hub, person, c) for c in visible if only is None or c.id in only]


def screen(hub: Hub, person: Person) -> Json:
    """What is in front of a person: their App Home, open modals and notices."""
    home = hub.state.homes.get(person.id)
    return {
        "home": view_seen(hub, home) if home else None,
        "views": [view_seen(hub, view) for view in hub.state.stack(person.id)],
        "notices": hub.state.notices.get(person.id, []),
    }


def conversation(
    hub: Hub, person: Person, channel_id: str, latest: int = LATEST, thread: str = ""
) -> Json:
    """One conversation: its latest messages, pins, bookmarks and canvases, and one thread of it.

    Replies count as messages of the channel only when they were broadcast; `earlier` says whether
    there are older ones. Raises `ControlError` for a conversation the person does not see.
    """
    channel = _seen_channel(hub, person, channel_id)
    shown = messages_for(person, channel)
    top = [m for m in shown if not m.is_reply or m.broadcast]
    below = [m for m in shown if thread and thread in (m.ts, m.thread_ts)]
    return _place(hub, person, channel) | {
        "topic": channel.topic["value"],
        "purpose": channel.purpose["value"],
        "pins": [_pin(channel, pin["ts"]) for pin in channel.pins],
        "bookmarks": channel.bookmarks,
        "canvases": canvases_for(hub, person, channel.id),
        "messages": [message_seen(hub, person, m) for m in top[-latest:]],
        "earlier": len(top) > latest,
        "thread": [message_seen(hub, person, m) for m in below] if thread else None,
    }


def _seen_channel(hub: Hub, person: Person, channel_id: str) -> Channel:
    for channel in visible_channels(hub, person):
        if channel.id == channel_id:
            return channel
    text = f"{person.real_name} sees no conversation {channel_id!r}."
    raise ControlError("channel_not_found", text, 404)


def _place(hub: Hub, person: Person, channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_im": channel.is_im,
        "is_mpim": channel.is_mpim,
        "is_ext_shared": channel.is_ext_shared,
        "archived": channel.is_archived,
        "with": hub.app.bot_user if channel.is_im else "",
        "member": person.id in channel.members,
        "member_count": len(channel.members),
        "unread": unread(person, channel),
    }


def _pin(channel: Channel, ts: str) -> Json:
    message: Message | None = channel.messages.get(ts)
    return {"ts": ts, "text": message.text if message else ""}

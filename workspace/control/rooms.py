"""Channels over HTTP: making them, and what people and administrators do to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from workspace import channels
from workspace.control.requests import body_of, text_in
from workspace.control.sees import channel_brief
from workspace.errors import ControlError
from workspace.hub import Hub
from workspace.seeding import add_channel
from workspace.state import Channel, Json
from workspace.webapi.conversations import name_problem

Change = Callable[[Hub, Channel, Any, str], None]
"""Applies the value of one field to a channel, on behalf of a person. Raises `ControlError`."""


async def add(hub: Hub, request: Request) -> Json:
    """Add a channel with members."""
    body = await body_of(request)
    name = _free_name(hub, text_in(body, "name"))
    members = _people(hub, body.get("members", []))
    item = {
        "id": hub.state.new_id("C"),
        "name": name,
        "created": hub.seconds(),
        "creator": members[0] if members else "",
        "is_private": body.get("is_private") is True,
        "is_ext_shared": body.get("is_ext_shared") is True,
    }
    channel = add_channel(hub.state, item)
    for member in members:
        channels.join(hub, channel, member)
    hub.touch_channel(channel)
    return channel_brief(channel)


async def change(hub: Hub, request: Request) -> Json:
    """Change a channel as the person ``by`` (its creator unless given); see `CHANGES`."""
    channel = _channel(hub, request)
    body = await body_of(request)
    by = _actor(hub, body, channel)
    unknown = body.keys() - CHANGES.keys() - {"by"}
    if unknown:
        known = ", ".join(CHANGES)
        raise ControlError("bad_field", f"{min(unknown)} cannot be set; known are by, {known}.")
    for name in CHANGES.keys() & body.keys():
        CHANGES[name](hub, channel, body[name], by)
    hub.touch_channel(channel)
    return channel_brief(channel)


async def delete(hub: Hub, request: Request) -> Json:
    """Delete a channel as the person ``by``."""
    channel = _channel(hub, request)
    if channel.is_general or channel.is_im:
        raise ControlError("cant_delete_channel", "This conversation cannot be deleted.", 409)
    channels.delete(hub, channel, _actor(hub, await body_of(request), channel))
    return {"ok": True}


def _share(hub: Hub, channel: Channel, value: Any, _by: str) -> None:
    if channel.is_ext_shared != (value is True):
        channels.set_shared(hub, channel, value is True)


def _archive(hub: Hub, channel: Channel, value: Any, by: str) -> None:
    if channel.is_archived != (value is True):
        channels.set_archived(hub, channel, value is True, by)


def _rename(hub: Hub, channel: Channel, value: Any, by: str) -> None:
    channels.rename(hub, channel, _free_name(hub, str(value)), by)


def _topic(hub: Hub, channel: Channel, value: Any, by: str) -> None:
    channels.note(hub, channel, "topic", str(value), by)


def _purpose(hub: Hub, channel: Channel, value: Any, by: str) -> None:
    channels.note(hub, channel, "purpose", str(value), by)


def _add(hub: Hub, channel: Channel, value: Any, by: str) -> None:
    for user in _people(hub, value if isinstance(value, list) else [value]):
        if user not in channel.members:
            channels.join(hub, channel, user, "" if by == user else by)


def _remove(hub: Hub, channel: Channel, value: Any, by: str) -> None:
    if value in channel.members:
        channels.leave(hub, channel, str(value), by)


CHANGES: dict[str, Change] = {
    "is_ext_shared": _share,
    "name": _rename,
    "topic": _topic,
    "purpose": _purpose,
    "add": _add,
    "remove": _remove,
    "archived": _archive,
}
"""What can be changed of a channel: shared with another organisation, its name, its notes, its
members (``add``: an id or several; ``remove``: an id, also the app's), whether it is archived."""


def _channel(hub: Hub, request: Request) -> Channel:
    channel = hub.state.channels.get(request.path_params["channel"])
    if channel is None:
        raise ControlError("channel_not_found", "There is no such channel.", 404)
    return channel


def _actor(hub: Hub, body: Json, channel: Channel) -> str:
    by = body.get("by") or channel.creator
    if by and by not in hub.state.people:
        raise ControlError("user_not_found", f"There is nobody with the id {by}.", 404)
    return str(by)


def _people(hub: Hub, value: Any) -> list[str]:
    """The ids, each once. Raises `ControlError` when one is nobody's."""
    if not isinstance(value, list) or any(user not in hub.state.people for user in value):
        raise ControlError("bad_field", "Members are people's ids, like U0MARIA.")
    return list(dict.fromkeys(value))


def _free_name(hub: Hub, name: str) -> str:
    problem = name_problem(name)
    if not problem and hub.state.channel_named(name) is not None:
        problem = "name_taken"
    if problem:
        raise ControlError(problem, f"A channel cannot be called {name!r}.", 409)
    return name

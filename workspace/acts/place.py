"""Where somebody presses, chooses or types: a view of theirs, or a message they see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workspace.acts.entry import channel_of, message_of
from workspace.blockkit.elements import Found, interactive
from workspace.blockkit.inputs import entered
from workspace.delivery.payloads import copied, message_json, response_url, view_json
from workspace.errors import ControlError
from workspace.hub import Hub
from workspace.state import Channel, Json, Message, Person, Values, View


@dataclass(frozen=True)
class InView:
    """A modal or an App Home."""

    person: Person
    view: View

    @property
    def blocks(self) -> list[Json]:
        """The blocks that are shown."""
        blocks: list[Json] = self.view.body["blocks"]
        return blocks

    @property
    def values(self) -> Values:
        """What is entered."""
        return self.view.values

    @property
    def id(self) -> str:
        """What tells this place from all others."""
        return self.view.id

    @property
    def channel_id(self) -> str:
        """Not in a conversation."""
        return ""

    def container(self) -> Json:
        """How payloads name this place."""
        return {"type": "view", "view_id": self.view.id}

    def describe(self, hub: Hub) -> Json:
        """What payloads say of it."""
        return {"view": view_json(hub, self.view)}

    def enter(self, hub: Hub, found: Found, entry: Json) -> None:
        """Keep what was entered; an error shown at the field goes away."""
        _keep(self.values, found, entry)
        self.view.errors.pop(found.block_id, None)
        hub.touch_person(self.person.id, "home" if self.view.kind == "home" else "views")


@dataclass(frozen=True)
class InMessage:
    """A message in a conversation, with what this person entered in it."""

    person: Person
    channel: Channel
    message: Message
    values: Values

    @property
    def blocks(self) -> list[Json]:
        """The blocks that are shown."""
        return self.message.blocks

    @property
    def id(self) -> str:
        """What tells this place from all others."""
        return self.message.ts

    @property
    def channel_id(self) -> str:
        """The conversation it is in."""
        return self.channel.id

    def container(self) -> Json:
        """How payloads name this place."""
        container = {
            "type": "message",
            "message_ts": self.message.ts,
            "channel_id": self.channel.id,
            "is_ephemeral": bool(self.message.to),
        }
        return container | ({"thread_ts": self.message.thread_ts} if self.message.is_reply else {})

    def describe(self, hub: Hub) -> Json:
        """What payloads say of it, with a URL to respond to."""
        return {
            "channel": {"id": self.channel.id, "name": self.channel.name or "directmessage"},
            "message": message_json(hub, self.message, metadata=False),
            "state": {"values": copied(self.values)},
            "response_url": response_url(hub, self.person.id, self.channel.id, self.message.ts),
        }

    def enter(self, hub: Hub, found: Found, entry: Json) -> None:
        """Keep what was entered."""
        _keep(self.values, found, entry)
        hub.touch_channel(self.channel)


Place = InView | InMessage


def find_place(hub: Hub, person: Person, where: Json) -> Place:
    """The view or the message that a request names. Raises `ControlError`."""
    if "view" in where:
        return InView(person, view_of(hub, person, str(where["view"])))
    channel = channel_of(hub, person, str(where.get("channel", "")))
    message = message_of(person, channel, str(where.get("ts", "")))
    values = entered(message.blocks, message.entered.get(person.id))
    message.entered[person.id] = values
    return InMessage(person, channel, message, values)


def find_element(place: Place, where: Json, value: Any = None) -> Found:
    """The element that a request names by ``action_id``, in any block or in that of ``block_id``.

    Of several buttons with the same id it is the one with this value. A message may change between
    the look and the click; its blocks have new ids then, and the click counts all the same. Raises
    `ControlError`.
    """
    action_id, block_id = where.get("action_id"), where.get("block_id")
    named = [found for found in interactive(place.blocks) if found.action_id == action_id]
    matching = [found for found in named if block_id in (None, "", found.block_id)]
    if isinstance(place, InMessage):
        matching = matching or named
    exact = [f for f in matching if value is not None and f.element.get("value") == value]
    if not matching:
        there = ", ".join(found.action_id for found in interactive(place.blocks)) or "nothing"
        text = f"There is no element {action_id!r} here; there are: {there}"
        raise ControlError("element_not_found", text, 404)
    return (exact or matching)[0]


def _keep(values: Values, found: Found, entry: Json) -> None:
    """Note an entry, unless the app took the element away while its options were asked for."""
    if found.action_id in values.get(found.block_id, {}):
        values[found.block_id][found.action_id] = entry


def view_of(hub: Hub, person: Person, view_id: str) -> View:
    """A view that the person has open, or their App Home. Raises `ControlError`."""
    home = hub.state.homes.get(person.id)
    for view in [*hub.state.stack(person.id), *([home] if home else [])]:
        if view.id == view_id:
            return view
    text = f"{person.real_name} has no view {view_id!r} open."
    raise ControlError("view_not_found", text, 404)

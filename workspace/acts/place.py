"""Where somebody presses, chooses or types: a view of theirs, or a message they see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workspace.acts.entry import channel_of, message_of
from workspace.blockkit.elements import Found, interactive
from workspace.blockkit.inputs import entered
from workspace.delivery.payloads import message_json, response_url, view_json
from workspace.errors import ControlError
from workspace.hub import Hub
from workspace.state import Channel, Json, Message, Person, Values, View


@dataclass(frozen=True)
class Place:
    """A view, or a message in a channel, with what this person has entered there."""

    person: Person
    blocks: list[Json]
    values: Values
    view: View | None = None
    channel: Channel | None = None
    message: Message | None = None

    @property
    def name(self) -> str:
        """What tells this place from all others."""
        return self.view.id if self.view else f"{self.message.ts if self.message else ''}"

    def describe(self, hub: Hub) -> Json:
        """The parts of a payload that say where it was."""
        if self.view is not None:
            return {
                "container": {"type": "view", "view_id": self.view.id},
                "view": view_json(hub, self.view),
            }
        channel, message = self._message()
        return {
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": channel.id,
                "is_ephemeral": bool(message.to),
            }
            | ({"thread_ts": message.thread_ts} if message.is_reply else {}),
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "message": message_json(hub, message, metadata=False),
            "state": {"values": self.values},
            "response_url": response_url(hub, self.person.id, channel.id, message.ts),
        }

    def container(self) -> Json:
        """The same for an options request, which has no response URL."""
        if self.view is not None:
            return {"type": "view", "view_id": self.view.id}
        channel, message = self._message()
        return {"type": "message", "message_ts": message.ts, "channel_id": channel.id}

    def touch(self, hub: Hub) -> None:
        """Say that what is entered here changed."""
        if self.view is not None:
            hub.touch_person(self.person.id, "home" if self.view.kind == "home" else "views")
        elif self.channel is not None:
            hub.touch_channel(self.channel)

    def find(self, action_id: str, block_id: str, value: Any = None) -> Found:
        """An element by its id, in any block unless one is given; of several buttons with the same
        id, the one with this value. Raises `ControlError`.
        """
        matching = [
            found
            for found in interactive(self.blocks)
            if found.action_id == action_id and block_id in ("", found.block_id)
        ]
        exact = (f for f in matching if value is not None and f.element.get("value") == value)
        found = next(exact, None) or next(iter(matching), None)
        if found is None:
            there = ", ".join(f.action_id for f in interactive(self.blocks)) or "nothing"
            text = f"There is no element {action_id!r} here; there are: {there}"
            raise ControlError("element_not_found", text, 404)
        return found

    def _message(self) -> tuple[Channel, Message]:
        if self.channel is None or self.message is None:
            raise ControlError("message_not_found", "There is no message here.", 404)
        return self.channel, self.message


def find_place(hub: Hub, person: Person, where: Json) -> Place:
    """The view or the message that a request names. Raises `ControlError`."""
    if "view" in where:
        view = view_of(hub, person, str(where["view"]))
        return Place(person, view.body["blocks"], view.values, view=view)
    channel = channel_of(hub, person, str(where.get("channel", "")))
    message = message_of(person, channel, str(where.get("ts", "")))
    values = entered(message.blocks, message.entered.get(person.id))
    message.entered[person.id] = values
    return Place(person, message.blocks, values, channel=channel, message=message)


def view_of(hub: Hub, person: Person, view_id: str) -> View:
    """A view that the person has open, or their App Home. Raises `ControlError`."""
    home = hub.state.homes.get(person.id)
    mine = [*hub.state.stack(person.id), *([home] if home else [])]
    for view in mine:
        if view.id == view_id:
            return view
    text = f"{person.real_name} has no view {view_id!r} open."
    raise ControlError("view_not_found", text, 404)

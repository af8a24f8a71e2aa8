"""Ways into the app: slash commands, messages, shortcuts and App Home."""

from __future__ import annotations

from workspace import channels, events
from workspace.acts.results import answer_with_message, tell_failure
from workspace.delivery import payloads
from workspace.delivery.payloads import interaction, message_json, response_url, view_json
from workspace.errors import ControlError, SlackError
from workspace.hub import Hub
from workspace.state import Channel, Json, Message, Person


def channel_of(hub: Hub, person: Person, channel_id: str) -> Channel:
    """A conversation in which the person is. The app's own id means the direct message with it.

    Raises `ControlError` when there is none or the person is not in it.
    """
    if channel_id in (hub.app.bot_user, hub.app.id):
        return channels.open_im(hub, person.id)
    channel = hub.state.channels.get(channel_id)
    if channel is None:
        named = hub.state.channel_named(channel_id.removeprefix("#"))
        channel = named if channel_id else None
    if channel is None or person.id not in channel.members:
        text = f"{person.real_name} is not in a channel {channel_id!r}."
        raise ControlError("channel_not_found", text, 404)
    return channel


def message_of(person: Person, channel: Channel, ts: str) -> Message:
    """A message that the person sees. Raises `ControlError`."""
    message = channel.messages.get(ts)
    if message is None or message.to not in ("", person.id):
        raise ControlError("message_not_found", f"There is no message {ts!r} to see there.", 404)
    return message


async def run_command(hub: Hub, person: Person, channel_id: str, line: str) -> Json:
    """Type a slash command like ``/handoff start Acme`` in a channel."""
    channel = channel_of(hub, person, channel_id)
    name, _, text = line.strip().partition(" ")
    if name not in {command.command for command in hub.app.commands}:
        hub.notify(person.id, f"{name} is not a valid command.")
        raise ControlError("unknown_command", f"The app has no command {name!r}.", 404)
    payload = payloads.command(hub, person, channel, name, text.strip())
    ack = await hub.sender.send("command", name, payload)
    tell_failure(hub, person, ack, f"{name} failed")
    if ack.ok:
        try:
            answer_with_message(hub, person, channel, ack.body)
        except SlackError as error:
            hub.notify(person.id, f"{name} failed: its answer was refused ({error.code}).")
            return {**ack.report(), "ok": False, "error": error.code}
    return ack.report()


async def open_home(hub: Hub, person: Person) -> Json:
    """Open the app's home."""
    if not hub.app.home_enabled:
        raise ControlError("home_disabled", "The app has no home.", 409)
    channel = channels.open_im(hub, person.id)
    home = hub.state.homes.get(person.id)
    events.app_home_opened(hub, person, channel, view_json(hub, home) if home else None)
    return {"ok": True}


async def use_shortcut(
    hub: Hub, person: Person, callback_id: str, channel_id: str, ts: str
) -> Json:
    """Choose a shortcut, or one of a message's menu when a message is given.

    https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
    """
    shortcut = next((s for s in hub.app.shortcuts if s.callback_id == callback_id), None)
    if shortcut is None or (shortcut.type == "message") != bool(ts):
        raise ControlError("unknown_shortcut", f"There is no shortcut {callback_id!r} here.", 404)
    kind = "message_action" if ts else "shortcut"
    payload = interaction(hub, kind, person) | {
        "callback_id": callback_id,
        "trigger_id": hub.tickets.trigger(person.id, channel_id),
        "action_ts": hub.stamp(),
    }
    if ts:
        payload |= _about_message(hub, person, channel_id, ts)
    ack = await hub.sender.send("interactive", f"{kind} {callback_id}", payload)
    tell_failure(hub, person, ack, shortcut.name)
    return ack.report()


def _about_message(hub: Hub, person: Person, channel_id: str, ts: str) -> Json:
    channel = channel_of(hub, person, channel_id)
    message = message_of(person, channel, ts)
    return {
        "message_ts": ts,
        "message": message_json(hub, message, metadata=False),
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
        "response_url": response_url(hub, person.id, channel.id),
    }


def read(hub: Hub, person: Person, channel_id: str) -> Json:
    """Mark a conversation as read."""
    channel = channel_of(hub, person, channel_id)
    channel.last_read[person.id] = next(reversed(channel.messages), "")
    hub.changes.touch(f"people/{person.id}", f"read/{person.id}/{channel.id}")
    return {"ok": True}


def join(hub: Hub, person: Person, channel_id: str) -> Json:
    """Join a public channel; nothing happens to whom is in it already. Raises `ControlError`."""
    channel = hub.state.channels.get(channel_id) or hub.state.channel_named(channel_id)
    if channel is None or channel.kind != "channel" or person.is_restricted:
        text = f"{person.real_name} cannot join {channel_id!r}."
        raise ControlError("channel_not_found", text, 404)
    if person.id not in channel.members:
        channels.join(hub, channel, person.id)
    return {"ok": True}


def leave(hub: Hub, person: Person, channel_id: str) -> Json:
    """Leave a channel. Raises `ControlError` for #general, as Slack does, and for messages."""
    channel = channel_of(hub, person, channel_id)
    if channel.is_general or channel.kind in ("im", "mpim"):
        raise ControlError("cant_leave", "Nobody can leave this conversation.", 409)
    channels.leave(hub, channel, person.id)
    return {"ok": True}

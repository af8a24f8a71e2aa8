"""What people do with messages: write them, edit and delete them."""

from __future__ import annotations

from workspace import messages
from workspace.acts.entry import channel_of, message_of
from workspace.errors import ControlError
from workspace.hub import Hub
from workspace.state import Channel, Json, Person


def write(hub: Hub, person: Person, channel_id: str, text: str, thread_ts: str) -> Json:
    """Write a message, or a reply in a thread."""
    channel = _open(hub, person, channel_id)
    if not text.strip():
        raise ControlError("no_text", "A message needs a text.")
    parent = message_of(person, channel, thread_ts) if thread_ts else None
    thread = (parent.thread_ts or parent.ts) if parent else ""
    message = messages.post(hub, channel, person.id, text, thread_ts=thread)
    return {"ok": True, "ts": message.ts, "channel": channel.id}


def edit(hub: Hub, person: Person, channel_id: str, ts: str, text: str) -> Json:
    """Edit one's own message."""
    channel = _open(hub, person, channel_id)
    message = message_of(person, channel, ts)
    if message.user != person.id or message.subtype or not text.strip():
        raise ControlError("cant_edit_message", "One edits one's own messages only.", 403)
    messages.edit(hub, channel, message, {"text": text})
    return {"ok": True}


def delete(hub: Hub, person: Person, channel_id: str, ts: str) -> Json:
    """Delete one's own message, or as an administrator anybody's; put an ephemeral one away."""
    channel = _open(hub, person, channel_id)
    message = message_of(person, channel, ts)
    own = person.id in (message.user, message.to)
    if not own and not (person.is_admin or person.is_owner):
        text = f"{person.real_name} cannot delete this message; administrators can."
        raise ControlError("cant_delete_message", text, 403)
    messages.remove(hub, channel, message)
    return {"ok": True}


def _open(hub: Hub, person: Person, channel_id: str) -> Channel:
    channel = channel_of(hub, person, channel_id)
    if channel.is_archived:
        raise ControlError("is_archived", f"#{channel.name} is archived.", 409)
    return channel

"""What follows from how the app answered: messages it returned, failures that the person sees."""

from __future__ import annotations

from typing import Any

from workspace import messages
from workspace.blockkit.validate import check_blocks
from workspace.delivery.sender import Ack
from workspace.errors import SlackError
from workspace.hub import Hub
from workspace.state import Channel, Json, Message, Person
from workspace.tickets import ResponseTarget

REASONS = {
    "timeout": "did not respond in time",
    "connection_failed": "cannot be reached",
    "no_app": "is not running",
    "http_error": "answered with an error",
    "too_many_redirects": "sent the request elsewhere too often",
}


def tell_failure(hub: Hub, person: Person, ack: Ack, what: str) -> None:
    """Show the person that the app failed, as Slack's client does; nothing when it did not."""
    if ack.error is None:
        return
    reason = REASONS.get(ack.error, f"failed ({ack.error})")
    hub.notify(person.id, f"{what}: {hub.app.name} {reason}.")


def answer_with_message(hub: Hub, person: Person, channel: Channel, body: Any) -> None:
    """Post the message that a slash command was answered with, if any.

    https://docs.slack.dev/interactivity/implementing-slash-commands#responding_to_commands
    """
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, dict) or not (body.get("text") or body.get("blocks")):
        return
    respond(hub, ResponseTarget(person.id, channel.id, "", 0.0), body)


def respond(hub: Hub, target: ResponseTarget, body: Any) -> None:
    """Do what was posted to a response URL. Raises `SlackError` for a message that cannot be.

    https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
    """
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    channel = hub.state.channels.get(target.channel)
    if channel is None:
        raise SlackError("channel_not_found")
    original = channel.messages.get(target.ts)
    if body.get("delete_original") and original is not None:
        messages.remove(hub, channel, original)
        return
    content = _content(body)
    if body.get("replace_original") and original is not None:
        messages.edit(hub, channel, original, {"text": "", "blocks": [], **content})
        return
    to = "" if body.get("response_type") == "in_channel" else target.user
    thread = _thread(channel, body, original)
    messages.post_as_app(hub, channel, content.pop("text", ""), **content, to=to, thread_ts=thread)


def _content(body: Json) -> Json:
    content: Json = {}
    if isinstance(body.get("text"), str):
        content["text"] = body["text"]
    if "blocks" in body:
        blocks = body["blocks"] or []
        if not isinstance(blocks, list):
            raise SlackError("invalid_blocks_format")
        check_blocks(blocks, "message")
        content["blocks"] = blocks
    if not any(content.values()):
        raise SlackError("no_text")
    return content


def _thread(channel: Channel, body: Json, original: Message | None) -> str:
    asked = body.get("thread_ts")
    if isinstance(asked, str) and asked in channel.messages:
        return asked
    return original.thread_ts if original is not None else ""

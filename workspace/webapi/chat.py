"""Posting, changing and deleting messages."""

from __future__ import annotations

from workspace import channels, messages
from workspace.blockkit.validate import check_blocks
from workspace.delivery.payloads import message_json
from workspace.errors import SlackError
from workspace.state import Channel, Json
from workspace.webapi.arguments import array, flag, text, thing
from workspace.webapi.lookup import find_channel, find_message, find_person, is_member, thread_of
from workspace.webapi.method import Call, Method

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000
LONGEST_MARKDOWN = 12_000
LARGEST_METADATA = 16_000
MOST_ATTACHMENTS = 100


def post_message(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postMessage

    A channel is given by id or ``#name``, a direct message also by the person's id.
    """
    channel = _target(call)
    body = _content(call, LONGEST_POST)
    message = messages.post_as_app(
        call.hub,
        channel,
        body.pop("text"),
        **body,
        thread_ts=thread_of(call, channel),
        broadcast=call.flag("reply_broadcast"),
        metadata=_metadata(call),
        username=_username(call),
    )
    shown = message_json(call.hub, message)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    channel = _target(call)
    user = find_person(call, call.text("user")).id
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    body = _content(call, LONGEST_UPDATE)
    thread = thread_of(call, channel)
    message = messages.post_as_app(
        call.hub, channel, body.pop("text"), **body, thread_ts=thread, to=user
    )
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.update

    Blocks that are not given stay; an empty list takes them away.
    """
    channel = find_channel(call)
    message = find_message(channel, call.text("ts"))
    if channel.is_archived:
        raise SlackError("is_inactive")
    if message.bot_id != call.hub.app.bot_id:
        raise SlackError("cant_update_message")
    changes = _content(call, LONGEST_UPDATE)
    if "text" not in call.args and "markdown_text" not in call.args:
        changes.pop("text")
    if "metadata" in call.args:
        changes["metadata"] = _metadata(call)
    messages.edit(call.hub, channel, message, changes)
    shown = message_json(call.hub, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.delete"""
    channel = find_channel(call)
    message = find_message(channel, call.text("ts"))
    if message.bot_id != call.hub.app.bot_id:
        raise SlackError("cant_delete_message")
    messages.remove(call.hub, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""
    channel = find_channel(call)
    message = find_message(channel, call.text("message_ts"))
    digits = message.ts.replace(".", "")
    link = f"{call.hub.base_url}/archives/{channel.id}/p{digits}"
    return {"channel": channel.id, "permalink": link}


def _target(call: Call) -> Channel:
    channel = _addressed(call)
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_im and not call.hub.app.messages_enabled:
        raise SlackError("messages_tab_disabled")
    if not is_member(call, channel) and not call.hub.app.may("chat:write.public"):
        raise SlackError("not_in_channel")
    return channel


def _addressed(call: Call) -> Channel:
    address = call.text("channel")
    person = call.hub.state.people.get(address)
    if person is not None and not person.is_bot:
        if person.deleted:
            raise SlackError("channel_not_found")
        return channels.open_im(call.hub, person.id)
    named = call.hub.state.channel_named(address.removeprefix("#"))
    if named is None:
        return find_channel(call)
    return find_channel(Call(call.hub, {"channel": named.id}))


def _content(call: Call, longest: int) -> Json:
    """The text, blocks and attachments of a message, checked."""
    body: Json = {"text": call.text("text")}
    for part in ("blocks", "attachments"):
        if part in call.args:
            body[part] = call.args[part]
    if call.text("markdown_text"):
        body = _from_markdown(call.text("markdown_text"), body)
    check_blocks(body.get("blocks", []), "message")
    if len(body.get("attachments", [])) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    if not any(body.values()):
        raise SlackError("no_text")
    if len(body["text"]) > longest:
        raise SlackError("msg_too_long")
    return body


def _from_markdown(markdown: str, body: Json) -> Json:
    """A message that is given as markdown. Raises `SlackError` when there is another text."""
    if body["text"] or body.get("blocks"):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > LONGEST_MARKDOWN:
        raise SlackError("msg_too_long")
    return {**body, "text": markdown, "blocks": [{"type": "markdown", "text": markdown}]}


def _metadata(call: Call) -> Json | None:
    metadata: Json | None = call.args.get("metadata")
    if metadata is None:
        return None
    payload = metadata.get("event_payload")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_format")
    if len(str(payload)) > LARGEST_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def _username(call: Call) -> str:
    if any(call.text(name) for name in LOOKS):
        call.need_scope("chat:write.customize")
    return call.text("username")


WRITE = ("chat:write",)
CHANNEL = {"channel": text}
LOOKS = {"username": text, "icon_emoji": text, "icon_url": text}
"""How the app wants to look; of these only its name is shown."""

IGNORED = {
    "link_names": flag,
    "mrkdwn": flag,
    "parse": text,
    "unfurl_links": flag,
    "unfurl_media": flag,
}
"""What is checked and then makes no difference here."""

CONTENT = {
    "text": text,
    "markdown_text": text,
    "blocks": array,
    "attachments": array,
    "thread_ts": text,
    "metadata": thing,
    "reply_broadcast": flag,
    **LOOKS,
    **IGNORED,
}

METHODS = (
    Method("chat.postMessage", post_message, WRITE, needs=CHANNEL, takes=CONTENT, tier=4),
    Method(
        "chat.postEphemeral",
        post_ephemeral,
        WRITE,
        needs={"channel": text, "user": text},
        takes=CONTENT,
        tier=4,
    ),
    Method("chat.update", update, WRITE, needs={"channel": text, "ts": text}, takes=CONTENT),
    Method("chat.delete", delete, WRITE, needs={"channel": text, "ts": text}),
    Method(
        "chat.getPermalink",
        get_permalink,
        needs={"channel": text, "message_ts": text},
        tier=5,
    ),
)

"""Finding what a call is about, with Slack's errors when it is not there or not for the app."""

from __future__ import annotations

from workspace.errors import SlackError
from workspace.state import Channel, Message, Person
from workspace.webapi.method import Call

SCOPE_WORDS = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def every_kind(right: str) -> tuple[str, ...]:
    """The scopes of a right (``read``, ``history``, ``write``) over all kinds of conversations."""
    return tuple(scope for kind in SCOPE_WORDS for scope in scopes_for(kind, right))


def scope_for(kind: str, right: str) -> str:
    """The scope for a right over one kind; managing public channels has a name of its own."""
    if kind == "channel" and right == "write":
        return "channels:manage"
    return f"{SCOPE_WORDS[kind]}:{right}"


def scopes_for(kind: str, right: str) -> tuple[str, ...]:
    """The scopes each of which gives a right over one kind; notes have a narrower one beside."""
    if right == "topic":
        return scope_for(kind, "write"), f"{SCOPE_WORDS[kind]}:write.topic"
    return (scope_for(kind, right),)


def find_channel(call: Call, right: str = "", name: str = "channel") -> Channel:
    """The conversation that a call names, if the app can see it and has the right's scope.

    Raises `SlackError` channel_not_found, missing_scope.
    """
    channel = call.hub.state.channels.get(call.text(name))
    if channel is None or not visible(call, channel):
        raise SlackError("channel_not_found")
    if right:
        call.need_scope(*scopes_for(channel.kind, right))
    return channel


def visible(call: Call, channel: Channel) -> bool:
    """Whether the app can know of a conversation: public, or it is in it."""
    return channel.kind == "channel" or is_member(call, channel)


def is_member(call: Call, channel: Channel) -> bool:
    """Whether the app is in a conversation."""
    return call.hub.app.bot_user in channel.members


def joined_channel(call: Call, right: str = "") -> Channel:
    """A conversation in which the app is and that is not archived.

    Raises `SlackError` channel_not_found, missing_scope, not_in_channel, is_archived.
    """
    channel = find_channel(call, right)
    if not is_member(call, channel):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def no_im(channel: Channel) -> Channel:
    """Only channels. Raises `SlackError` method_not_supported_for_channel_type for others."""
    if channel.kind in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    return channel


def find_person(call: Call, user: str) -> Person:
    """A person or the bot user. Raises `SlackError` user_not_found."""
    person = call.hub.state.people.get(user)
    if person is None:
        raise SlackError("user_not_found")
    return person


def find_message(channel: Channel, ts: str) -> Message:
    """A message that all members see, not a tombstone. Raises `SlackError` message_not_found."""
    message = channel.messages.get(ts)
    if message is None or message.to or message.subtype == "tombstone":
        raise SlackError("message_not_found")
    return message


def thread_of(call: Call, channel: Channel) -> str:
    """The thread that ``thread_ts`` names, by its parent; none when it names no message there."""
    parent = channel.messages.get(call.text("thread_ts"))
    return (parent.thread_ts or parent.ts) if parent else ""

"""Channels: making, finding, renaming, archiving, topic and purpose."""

from __future__ import annotations

import re

from workspace import channels, events
from workspace.errors import SlackError
from workspace.messages import announce
from workspace.state import Channel, Json, Person
from workspace.webapi.arguments import flag, names, text, whole
from workspace.webapi.channel_json import channel_json
from workspace.webapi.lookup import (
    every_kind,
    find_channel,
    find_person,
    is_member,
    joined_channel,
    no_im,
    scope_for,
    visible,
)
from workspace.webapi.method import Call, Method, page

LONGEST_NAME = 80
LONGEST_TOPIC = 250
MOST_IN_GROUP = 8
"""People whom the app can message together."""

KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def create(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.create"""
    private = call.flag("is_private")
    call.need_scope(scope_for("group" if private else "channel", "write"))
    policy = call.hub.state.policy
    if not (policy.members_can_create_private if private else policy.members_can_create_public):
        raise SlackError("restricted_action")
    bot = call.hub.app.bot_user
    channel = Channel(
        id=call.hub.state.new_id("C"),
        name=_free_name(call),
        created=call.hub.seconds(),
        creator=bot,
        is_private=private,
        members=[bot],
    )
    call.hub.state.channels[channel.id] = channel
    call.hub.touch_channel(channel)
    announce(call.hub, channel, "channel_join", bot)
    if not private:
        events.channel_event(call.hub, "created", channel, bot)
    return {"channel": channel_json(call.hub, channel)}


def open_direct(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.open (one person, or up to eight)"""
    if call.text("channel"):
        return _reopened(call)
    people = _partners(call)
    kind = "im" if len(people) == 1 else "mpim"
    call.need_scope(scope_for(kind, "write"))
    users = [person.id for person in people]
    known = _known(call, users)
    if known is None and call.flag("prevent_creation"):
        raise SlackError("channel_not_found")
    channel = known or _open(call, users)
    answer = {"channel": _opened(call, channel)}
    return answer | ({"already_open": True, "no_op": True} if known else {})


def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.info"""
    channel = find_channel(call, "read")
    body = channel_json(call.hub, channel)
    if call.flag("include_num_members"):
        body["num_members"] = len(channel.members)
    if call.flag("include_locale"):
        body["locale"] = call.hub.state.people[call.hub.app.bot_user].locale
    return {"channel": body}


def list_all(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    kinds = asked_kinds(call)
    seen = [
        channel
        for channel in call.hub.state.channels.values()
        if channel.kind in kinds and visible(call, channel)
        if not (channel.is_archived and call.flag("exclude_archived"))
    ]
    found, metadata = page(call, seen)
    described = [
        channel_json(call.hub, channel) | {"num_members": len(channel.members)} for channel in found
    ]
    return {"channels": described, **metadata}


def members(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.members"""
    channel = find_channel(call, "read")
    found, metadata = page(call, channel.members)
    return {"members": found, **metadata}


def set_topic(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.setTopic"""
    channel = _noted(call, "topic")
    return {"channel": channel_json(call.hub, channel)}


def set_purpose(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.setPurpose"""
    channel = _noted(call, "purpose")
    return {"channel": channel_json(call.hub, channel), "purpose": channel.purpose["value"]}


def rename(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.rename"""
    channel = no_im(joined_channel(call, "write"))
    if channel.creator != call.hub.app.bot_user:
        raise SlackError("not_authorized")
    channels.rename(call.hub, channel, _free_name(call), call.hub.app.bot_user)
    return {"channel": channel_json(call.hub, channel)}


def archive(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.archive"""
    channel = no_im(find_channel(call, "write"))
    if channel.is_archived:
        raise SlackError("already_archived")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    if not is_member(call, channel):
        raise SlackError("not_in_channel")
    channels.set_archived(call.hub, channel, True, call.hub.app.bot_user)
    return {}


def unarchive(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.unarchive

    The page warns that bot tokens cannot unarchive; Slack answers them ``not_in_channel``, even
    where the bot is a member (https://github.com/slack-go/slack/issues/1066).
    """
    channel = no_im(find_channel(call, "write"))
    raise SlackError("not_in_channel" if channel.is_archived else "not_archived")


def asked_kinds(call: Call) -> set[str]:
    """The kinds of conversations that a call asks for. Raises `SlackError` invalid_types."""
    types = call.args.get("types") or ["public_channel"]
    if any(kind not in KINDS for kind in types):
        raise SlackError("invalid_types")
    for kind in types:
        call.need_scope(scope_for(KINDS[kind], "read"))
    return {KINDS[kind] for kind in types}


def name_problem(name: str) -> str:
    """Slack's error code for a channel name that cannot be, or nothing."""
    if not name:
        return "invalid_name_required"
    if len(name) > LONGEST_NAME:
        return "invalid_name_maxlength"
    if not re.search(r"\w", name.replace("_", "")):
        return "invalid_name_punctuation"
    if name != name.lower() or not re.fullmatch(r"[\w-]+", name):
        return "invalid_name_specials"
    return ""


def _free_name(call: Call) -> str:
    name = call.text("name").removeprefix("#")
    problem = name_problem(name)
    if problem:
        raise SlackError(problem)
    if call.hub.state.channel_named(name) is not None:
        raise SlackError("name_taken")
    return name


def _noted(call: Call, what: str) -> Channel:
    channel = no_im(joined_channel(call, "topic"))
    value = call.text(what)
    if len(value) > LONGEST_TOPIC:
        raise SlackError("too_long")
    channels.note(call.hub, channel, what, value, call.hub.app.bot_user)
    return channel


def _reopened(call: Call) -> Json:
    channel = find_channel(call, "write")
    if channel.kind not in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    return {"channel": _opened(call, channel), "already_open": True, "no_op": True}


def _partners(call: Call) -> list[Person]:
    """The people with whom a direct message is to be opened."""
    users = list(dict.fromkeys(call.args.get("users", [])))
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MOST_IN_GROUP:
        raise SlackError("too_many_users")
    people = [find_person(call, user) for user in users]
    if any(person.deleted for person in people):
        raise SlackError("user_disabled")
    if any(person.is_bot for person in people):
        raise SlackError("invalid_user_combination")
    return people


def _known(call: Call, users: list[str]) -> Channel | None:
    state = call.hub.state
    if len(users) == 1:
        return state.im_with(users[0])
    return state.group_of({*users, call.hub.app.bot_user})


def _open(call: Call, users: list[str]) -> Channel:
    if len(users) == 1:
        return channels.open_im(call.hub, users[0])
    return channels.open_group(call.hub, users)


def _opened(call: Call, channel: Channel) -> Json:
    if call.flag("return_im"):
        return channel_json(call.hub, channel)
    return {"id": channel.id}


CHANNEL = {"channel": text}
PAGED = {"cursor": text, "limit": whole}
READ, WRITE, NOTE = every_kind("read"), every_kind("write"), every_kind("topic")

METHODS = (
    Method(
        "conversations.create",
        create,
        ("channels:manage", "groups:write"),
        needs={"name": text},
        takes={"is_private": flag},
        tier=2,
    ),
    Method(
        "conversations.open",
        open_direct,
        ("im:write", "mpim:write"),
        takes={"users": names, "channel": text, "return_im": flag, "prevent_creation": flag},
    ),
    Method(
        "conversations.info",
        info,
        READ,
        needs=CHANNEL,
        takes={"include_num_members": flag, "include_locale": flag},
    ),
    Method(
        "conversations.list",
        list_all,
        READ,
        takes={"types": names, "exclude_archived": flag, **PAGED},
        tier=2,
    ),
    Method("conversations.members", members, READ, needs=CHANNEL, takes=PAGED, tier=4),
    Method("conversations.setTopic", set_topic, NOTE, needs=CHANNEL, takes={"topic": text}, tier=2),
    Method(
        "conversations.setPurpose",
        set_purpose,
        NOTE,
        needs=CHANNEL,
        takes={"purpose": text},
        tier=2,
    ),
    Method("conversations.rename", rename, WRITE, needs={"name": text, **CHANNEL}, tier=2),
    Method("conversations.archive", archive, WRITE, needs=CHANNEL, tier=2),
    Method("conversations.unarchive", unarchive, WRITE, needs=CHANNEL, tier=2),
)

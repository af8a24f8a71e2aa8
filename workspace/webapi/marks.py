"""What is fastened to channels and messages: pins, bookmarks and reactions."""

from __future__ import annotations

import re

from workspace.delivery.payloads import message_json
from workspace.errors import SlackError
from workspace.messages import ANNOUNCED
from workspace.state import Channel, Json, Message
from workspace.webapi.arguments import text
from workspace.webapi.lookup import find_channel, find_message, is_member
from workspace.webapi.method import Call, Method

MOST_PINS = 100
MOST_BOOKMARKS = 100


def add_pin(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/pins.add"""
    channel, message = _pinned_about(call)
    if any(pin["ts"] == message.ts for pin in channel.pins):
        raise SlackError("already_pinned")
    if message.subtype in ANNOUNCED:
        raise SlackError("not_pinnable")
    if len(channel.pins) >= MOST_PINS:
        raise SlackError("too_many_pins")
    by, at = call.hub.app.bot_user, call.hub.seconds()
    channel.pins.append({"ts": message.ts, "created_by": by, "created": at})
    call.hub.touch_channel(channel)
    return {}


def remove_pin(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/pins.remove"""
    channel, message = _pinned_about(call)
    if not any(pin["ts"] == message.ts for pin in channel.pins):
        raise SlackError("no_pin")
    channel.pins = [pin for pin in channel.pins if pin["ts"] != message.ts]
    call.hub.touch_channel(channel)
    return {}


def list_pins(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/pins.list (the latest first)"""
    channel = find_channel(call)
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": pin["created"],
            "created_by": pin["created_by"],
            "message": message_json(call.hub, channel.messages[pin["ts"]], metadata=False),
        }
        for pin in reversed(channel.pins)
    ]
    return {"items": items}


def add_bookmark(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bookmarks.add (links only)"""
    channel = _bookmarked(call)
    if call.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    _check_link(call)
    _check_emoji(call)
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    bookmark = _bookmark(call, channel)
    channel.bookmarks.append(bookmark)
    call.hub.touch_channel(channel)
    return {"bookmark": bookmark}


def edit_bookmark(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bookmarks.edit"""
    channel = _bookmarked(call)
    bookmark = _find_bookmark(call, channel)
    if call.text("link"):
        _check_link(call)
    _check_emoji(call)
    given = {name: call.text(name) for name in ("title", "link", "emoji") if call.text(name)}
    bookmark |= {**given, "date_updated": call.hub.seconds()}
    call.hub.touch_channel(channel)
    return {"bookmark": bookmark}


def remove_bookmark(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bookmarks.remove"""
    channel = _bookmarked(call)
    channel.bookmarks.remove(_find_bookmark(call, channel))
    call.hub.touch_channel(channel)
    return {}


def list_bookmarks(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bookmarks.list"""
    return {"bookmarks": find_channel(call, name="channel_id").bookmarks}


def add_reaction(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.add"""
    channel, message = _reacted(call)
    users = message.reactions.setdefault(call.text("name"), [])
    if call.hub.app.bot_user in users:
        raise SlackError("already_reacted")
    users.append(call.hub.app.bot_user)
    call.hub.touch_channel(channel)
    return {}


def remove_reaction(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.remove"""
    channel, message = _reacted(call)
    users = message.reactions.get(call.text("name"), [])
    if call.hub.app.bot_user not in users:
        raise SlackError("no_reaction")
    users.remove(call.hub.app.bot_user)
    if not users:
        del message.reactions[call.text("name")]
    call.hub.touch_channel(channel)
    return {}


def _pinned_about(call: Call) -> tuple[Channel, Message]:
    channel = find_channel(call)
    if not is_member(call, channel):
        raise SlackError("not_in_channel")
    return channel, _message(call, channel)


def _reacted(call: Call) -> tuple[Channel, Message]:
    channel = find_channel(call)
    if not re.fullmatch(r"[\w+'-]{1,100}(::skin-tone-[2-6])?", call.text("name")):
        raise SlackError("invalid_name")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel, _message(call, channel)


def _message(call: Call, channel: Channel) -> Message:
    if not call.text("timestamp"):
        raise SlackError("no_item_specified")
    if not re.fullmatch(r"\d+\.\d{6}", call.text("timestamp")):
        raise SlackError("bad_timestamp")
    return find_message(channel, call.text("timestamp"))


def _bookmarked(call: Call) -> Channel:
    channel = find_channel(call, name="channel_id")
    if not is_member(call, channel):
        raise SlackError("channel_not_found")
    return channel


def _check_link(call: Call) -> None:
    if not re.match(r"https?://\S+$", call.text("link")):
        raise SlackError("invalid_link")


def _check_emoji(call: Call) -> None:
    if call.text("emoji") and not re.fullmatch(r":[\w+'-]{1,100}:", call.text("emoji")):
        raise SlackError("invalid_emoji")


def _bookmark(call: Call, channel: Channel) -> Json:
    now = call.hub.seconds()
    return {
        "id": call.hub.state.new_id("Bk"),
        "channel_id": channel.id,
        "title": call.text("title"),
        "link": call.text("link"),
        "emoji": call.text("emoji"),
        "icon_url": "",
        "type": "link",
        "entity_id": None,
        "date_created": now,
        "date_updated": now,
        "rank": "i",
        "last_updated_by_user_id": call.hub.app.bot_user,
        "last_updated_by_team_id": call.hub.state.team.id,
        "app_id": call.hub.app.id,
    }


def _find_bookmark(call: Call, channel: Channel) -> Json:
    for bookmark in channel.bookmarks:
        if bookmark["id"] == call.text("bookmark_id"):
            return bookmark
    raise SlackError("not_found")


PIN = {"channel": text}
AT = {"timestamp": text}
BOOKMARK = {"channel_id": text, "bookmark_id": text}
REACTION = {"channel": text, "name": text}
LOOKS = {"link": text, "emoji": text}

METHODS = (
    Method("pins.add", add_pin, ("pins:write",), needs=PIN, takes=AT, tier=2),
    Method("pins.remove", remove_pin, ("pins:write",), needs=PIN, takes=AT, tier=2),
    Method("pins.list", list_pins, ("pins:read",), needs=PIN, tier=2),
    Method(
        "bookmarks.add",
        add_bookmark,
        ("bookmarks:write",),
        needs={"channel_id": text, "title": text, "type": text},
        takes=LOOKS,
        tier=2,
    ),
    Method(
        "bookmarks.edit",
        edit_bookmark,
        ("bookmarks:write",),
        needs=BOOKMARK,
        takes={"title": text, **LOOKS},
        tier=2,
    ),
    Method("bookmarks.remove", remove_bookmark, ("bookmarks:write",), needs=BOOKMARK, tier=2),
    Method("bookmarks.list", list_bookmarks, ("bookmarks:read",), needs={"channel_id": text}),
    Method("reactions.add", add_reaction, ("reactions:write",), needs=REACTION, takes=AT),
    Method(
        "reactions.remove", remove_reaction, ("reactions:write",), needs=REACTION, takes=AT, tier=2
    ),
)

"""People: users.info, users.list, users.lookupByEmail, users.conversations."""

from __future__ import annotations

from workspace.errors import SlackError
from workspace.people import user_json
from workspace.state import Json
from workspace.webapi.arguments import flag, names, text, whole
from workspace.webapi.channel_json import channel_json
from workspace.webapi.conversations import asked_kinds
from workspace.webapi.lookup import every_kind, find_person, visible
from workspace.webapi.method import Call, Method, page


def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.info"""
    person = find_person(call, call.text("user"))
    return {"user": user_json(call.hub, person, locale=call.flag("include_locale"))}


def list_all(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.list"""
    people, metadata = page(call, call.hub.state.people.values(), default=1000)
    locale = call.flag("include_locale")
    members = [user_json(call.hub, person, locale=locale) for person in people]
    return {"members": members, "cache_ts": call.hub.seconds(), **metadata}


def lookup_by_email(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.lookupByEmail"""
    email = call.text("email").lower()
    for person in call.hub.state.people.values():
        if person.email.lower() == email and not person.deleted and not person.is_bot:
            return {"user": user_json(call.hub, person)}
    raise SlackError("users_not_found")


def conversations(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.conversations"""
    user = find_person(call, call.text("user") or call.hub.app.bot_user).id
    kinds = asked_kinds(call)
    channels = [
        channel
        for channel in call.hub.state.channels.values()
        if channel.kind in kinds and user in channel.members and visible(call, channel)
        if not (channel.is_archived and call.flag("exclude_archived"))
    ]
    found, metadata = page(call, channels)
    return {"channels": [channel_json(call.hub, c, brief=True) for c in found], **metadata}


PAGED = {"cursor": text, "limit": whole}

METHODS = (
    Method(
        "users.info",
        info,
        ("users:read",),
        needs={"user": text},
        takes={"include_locale": flag},
        tier=4,
    ),
    Method(
        "users.list", list_all, ("users:read",), takes={"include_locale": flag, **PAGED}, tier=2
    ),
    Method("users.lookupByEmail", lookup_by_email, ("users:read.email",), needs={"email": text}),
    Method(
        "users.conversations",
        conversations,
        every_kind("read"),
        takes={"user": text, "types": names, "exclude_archived": flag, **PAGED},
    ),
)

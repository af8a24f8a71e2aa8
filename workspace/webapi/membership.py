"""Who is in a channel: invite, kick, join, leave."""

from __future__ import annotations

from workspace import channels
from workspace.errors import SlackError
from workspace.state import Channel, Json
from workspace.webapi.arguments import flag, names, text
from workspace.webapi.channel_json import channel_json
from workspace.webapi.lookup import find_channel, find_person, is_member, joined_channel, no_im
from workspace.webapi.method import Call, Method

MOST_INVITED = 100
INVITE_SCOPES = {
    "channel": ("channels:manage", "channels:write.invites"),
    "group": ("groups:write", "groups:write.invites"),
}


def invite(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.invite

    One person who cannot be invited fails the whole call, unless `force` invites the others.
    """
    channel = no_im(joined_channel(call))
    call.need_scope(*INVITE_SCOPES[channel.kind])
    users = call.args["users"]
    if not users:
        raise SlackError("no_user")
    if len(users) > MOST_INVITED:
        raise SlackError("too_many_users")
    problems = {user: _invite_problem(call, channel, user) for user in users}
    failed = {user: problem for user, problem in problems.items() if problem}
    if failed and (not call.flag("force") or len(failed) == len(problems)):
        raise SlackError(next(iter(failed.values())), errors=_listed(failed))
    for user in problems:
        if user not in failed:
            channels.join(call.hub, channel, user, inviter=call.hub.app.bot_user)
    answer: Json = {"channel": channel_json(call.hub, channel)}
    return answer | ({"errors": _listed(failed)} if failed else {})


def kick(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.kick"""
    channel = no_im(find_channel(call, "write"))
    user = find_person(call, call.text("user")).id
    if user == call.hub.app.bot_user:
        raise SlackError("cant_kick_self")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if not is_member(call, channel) or user not in channel.members:
        raise SlackError("not_in_channel")
    channels.leave(call.hub, channel, user, call.hub.app.bot_user)
    return {}


def join(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.join (public channels only)"""
    channel = find_channel(call)
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if is_member(call, channel):
        return {"channel": channel_json(call.hub, channel), "warning": "already_in_channel"}
    channels.join(call.hub, channel, call.hub.app.bot_user)
    return {"channel": channel_json(call.hub, channel)}


def leave(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.leave"""
    channel = no_im(find_channel(call, "write"))
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if channel.is_archived:
        raise SlackError("is_archived")
    if not is_member(call, channel):
        return {"not_in_channel": True}
    if channel.members == [call.hub.app.bot_user]:
        raise SlackError("last_member")
    channels.leave(call.hub, channel, call.hub.app.bot_user)
    return {}


def _invite_problem(call: Call, channel: Channel, user: str) -> str:
    person = call.hub.state.people.get(user)
    if person is None:
        return "user_not_found"
    if user == call.hub.app.bot_user:
        return "cant_invite_self"
    if person.deleted:
        return "cant_invite"
    if person.is_ultra_restricted:
        return "ura_max_channels"
    return "already_in_channel" if user in channel.members else ""


def _listed(problems: dict[str, str]) -> list[Json]:
    return [{"user": user, "ok": False, "error": error} for user, error in problems.items()]


CHANNEL = {"channel": text}
MANAGE = ("channels:manage", "groups:write")

METHODS = (
    Method(
        "conversations.invite",
        invite,
        (*INVITE_SCOPES["channel"], *INVITE_SCOPES["group"]),
        needs={"channel": text, "users": names},
        takes={"force": flag},
    ),
    Method("conversations.kick", kick, MANAGE, needs={"channel": text, "user": text}),
    Method("conversations.join", join, ("channels:join",), needs=CHANNEL),
    Method("conversations.leave", leave, MANAGE, needs=CHANNEL),
)

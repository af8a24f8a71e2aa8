"""Events for the app: which it subscribed to and may hear, and retries when it does not answer.

https://docs.slack.dev/apis/events-api#retries: a failed event comes again at once, after one
minute and after five, with the number of the retry and the reason, unless the app answers
``x-slack-no-retry: 1``.
"""

from __future__ import annotations

from workspace.delivery.payloads import event_callback, message_json
from workspace.delivery.sender import Ack, Retry
from workspace.hub import Hub
from workspace.people import user_json
from workspace.state import Channel, Json, Message, Person, StoredFile

REASONS = {
    "timeout": "http_timeout",
    "http_error": "http_error",
    "too_many_redirects": "too_many_redirects",
}
SCOPES: dict[str, tuple[str, ...]] = {
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_shared": ("channels:read", "groups:read"),
    "channel_unshared": ("channels:read", "groups:read"),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "file_created": ("files:read",),
    "file_shared": ("files:read",),
    "file_deleted": ("files:read",),
}
"""Events and the scopes of which the app needs one to hear them, each from the event's page."""

SCOPES_BY_WORD = {"channel": ("channels:read",), "group": ("groups:read",)}
"""The same for all other events whose names begin so (``channel_archive``, ``group_left`` …)."""

ELSEWHERE = "T0ELSEWHERE"
"""The other organisation with which channels are shared."""

MESSAGE_EVENTS = {
    "im": "message.im",
    "mpim": "message.mpim",
    "channel": "message.channels",
    "group": "message.groups",
}


def publish(hub: Hub, subscription: str, event: Json) -> None:
    """Send an event in the background if the app may hear it, asked for it, and is there."""
    if not hub.app.hears(subscription) or not hub.sender.reachable:
        return
    scopes = SCOPES.get(subscription, SCOPES_BY_WORD.get(subscription.partition("_")[0], ()))
    if scopes and not any(hub.app.may(scope) for scope in scopes):
        return
    event_id = hub.state.new_id("Ev")
    event = {**event, "event_ts": event.get("event_ts") or hub.stamp()}
    payload = event_callback(hub, event, event_id)
    hub.background.start(_deliver(hub, subscription, payload))


async def _deliver(hub: Hub, name: str, payload: Json) -> None:
    ack = await hub.sender.send("event", name, payload)
    for number, delay in enumerate(hub.retry_delays, start=1):
        if ack.ok or not _wants_retry(ack):
            return
        await hub.background.rest(delay)
        retry = Retry(number, _reason(hub, ack))
        ack = await hub.sender.send("event", name, payload, retry)


def _reason(hub: Hub, ack: Ack) -> str:
    """Why it is sent again, in Slack's words; over a socket there is only that it took too long."""
    if hub.sender.sockets and ack.error == "timeout":
        return "timeout"
    return REASONS.get(ack.error or "", "connection_failed")


def _wants_retry(ack: Ack) -> bool:
    headers = {name.lower(): value for name, value in ack.headers.items()}
    return headers.get("x-slack-no-retry") != "1" and ack.error != "no_app"


def app_home_opened(hub: Hub, person: Person, channel: Channel, view: Json | None) -> None:
    """A person opened the app's home (https://docs.slack.dev/reference/events/app_home_opened)."""
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": channel.id,
        "tab": "home",
    }
    publish(hub, "app_home_opened", event | ({"view": view} if view else {}))


def message_posted(hub: Hub, channel: Channel, message: Message) -> None:
    """A message in a conversation of which the app is a member."""
    if message.to or not _listens(hub, channel):
        return
    subscription = MESSAGE_EVENTS[channel.kind]
    if not hub.app.hears(subscription):
        return
    event = message_json(hub, message) | {
        "channel": channel.id,
        "channel_type": channel.kind,
        "event_ts": message.ts,
    }
    publish(hub, subscription, event)


def message_changed(hub: Hub, channel: Channel, message: Message, before: Json) -> None:
    """A message was edited (https://docs.slack.dev/reference/events/message/message_changed).

    `before` is the message as it was.
    """
    after = {"message": message_json(hub, message), "previous_message": before}
    _about_message(hub, channel, message, "message_changed", after)


def message_deleted(hub: Hub, channel: Channel, message: Message) -> None:
    """A message was deleted (https://docs.slack.dev/reference/events/message/message_deleted)."""
    gone = {"deleted_ts": message.ts, "previous_message": message_json(hub, message)}
    _about_message(hub, channel, message, "message_deleted", gone)


def _about_message(
    hub: Hub, channel: Channel, message: Message, subtype: str, fields: Json
) -> None:
    if message.to or not _listens(hub, channel):
        return
    event: Json = {
        "type": "message",
        "subtype": subtype,
        "channel": channel.id,
        "channel_type": channel.kind,
        "hidden": True,
        "ts": hub.stamp(),
    }
    publish(hub, MESSAGE_EVENTS[channel.kind], event | fields)


def member_joined(hub: Hub, channel: Channel, user: str, inviter: str) -> None:
    """Somebody joined (https://docs.slack.dev/reference/events/member_joined_channel)."""
    invited = {"inviter": inviter} if inviter else {}
    _membership(hub, "member_joined_channel", channel, user, invited)


def member_left(hub: Hub, channel: Channel, user: str, by: str) -> None:
    """Somebody left (https://docs.slack.dev/reference/events/member_left_channel).

    The app itself hears ``channel_left`` or ``group_left`` with who took it out.
    """
    if user == hub.app.bot_user:
        channel_event(hub, "left", channel, by)
        return
    _membership(hub, "member_left_channel", channel, user, {})


def _membership(hub: Hub, kind: str, channel: Channel, user: str, extra: Json) -> None:
    if user != hub.app.bot_user and not _listens(hub, channel):
        return
    event = {
        "type": kind,
        "user": user,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": hub.state.team.id,
    }
    publish(hub, kind, event | extra)


CHANNEL_EVENTS: dict[str, tuple[str, ...]] = {
    "channel_archive": ("user", "is_moved"),
    "channel_unarchive": ("user",),
    "channel_created": (),
    "channel_deleted": ("actor_id",),
    "channel_left": ("actor_id",),
    "channel_rename": (),
    "group_archive": ("user", "is_moved"),
    "group_unarchive": ("actor_id",),
    "group_deleted": ("date_deleted", "actor_id"),
    "group_left": ("actor_id",),
    "group_rename": (),
}
"""The fields of each event beside the channel (https://docs.slack.dev/reference/events, each by its
name, and Slack's own types for them)."""


def channel_event(hub: Hub, what: str, channel: Channel, by: str) -> None:
    """Somebody did something to a channel: ``channel_…``, ``group_…`` for private ones.

    Of private channels the app hears while it is in them, and that it was taken out.
    """
    if channel.is_private and what != "left" and not _listens(hub, channel):
        return
    kind = f"{'group' if channel.is_private else 'channel'}_{what}"
    known: Json = {"user": by, "actor_id": by, "date_deleted": hub.seconds(), "is_moved": 0}
    fields = {name: known[name] for name in CHANNEL_EVENTS[kind]}
    about = _described(channel) if what in ("rename", "created") else channel.id
    publish(hub, kind, {"type": kind, "channel": about, **fields})


def _described(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "creator": channel.creator,
        "is_channel": not channel.is_private,
        "is_mpim": False,
    }


def channel_shared(hub: Hub, channel: Channel, shared: bool) -> None:
    """A channel is shared with another organisation, or no more.

    https://docs.slack.dev/reference/events/channel_shared,
    https://docs.slack.dev/reference/events/channel_unshared
    """
    if not _listens(hub, channel):
        return
    if shared:
        fields: Json = {"connected_team_id": ELSEWHERE}
    else:
        fields = {"previously_connected_team_id": ELSEWHERE, "is_ext_shared": False}
    kind = "channel_shared" if shared else "channel_unshared"
    publish(hub, kind, {"type": kind, "channel": channel.id, **fields})


def file_event(hub: Hub, kind: str, file: StoredFile, channel: Channel | None = None) -> None:
    """A file was created, shared or deleted.

    https://docs.slack.dev/reference/events/file_shared, file_created and file_deleted there
    """
    fields: Json = {"user_id": file.user, "file": {"id": file.id}}
    if kind == "file_deleted":
        fields = {"channel_ids": list(file.shares)}
    where = {"channel_id": channel.id} if channel else {}
    publish(hub, kind, {"type": kind, "file_id": file.id, **fields, **where})


def user_changed(hub: Hub, person: Person) -> None:
    """Something about a person changed (https://docs.slack.dev/reference/events/user_change)."""
    _about_person(hub, "user_change", person)


def team_joined(hub: Hub, person: Person) -> None:
    """A new person (https://docs.slack.dev/reference/events/team_join)."""
    _about_person(hub, "team_join", person)


def _about_person(hub: Hub, kind: str, person: Person) -> None:
    publish(hub, kind, {"type": kind, "user": user_json(hub, person, locale=True)})


def _listens(hub: Hub, channel: Channel) -> bool:
    return channel.is_im or hub.app.bot_user in channel.members

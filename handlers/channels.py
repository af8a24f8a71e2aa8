"""Channels as Slack describes them, and what its answers say of one that cannot be posted in."""

from collections.abc import Mapping

from handlers.slack import Permanent, WorkspaceSlack
from playbook.damage import Lost
from playbook.wish import Channel

_LOST: Mapping[str, Lost] = {
    "channel_is_archived": Lost.ARCHIVED,
    "channel_is_shared": Lost.SHARED,
    "channel_not_found": Lost.UNREACHABLE,
    "is_archived": Lost.ARCHIVED,
    "is_inactive": Lost.ARCHIVED,
    "not_in_channel": Lost.REMOVED,
    "restricted_action_read_only_channel": Lost.CLOSED,
    "restricted_action_thread_only_channel": Lost.CLOSED,
    "restricted_action_thread_locked": Lost.CLOSED,
}
"""Slack's words for a channel that takes no message; "channel_is_shared" is our own.

https://docs.slack.dev/reference/methods/chat.postMessage
https://docs.slack.dev/reference/methods/chat.update
"""


def lost_by(error: Permanent) -> Lost | None:
    """Return why the error means that the channel cannot be posted in; None if it does not."""
    return _LOST.get(error.code)


async def describe(slack: WorkspaceSlack, channel_id: str) -> Channel:
    """Return what a channel is, seen by the bot (conversations.info). Raises SlackError.

    https://docs.slack.dev/reference/objects/conversation-object
    """
    found = (await slack.call("conversations.info", channel=channel_id))["channel"]
    return Channel(
        id=channel_id,
        is_public=not found.get("is_private"),
        is_shared=bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared")),
        is_archived=bool(found.get("is_archived")),
    )

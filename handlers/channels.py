"""Channels as Slack describes them."""

from handlers.slack import WorkspaceSlack
from playbook.start_form import Channel


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

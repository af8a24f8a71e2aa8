"""Channels, looked up and entered."""

from datetime import datetime, timedelta

from handlers.slack import Forbidden, Gone, Json, WorkspaceSlack

_PAGE = 1000
_SLACK_OF_CLOCKS = timedelta(minutes=10)


async def refuse_shared(slack: WorkspaceSlack, channel_id: str) -> Json:
    """Return the channel. Raises Forbidden for one that other organisations see (DESIGN.md).

    https://docs.slack.dev/reference/objects/conversation-object. Raises SlackError.
    """
    answer = await slack.call("conversations.info", channel=channel_id)
    found: Json = answer["channel"]
    if found.get("is_ext_shared") or found.get("is_pending_ext_shared"):
        raise Forbidden("channel_is_shared")
    return found


async def join(slack: WorkspaceSlack, channel_id: str) -> None:
    """Be a member of a channel that is neither shared nor archived; a public one can be joined.

    https://docs.slack.dev/reference/methods/conversations.join. Raises SlackError.
    """
    channel = await refuse_shared(slack, channel_id)
    if channel.get("is_archived"):
        raise Gone("is_archived")
    if not channel.get("is_member") and not channel.get("is_private"):
        await slack.call("conversations.join", channel=channel_id)


async def find_own(
    slack: WorkspaceSlack, name: str, bot_user_id: str, *, since: datetime
) -> str | None:
    """Return the private channel of this name that we made since then. Raises SlackError.

    https://docs.slack.dev/reference/methods/conversations.list
    """
    earliest = (since - _SLACK_OF_CLOCKS).timestamp()
    cursor: str | None = None
    while cursor != "":
        answer = await slack.call(
            "conversations.list",
            types="private_channel",
            exclude_archived=True,
            limit=_PAGE,
            cursor=cursor,
        )
        for channel in answer["channels"]:
            ours = channel.get("creator") == bot_user_id and channel["name"] == name
            if ours and channel.get("created", 0) >= earliest:
                return str(channel["id"])
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
    return None

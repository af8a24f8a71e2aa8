"""Looking into a channel whether a message of ours is there, by its delivery id."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from handlers.slack import Json, WorkspaceSlack

_PAGE = 200
_SLACK_OF_CLOCKS = timedelta(minutes=10)


async def find_delivery(
    slack: WorkspaceSlack,
    channel_id: str,
    delivery_id: str,
    *,
    since: datetime,
    thread_ts: str | None = None,
) -> str | None:
    """Return the ts of the message with this delivery id, if it was posted since then.

    https://docs.slack.dev/reference/methods/conversations.history. Raises SlackError.
    """
    oldest = f"{(since - _SLACK_OF_CLOCKS).timestamp():.6f}"
    async for message in _messages(slack, channel_id, oldest, thread_ts):
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        if payload.get("id") == delivery_id:
            return str(message["ts"])
    return None


async def _messages(
    slack: WorkspaceSlack, channel_id: str, oldest: str, thread_ts: str | None
) -> AsyncIterator[Json]:
    method = "conversations.replies" if thread_ts else "conversations.history"
    cursor: str | None = None
    while cursor != "":
        answer = await slack.call(
            method,
            channel=channel_id,
            ts=thread_ts,
            oldest=oldest,
            include_all_metadata=True,
            limit=_PAGE,
            cursor=cursor,
        )
        for message in answer["messages"]:
            yield message
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")

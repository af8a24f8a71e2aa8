"""From a message in Slack to the form in which it is filed: what it says, whose, and where (R9).

https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from blocks import log as blocks
from handlers import message_text
from handlers.request import Request
from handlers.slack import SlackError
from playbook import account_log, log_form, people
from playbook.account_log import Source
from playbook.log_form import LogForm, Place
from playbook.people import Actor

_PATIENCE = 1.0
"""Seconds that we wait for Slack's word before the modal opens: its trigger lives for three."""

_PRIVATE_NAMES = ("directmessage", "privategroup")
"""What Slack calls conversations whose name it does not tell."""


async def open_form(request: Request) -> None:
    """Open the form for the message that a shortcut was used on. Raises Refused and SlackError."""
    message = request.payload["message"]
    mentioned = message_text.people_in(str(message.get("text") or ""))
    is_private, _known = await asyncio.gather(
        _is_private(request), _know(request, [*mentioned, *_author(message)])
    )
    form = await request.db.read(_form, request.actor, request.payload, mentioned, is_private)
    await request.slack.open_view(request.trigger_id, blocks.form(form))


async def fetch_link(request: Request, entry_id: int, source: Source) -> None:
    """Keep the message's link as Slack gives it; the one that we made stays where it gives none.

    https://docs.slack.dev/reference/methods/chat.getPermalink
    """
    with suppress(SlackError):
        answer = await request.slack.call(
            "chat.getPermalink", channel=source.channel_id, message_ts=source.message_ts
        )
        link = str(answer["permalink"])
        await request.db.run(account_log.keep_link, request.actor.workspace_id, entry_id, link)


def time_of(ts: str) -> datetime:
    """Return when a message was sent: Slack's ts is that in seconds, made unique."""
    return datetime.fromtimestamp(float(ts), UTC)


def _form(
    session: Session,
    actor: Actor,
    payload: Mapping[str, Any],
    mentioned: list[str],
    is_private: bool,
) -> LogForm:
    message, channel = payload["message"], payload["channel"]
    names = people.names(session, actor.workspace_id, mentioned)
    place = Place(str(channel["id"]), str(channel.get("name") or ""), message.get("thread_ts"))
    source = Source(
        channel_id=place.channel_id,
        message_ts=str(message["ts"]),
        said_by=next(iter(_author(message)), None),
        sent_at=time_of(str(message["ts"])),
        permalink=_link(payload),
        is_private=is_private,
    )
    text = message_text.text_of(message, names)
    return log_form.of_message(session, actor, place, source, text)


async def _is_private(request: Request) -> bool:
    """Whether only some could read the message where it stands. What we cannot tell is private.

    We see every public channel; a private one only where we are in it, a DM never.
    https://docs.slack.dev/reference/methods/conversations.info
    """
    channel = request.payload["channel"]
    if channel.get("name") in _PRIVATE_NAMES or str(channel["id"]).startswith("D"):
        return True
    try:
        async with asyncio.timeout(_PATIENCE):
            answer = await request.slack.call("conversations.info", channel=channel["id"])
    except (SlackError, TimeoutError):
        return True
    found: Mapping[str, Any] = answer["channel"]
    return any(found.get(flag) for flag in ("is_private", "is_im", "is_mpim"))


async def _know(request: Request, person_ids: list[str]) -> None:
    """Learn who these people are, if Slack says so soon enough."""
    with suppress(SlackError, TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await request.services.people.know(request.actor.workspace_id, person_ids)


def _link(payload: Mapping[str, Any]) -> str | None:
    """Make the link to the message, of the parts that Slack makes it of."""
    domain = (payload.get("team") or {}).get("domain")
    if not domain:
        return None
    message, channel_id = payload["message"], payload["channel"]["id"]
    digits = str(message["ts"]).replace(".", "")
    link = f"https://{domain}.slack.com/archives/{channel_id}/p{digits}"
    thread = message.get("thread_ts")
    in_thread = thread and thread != message["ts"]
    return f"{link}?thread_ts={thread}&cid={channel_id}" if in_thread else link


def _author(message: Mapping[str, Any]) -> list[str]:
    found = message.get("user")
    return [str(found)] if found else []

"""What happens to the channels that checklists are posted in, and what their leads hear of it.

A deleted message is noticed when it is to be changed, not by an event: the events that would tell
of it (message.channels, message.groups) bring along everything that anybody writes there.
https://docs.slack.dev/reference/events/message
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import place as blocks
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from playbook import damage
from playbook.access import FINISHED
from playbook.damage import Lost
from storage.tables import Account, Handoff, Outgoing

_LOST: Mapping[str, Lost] = {
    "channel_archive": Lost.ARCHIVED,
    "channel_deleted": Lost.DELETED,
    "channel_shared": Lost.SHARED,
    "group_archive": Lost.ARCHIVED,
    "group_deleted": Lost.DELETED,
    "group_left": Lost.REMOVED,
}
"""What happened to a channel when nothing can be posted there any more.

https://docs.slack.dev/reference/events/channel_archive (and those beside it)
"""


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    for event, why in _LOST.items():
        router.events[event] = partial(_is_lost, why=why)
    router.events["channel_left"] = taken_out
    router.events["channel_unarchive"] = is_back
    router.events["group_unarchive"] = is_back
    router.events["channel_unshared"] = is_unshared
    router.events["member_joined_channel"] = somebody_joined


async def taken_out(request: Request) -> Answer | None:
    """Somebody took the bot out of a public channel.

    https://docs.slack.dev/reference/events/channel_left
    """
    workspace_id, channel_id = request.actor.workspace_id, _channel(request)
    await request.db.run(damage.taken_out, workspace_id, channel_id, request.now)
    return None


async def is_back(request: Request) -> Answer | None:
    """A channel was unarchived."""
    workspace_id, channel_id = request.actor.workspace_id, _channel(request)
    await request.db.run(damage.back, workspace_id, channel_id, request.now)
    return None


async def is_unshared(request: Request) -> Answer | None:
    """An organisation reads a channel no more; perhaps another does still.

    https://docs.slack.dev/reference/events/channel_unshared
    """
    if not request.payload["event"].get("is_ext_shared"):
        return await is_back(request)
    return None


async def somebody_joined(request: Request) -> Answer | None:
    """Somebody joined a channel: the bot itself, which may have been taken out before?

    https://docs.slack.dev/reference/events/member_joined_channel
    """
    workspace_id = request.actor.workspace_id
    if request.payload["event"].get("user") == request.services.bot_user_id(workspace_id):
        return await is_back(request)
    return None


async def _is_lost(request: Request, why: Lost) -> Answer | None:
    workspace_id, channel_id = request.actor.workspace_id, _channel(request)
    await request.db.run(damage.lost, workspace_id, channel_id, why, request.now)
    return None


def _channel(request: Request) -> str:
    return str(request.payload["event"].get("channel") or "")


def _moved(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    handoff = session.get_one(Handoff, row.handoff_id)
    if handoff.state in FINISHED or handoff.channel_id is None:
        return None
    account = session.get_one(Account, handoff.account_id)
    return Message(*blocks.moved(account.name, handoff.channel_id))


def _lost(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = damage.lost_place(session, row.workspace_id, int(row.handoff_id or 0))
    return Message(*blocks.lost(found)) if found else None


def _not_invited(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    handoff = session.get_one(Handoff, row.handoff_id)
    if handoff.state in FINISHED:
        return None
    account = session.get_one(Account, handoff.account_id)
    return Message(*blocks.not_invited(account.name, handoff.id, row.detail["person"]))


def _not_archived(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    handoff = session.get_one(Handoff, row.handoff_id)
    if handoff.state not in FINISHED:
        return None
    account = session.get_one(Account, handoff.account_id)
    return Message(*blocks.not_archived(account.name, row.detail["channel"]))


MESSAGES: dict[str, Compose] = {
    "place_moved": _moved,
    "place_lost": _lost,
    "not_archived": _not_archived,
    "not_invited": _not_invited,
}

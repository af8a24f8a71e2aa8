"""What people hear when a handoff begins: their part, a proposal, the question for a place."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import part as blocks
from handlers.channels import describe
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.slack import Permanent
from handlers.values import id_in
from playbook import part as playbook
from playbook import start
from playbook.errors import NotNow
from playbook.words import _
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["place.choose"] = choose_place


async def choose_place(request: Request) -> Answer | None:
    """The lead chose the channel for a thread, in the DM that asked."""
    request.after(partial(_choose_place, request))
    return None


async def _choose_place(request: Request) -> None:
    handoff = str(request.action.get("action_id")).partition(":")[2]
    channel_id = str(request.action.get("selected_conversation") or "")
    try:
        channel = await describe(request.slack, channel_id)
    except Permanent as error:
        raise NotNow(
            _("I cannot see this channel. Invite me there first: `/invite @Handoff`")
        ) from error
    account = await request.db.run(
        start.choose_place, request.actor, id_in(handoff), channel, request.now, request.key
    )
    ts = str((request.payload.get("message") or {}).get("ts") or "")
    if request.channel_id and ts:
        text, content = blocks.place_chosen(account, channel_id)
        await request.slack.update(request.channel_id, ts, text, content)


def compose_part(session: Session, row: Outgoing, now: datetime) -> Message | None:
    """Somebody's part in a handoff that has begun."""
    if row.handoff_id is None or row.person_id is None:
        return None
    found = playbook.part(session, row.workspace_id, row.handoff_id, row.person_id, now)
    return Message(*blocks.part(found)) if found else None


def compose_draft(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """To the lead: a proposal waits."""
    if row.handoff_id is None:
        return None
    found = playbook.proposal(session, row.workspace_id, row.handoff_id)
    return Message(*blocks.draft(found)) if found else None


def compose_place_needed(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """To the lead: where shall the checklist go?"""
    if row.handoff_id is None:
        return None
    found = playbook.placeless(session, row.workspace_id, row.handoff_id)
    return Message(*blocks.place_needed(found)) if found else None


MESSAGES: dict[str, Compose] = {
    "part": compose_part,
    "draft": compose_draft,
    "place_needed": compose_place_needed,
}

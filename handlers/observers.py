"""Observers in Slack: the lead tells them, they acknowledge with a click (R10)."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import observers as blocks
from handlers import checklist as posted
from handlers import telling
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in
from playbook import observers
from storage.tables import Account, Handoff, Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["observers.open"] = open_question
    router.actions["observers.acknowledge"] = acknowledge
    router.submissions["observers.tell"] = tell


async def open_question(request: Request) -> Answer | None:
    """Show the lead what is said to whom."""
    found = await request.db.read(observers.telling, request.actor, id_in(request.value))
    show(request, blocks.question(found))
    return None


async def tell(request: Request) -> Answer | None:
    """Tell the observers, or ask again those who have not acknowledged."""
    handoff_id = id_in(request.view.get("private_metadata"))
    told = await request.db.run(observers.tell, request.actor, handoff_id, request.now)
    posted.refresh_after(request, handoff_id)
    return {"response_action": "update", "view": blocks.told(told)}


async def acknowledge(request: Request) -> Answer | None:
    """An observer has seen it: the message says so from now on."""
    handoff_id = id_in(request.value)
    found = await request.db.run(observers.acknowledge, request.actor, handoff_id, request.now)
    posted.refresh_after(request, handoff_id)
    text, content = blocks.acknowledged(found)
    ts = str((request.payload.get("message") or {}).get("ts") or "")
    if request.channel_id and ts:
        request.after(partial(request.slack.update, request.channel_id, ts, text, content))
    else:
        request.after(partial(telling.afterwards, request, text))
    return None


def _message(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    if row.handoff_id is None or row.person_id is None:
        return None
    found = observers.summary(session, row.workspace_id, row.handoff_id, row.person_id)
    if found is None:
        return None
    return Message(*blocks.message(found, again=bool(row.detail.get("again"))))


def _unreached(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    handoff = session.get_one(Handoff, row.handoff_id)
    person_id = str(row.detail["person"])
    if not observers.is_waited_for(session, handoff, person_id):
        return None
    account = session.get_one(Account, handoff.account_id)
    return Message(*blocks.unreached(account.name, handoff.id, person_id))


MESSAGES: dict[str, Compose] = {"observer": _message, "observer_unreached": _unreached}

"""Business as usual in Slack: the lead confirms it in a modal, and everybody hears."""

from datetime import datetime

from sqlalchemy.orm import Session

from blocks import bau as blocks
from handlers import checklist as posted
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, inputs_of
from playbook import bau, checklist_reading, repeated
from playbook.errors import FieldErrors
from playbook.progress import Checklist
from storage.tables import Handoff, Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["bau.open"] = ask
    router.submissions["bau.confirm"] = confirm


async def ask(request: Request) -> Answer | None:
    """Open the lead's question, with what is missing."""
    found = await request.db.read(bau.readiness, request.actor, id_in(request.value), request.now)
    show(request, blocks.question(found))
    return None


async def confirm(request: Request) -> Answer | None:
    """Confirm it. What has come to be missing since the question was asked, is asked about anew."""
    handoff_id = id_in(request.view.get("private_metadata"))
    inputs = inputs_of(request.view)
    reason = str(inputs.get("reason") or "")
    try:
        await request.db.run(bau.confirm, request.actor, handoff_id, reason, request.now)
    except FieldErrors:
        if "reason" in inputs:
            raise
        found = await request.db.read(bau.readiness, request.actor, handoff_id, request.now)
        return {"response_action": "update", "view": blocks.question(found)}
    posted.refresh_after(request, handoff_id)
    return {"response_action": "clear"}


def _news(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = _reached(session, row, now)
    return Message(*blocks.news(found, str(row.person_id))) if found else None


def _closing(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = _reached(session, row, now)
    if found is None or found.channel_id is None:
        return None
    repeats = repeated.count(session, session.get_one(Handoff, found.handoff_id))
    text, content = blocks.closing(found, repeats)
    return Message(text, content, channel_id=found.channel_id, thread_ts=found.thread_ts)


def _reached(session: Session, row: Outgoing, now: datetime) -> Checklist | None:
    """Return the handoff as it is, if it still is in business as usual."""
    found = checklist_reading.read(session, row.workspace_id, int(row.handoff_id or 0), now)
    return found if found.bau_at else None


MESSAGES: dict[str, Compose] = {"bau": _news, "closing": _closing}

"""Silence in Slack: the DM that names who is silent, and the clicks on what was done (R18)."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import silence as blocks
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.values import ids_in
from playbook import silence
from playbook.silence import Silences
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["silence.heard"] = heard
    router.actions["silence.tried"] = tried


async def heard(request: Request) -> Answer | None:
    """Somebody has heard from a stakeholder: the silence is over."""
    which = ids_in(request.value)
    _show(request, await request.db.run(silence.heard, request.actor, *which, request.now))
    return None


async def tried(request: Request) -> Answer | None:
    """Somebody has tried another channel."""
    which = ids_in(request.value)
    _show(request, await request.db.run(silence.tried, request.actor, *which, request.now))
    return None


def _show(request: Request, found: Silences) -> None:
    ts = str((request.payload.get("message") or {}).get("ts") or "")
    if request.channel_id and ts:
        text, content = blocks.message(found)
        request.after(partial(request.slack.update, request.channel_id, ts, text, content))


def compose(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """Compose the DM; None if everybody was heard from meanwhile."""
    found = silence.to_tell(session, row.workspace_id, int(row.handoff_id or 0))
    return Message(*blocks.message(found)) if found else None


MESSAGES: Mapping[str, Compose] = {silence.EFFECT: compose}

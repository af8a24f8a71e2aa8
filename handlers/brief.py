"""The brief before a call in Slack: opened from the menu, and sent before each call (R8)."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import brief as blocks
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in
from playbook import brief, last_read
from playbook.brief import Brief
from playbook.calls import BRIEF
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["brief.open"] = open_brief
    router.actions["brief.more"] = partial(show_again, is_whole=True)
    router.actions["brief.less"] = partial(show_again, is_whole=False)


async def open_brief(request: Request) -> Answer | None:
    """Open the brief for the next call; from a message that is one, all of it."""
    handoff_id = id_in(request.value)
    found = await _read(request, handoff_id)
    show(request, blocks.view(found, is_whole=not request.view))
    request.after(partial(request.db.run, last_read.look, request.actor, handoff_id, request.now))
    return None


async def show_again(request: Request, *, is_whole: bool) -> Answer | None:
    """Show all of it, or less again."""
    found = await _read(request, id_in(request.value))
    view = blocks.view(found, is_whole=is_whole)
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    return None


async def _read(request: Request, handoff_id: int) -> Brief:
    return await request.db.read(brief.read, request.actor, handoff_id, request.now)


def compose(session: Session, row: Outgoing, now: datetime) -> Message | None:
    """Compose the brief before a call; None if there is none any more, or it is not theirs."""
    found = brief.before(session, row, now)
    return Message(*blocks.message(found)) if found else None


MESSAGES: dict[str, Compose] = {BRIEF: compose}
"""What this journey says of its own accord."""

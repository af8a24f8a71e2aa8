"""Moving a handoff on in Slack: the lead chooses in a modal; everybody concerned hears by DM."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blocks import moves as blocks
from handlers import checklist as posted
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import handoff_in, id_in, inputs_of
from playbook import move_on, news
from playbook.errors import FieldErrors
from playbook.move_on import Crossroads, Wish
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["moves.open"] = open_crossroads
    router.actions["moves.choose"] = choose
    router.submissions["moves.make"] = make


async def open_crossroads(request: Request) -> Answer | None:
    """Show where the handoff stands and what may be done."""
    show(request, blocks.crossroads(await _read(request, id_in(request.value))))
    return None


async def choose(request: Request) -> Answer | None:
    """Show what the chosen move needs, and the fields that it has."""
    found = await _read(request, handoff_in(request.view), request.value)
    view = blocks.crossroads(found)
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    return None


async def make(request: Request) -> Answer | None:
    """Make the move. What has come to be missing since the modal was shown, is asked about anew."""
    handoff_id, wish, fields = handoff_in(request.view), _wish(request.view), _fields(request.view)
    try:
        done = await request.db.run(move_on.make, request.actor, handoff_id, wish, request.now)
    except FieldErrors as error:
        if set(error.fields) <= fields:
            raise
        found = await _read(request, handoff_id, wish.name)
        return {"response_action": "update", "view": blocks.crossroads(found)}
    posted.refresh_after(request, handoff_id)
    return {"response_action": "update", "view": blocks.moved(done)}


async def _read(request: Request, handoff_id: int, chosen: str = "") -> Crossroads:
    return await request.db.read(move_on.read, request.actor, handoff_id, request.now, chosen)


def _inputs(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs by field. A block's id names the move too: its fields are its own."""
    return {block.partition("@")[0]: value for block, value in inputs_of(view).items()}


def _fields(view: Mapping[str, Any]) -> set[str]:
    return set(_inputs(view))


def _wish(view: Mapping[str, Any]) -> Wish:
    inputs = _inputs(view)
    on = inputs.get("on")
    return Wish(
        name=str(inputs.get("move") or ""),
        why=str(inputs.get("reason") or ""),
        on=date.fromisoformat(on) if on else None,
    )


def _news(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = news.of_move(session, row, now)
    return Message(*blocks.news(found)) if found else None


def _last_contact(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = news.of_last_contact(session, row, now)
    return Message(*blocks.last_contact(found)) if found else None


def _resume_due(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = news.of_resume(session, row, now)
    return Message(*blocks.resume_due(found)) if found else None


MESSAGES: Mapping[str, Compose] = {
    "moved": _news,
    "last_contact": _last_contact,
    "resume_due": _resume_due,
}
"""What this journey says of its own accord."""

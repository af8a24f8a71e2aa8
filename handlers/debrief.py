"""The debrief: each writes their part, the lead reads all of it and closes it (R22)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from blocks import debrief as blocks
from handlers.asks import show_after
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, inputs_of
from playbook import debrief
from playbook.debrief import Part
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["debrief.open"] = open_form
    router.actions["debrief.whole"] = open_whole
    router.actions["debrief.next"] = open_what_is_left
    router.submissions["debrief.write"] = write
    router.submissions["debrief.close"] = close


async def open_form(request: Request) -> Answer | None:
    """Open the modal for one's own part."""
    found = await request.db.read(debrief.open_sheet, request.actor, id_in(request.value))
    show(request, blocks.form(found))
    return None


async def open_whole(request: Request) -> Answer | None:
    """Open everybody's part, for the lead to read and close."""
    found = await request.db.read(debrief.whole, request.actor, id_in(request.value))
    show(request, blocks.whole(found))
    return None


async def open_what_is_left(request: Request) -> Answer | None:
    """Open one's own part; for the lead who has written it, everybody's, to close it."""
    found = await request.db.read(debrief.open_sheet, request.actor, id_in(request.value))
    if found.is_lead and found.own.at is not None:
        return await open_whole(request)
    show(request, blocks.form(found))
    return None


async def write(request: Request) -> Answer | None:
    """Keep somebody's part."""
    handoff_id = id_in(request.view.get("private_metadata"))
    await request.db.run(debrief.contribute, request.actor, handoff_id, _part(request), request.now)
    show_after(request, handoff_id)
    return None


async def close(request: Request) -> Answer | None:
    """Close it."""
    handoff_id = id_in(request.view.get("private_metadata"))
    await request.db.run(debrief.close, request.actor, handoff_id, request.now)
    show_after(request, handoff_id)
    return None


def _part(request: Request) -> Part:
    inputs = inputs_of(request.view)
    return Part(
        worked=str(inputs.get("worked") or ""),
        did_not=str(inputs.get("did_not") or ""),
        to_change=str(inputs.get("to_change") or ""),
        themes=tuple(inputs.get("themes") or ()),
        own_theme=str(inputs.get("own_theme") or ""),
    )


def _compose(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """Compose the DM; None if it need not be sent any more."""
    found = debrief.read(session, row.workspace_id, int(row.check_in_id or 0), row.person_id or "")
    if found is None:
        return None
    if row.ts is None and (found.closed_at or found.is_over or found.handed_to):
        return None
    return Message(*blocks.message(found))


MESSAGES: Mapping[str, Compose] = {"debrief": _compose}

"""The leadership touchpoint: recorded in a modal, put off, or missed (R23)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from blocks import touchpoint as blocks
from blocks.kit import Json
from handlers.asks import show_after
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import date_in, id_in, inputs_of
from playbook import reminders, touchpoint
from playbook.asking import MISSED
from playbook.touchpoint import Given, Sheet
from storage.choices import Impression
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["touchpoint.open"] = open_form
    router.actions["touchpoint.later"] = open_later
    router.actions["touchpoint.read"] = read
    router.submissions["touchpoint.record"] = record
    router.submissions["touchpoint.put_off"] = put_off


async def open_form(request: Request) -> Answer | None:
    """Open the modal that records it."""
    return await _open(request, blocks.form)


async def open_later(request: Request) -> Answer | None:
    """Open the modal that puts it off."""
    return await _open(request, blocks.later_form)


async def read(request: Request) -> Answer | None:
    """Open what was recorded, with the notes."""
    return await _open(request, blocks.notes)


async def record(request: Request) -> Answer | None:
    """Keep that it was, and with whom."""
    handoff_id = id_in(request.view.get("private_metadata"))
    given = _given(inputs_of(request.view))
    await request.db.run(
        touchpoint.record, request.actor, handoff_id, given, request.now, key=request.key
    )
    show_after(request, handoff_id)
    return None


async def put_off(request: Request) -> Answer | None:
    """Ask again on another day."""
    handoff_id = id_in(request.view.get("private_metadata"))
    on = date_in(inputs_of(request.view).get("on"))
    await request.db.run(touchpoint.not_yet, request.actor, handoff_id, on, request.now)
    show_after(request, handoff_id)
    return None


async def _open(request: Request, view: Callable[[Sheet], Json]) -> Answer | None:
    which = id_in(request.value)
    found = await request.db.read(touchpoint.open_sheet, request.actor, which, request.now)
    show(request, view(found))
    return None


def _given(inputs: Mapping[str, Any]) -> Given:
    words = inputs.get("impression")
    return Given(
        held_on=date_in(inputs.get("held_on")),
        contact_ids=tuple(id_in(one) for one in inputs.get("with") or ()),
        impression=Impression(words) if words in list(Impression) else None,
        notes=str(inputs.get("notes") or ""),
    )


def _compose(session: Session, row: Outgoing, now: datetime) -> Message | None:
    """Compose the DM; None if it need not be sent any more."""
    found = touchpoint.read(session, row.workspace_id, int(row.handoff_id or 0), now)
    if found is None or (row.ts is None and (found.held or found.is_over or found.missed_at)):
        return None
    return Message(*blocks.message(found))


def _compose_missed(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = touchpoint.read(session, row.workspace_id, int(row.handoff_id or 0), now)
    if found is None or found.held or found.is_over:
        return None
    channel = None if row.person_id else reminders.leads_channel(session, row.workspace_id)
    return Message(*blocks.missed(found, channel), channel_id=channel)


MESSAGES: Mapping[str, Compose] = {"touchpoint": _compose, MISSED: _compose_missed}

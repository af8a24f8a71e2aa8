"""Concerns in Slack: the list, opening one, and its four steps (R19)."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blocks import concern as blocks
from handlers import checklist as posted
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import date_in, id_in, inputs_of, metadata_of
from playbook import concern_reading, concerns
from playbook.concerns import Working
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["concern.list"] = open_list
    router.actions["concern.page"] = turn_page
    router.actions["concern.raise"] = open_form
    router.actions["concern.open"] = open_one
    router.actions["concern.back"] = open_back
    router.submissions["concern.raise"] = raise_one
    router.submissions["concern.step"] = go_on
    router.submissions["concern.back"] = go_back


async def open_list(request: Request) -> Answer | None:
    """Show the concerns of a handoff."""
    found = await request.db.read(concern_reading.listed, request.actor, id_in(request.value))
    show(request, blocks.list_view(found))
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show an earlier or later page of them."""
    handoff_id = id_in(metadata_of(request.view).get("handoff"))
    page = id_in(request.value)
    found = await request.db.read(concern_reading.listed, request.actor, handoff_id, page)
    view = blocks.list_view(found)
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    return None


async def open_form(request: Request) -> Answer | None:
    """Open the form in which somebody opens a concern."""
    found = await request.db.read(concern_reading.raising, request.actor, id_in(request.value))
    show(request, blocks.raise_view(found))
    return None


async def open_one(request: Request) -> Answer | None:
    """Show one concern, with the form of its next step."""
    found = await request.db.read(concern_reading.look, request.actor, id_in(request.value))
    show(request, blocks.case_view(found))
    return None


async def open_back(request: Request) -> Answer | None:
    """Ask why a concern goes a step back."""
    found = await request.db.read(concern_reading.look, request.actor, id_in(request.value))
    show(request, blocks.back_view(found))
    return None


async def raise_one(request: Request) -> Answer | None:
    """Open a concern, and show it in the place of the form."""
    handoff_id = id_in(request.view.get("private_metadata"))
    inputs = inputs_of(request.view)
    chosen = inputs.get("contact")
    concern_id = await request.db.run(
        concerns.raise_one,
        request.actor,
        handoff_id,
        None if chosen == blocks.NOBODY else id_in(chosen),
        str(inputs.get("text") or ""),
        request.now,
        key=request.key,
    )
    found = await request.db.read(concern_reading.look, request.actor, concern_id)
    posted.refresh_after(request, handoff_id)
    return {"response_action": "update", "view": blocks.case_view(found)}


async def go_on(request: Request) -> Answer | None:
    """Make the next step, and show the one after it."""
    concern_id, seen = _which(request.view)
    found = await request.db.run(
        concerns.go_on,
        request.actor,
        concern_id,
        _working(request.view),
        request.now,
        seen=seen,
    )
    posted.refresh_after(request, found.line.handoff_id)
    return {"response_action": "update", "view": blocks.case_view(found)}


async def go_back(request: Request) -> Answer | None:
    """Take a concern a step back, and show where it stands then."""
    concern_id, seen = _which(request.view)
    why = str(inputs_of(request.view).get("why") or "")
    found = await request.db.run(
        concerns.go_back,
        request.actor,
        concern_id,
        why,
        request.now,
        seen=seen,
    )
    posted.refresh_after(request, found.line.handoff_id)
    return {"response_action": "update", "view": blocks.case_view(found)}


def compose(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """Compose the DM about a concern; None if it is over meanwhile."""
    found = concern_reading.told(session, row.workspace_id, int(row.detail.get("concern") or 0))
    return Message(*blocks.news(*found)) if found else None


MESSAGES: Mapping[str, Compose] = {concerns.EFFECT: compose}


def _which(view: Mapping[str, Any]) -> tuple[int, int]:
    meta = metadata_of(view)
    return id_in(meta.get("concern")), id_in(meta.get("seen"))


def _working(view: Mapping[str, Any]) -> Working:
    inputs = inputs_of(view)
    notes = [value for block, value in inputs.items() if block.startswith("note@")]
    return Working(
        note=str((notes or [None])[0] or ""),
        owner_id=inputs.get("owner"),
        due_on=date_in(inputs.get("due")),
    )

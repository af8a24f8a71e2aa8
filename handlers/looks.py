"""The leader's looks: one click where all is well, a modal where something was found."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from blocks import looks as blocks
from handlers.asks import show_after
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, inputs_of
from playbook import looks
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["look.well"] = all_well
    router.actions["look.open"] = open_form
    router.actions["look.read"] = read
    router.submissions["look.note"] = note


async def all_well(request: Request) -> Answer | None:
    """Note that the lead has looked, in one click."""
    await _looked(request, id_in(request.value), "")
    return None


async def open_form(request: Request) -> Answer | None:
    """Open the modal that takes a finding."""
    which = id_in(request.value)
    found = await request.db.read(looks.open_look, request.actor, which, request.now)
    show(request, blocks.form(found))
    return None


async def read(request: Request) -> Answer | None:
    """Open what was found, for one lead."""
    which = id_in(request.value)
    found = await request.db.read(looks.open_look, request.actor, which, request.now)
    show(request, blocks.findings(found))
    return None


async def note(request: Request) -> Answer | None:
    """Keep a finding."""
    finding = str(inputs_of(request.view).get("finding") or "")
    await _looked(request, id_in(request.view.get("private_metadata")), finding)
    return None


async def _looked(request: Request, check_in_id: int, finding: str) -> None:
    found = await request.db.run(looks.looked, request.actor, check_in_id, finding, request.now)
    show_after(request, found.handoff_id)


def _compose(session: Session, row: Outgoing, now: datetime) -> Message | None:
    """Compose the DM; None if it need not be sent any more."""
    found = looks.read(session, row.workspace_id, int(row.check_in_id or 0), now)
    if found is None:
        return None
    is_theirs = found.person_id == row.person_id
    if row.ts is None and (found.is_over or found.answered_at or not is_theirs):
        return None
    return Message(*blocks.message(found))


MESSAGES: Mapping[str, Compose] = {"look": _compose}

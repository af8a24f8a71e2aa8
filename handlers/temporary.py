"""Naming a temporary contact, and later the incoming CSM (abrupt handoffs, leave)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import temporary as blocks
from handlers import checklist as posted
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, inputs_of
from playbook import clocks, temporary
from playbook.people import Actor
from playbook.temporary import Named, Taking
from storage.tables import Outgoing

Use = Callable[[Session, Actor, int, str, datetime], Named]
Say = Callable[[Taking], blocks.Said]


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["temporary.open"] = open_question
    router.actions["temporary.incoming"] = open_incoming
    router.submissions["temporary.name"] = name
    router.submissions["temporary.name_incoming"] = name_incoming


async def open_question(request: Request) -> Answer | None:
    """Ask the lead who stands in."""
    found = await request.db.read(temporary.naming, request.actor, id_in(request.value))
    show(request, blocks.question(found))
    return None


async def open_incoming(request: Request) -> Answer | None:
    """Ask the lead who takes over."""
    found = await request.db.read(temporary.naming_incoming, request.actor, id_in(request.value))
    show(request, blocks.question_incoming(found))
    return None


async def name(request: Request) -> Answer | None:
    """Let the chosen person stand in."""
    return await _name(request, temporary.name)


async def name_incoming(request: Request) -> Answer | None:
    """Let the chosen person take over."""
    return await _name(request, temporary.name_incoming)


async def _name(request: Request, use: Use) -> Answer | None:
    handoff_id = id_in(request.view.get("private_metadata"))
    person_id = str(inputs_of(request.view).get("person") or "")
    await request.services.people.know(request.actor.workspace_id, [person_id])
    await request.db.run(use, request.actor, handoff_id, person_id, request.now)
    posted.refresh_after(request, handoff_id)
    return {"response_action": "clear"}


def _compose(say: Say, session: Session, row: Outgoing, now: datetime) -> Message | None:
    if row.handoff_id is None or row.person_id is None:
        return None
    found = temporary.taking(session, row.workspace_id, row.handoff_id, row.person_id, now)
    return Message(*say(found)) if found else None


def _relieved(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = temporary.relieved(session, row.workspace_id, int(row.handoff_id or 0), row.person_id)
    return Message(*blocks.relieved(*found)) if found else None


def _late(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = clocks.late(session, row)
    return Message(*blocks.late(found)) if found else None


MESSAGES: dict[str, Compose] = {
    "temporary": partial(_compose, blocks.standing_in),
    "taking_over": partial(_compose, blocks.taking_over),
    "relieved": _relieved,
    "naming_late": _late,
}

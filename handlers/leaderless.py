"""Handoffs that nobody leads any more: any lead says who does, from the leads' channel."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from blocks import correct as correct_blocks
from blocks import leaderless as blocks
from blocks.notice import notice
from handlers import checklist
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, inputs_of
from playbook import leaderless
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["leaderless.open"] = open_question
    router.submissions["leaderless.put_in"] = put_in


async def open_question(request: Request) -> Answer | None:
    """Ask who leads the handoff."""
    found = await request.db.read(leaderless.question, request.actor, id_in(request.value))
    show(request, blocks.question(found))
    return None


async def put_in(request: Request) -> Answer | None:
    """Let the chosen person lead it."""
    handoff_id = id_in(request.view.get("private_metadata"))
    person_id = str(inputs_of(request.view).get("person") or "")
    await request.services.people.know(request.actor.workspace_id, [person_id])
    done = await request.db.run(
        leaderless.put_in, request.actor, handoff_id, person_id, request.now
    )
    checklist.refresh_after(request, handoff_id)
    return {"response_action": "update", "view": notice(correct_blocks.swapped(done))}


def _lead_left(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = leaderless.left_behind(session, row)
    return Message(*blocks.message(found), channel_id=found.channel_id) if found else None


MESSAGES: Mapping[str, Compose] = {"lead_left": _lead_left}

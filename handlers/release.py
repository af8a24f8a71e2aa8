"""Early cancellations, and what is said of a deal's release (R15)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from blocks import release as blocks
from handlers import checklist as posted
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, inputs_of
from playbook import release, release_report
from playbook.release import Release
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["release.cancelled"] = open_question
    router.submissions["release.cancel"] = record_cancellation


async def open_question(request: Request) -> Answer | None:
    """Ask the lead when the customer cancelled."""
    found = await request.db.read(
        release_report.cancelling, request.actor, id_in(request.value), request.now
    )
    show(request, blocks.question(found))
    return None


async def record_cancellation(request: Request) -> Answer | None:
    """Record it against both."""
    handoff_id = id_in(request.view.get("private_metadata"))
    chosen = inputs_of(request.view).get("on")
    on = date.fromisoformat(str(chosen)) if chosen else None
    await request.db.run(
        release_report.record_cancellation, request.actor, handoff_id, on, request.now
    )
    posted.refresh_after(request, handoff_id)
    return {"response_action": "clear"}


def _ready(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = _found(session, row)
    if found is None or found.ready_at is None:
        return None
    return Message(*blocks.ready(found, str(row.person_id)))


def _cancelled(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = _found(session, row)
    if found is None or found.cancelled_on is None:
        return None
    return Message(*blocks.cancelled(found, found.cancelled_on))


def _found(session: Session, row: Outgoing) -> Release | None:
    return release.of(session, row.workspace_id, int(row.handoff_id or 0))


MESSAGES: dict[str, Compose] = {"release_ready": _ready, "cancelled_early": _cancelled}

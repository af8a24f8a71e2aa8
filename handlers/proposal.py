"""A proposal that is not opened: its lead discards it, or who made it withdraws it (R31)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import proposal as blocks
from blocks.kit import Json
from handlers import home
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in
from playbook import proposal as playbook
from playbook.proposal import Proposed
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["proposal.discard"] = discard
    router.actions["proposal.withdraw"] = withdraw


async def discard(request: Request) -> Answer | None:
    """The lead's button in the draft that is open before them."""
    which = id_in(request.value)
    found = await request.db.run(playbook.discard, request.actor, which, request.now)
    _say(request, blocks.discarded(found, request.actor.id))
    return None


async def withdraw(request: Request) -> Answer | None:
    """The button of who proposed it: where they are told that it waits, and in their lists."""
    which = id_in(request.value)
    found = await request.db.run(playbook.withdraw, request.actor, which, request.now)
    view = blocks.withdrawn(found)
    if request.view.get("type") == "modal":
        _say(request, view)
        return None
    show(request, view)
    if request.view:
        request.after(partial(home.publish, request))
    return None


def _say(request: Request, view: Json) -> None:
    """Show what has become of it, in place of the modal that it was in."""
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))


def _compose(
    say: Callable[[Proposed], blocks.Said], session: Session, row: Outgoing, _now: datetime
) -> Message | None:
    if row.handoff_id is None:
        return None
    found = playbook.ended(session, row.workspace_id, row.handoff_id)
    return Message(*say(found)) if found else None


MESSAGES: dict[str, Compose] = {
    "draft_discarded": partial(_compose, blocks.told_discarded),
    "draft_withdrawn": partial(_compose, blocks.told_withdrawn),
}

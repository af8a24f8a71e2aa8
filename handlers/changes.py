"""What has changed in a blueprint, in Slack: from the menu, from what is read, from a DM (R7)."""

from functools import partial

from blocks import changes as blocks
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import handoff_in, id_in
from playbook import changes
from playbook.changes import ALL, Changes


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["history.open"] = open_history
    router.actions["history.show"] = show_others
    router.actions["history.one"] = read_one


async def open_history(request: Request) -> Answer | None:
    """Open what has changed: all of it, or what the button names ("handoff|which")."""
    handoff, _bar, which = request.value.partition("|")
    found = await _read(request, id_in(handoff), which or ALL, 0)
    show(request, blocks.view(found))
    return None


async def show_others(request: Request) -> Answer | None:
    """Show what else was chosen, or another page ("which|page")."""
    which, _bar, page = request.value.partition("|")
    found = await _read(request, handoff_in(request.view), which, id_in(page or 0))
    view_id = str(request.view["id"])
    request.after(partial(request.slack.update_view, view_id, blocks.view(found)))
    return None


async def read_one(request: Request) -> Answer | None:
    """Show all of one change, on top of the list."""
    handoff_id = handoff_in(request.view)
    found = await request.db.read(changes.one, request.actor, handoff_id, request.value)
    show(request, blocks.whole(handoff_id, found))
    return None


async def _read(request: Request, handoff_id: int, which: str, page: int) -> Changes:
    return await request.db.read(changes.read, request.actor, handoff_id, which, page, request.now)

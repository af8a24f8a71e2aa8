"""What the customer had to repeat, in Slack: noted in a modal that shows what was noted before."""

from functools import partial

from blocks import repeated as blocks
from handlers.dump_views import new_rendering, place_of, typed_in, update
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in
from playbook import repeated


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["repeated.open"] = open_sheet
    router.actions["repeated.remove"] = remove
    router.submissions["repeated"] = note


async def open_sheet(request: Request) -> Answer | None:
    """Open what was noted, with the form."""
    handoff_id = id_in(request.value)
    found = await request.db.read(repeated.read, request.actor, handoff_id, request.now)
    show(request, blocks.sheet(found, new_rendering(request)))
    return None


async def note(request: Request) -> Answer | None:
    """Note it, and show it among the others."""
    handoff_id, typed = place_of(request).handoff_id, typed_in(request)
    found = await request.db.run(
        repeated.note, request.actor, handoff_id, typed, request.key, request.now
    )
    view = blocks.sheet(found, new_rendering(request), is_noted=True)
    return {"response_action": "update", "view": view}


async def remove(request: Request) -> Answer | None:
    """Take out what was noted by mistake."""
    handoff_id, line_id = place_of(request).handoff_id, id_in(request.value)
    found = await request.db.run(repeated.remove, request.actor, handoff_id, line_id, request.now)
    view = blocks.sheet(found, new_rendering(request))
    request.after(partial(update, request, str(request.view["id"]), view))
    return None

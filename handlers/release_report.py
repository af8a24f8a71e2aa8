"""The release report of the leads: `/handoff list release` (R15)."""

from functools import partial

from blocks import release as blocks
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import only_for_you, show
from handlers.values import id_in
from playbook import release_report


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["release.page"] = turn_page


async def report(request: Request) -> Answer | None:
    """Answer with the first page of the report."""
    found = await request.db.read(release_report.listed, request.actor)
    return only_for_you(*blocks.message(found))


async def turn_page(request: Request) -> Answer | None:
    """Show a page of the report: in its modal, or in one that opens for it."""
    found = await request.db.read(release_report.listed, request.actor, id_in(request.value))
    if request.view.get("callback_id") == "release.list":
        view_id = str(request.view["id"])
        request.after(partial(request.slack.update_view, view_id, blocks.view(found)))
    else:
        show(request, blocks.view(found))
    return None

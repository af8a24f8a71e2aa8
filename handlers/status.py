"""`/handoff status` and `/handoff list`: a person's handoffs, as messages and as modals."""

from functools import partial

from blocks import overview as list_blocks
from blocks import status as blocks
from handlers import release_report
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import only_for_you, show
from handlers.values import id_in
from playbook import overview, status
from playbook.overview import Listed


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.commands["status"] = one
    router.commands["list"] = all_of_them
    router.actions["status.show"] = open_one
    router.actions["status.list"] = open_all
    router.actions["status.page"] = turn_page


async def one(request: Request) -> Answer | None:
    """Answer with the handoff of the account that was named, or the list to choose from."""
    words = " ".join(request.words[1:])
    found = await request.db.read(status.look_up, request.actor, words, request.now)
    if isinstance(found, Listed):
        return only_for_you(*list_blocks.message(found))
    return only_for_you(*blocks.message(found))


async def all_of_them(request: Request) -> Answer | None:
    """Answer with the first page of the person's handoffs, or with the leads' release report."""
    if request.words[1:] == ["release"]:
        return await release_report.report(request)
    found = await request.db.read(overview.mine, request.actor, request.now)
    return only_for_you(*list_blocks.message(found))


async def open_one(request: Request) -> Answer | None:
    """Open a handoff as a modal."""
    handoff_id = id_in(request.value)
    found = await request.db.read(status.read, request.actor, handoff_id, request.now)
    show(request, blocks.view(found))
    return None


async def open_all(request: Request) -> Answer | None:
    """Open the person's handoffs as a modal."""
    found = await request.db.read(overview.mine, request.actor, request.now)
    show(request, list_blocks.view(found))
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show an earlier or later page of them."""
    page = id_in(request.value)
    found = await request.db.read(overview.mine, request.actor, request.now, page)
    view_id = str(request.view["id"])
    request.after(partial(request.slack.update_view, view_id, list_blocks.view(found)))
    return None


async def show_again(request: Request, handoff_id: int) -> None:
    """Bring the modal of a handoff up to date."""
    now = request.services.clock.now()
    found = await request.db.read(status.read, request.actor, handoff_id, now)
    await request.slack.update_view(str(request.view["id"]), blocks.view(found))

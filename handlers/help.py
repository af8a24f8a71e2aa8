"""`/handoff` and `/handoff help`: what can be done."""

from blocks import help as blocks
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import only_for_you
from playbook import people


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.commands[""] = show
    router.commands["help"] = show


async def show(request: Request) -> Answer | None:
    """Answer with what this person can do, and the buttons for it."""
    viewer = await request.db.read(people.viewer, request.actor)
    return only_for_you(*blocks.message(viewer))

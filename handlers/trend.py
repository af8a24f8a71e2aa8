"""Sentiment so far in Slack: every answer about each stakeholder, page by page (R17)."""

from functools import partial

from blocks import trend as blocks
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, metadata_of
from playbook import trend


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["trend.open"] = open_trend
    router.actions["trend.page"] = turn_page


async def open_trend(request: Request) -> Answer | None:
    """Show what was answered so far."""
    found = await request.db.read(trend.read, request.actor, id_in(request.value))
    show(request, blocks.view(found))
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show an earlier or later page of it."""
    handoff_id = id_in(metadata_of(request.view).get("handoff"))
    found = await request.db.read(trend.read, request.actor, handoff_id, id_in(request.value))
    view = blocks.view(found)
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    return None

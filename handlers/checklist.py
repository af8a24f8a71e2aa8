"""The checklist in Slack: kept up to date where it is posted, ticked, and opened as a whole."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blocks import checklist as blocks
from blocks import plan as plan_blocks
from handlers import home, status, telling
from handlers.channels import lost_by
from handlers.request import Request, Services
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.slack import Passing, Permanent, RateLimited
from handlers.values import id_in, ids_in, metadata_of
from playbook import checklist, checklist_reading, damage, plan_view
from playbook.checklist import Ticked
from playbook.people import Actor
from playbook.plan_view import PlanView
from playbook.progress import Checklist
from playbook.words import COMMON, language

log = logging.getLogger(__name__)

_DELETED = frozenset({"cant_update_message", "message_not_found", "thread_not_found"})
"""Slack's words for a message that is not there any more, or not ours.

https://docs.slack.dev/reference/methods/chat.update
"""

Change = Callable[[Session, Actor, int, int, datetime], Ticked]


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """Which page of which plan an open modal shows, and whether its tasks are being edited."""

    view_id: str
    handoff_id: int
    page: int = 0
    is_editing: bool = False


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["checklist.tick"] = tick
    router.actions["checklist.untick"] = untick
    router.actions["checklist.plan"] = open_plan
    router.actions["checklist.page"] = turn_page
    router.actions["plan.editing"] = switch


async def refresh(services: Services, workspace_id: str, handoff_id: int) -> None:
    """Bring the posted checklist of a handoff up to date (chat.update).

    Calls that come while one is under way are gathered into one more. A message that was deleted
    is posted again; one that Slack refuses to change is noted and not tried again for the same
    version; in a channel that is lost nothing more is posted. RateLimited and Passing are raised,
    and the checklist stays stale for the worker to find.
    """
    work = partial(_bring_up_to_date, services, workspace_id, handoff_id)
    await services.gathering.run(("checklist", workspace_id, handoff_id), work)


def refresh_after(request: Request, handoff_id: int) -> None:
    """Let the posted checklist be brought up to date once the request is acknowledged."""
    request.after(partial(_refresh_or_leave, request, handoff_id))


async def _refresh_or_leave(request: Request, handoff_id: int) -> None:
    try:
        await refresh(request.services, request.actor.workspace_id, handoff_id)
    except (RateLimited, Passing) as error:
        log.info("A checklist is left to the worker: %s", error.code)


async def _bring_up_to_date(services: Services, workspace_id: str, handoff_id: int) -> None:
    is_newest = False
    while not is_newest:
        now = services.clock.now()
        found = await services.database.read(checklist_reading.read, workspace_id, handoff_id, now)
        if found.channel_id is None or found.checklist_ts is None or found.place_lost_why:
            return
        with language(COMMON):
            is_shown = await _show(services, workspace_id, found)
        if not is_shown:
            return
        # Another process may have shown a newer one while we were posting this one over it.
        is_newest = await services.database.run_briefly(checklist.shown, workspace_id, found)


async def _show(services: Services, workspace_id: str, found: Checklist) -> bool:
    text, content = blocks.message(found)
    slack = services.slack.of(workspace_id)
    try:
        await slack.update(str(found.channel_id), str(found.checklist_ts), text, content)
    except Permanent as error:
        now = services.clock.now()
        await services.database.run(_not_shown, workspace_id, found, error, now)
        return False
    return True


def _not_shown(
    session: Session, workspace_id: str, found: Checklist, error: Permanent, now: datetime
) -> None:
    """Note what Slack's answer means: the channel is lost, the message is gone, or neither."""
    why = lost_by(error)
    if why is not None:
        damage.lost(session, workspace_id, str(found.channel_id), why, now)
    elif error.code in _DELETED:
        damage.checklist_gone(session, workspace_id, found.handoff_id, str(found.checklist_ts), now)
    else:
        checklist.cannot_be_shown(session, workspace_id, found.handoff_id, error.code, now)


async def tick(request: Request) -> Answer | None:
    """Tick a task: in the posted checklist, in the whole plan, on the home, or in a DM."""
    return await _change(request, checklist.tick)


async def untick(request: Request) -> Answer | None:
    """Take a tick back."""
    return await _change(request, checklist.untick)


async def open_plan(request: Request) -> Answer | None:
    """Open the whole plan for one person."""
    found = await _plan(request, id_in(request.value))
    show(request, plan_blocks.whole_plan(found))
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show an earlier or later page of the whole plan."""
    show_plan_again(request, replace(plan_place(request.view), page=id_in(request.value)))
    return None


async def switch(request: Request) -> Answer | None:
    """Let the whole plan be edited, or ticked again."""
    is_editing = request.value == "1"
    show_plan_again(request, replace(plan_place(request.view), is_editing=is_editing))
    return None


def plan_place(view: Mapping[str, Any]) -> PlanPlace:
    """Return which page of which plan a modal shows. Raises NotThere if it shows none."""
    shown = metadata_of(view)
    return PlanPlace(
        view_id=str(view["id"]),
        handoff_id=id_in(shown.get("handoff")),
        page=id_in(shown.get("page")),
        is_editing=shown.get("editing") == 1,
    )


def show_plan_again(request: Request, place: PlanPlace) -> None:
    """Bring an open plan up to date once the request is acknowledged."""
    request.after(partial(_update_plan, request, place))


async def _change(request: Request, change: Change) -> Answer | None:
    handoff_id, task_id = ids_in(request.value)
    ticked = await request.db.run_briefly(change, request.actor, handoff_id, task_id, request.now)
    _tell(request, ticked)
    return None


def _tell(request: Request, ticked: Ticked) -> None:
    """Show everybody what was ticked, and who clicked elsewhere or in vain, what is the case."""
    if ticked.changed:
        refresh_after(request, ticked.handoff_id)
    if request.view:
        request.after(partial(_show_again, request, ticked.handoff_id))
    elif not (ticked.changed and _clicked_ts(request) == ticked.checklist_ts):
        request.after(partial(telling.afterwards, request, blocks.ticked(ticked)))


async def _show_again(request: Request, handoff_id: int) -> None:
    """Bring the view that the tick was clicked in up to date."""
    match request.view.get("callback_id"):
        case "checklist.plan":
            await _update_plan(request, plan_place(request.view))
        case "status":
            await status.show_again(request, handoff_id)
        case _:
            await home.publish(request)


async def _update_plan(request: Request, place: PlanPlace) -> None:
    found = await _plan(request, place.handoff_id)
    view = plan_blocks.whole_plan(found, place.page, editing=place.is_editing)
    with suppress(Permanent):  # whoever closed it meanwhile needs no newer one
        await request.slack.update_view(place.view_id, view)


async def _plan(request: Request, handoff_id: int) -> PlanView:
    return await request.db.read(plan_view.read, request.actor, handoff_id, request.now)


def _clicked_ts(request: Request) -> str | None:
    return (request.payload.get("message") or {}).get("ts")

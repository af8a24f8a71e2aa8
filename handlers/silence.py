"""Silence in Slack: the DM that tells who is silent, and the clicks on what was done (R18)."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import silence as blocks
from blocks import silences as list_blocks
from handlers.messages import Compose, Message
from handlers.request import Request, Services
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.slack import Passing, Permanent, RateLimited
from handlers.values import id_in, ids_in
from playbook import silence, silences
from playbook.silences import Silences, Told
from playbook.words import language
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["silence.heard"] = heard
    router.actions["silence.tried"] = tried
    router.actions["silence.open"] = open_one
    router.actions["silence.all"] = open_all
    router.actions["silence.page"] = turn_page


async def heard(request: Request) -> Answer | None:
    """Somebody has heard from a stakeholder: the silence is over."""
    which = ids_in(request.value)
    _show(request, await request.db.run(silences.heard, request.actor, *which, request.now))
    return None


async def tried(request: Request) -> Answer | None:
    """Somebody has tried another channel."""
    which = ids_in(request.value)
    _show(request, await request.db.run(silences.tried, request.actor, *which, request.now))
    return None


async def open_one(request: Request) -> Answer | None:
    """Open one handoff of a list, to say who was heard from."""
    found = await request.db.read(silences.read, request.actor, id_in(request.value))
    show(request, blocks.view(found))
    return None


async def open_all(request: Request) -> Answer | None:
    """Open the whole list that a message had no room for."""
    which = id_in(request.value)
    found = await request.db.read(silences.page, request.actor, which, 0)
    show(request, list_blocks.view(found))
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show an earlier or later page of it."""
    which = id_in(request.view.get("private_metadata"))
    found = await request.db.read(silences.page, request.actor, which, id_in(request.value))
    view = list_blocks.view(found)
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    return None


def _show(request: Request, found: Silences) -> None:
    """Show what was done: in the modal it was said in, and in the messages that tell of it."""
    if request.view.get("type") == "modal":
        view = blocks.view(found)
        request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    workspace_id = request.actor.workspace_id
    request.after(partial(_show_in_messages, request.services, workspace_id, found.handoff_id))


async def _show_in_messages(services: Services, workspace_id: str, handoff_id: int) -> None:
    """Let the messages that tell of a handoff say what is so now.

    One that Slack does not take now, or that was deleted, stays as it is: its buttons still work.
    """
    found = await services.database.read(_told_of, workspace_id, handoff_id)
    slack = services.slack.of(workspace_id)
    for person_id, channel_id, ts, told in found:
        with language(services.people.locale_of(workspace_id, person_id)):
            text, content = list_blocks.message(told)
        with suppress(Permanent, RateLimited, Passing):
            await slack.update(channel_id, ts, text, content)


def _told_of(
    session: Session, workspace_id: str, handoff_id: int
) -> list[tuple[str, str, str, Told]]:
    """The messages that tell of a handoff: whose, in which channel, its ts, and what it tells."""
    rows = silences.listing(session, workspace_id, handoff_id)
    return [
        (str(row.person_id), str(row.channel_id), str(row.ts), silences.told(session, row))
        for row in rows
    ]


def _compose(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """Compose the DM; None if everybody was heard from meanwhile."""
    found = silences.told(session, row)
    return Message(*list_blocks.message(found)) if found.waiting else None


MESSAGES: Mapping[str, Compose] = {silence.EFFECT: _compose}
"""What this journey says of its own accord."""

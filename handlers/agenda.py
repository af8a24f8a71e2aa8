"""A call's agenda in Slack: opened, filled in during the call, posted in the channel.

A line's form is laid on top of the agenda; when it is saved it closes, and the agenda below is
shown as it is then, with what others have typed meanwhile.
https://docs.slack.dev/surfaces/modals#adding_views
"""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import agenda as blocks
from handlers import checklist
from handlers.dump_views import new_rendering, place_of, typed_in, update
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.telling import afterwards
from handlers.values import date_in, handoff_in, id_in, inputs_of, metadata_of
from playbook import agenda
from playbook.errors import Refused
from playbook.people import Actor
from playbook.words import _
from storage.tables import Handoff, Outgoing

AGENDA = "agenda"
"""The agenda's modal."""


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["agenda.open"] = open_agenda
    router.actions["agenda.length"] = choose_length
    router.actions["agenda.again"] = show_again
    router.actions["agenda.post"] = post
    router.actions["agenda.type"] = open_form
    router.actions["agenda.item"] = open_item
    router.submissions["agenda.answer"] = answer
    router.submissions["agenda.item"] = assign


async def open_agenda(request: Request) -> Answer | None:
    """Open the agenda of a handoff, for a call of the usual length."""
    handoff_id = id_in(request.value)
    found = await request.db.read(agenda.read, request.actor, handoff_id, agenda.USUAL)
    show(request, blocks.view(found))
    return None


async def choose_length(request: Request) -> Answer | None:
    """Fit the agenda into a call of another length."""
    view_id = str(request.view["id"])
    request.after(partial(_show, request, view_id, handoff_in(request.view), id_in(request.value)))
    return None


async def show_again(request: Request) -> Answer | None:
    """Show the agenda with what others have typed meanwhile."""
    minutes = minutes_of(request) or agenda.USUAL
    request.after(
        partial(_show, request, str(request.view["id"]), handoff_in(request.view), minutes)
    )
    return None


async def post(request: Request) -> Answer | None:
    """Let the agenda be posted in the handoff's channel, and say so."""
    minutes = minutes_of(request) or agenda.USUAL
    channel_id = await request.db.run(
        agenda.post, request.actor, handoff_in(request.view), minutes, request.now
    )
    said = _("The agenda is posted in <#{channel}>, as all its members may see it.")
    request.after(partial(afterwards, request, said.format(channel=channel_id)))
    return None


async def open_form(request: Request) -> Answer | None:
    """Open the form of one missing answer on top of the agenda."""
    minutes = minutes_of(request) or agenda.USUAL
    found = await request.db.read(
        agenda.typing, request.actor, handoff_in(request.view), request.value
    )
    show(request, blocks.typing(found, new_rendering(request), minutes))
    return None


async def answer(request: Request) -> Answer | None:
    """Put the answer into the blueprint, and show the agenda without its line."""
    place, typed = place_of(request), typed_in(request)
    key = str(metadata_of(request.view).get("question"))
    await request.db.run(agenda.answer, request.actor, place, key, typed, request.key, request.now)
    checklist.refresh_after(request, place.handoff_id)
    show_below(request)
    return None


async def open_item(request: Request) -> Answer | None:
    """Open the form of an item's owner and date on top of the agenda."""
    minutes = minutes_of(request) or agenda.USUAL
    found = await request.db.read(
        agenda.assigning, request.actor, handoff_in(request.view), id_in(request.value)
    )
    show(request, blocks.assigning(found, new_rendering(request), minutes))
    return None


async def assign(request: Request) -> Answer | None:
    """Set an item's owner and date, and show the agenda as it is then."""
    meta, inputs = metadata_of(request.view), inputs_of(request.view)
    await request.db.run(
        agenda.assign,
        request.actor,
        place_of(request).handoff_id,
        id_in(meta.get("item")),
        inputs.get("owner"),
        date_in(inputs.get("due_on")),
        (meta.get("owner"), date_in(meta.get("due_on"))),
        request.now,
    )
    show_below(request)
    return None


def minutes_of(request: Request) -> int | None:
    """Return the length of the call whose agenda was clicked in; None elsewhere."""
    if request.view.get("callback_id") != AGENDA:
        return None
    return id_in(metadata_of(request.view).get("minutes"))


def show_below(request: Request) -> None:
    """Let the agenda that a submitted form lay on show how it is now."""
    view_id = str(request.view.get("previous_view_id") or "")
    minutes = id_in(metadata_of(request.view).get("minutes"))
    request.after(partial(_show, request, view_id, place_of(request).handoff_id, minutes))


def compose(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """Compose the agenda for the channel; None if who posted it has no part in it any more."""
    handoff = session.get(Handoff, row.handoff_id)
    by = str(row.detail.get("by"))
    if handoff is None or handoff.channel_id is None:
        return None
    try:
        minutes = int(row.detail.get("minutes", agenda.USUAL))
        found = agenda.shared(session, Actor(row.workspace_id, by), handoff.id, minutes)
    except Refused:
        return None
    text, content = blocks.posted(found, by)
    return Message(text, content, channel_id=handoff.channel_id, thread_ts=handoff.thread_ts)


MESSAGES: dict[str, Compose] = {agenda.POSTED: compose}
"""What this journey says of its own accord."""


async def _show(request: Request, view_id: str, handoff_id: int, minutes: int) -> None:
    found = await request.db.read(agenda.read, request.actor, handoff_id, minutes)
    await update(request, view_id, blocks.view(found))

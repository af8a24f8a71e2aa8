"""Clarifying questions in Slack: asked while reading, answered from a DM, tracked in a list.

What a form was laid on, be it the blueprint, a list or an agenda, is shown afresh.
https://docs.slack.dev/surfaces/modals#adding_views
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blocks import clarify as blocks
from blocks.kit import Json
from handlers import agenda, beneath, checklist
from handlers.dump_views import new_rendering, place_of, typed_in, update
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, metadata_of
from playbook import clarify, clarify_news, clarify_writing
from playbook.clarify import Told
from playbook.clarify_writing import ANSWERED, ASKED
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["clarify.open"] = open_list
    router.actions["clarify.page"] = turn_page
    router.actions["clarify.ask"] = open_asking
    router.actions["clarify.again"] = open_asking_again
    router.actions["clarify.gaps"] = open_gaps
    router.actions["clarify.answer"] = open_answering
    router.actions["clarify.settle"] = settle
    router.actions["clarify.withdraw"] = withdraw
    router.actions["clarify.put_in"] = put_in
    router.submissions["clarify.ask"] = ask
    router.submissions["clarify.gap"] = found_gap
    router.submissions["clarify.answer"] = answer


async def open_list(request: Request) -> Answer | None:
    """Open the questions of a handoff."""
    found = await request.db.read(clarify.listed, request.actor, id_in(request.value))
    show(request, blocks.listing(found))
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show an earlier or later page of them."""
    request.after(partial(_show_list_again, request, request.view, id_in(request.value)))
    return None


async def open_asking(request: Request) -> Answer | None:
    """Open the form of a question. The value is "handoff:about" or "handoff:about:entry"."""
    handoff, _colon, rest = request.value.partition(":")
    about, _colon, entry = rest.partition(":")
    entry_id = id_in(entry) if entry else None
    found = await request.db.read(
        clarify_writing.asking, request.actor, id_in(handoff), about, entry_id
    )
    show(request, blocks.asking(found, new_rendering(request), beneath.under(request)))
    return None


async def open_asking_again(request: Request) -> Answer | None:
    """Open the form in which an answered question is asked again."""
    question_id = id_in(request.value)
    found = await request.db.read(clarify_writing.asking_again, request.actor, question_id)
    show(request, blocks.asking(found, new_rendering(request), beneath.under(request)))
    return None


async def ask(request: Request) -> Answer | None:
    """Ask, and answer with who is asked."""
    meta, typed = metadata_of(request.view), typed_in(request)
    if meta.get("follows") is not None:
        asked_of = await request.db.run(
            clarify_writing.ask_again,
            request.actor,
            id_in(meta["follows"]),
            typed,
            request.key,
            request.now,
        )
    else:
        asked_of = await request.db.run(
            clarify_writing.ask,
            request.actor,
            place_of(request).handoff_id,
            str(meta.get("about")),
            None if meta.get("entry") is None else id_in(meta["entry"]),
            typed,
            request.key,
            request.now,
        )
    beneath.show_again(request, place_of(request).handoff_id)
    view = blocks.asked(asked_of, place_of(request).handoff_id)
    return {"response_action": "update", "view": view}


async def open_gaps(request: Request) -> Answer | None:
    """Open the form of a gap that was found at the intro call, or the form again for one more."""
    found = await request.db.read(clarify_writing.gaps, request.actor, id_in(request.value))
    view = blocks.gaps(found, new_rendering(request))
    if request.view.get("callback_id") == "clarify.asked":
        request.after(partial(update, request, str(request.view["id"]), view))
    else:
        show(request, view)
    return None


async def found_gap(request: Request) -> Answer | None:
    """Ask for what was missing, and answer with who is asked."""
    handoff_id, typed = place_of(request).handoff_id, typed_in(request)
    asked_of = await request.db.run(
        clarify_writing.found_gap, request.actor, handoff_id, typed, request.key, request.now
    )
    return {"response_action": "update", "view": blocks.gap_asked(asked_of, handoff_id)}


async def open_answering(request: Request) -> Answer | None:
    """Open the form of an answer: from the DM that asks, the list, or a call's agenda."""
    question_id = id_in(request.value)
    found = await request.db.read(clarify_writing.answering, request.actor, question_id)
    minutes, under = agenda.minutes_of(request), beneath.under(request)
    show(request, blocks.answering(found, new_rendering(request), minutes, under))
    return None


async def answer(request: Request) -> Answer | None:
    """Send the answer; on a call the agenda goes on, elsewhere who hears it is said."""
    meta, typed = metadata_of(request.view), typed_in(request)
    question_id = id_in(meta.get("question"))
    told = await request.db.run(
        clarify_writing.answer, request.actor, question_id, typed, request.now
    )
    checklist.refresh_after(request, told.handoff_id)
    if meta.get("minutes") is not None:
        agenda.show_below(request)
        return None
    beneath.show_again(request, told.handoff_id)
    view = blocks.answered(told, request.actor.id, meta.get("under"))
    return {"response_action": "update", "view": view}


async def settle(request: Request) -> Answer | None:
    """Say that the answer is enough."""
    question_id = id_in(request.value)
    told = await request.db.run(clarify_writing.settle, request.actor, question_id, request.now)
    _show_again(request, told)
    return None


async def withdraw(request: Request) -> Answer | None:
    """Take a question back."""
    question_id = id_in(request.value)
    told = await request.db.run(clarify_writing.withdraw, request.actor, question_id, request.now)
    _show_again(request, told)
    return None


async def put_in(request: Request) -> Answer | None:
    """Add the answer to what the blueprint says."""
    question_id = id_in(request.value)
    told = await request.db.run(clarify_writing.put_in, request.actor, question_id, request.now)
    _show_again(request, told)
    return None


def compose_asked(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """Compose the DM that asks; None if it waits for them no more."""
    told = clarify_news.for_row(session, row)
    if told is None or told.state != "open" or told.waits_for != row.person_id:
        return None
    return Message(*blocks.asked_message(told))


def compose_answered(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """Compose the DM that brings the answer."""
    told = clarify_news.for_row(session, row)
    return Message(*blocks.answered_message(told)) if told and told.answer else None


def message_of(effect: str, told: Told) -> tuple[str, list[Json]]:
    """Return what a DM of this effect says now: text and blocks."""
    return blocks.asked_message(told) if effect == ASKED else blocks.answered_message(told)


MESSAGES: dict[str, Compose] = {ASKED: compose_asked, ANSWERED: compose_answered}
"""What this journey says of its own accord."""


def _show_again(request: Request, told: Told) -> None:
    """Bring what was clicked in up to date. A DM is by the outbox, as it may be in two places."""
    checklist.refresh_after(request, told.handoff_id)
    if request.view.get("callback_id") == beneath.LIST:
        page = id_in(metadata_of(request.view).get("page"))
        request.after(partial(_show_list_again, request, request.view, page))
    elif request.view:
        beneath.show_again(request, told.handoff_id)
        under = metadata_of(request.view).get("under")
        view = blocks.answered(told, request.actor.id, under)
        request.after(partial(update, request, str(request.view["id"]), view))


async def _show_list_again(request: Request, view: Mapping[str, Any], page: int) -> None:
    handoff_id = id_in(metadata_of(view).get("handoff"))
    found = await request.db.read(clarify.listed, request.actor, handoff_id, page)
    await update(request, str(view["id"]), blocks.listing(found))

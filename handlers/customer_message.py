"""The customer message in Slack: read, written, approved, marked as sent (R11)."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blocks import customer_message as blocks
from blocks import message_forms as forms
from blocks import message_news as news_blocks
from blocks.kit import Json
from handlers import checklist as posted
from handlers.messages import Compose
from handlers.messages import Message as Posted
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.slack import Permanent
from handlers.telling import is_deepest
from handlers.values import date_in, id_in, ids_in, inputs_of, metadata_of
from playbook import customer_message, message_news, message_writing, settings
from playbook.customer_message import Message
from playbook.hours import local_date
from playbook.message_news import News
from playbook.message_writing import AGREED, APPROVE, TAKEN_BACK, GivesAway, Overtaken
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["message.open"] = open_message
    router.actions["message.edit"] = open_form
    router.actions["message.sentence"] = open_sentence
    router.actions["message.sending"] = open_sending
    router.actions["message.version"] = open_version
    router.actions["message.approve"] = approve
    router.actions["message.ask"] = ask_again
    router.actions["message.language"] = choose_language
    router.submissions["message.save"] = save
    router.submissions["message.write_sentence"] = write_sentence
    router.submissions["message.sending"] = mark_sent


async def open_message(request: Request) -> Answer | None:
    """Open the message for one person."""
    found = await _read(request, id_in(request.value))
    show(request, blocks.view(found, dict(customer_message.languages())))
    return None


async def open_form(request: Request) -> Answer | None:
    """Open the form of the text."""
    found = await _read(request, id_in(request.value))
    metadata = _metadata(found, _way_back(request))
    show(request, forms.edit(found, metadata))
    return None


async def open_sentence(request: Request) -> Answer | None:
    """Open the form of the sentence about the why."""
    found = await _read(request, id_in(request.value))
    show(request, forms.sentence(found, _metadata(found, _way_back(request))))
    return None


async def open_sending(request: Request) -> Answer | None:
    """Show what is to be sent, ready to be copied."""
    found = await request.db.read(
        customer_message.to_send, request.actor, id_in(request.value), request.now
    )
    today = local_date(request.now, await _zone(request))
    metadata = _metadata(found, _way_back(request))
    show(request, blocks.sending(found, forms.sent_on(today), metadata))
    return None


async def open_version(request: Request) -> Answer | None:
    """Show a version and what it changed; from one version the next takes its place."""
    handoff_id, number = ids_in(request.value)
    found = await request.db.read(customer_message.versions, request.actor, handoff_id)
    view = blocks.version(handoff_id, found, number)
    if request.view.get("callback_id") == view["callback_id"]:
        request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    else:
        show(request, view)
    return None


async def approve(request: Request) -> Answer | None:
    """Approve the version that was read."""
    handoff_id, number = ids_in(request.value)
    await request.db.run(message_writing.approve, request.actor, handoff_id, number, request.now)
    _changed(request, handoff_id, str(request.view.get("id") or ""))
    return None


async def ask_again(request: Request) -> Answer | None:
    """Ask those who have not approved."""
    handoff_id = id_in(request.value)
    await request.db.run(message_writing.ask_again, request.actor, handoff_id, request.now)
    _changed(request, handoff_id, str(request.view.get("id") or ""))
    return None


async def choose_language(request: Request) -> Answer | None:
    """Draft in the language that the customer reads."""
    handoff_id = id_in(str(request.action.get("action_id")).partition(":")[2])
    await request.db.run(
        message_writing.choose_language, request.actor, handoff_id, request.value, request.now
    )
    _changed(request, handoff_id, str(request.view.get("id") or ""))
    return None


async def save(request: Request) -> Answer | None:
    """Keep what was written; who was overtaken, or warned, has all that they typed."""
    meta, values = metadata_of(request.view), inputs_of(request.view)
    handoff_id, typed = id_in(meta.get("handoff")), forms.kept(values)
    is_ready = forms.READY in (values.get("ready") or ())
    use = partial(
        message_writing.save, seen=id_in(meta.get("seen")), heeded=_heeded(meta), is_ready=is_ready
    )
    try:
        await request.db.run(use, request.actor, handoff_id, typed, request.now)
    except Overtaken as other:
        metadata = _metadata(other.message, _over(meta))
        view = forms.edit(other.message, metadata, typed, since=other.changes, is_ready=is_ready)
        return {"response_action": "update", "view": view}
    except GivesAway as said:
        metadata = _metadata(said.message, _over(meta), said.words, seen=meta.get("seen"))
        view = forms.edit(said.message, metadata, typed, words=said.words, is_ready=is_ready)
        return {"response_action": "update", "view": view}
    _changed(request, handoff_id, _over(meta))
    return None


async def write_sentence(request: Request) -> Answer | None:
    """Keep the sentence about the why."""
    meta = metadata_of(request.view)
    typed = str(inputs_of(request.view).get("sentence") or "")
    handoff_id = id_in(meta.get("handoff"))
    use = partial(message_writing.write_sentence, heeded=_heeded(meta))
    try:
        await request.db.run(use, request.actor, handoff_id, typed, request.now)
    except GivesAway as said:
        metadata = _metadata(said.message, _over(meta), said.words)
        view = forms.sentence(said.message, metadata, typed, said.words)
        return {"response_action": "update", "view": view}
    _changed(request, handoff_id, _over(meta))
    return None


async def mark_sent(request: Request) -> Answer | None:
    """Note that the customer was told."""
    meta = metadata_of(request.view)
    handoff_id, number = id_in(meta.get("handoff")), id_in(meta.get("seen"))
    on = date_in(inputs_of(request.view).get("on"))
    await request.db.run(
        message_writing.mark_sent, request.actor, handoff_id, number, on, request.now
    )
    _changed(request, handoff_id, _over(meta))
    return None


async def _read(request: Request, handoff_id: int) -> Message:
    return await request.db.read(
        customer_message.read, request.actor, handoff_id, request.services.clock.now()
    )


async def _zone(request: Request) -> str:
    mine = await request.db.read(settings.read, request.actor)
    return mine.zone


def _changed(request: Request, handoff_id: int, view_id: str) -> None:
    """Bring the posted checklist, and the message below a form, up to date."""
    posted.refresh_after(request, handoff_id)
    if view_id:
        request.after(partial(_show_again, request, handoff_id, view_id))


async def _show_again(request: Request, handoff_id: int, view_id: str) -> None:
    found = await _read(request, handoff_id)
    view = blocks.view(found, dict(customer_message.languages()))
    with suppress(Permanent):  # whoever closed it meanwhile needs no newer one
        await request.slack.update_view(view_id, view)


def _way_back(request: Request) -> str:
    """Return the message that a form lies on; a form that takes its place goes back to none."""
    is_message = request.view.get("callback_id") == "message"
    return str(request.view["id"]) if is_message and not is_deepest(request.view) else ""


def _metadata(
    found: Message, over: str, words: tuple[str, ...] = (), *, seen: object = None
) -> str:
    number = found.standing.number if seen is None else seen
    kept: Json = {"handoff": found.handoff_id, "seen": number, "over": over}
    return json.dumps(kept | {"heeded": list(words)}, ensure_ascii=False)


def _over(meta: Mapping[str, Any]) -> str:
    return str(meta.get("over") or "")


def _heeded(meta: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(word) for word in meta.get("heeded") or ())


Find = Callable[[Session, Outgoing], News | None]
Say = Callable[[News], tuple[str, list[Json]]]


def _compose(find: Find, session: Session, row: Outgoing, _now: datetime) -> Posted | None:
    found = find(session, row)
    return Posted(*_SAY[found.effect](found)) if found else None


_SAY: dict[str, Say] = {
    APPROVE: news_blocks.to_approve,
    TAKEN_BACK: news_blocks.taken_back,
    AGREED: news_blocks.agreed,
}

MESSAGES: dict[str, Compose] = {
    APPROVE: partial(_compose, message_news.to_approve),
    TAKEN_BACK: partial(_compose, message_news.to_approve),
    AGREED: partial(_compose, message_news.agreed),
}

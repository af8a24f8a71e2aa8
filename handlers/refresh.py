"""`/handoff refresh`: leads ask for blueprints to be brought up to date, people say that they are.

https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blocks import refresh as blocks
from blocks.kit import option
from handlers import dump as dumps
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import date_in, id_in, inputs_of
from playbook import cadence, refresh, refresh_reading
from playbook.refresh import Confirmed, Wanted
from playbook.refresh_reading import Progress, ToDo
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.commands["refresh"] = open_form
    router.options["refresh.accounts"] = offer_accounts
    router.submissions["refresh.ask"] = ask
    router.submissions["refresh.save_day"] = save_day
    router.actions["refresh.show"] = show_progress
    router.actions["refresh.day"] = open_day
    router.actions["refresh.withdraw"] = withdraw
    router.actions["refresh.mine"] = open_mine
    router.actions["refresh.confirm"] = confirm
    router.actions["refresh.next"] = dumps.open_dump


async def open_form(request: Request) -> Answer | None:
    """Ask the lead of whom, what and by when; show what they have asked for already."""
    found = await request.db.read(refresh_reading.of_lead, request.actor, request.now)
    show(request, blocks.form(found))
    return None


async def offer_accounts(request: Request) -> Answer | None:
    """Offer accounts for what is typed: of the people who are chosen, or of the lead's own."""
    typed = str(request.payload.get("value") or "")
    chosen = inputs_of(request.view).get("people") or ()
    found = await request.db.read(refresh.offer_accounts, request.actor, typed, chosen)
    return {"options": [option(one.name, str(one.id)) for one in found]}


async def ask(request: Request) -> Answer | None:
    """Ask."""
    wanted = _wanted(inputs_of(request.view))
    await request.services.people.know(request.actor.workspace_id, wanted.person_ids)
    asked = await request.db.run(refresh.ask, request.actor, wanted, request.key, request.now)
    if asked is None:
        return {"response_action": "clear"}
    return {"response_action": "update", "view": blocks.asked(asked)}


async def show_progress(request: Request) -> Answer | None:
    """Show how far a refresh is, or another page of that."""
    which, _colon, page = request.value.partition(":")
    found = await request.db.read(
        refresh_reading.progress, request.actor, id_in(which), request.now
    )
    view = blocks.progress(found, id_in(page or 0))
    _show_in_place(request, view, "refresh.progress")
    return None


async def open_day(request: Request) -> Answer | None:
    """Ask the lead for another day."""
    which = id_in(request.value)
    found = await request.db.read(refresh_reading.progress, request.actor, which, request.now)
    show(request, blocks.other_day(found))
    return None


async def save_day(request: Request) -> Answer | None:
    """Let it be due on another day."""
    which = id_in(request.view.get("private_metadata"))
    due_on = date_in(inputs_of(request.view).get("due_on"))
    await request.db.run(refresh.move, request.actor, which, due_on, request.now)
    return {"response_action": "clear"}


async def withdraw(request: Request) -> Answer | None:
    """Ask no more."""
    which = id_in(request.value)
    await request.db.run(refresh.withdraw, request.actor, which, request.now)
    request.after(partial(request.slack.update_view, str(request.view["id"]), blocks.withdrawn()))
    return None


async def open_mine(request: Request) -> Answer | None:
    """Show a person all that they are asked for, or another page of it."""
    which, _colon, page = request.value.partition(":")
    found = await request.db.read(refresh_reading.mine, request.actor, id_in(which))
    _show_in_place(request, blocks.mine(found, id_in(page or 0)), "refresh.mine")
    return None


async def confirm(request: Request) -> Answer | None:
    """Take somebody's word that a blueprint is up to date, and show it wherever it is listed."""
    number = id_in(request.value)
    done = await request.db.run(refresh.confirm, request.actor, number, request.now)
    if request.view.get("callback_id") == "refresh.mine":
        await _show_mine_again(request)
    elif request.view or not done.todos:
        show(request, blocks.confirmed(done))
    request.after(partial(_show_asked_again, request, done))
    return None


async def _show_mine_again(request: Request) -> None:
    which, _colon, page = str(request.view.get("private_metadata")).partition(":")
    found = await request.db.read(refresh_reading.mine, request.actor, id_in(which))
    view = blocks.mine(found, id_in(page))
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))


async def _show_asked_again(request: Request, done: Confirmed) -> None:
    """Bring the messages up to date in which this person was asked. Raises SlackError."""
    for todo in done.todos:
        at = await request.db.read(refresh.shown_at, todo, request.actor.id)
        if at is not None:
            await request.slack.update(*at, *blocks.ask_message(todo))


def _show_in_place(request: Request, view: dict[str, Any], callback_id: str) -> None:
    if request.view.get("callback_id") == callback_id:
        request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    else:
        show(request, view)


def _wanted(values: dict[str, Any]) -> Wanted:
    return Wanted(
        person_ids=tuple(values.get("people") or ()),
        is_team=blocks.TEAM in (values.get("team") or ()),
        account_ids=tuple(id_in(one) for one in values.get("accounts") or ()),
        due_on=date_in(values.get("due_on")),
    )


def _to_person(
    say: Callable[[ToDo], blocks.Said], session: Session, row: Outgoing, _now: datetime
) -> Message | None:
    which = int(row.detail["refresh"])
    found = refresh_reading.todo(session, row.workspace_id, which, str(row.person_id))
    return Message(*say(found)) if found else None


def _while_open(
    say: Callable[[ToDo], blocks.Said], session: Session, row: Outgoing, _now: datetime
) -> Message | None:
    """What makes no sense once all is done, or it was withdrawn."""
    which = int(row.detail["refresh"])
    found = refresh_reading.todo(session, row.workspace_id, which, str(row.person_id))
    if found is None or found.has_ended or not found.open:
        return None
    return Message(*say(found))


def _to_lead(
    say: Callable[[Progress], blocks.Said], session: Session, row: Outgoing, now: datetime
) -> Message | None:
    found = refresh_reading.of_asker(session, row.workspace_id, int(row.detail["refresh"]), now)
    return Message(*say(found)) if found else None


def _late(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = refresh_reading.of_asker(session, row.workspace_id, int(row.detail["refresh"]), now)
    if found is None or found.has_ended or not found.open:
        return None
    return Message(*blocks.late_message(found))


def _stale(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = cadence.stale(session, row.workspace_id, str(row.person_id), now)
    return Message(*blocks.stale_message(found)) if found else None


MESSAGES: dict[str, Compose] = {
    "refresh_asked": partial(_while_open, blocks.ask_message),
    "refresh_due": partial(_while_open, blocks.due_message),
    "refresh_moved": partial(_while_open, blocks.moved_message),
    "refresh_withdrawn": partial(_to_person, blocks.withdrawn_message),
    "refresh_late": _late,
    "refresh_done": partial(_to_lead, blocks.done_message),
    "blueprints_stale": _stale,
}

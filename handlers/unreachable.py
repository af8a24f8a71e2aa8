"""Accounts that somebody left who is gone: shown to who looks after them, proposed, paged (R30)."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import start as start_blocks
from blocks import unreachable as blocks
from blocks.kit import Json
from blocks.notice import notice
from blocks.start import Shown
from handlers import home
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, metadata_of
from playbook import left_accounts, start_form, unreachable
from playbook.left_accounts import BACK
from playbook.people import Actor
from playbook.start_form import Form, Last
from storage.tables import Outgoing


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["leaver.start"] = start
    router.actions["leaver.propose_all"] = propose_all
    router.actions["leaver.list"] = open_list
    router.actions["leaver.page"] = turn_page


async def start(request: Request) -> Answer | None:
    """Open the start modal, filled in for one account: abrupt, as of today."""
    person_id, account_id = _parted(request.value)
    form = await request.db.read(_form, request.actor, person_id, account_id, request.now)
    show(request, start_blocks.start_modal(form, Shown(suggested="", place="")))
    return None


async def propose_all(request: Request) -> Answer | None:
    """Make a draft of each account; that takes longer than Slack waits for an answer."""
    request.after(partial(_propose_all, request))
    return None


async def open_list(request: Request) -> Answer | None:
    """Show all accounts that somebody left."""
    person_id, page = _parted(request.value)
    found = await request.db.read(left_accounts.listed, request.actor, person_id, page)
    show(request, blocks.listing(found))
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show another page of them."""
    person_id, page = _parted(request.value)
    found = await request.db.read(left_accounts.listed, request.actor, person_id, page)
    request.after(partial(_update, request, blocks.listing(found)))
    return None


async def _propose_all(request: Request) -> None:
    count = await request.db.run(
        left_accounts.propose_all, request.actor, request.value, request.now
    )
    said = blocks.proposed(count)
    if request.view.get("type") == "modal":
        page = id_in(metadata_of(request.view).get("page"))
        found = await request.db.read(left_accounts.listed, request.actor, request.value, page)
        await _update(request, blocks.listing(found, said))
    else:
        await request.slack.open_view(request.trigger_id, notice(said))
    await home.publish(request)


async def _update(request: Request, view: Json) -> None:
    await request.slack.update_view(str(request.view.get("id")), view)


def _form(session: Session, actor: Actor, person_id: str, account_id: int, now: datetime) -> Form:
    wish = left_accounts.wish_for(session, actor, person_id, account_id, now)
    return start_form.form_again(session, actor, wish, now, Last())


def _parted(value: str) -> tuple[str, int]:
    person_id, _colon, number = value.partition(":")
    return person_id, id_in(number)


def _unreachable(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = unreachable.read(session, row)
    return Message(*blocks.message(found), channel_id=found.channel_id) if found else None


def _back(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    return Message(*blocks.back(left_accounts.back(session, row)))


MESSAGES: Mapping[str, Compose] = {unreachable.UNREACHABLE: _unreachable, BACK: _back}

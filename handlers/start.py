"""Starting a handoff: the modal, its suggestions as it is filled in, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from blocks import start as blocks
from blocks.start import Shown
from blocks.start_preview import plan_preview
from blocks.started import opened, proposed
from handlers.channels import describe
from handlers.gathering import Work
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.slack import Json, Passing, Permanent, RateLimited
from handlers.start_values import asks_for_public, asks_why, offer_in, shown_in, wish_in
from handlers.telling import field_errors
from handlers.values import id_in
from playbook import accounts, people, start, start_form, start_preview
from playbook.accounts import Found, clean_name
from playbook.errors import FieldErrors, NotNow
from playbook.people import Actor
from playbook.start import Started
from playbook.start_checks import AccountTaken, Unready
from playbook.start_form import Last
from playbook.wish import Channel, Wish
from playbook.words import _
from storage.choices import Mode, Place

_REFILLS = (
    "kind", "reason", "leave", "tier", "mode", "anchor_on", "incoming_starts_on", "place",
    "channel",
)  # fmt: skip
"""Fields whose change shows the modal anew."""


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.commands["start"] = command
    router.shortcuts["start_handoff"] = open_modal
    router.actions["start.open"] = open_modal
    router.actions["start.open_draft"] = open_draft
    router.actions["start.account"] = fill_in
    for field in _REFILLS:
        router.actions[f"start.{field}"] = fill_in
    router.actions["start.offer"] = take_offer
    router.actions["start.preview"] = preview
    router.options["start.account"] = offer_accounts
    router.submissions["start.submit"] = submit


async def command(request: Request) -> Answer | None:
    """`/handoff start [account]`."""
    _start, _blank, account_name = str(request.payload.get("text") or "").strip().partition(" ")
    await _open(request, account_name)
    return None


async def open_modal(request: Request) -> Answer | None:
    """The global shortcut, and the button, whose value is an account's name or empty."""
    await _open(request, request.value if request.payload.get("actions") else "")
    return None


async def open_draft(request: Request) -> Answer | None:
    """The button in the DM about a proposal: the draft, for its lead to complete."""
    handoff_id = id_in(request.value)
    form = await request.db.read(start_form.draft_form, request.actor, handoff_id, request.now)
    shown = Shown(suggested="", place="", draft_id=handoff_id)
    show(request, blocks.start_modal(form, shown))
    return None


async def offer_accounts(request: Request) -> Answer | None:
    """What the account's select offers for what is typed into it."""
    typed = clean_name(str(request.payload.get("value") or ""))
    found = await request.db.read(_search, request.actor, typed)
    return {"options": blocks.account_options(found, typed)}


async def fill_in(request: Request) -> Answer | None:
    """Something was chosen that other fields follow from: show the modal with them."""
    _in_turn(request, partial(_show_again, request))
    return None


async def take_offer(request: Request) -> Answer | None:
    """A mode and date that would fit was chosen: show the modal with them."""
    mode, anchor_on = offer_in(request.value)
    offered = replace(wish_in(request.view), mode=mode, anchor_on=anchor_on)
    shown = replace(shown_in(request.view), suggested="")
    _in_turn(request, partial(_show, request, offered, shown, changed="offer"))
    return None


async def preview(request: Request) -> Answer | None:
    """The dated plan of what the modal holds, on top of it."""
    wish = wish_in(request.view)
    found = await request.db.read(start_preview.preview, request.actor, wish, request.now)
    show(request, plan_preview(found))
    return None


async def submit(request: Request) -> Answer | None:
    """Open the handoff, or keep the proposal; what is wrong is said at its field."""
    wish = wish_in(request.view)
    await _know(request, wish.people)
    wish = replace(wish, channel=await _described(request, wish))
    try:
        started = await _begun(request, wish)
    except AccountTaken as error:
        return field_errors(request, _with_link(request, error))
    except Unready as error:
        if not asks_why(request.view):
            # Where to say why it opens anyway is shown once it is asked for.
            shown = replace(shown_in(request.view), waives=True)
            _in_turn(request, partial(_show, request, wish, shown))
        return field_errors(request, error)
    except FieldErrors as error:
        if wish.channel and wish.channel.is_public and not asks_for_public(request.view):
            # The box to confirm it with is shown once we know that the channel is public.
            _in_turn(request, partial(_show, request, wish, shown_in(request.view)))
        return field_errors(request, error)
    if started is None:
        return {"response_action": "clear"}
    return {"response_action": "update", "view": _said(started)}


async def _open(request: Request, account_name: str) -> None:
    form = await request.db.read(start_form.start_form, request.actor, account_name, request.now)
    show(request, blocks.first_modal(form))


def _in_turn(request: Request, show_anew: Work) -> None:
    """Show the modal anew, after the change before: of two that cross, the later one stands."""
    key = ("start", request.actor.workspace_id, str(request.view["id"]))
    request.after(partial(request.services.gathering.run, key, show_anew))


async def _show_again(request: Request) -> None:
    field = str(request.action.get("action_id")).partition(".")[2]
    wish, shown = wish_in(request.view), shown_in(request.view)
    if field == "channel":
        wish = replace(wish, channel=await _seen(request, wish))
    if field == "account":
        shown = replace(shown, types_name=request.value == blocks.NEW)
    await _show(request, wish, shown, changed=field)


async def _show(request: Request, wish: Wish, shown: Shown, *, changed: str = "") -> None:
    """Show the modal for what it holds; fields that we fill in get blocks that Slack takes anew."""
    last = Last(
        mode=Mode(shown.suggested) if shown.suggested else None,
        place=Place(shown.place) if shown.place else None,
        changed=changed,
    )
    form = await request.db.read(start_form.form_again, request.actor, wish, request.now, last)
    form = replace(form, draft_id=shown.draft_id)
    shown = replace(
        shown,
        waives=shown.waives and (not changed or bool(wish.waiver)),
        revision=shown.revision + (form.wish != wish or changed == "offer"),
        suggested=form.suggestion.mode,
        place=form.usual_place,
    )
    await request.slack.update_view(str(request.view["id"]), blocks.start_modal(form, shown))


async def _know(request: Request, person_ids: Sequence[str]) -> None:
    try:
        await request.services.people.know(request.actor.workspace_id, person_ids)
    except (RateLimited, Passing) as error:
        raise _busy() from error


async def _described(request: Request, wish: Wish) -> Channel | None:
    """Return the channel of the wish as it is in Slack. Raises FieldErrors if we cannot see it."""
    if wish.place is not Place.THREAD or wish.channel is None:
        return None
    try:
        return await describe(request.slack, wish.channel.id)
    except (RateLimited, Passing) as error:
        raise _busy() from error
    except Permanent as error:
        raise FieldErrors(
            {"channel": _("I cannot see this channel. Invite me there first: /invite @Handoff")}
        ) from error


async def _seen(request: Request, wish: Wish) -> Channel | None:
    """Like `_described`; a channel that we cannot see is complained of when it is submitted."""
    try:
        return await _described(request, wish)
    except FieldErrors:
        return wish.channel


def _busy() -> NotNow:
    return NotNow(_("Slack is busy just now. Please try again in a minute."))


async def _begun(request: Request, wish: Wish) -> Started | None:
    draft_id = shown_in(request.view).draft_id
    actor, now = request.actor, request.now
    if draft_id is None:
        return await request.db.run(start.begin, actor, wish, now, request.key)
    return await request.db.run(start.open_draft, actor, draft_id, wish, now)


def _with_link(request: Request, error: AccountTaken) -> FieldErrors:
    """Add the link to the handoff's channel, for who may know of it.

    https://docs.slack.dev/interactivity/deep-linking#open_a_channel
    """
    channel_id = error.under_way.channel_id
    if channel_id is None:
        return error
    query = urlencode({"team": request.actor.workspace_id, "channel": channel_id})
    link = f"https://slack.com/app_redirect?{query}"
    return FieldErrors({**error.fields, "account": f"{error.fields['account']} {link}"})


def _said(started: Started) -> Json:
    return opened(started) if started.is_open else proposed(started)


def _search(session: Session, actor: Actor, typed: str) -> list[Found]:
    return accounts.search(session, people.viewer(session, actor), typed)

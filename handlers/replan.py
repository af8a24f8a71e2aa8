"""Changing what a plan is counted from: a form, what would change, and then the change (R14).

What would change takes the form's place, and carries what was typed, so that one can go back.
"""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blocks import replan as blocks
from handlers.messages import Compose, Message
from handlers.plan import show_changed, way_back
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.slack import Json
from handlers.values import date_in, id_in, inputs_of, metadata_of
from playbook import plan_news, plan_rows, replan
from playbook.difference import Difference
from playbook.errors import FieldErrors
from playbook.replan import Change, Facts, Outdated
from playbook.words import _
from storage.choices import FirmDateKind, Mode, Tier
from storage.tables import Outgoing

CALLS, CHANGE = "calls", "change"
"""The two forms."""


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["plan.change"] = open_change
    router.actions["plan.calls"] = open_calls
    router.actions["plan.back"] = go_back
    router.submissions["plan.change"] = look_at_change
    router.submissions["plan.calls"] = look_at_calls
    router.submissions["plan.apply"] = apply


async def open_change(request: Request) -> Answer | None:
    """Open the form of the firm date, mode, tier and first day."""
    await _open(request, CHANGE)
    return None


async def open_calls(request: Request) -> Answer | None:
    """Open the form of the scheduled calls and the renewal."""
    await _open(request, CALLS)
    return None


async def look_at_change(request: Request) -> Answer | None:
    """Show what the change would mean."""
    values = inputs_of(request.view)
    change = Change(
        anchor_on=date_in(values.get("anchor_on")),
        mode=_word(Mode, values.get("mode")),
        tier=_word(Tier, values.get("tier")),
        incoming_starts_on=date_in(values.get("incoming_starts_on")),
        reason=(values.get("reason") or "").strip(),
    )
    return await _look(request, CHANGE, change)


async def look_at_calls(request: Request) -> Answer | None:
    """Show what these calls and this renewal would mean."""
    firm = plan_rows.firm(_firm_dates(inputs_of(request.view)))
    return await _look(request, CALLS, Change(firm=firm))


async def go_back(request: Request) -> Answer | None:
    """Show the form again, with what was typed."""
    meta = {**metadata_of(request.view), **_typed(request)}
    change = _unpacked(meta)
    found = await _facts(request, id_in(meta.get("handoff")), change)
    view = _form(found, str(meta.get("form")), meta, change.reason)
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    return None


async def apply(request: Request) -> Answer | None:
    """Change the plan as it was shown; if it has changed meanwhile, show what it would mean now."""
    meta = {**metadata_of(request.view), **_typed(request)}
    handoff_id, seen = id_in(meta.get("handoff")), str(meta.get("seen"))
    change = _unpacked(meta)
    try:
        await request.db.run(
            replan.apply, request.actor, handoff_id, change, request.now, seen=seen
        )
    except Outdated as outdated:
        now_seen = {**meta, "seen": outdated.difference.mark}
        waiver, kept = change.waiver, _dumped(now_seen)
        view = blocks.preview(outdated.difference, kept, waiver, is_outdated=True)
        return {"response_action": "update", "view": view}
    show_changed(request, handoff_id)
    return None


def compose(session: Session, row: Outgoing, _now: object) -> Message | None:
    """Compose what somebody hears of changed plans; None if there is nothing left to say."""
    found = plan_news.read(session, row)
    return Message(*blocks.news(found)) if found else None


MESSAGES: Mapping[str, Compose] = {plan_news.EFFECT: compose}


async def _open(request: Request, form: str) -> None:
    found = await _facts(request, id_in(request.value), Change())
    show(request, _form(found, form, way_back(request)))


async def _facts(request: Request, handoff_id: int, change: Change) -> Facts:
    return await request.db.read(replan.facts, request.actor, handoff_id, change)


def _form(found: Facts, form: str, kept: Mapping[str, Any], reason: str = "") -> Json:
    names = ("over", "page", "editing", "waiver")
    meta = {name: kept[name] for name in names if name in kept} | {"handoff": found.handoff_id}
    if form == CALLS:
        return blocks.calls_form(found.account, found.dated, _dumped(meta))
    return blocks.change_form(found.account, found.kind, found.dated, reason, _dumped(meta))


async def _look(request: Request, form: str, change: Change) -> Answer:
    meta = metadata_of(request.view)
    difference: Difference = await request.db.read(
        replan.preview, request.actor, id_in(meta.get("handoff")), change, request.now
    )
    kept = {**meta, "form": form, "seen": difference.mark, **_packed(form, change)}
    view = blocks.preview(difference, _dumped(kept), str(meta.get("waiver") or ""))
    return {"response_action": "update", "view": view}


def _typed(request: Request) -> Json:
    """Return what the preview holds beside the change: why it may stay so, if it asks that."""
    values = inputs_of(request.view)
    return {"waiver": values["waiver"] or ""} if "waiver" in values else {}


def _packed(form: str, change: Change) -> Json:
    """Return a change as a modal's metadata carries it."""
    if form == CALLS:
        firm = change.firm if isinstance(change.firm, tuple) else ()
        return {"firm": [[one.kind, one.title, one.on.isoformat()] for one in firm]}
    starts_on = change.incoming_starts_on
    return {
        "anchor_on": str(change.anchor_on),
        "mode": change.mode,
        "tier": change.tier,
        "starts_on": str(starts_on),
        "reason": change.reason,
    }


def _unpacked(meta: Mapping[str, Any]) -> Change:
    if meta.get("form") == CALLS:
        firm = ((FirmDateKind(kind), title, date_in(on)) for kind, title, on in meta["firm"])
        kept = plan_rows.firm((kind, title, on) for kind, title, on in firm if on)
        return Change(firm=kept, waiver=str(meta.get("waiver") or ""))
    return Change(
        anchor_on=date_in(meta.get("anchor_on")),
        mode=_word(Mode, meta.get("mode")),
        tier=_word(Tier, meta.get("tier")),
        incoming_starts_on=date_in(meta.get("starts_on")),
        reason=str(meta.get("reason") or ""),
        waiver=str(meta.get("waiver") or ""),
    )


def _dumped(meta: Mapping[str, Any]) -> str:
    # Unescaped, because what people wrote in another script would not fit otherwise.
    return json.dumps(meta, ensure_ascii=False)


def _word(words: Any, value: object) -> Any:
    return next((word for word in words if word == value), None)


def _firm_dates(values: Mapping[str, Any]) -> Iterator[Any]:
    """Read the dates out of the form. Raises FieldErrors for a call that has no date."""
    if on := date_in(values.get("renewal_on")):
        yield FirmDateKind.RENEWAL, _("Renewal"), on
    calls = []
    for number in range(blocks.MOST_CALLS):
        on = date_in(values.get(f"call_on_{number}"))
        title = (values.get(f"call_title_{number}") or "").strip()
        if title and on is None:
            raise FieldErrors({f"call_on_{number}": _("On which day is it?")})
        if on:
            calls.append((FirmDateKind.CALL, title or _("Call with the customer"), on))
    yield from sorted(calls, key=lambda call: call[2])

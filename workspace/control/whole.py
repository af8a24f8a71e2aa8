"""The workspace as a whole, over HTTP: state, clock, policy, faults, log, seeds, the app."""

from __future__ import annotations

import time

from starlette.requests import Request

from workspace.control.quiet import wait_until_quiet
from workspace.control.requests import (
    any_body_of,
    body_of,
    moment_in,
    number_in,
    text_in,
    whole_in,
)
from workspace.control.sees import channel_brief, person_json
from workspace.control.watching import wait_until
from workspace.errors import ControlError, SeedError
from workspace.faults import fault_from
from workspace.guard import is_loopback
from workspace.hub import Hub
from workspace.seeding import seed_titles
from workspace.state import Json

MOST_LISTED = 1000


async def state(hub: Hub, _request: Request) -> Json:
    """People, channels, the app, the time."""
    briefs = [channel_brief(c) for c in hub.state.channels.values()]
    return {**await overview(hub, _request), "channels": briefs}


async def overview(hub: Hub, _request: Request) -> Json:
    """The state without channels: what a page must know before it shows anything."""
    app = hub.app
    return {
        "version": hub.changes.version,
        "team": vars(hub.state.team),
        "seed": hub.state.seed,
        "clock": hub.clock.status(),
        "policy": vars(hub.state.policy),
        "app": {
            "id": app.id,
            "name": app.name,
            "user_id": app.bot_user,
            "home": app.home_enabled,
            "commands": [vars(command) for command in app.commands],
            "shortcuts": [vars(shortcut) for shortcut in app.shortcuts],
            "connected": "socket" if hub.sender.sockets else hub.endpoint.url or None,
        },
        "people": [person_json(p) for p in hub.state.people.values() if not p.is_bot],
    }


async def clock(hub: Hub, request: Request) -> Json:
    """The time, at once or when it changed after a version."""
    after = request.query_params.get("after")
    if after is not None:
        version = whole_in(after, "after")
        await wait_until(hub, lambda: hub.clock.version != version)
    return hub.clock.face()


async def clock_status(hub: Hub, _request: Request) -> Json:
    """The time, and what falls due next."""
    return hub.clock.status()


async def clock_report(hub: Hub, request: Request) -> Json:
    """An app that follows the clock says what it has to do next."""
    body = await body_of(request)
    due = body.get("next_due")
    version = whole_in(body.get("version"), "version")
    next_due = moment_in(due, "next_due") if due is not None else None
    hub.clock.take_report(version, next_due, body.get("idle") is True)
    hub.changes.touch("due")
    return {"ok": True}


async def set_clock(hub: Hub, request: Request) -> Json:
    """Move the time, or let it run or stand."""
    body = await body_of(request)
    known = {"to", "forward", "next_due", "working_day", "running", "force"}
    if not body or set(body) - known:
        text = "Send to, forward (seconds), next_due, working_day or running."
        raise ControlError("bad_field", text)
    if "running" in body:
        hub.clock.run(body["running"] is True)
    if "to" in body:
        hub.clock.move_to(moment_in(body["to"], "to"), force=body.get("force") is True)
    if "forward" in body:
        hub.clock.forward(number_in(body["forward"], "forward", 0, 10**9))
    if body.get("working_day"):
        hub.clock.to_next_working_day()
    if body.get("next_due"):
        hub.clock.to_next_due()
    hub.changes.touch("clock")
    return hub.clock.status()


async def quiet(hub: Hub, request: Request) -> Json:
    """Wait until the app rests."""
    body = await body_of(request)
    idle = number_in(body.get("idle_ms", 150), "idle_ms", 0, 60_000)
    limit = number_in(body.get("timeout", 15), "timeout", 0, 600)
    return await wait_until_quiet(hub, idle, limit)


async def requests(hub: Hub, request: Request) -> Json:
    """The log of requests to the app and Web API calls, all or with ``failed=1`` what failed."""
    after = whole_in(request.query_params.get("after", 0), "after")
    limit = min(whole_in(request.query_params.get("limit", 200), "limit"), MOST_LISTED)
    failed = request.query_params.get("failed") == "1"
    return {
        "requests": hub.traffic.after(after, limit, failed=failed),
        "last": hub.traffic.count,
    }


async def set_faults(hub: Hub, request: Request) -> Json:
    """Order faults."""
    body = await any_body_of(request)
    hub.faults.set([fault_from(item) for item in (body if isinstance(body, list) else [body])])
    return {"ok": True}


async def clear_faults(hub: Hub, _request: Request) -> Json:
    """Stop failing."""
    hub.faults.clear()
    return {"ok": True}


async def set_rates(hub: Hub, request: Request) -> Json:
    """Choose rates: ``on`` (tiers, channels), ``per_second`` (all calls), ``by`` which time."""
    body = await body_of(request)
    on, by, limit = body.get("on", False), body.get("by", "real"), body.get("per_second")
    if not isinstance(on, bool) or by not in ("real", "workspace"):
        raise ControlError("bad_field", "on is true or false, by is real or workspace.")
    per_second = None if limit is None else number_in(limit, "per_second", 0.01, 100_000)
    hub.rates.set(on, per_second, hub.workspace_seconds if by == "workspace" else time.monotonic)
    return {"on": on, "per_second": per_second, "by": by}


async def set_app(hub: Hub, request: Request) -> Json:
    """Change where the app listens (this machine only)."""
    body = await body_of(request)
    url, options_url = text_in(body, "url", ""), text_in(body, "options_url", "")
    for address in (url, options_url):
        check_loopback(address)
    hub.endpoint.url, hub.endpoint.options_url = url, options_url
    return {"ok": True}


async def disconnect(hub: Hub, request: Request) -> Json:
    """Tell Socket Mode connections to connect anew."""
    reason = text_in(await body_of(request), "reason", "refresh_requested")
    return {"ok": True, "connections": await hub.sender.sockets.disconnect(reason)}


async def reset(hub: Hub, request: Request) -> Json:
    """Begin anew from a seed."""
    seed = text_in(await body_of(request), "seed", hub.state.seed)
    await hub.background.stop()
    try:
        hub.reset(seed)
    except SeedError as error:
        raise ControlError("unknown_seed", str(error), 404) from error
    hub.changes.touch("clock")
    return {"ok": True, "seed": seed}


async def seeds(_hub: Hub, _request: Request) -> Json:
    """The seeds there are."""
    return {"seeds": seed_titles()}


async def change_policy(hub: Hub, request: Request) -> Json:
    """Change what administrators allow."""
    for name, value in (await body_of(request)).items():
        if name not in vars(hub.state.policy) or not isinstance(value, bool):
            raise ControlError("bad_field", f"The policy {name} cannot be set to {value!r}.")
        setattr(hub.state.policy, name, value)
    hub.changes.touch("policy")
    return vars(hub.state.policy)


def check_loopback(url: str) -> None:
    """Raises `ControlError` for an address that is not on this machine."""
    if url and not is_loopback(url):
        raise ControlError("not_loopback", f"The app must listen on this machine, not at {url}.")

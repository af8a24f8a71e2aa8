"""All addresses of the workspace, in one ASGI application."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from workspace.acts.results import respond
from workspace.avatars import drawing
from workspace.bodies import load_json, read_limited
from workspace.control import persons, rooms, whole
from workspace.control.watching import event_stream
from workspace.errors import ControlError, SlackError
from workspace.file_addresses import file_routes
from workspace.guard import Guard
from workspace.hub import Hub
from workspace.state import Json
from workspace.webapi.endpoint import Drop, WebApi

PAGE = Path(__file__).with_name("page")

Control = Callable[[Hub, Request], Awaitable[Json]]
Endpoint = Callable[[Request], Awaitable[Response]]

PERSON = "/control/people/{user}"
CONTROLS: tuple[tuple[str, str, Control], ...] = (
    ("GET", "/clock", whole.clock),
    ("POST", "/clock/next", whole.clock_report),
    ("GET", "/control/state", whole.state),
    ("GET", "/control/overview", whole.overview),
    ("GET", "/control/clock", whole.clock_status),
    ("POST", "/control/clock", whole.set_clock),
    ("POST", "/control/quiet", whole.quiet),
    ("GET", "/control/requests", whole.requests),
    ("POST", "/control/faults", whole.set_faults),
    ("DELETE", "/control/faults", whole.clear_faults),
    ("POST", "/control/rates", whole.set_rates),
    ("POST", "/control/app", whole.set_app),
    ("POST", "/control/disconnect", whole.disconnect),
    ("POST", "/control/reset", whole.reset),
    ("GET", "/control/seeds", whole.seeds),
    ("POST", "/control/channels", rooms.add),
    ("PATCH", "/control/channels/{channel}", rooms.change),
    ("DELETE", "/control/channels/{channel}", rooms.delete),
    ("PATCH", "/control/policy", whole.change_policy),
    ("POST", "/control/people", persons.add),
    ("PATCH", PERSON, persons.change),
    ("GET", PERSON, persons.about),
    ("GET", f"{PERSON}/sees", persons.see),
    ("GET", f"{PERSON}/places", persons.places),
    ("GET", f"{PERSON}/screen", persons.screen),
    ("GET", f"{PERSON}/conversations/{{channel}}", persons.conversation),
    ("POST", f"{PERSON}/command", persons.command),
    ("POST", f"{PERSON}/message", persons.message),
    ("POST", f"{PERSON}/edit", persons.edit),
    ("POST", f"{PERSON}/delete", persons.delete),
    ("POST", f"{PERSON}/join", persons.join),
    ("POST", f"{PERSON}/leave", persons.leave),
    ("POST", f"{PERSON}/home", persons.home),
    ("POST", f"{PERSON}/shortcut", persons.shortcut),
    ("POST", f"{PERSON}/act", persons.act),
    ("POST", f"{PERSON}/type", persons.type_text),
    ("POST", f"{PERSON}/options", persons.options),
    ("POST", f"{PERSON}/files", persons.upload),
    ("POST", f"{PERSON}/submit", persons.submit),
    ("POST", f"{PERSON}/close", persons.close),
    ("POST", f"{PERSON}/read", persons.read),
)


def application(hub: Hub, drop: Drop, lifespan: Callable[[Any], Any]) -> ASGIApp:
    """The whole workspace. `drop` breaks a request's connection, for faults."""
    web_api = WebApi(hub, drop).handle
    routes: list[BaseRoute] = [
        Route("/api/{method:path}", web_api, methods=["GET", "POST"]),
        Route("/r/{token}", _response_url(hub), methods=["POST"]),
        WebSocketRoute("/socket", _socket(hub)),
        Route("/control/events", _events(hub)),
        *(Route(path, _control(hub, act), methods=[verb]) for verb, path, act in CONTROLS),
        *file_routes(hub),
        Route("/avatar/{user}.svg", _avatar(hub)),
        Route("/", _front_page),
        Mount("/static", StaticFiles(directory=PAGE, check_dir=False)),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan))


def _control(hub: Hub, act: Control) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            return _json(await act(hub, request))
        except ControlError as error:
            return _json({"error": error.code, "message": str(error)}, error.status)
        except SlackError as error:
            return _json({"error": error.code, "message": str(error)}, 409)

    return endpoint


def _response_url(hub: Hub) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            target = hub.tickets.respond(request.path_params["token"])
            respond(hub, target, load_json(await read_limited(request)))
        except ValueError:
            return _json({"ok": False, "error": "invalid_payload"}, 400)
        except SlackError as error:
            return _json(error.answer(), 404 if error.code == "used_url" else 400)
        return _json({"ok": True})

    return endpoint


def _socket(hub: Hub) -> Callable[[WebSocket], Awaitable[None]]:
    async def endpoint(websocket: WebSocket) -> None:
        if not hub.tickets.enter(websocket.query_params.get("ticket", "")):
            await websocket.close(1008)
            return
        debug = websocket.query_params.get("debug_reconnects") == "true"
        await hub.sender.sockets.serve(websocket, hub.app.id, debug)

    return endpoint


def _events(hub: Hub) -> Endpoint:
    async def endpoint(_request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(event_stream(hub), headers=headers, media_type="text/event-stream")

    return endpoint


def _avatar(hub: Hub) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        person = hub.state.people.get(request.path_params["user"])
        if person is None:
            return Response(status_code=404)
        return Response(drawing(person.real_name), media_type="image/svg+xml")

    return endpoint


async def _front_page(_request: Request) -> Response:
    index = PAGE / "index.html"
    if not index.exists():
        return Response("The local Slack workspace runs; its page is not installed.\n")
    return FileResponse(index)


def _json(body: Json, status: int = 200) -> Response:
    return Response(json.dumps(body).encode(), status, media_type="application/json")

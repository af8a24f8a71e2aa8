"""The server: all addresses of the workspace in one application, and keeping it in its file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from workspace.acts.results import respond
from workspace.control import persons, whole
from workspace.control.watching import event_stream
from workspace.errors import ControlError, SlackError
from workspace.guard import Guard
from workspace.hub import Hub
from workspace.persistence import Store
from workspace.state import Json
from workspace.webapi.arguments import load_json
from workspace.webapi.endpoint import WebApi, read_limited

PAGE = Path(__file__).with_name("page")
SAVE_SECONDS = 0.5

Control = Callable[[Hub, Request], Awaitable[Json]]

PERSON = "/control/people/{user}"
CONTROLS: tuple[tuple[str, str, Control], ...] = (
    ("GET", "/clock", whole.clock),
    ("POST", "/clock/next", whole.clock_report),
    ("GET", "/control/state", whole.state),
    ("POST", "/control/clock", whole.set_clock),
    ("POST", "/control/quiet", whole.quiet),
    ("GET", "/control/requests", whole.requests),
    ("POST", "/control/faults", whole.set_faults),
    ("DELETE", "/control/faults", whole.clear_faults),
    ("POST", "/control/app", whole.set_app),
    ("POST", "/control/disconnect", whole.disconnect),
    ("POST", "/control/reset", whole.reset),
    ("GET", "/control/seeds", whole.seeds),
    ("POST", "/control/channels", whole.new_channel),
    ("PATCH", "/control/channels/{channel}", whole.change_channel),
    ("PATCH", "/control/policy", whole.change_policy),
    ("POST", "/control/people", persons.add),
    ("PATCH", PERSON, persons.change),
    ("GET", f"{PERSON}/sees", persons.see),
    ("POST", f"{PERSON}/command", persons.command),
    ("POST", f"{PERSON}/message", persons.message),
    ("POST", f"{PERSON}/home", persons.home),
    ("POST", f"{PERSON}/shortcut", persons.shortcut),
    ("POST", f"{PERSON}/act", persons.act),
    ("POST", f"{PERSON}/type", persons.type_text),
    ("POST", f"{PERSON}/options", persons.options),
    ("POST", f"{PERSON}/submit", persons.submit),
    ("POST", f"{PERSON}/close", persons.close),
    ("POST", f"{PERSON}/read", persons.read),
)


class Transports:
    """The open connections by address, so that a fault can break one without an answer."""

    def __init__(self) -> None:
        self._open: dict[Any, asyncio.Transport] = {}

    def protocol(self) -> type[HttpToolsProtocol]:
        """uvicorn's protocol, which also notes its transport here."""
        transports = self._open

        class Noted(HttpToolsProtocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                transports[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                transports.pop(self.client, None)
                super().connection_lost(exc)

        return Noted

    async def drop(self, request: Request) -> None:
        """Break a request's connection."""
        client = request.scope["client"]
        transport = self._open.get(tuple(client))
        if transport is not None:
            transport.abort()
            await asyncio.sleep(0)


def application(hub: Hub, store: Store | None, transports: Transports) -> ASGIApp:
    """The whole workspace as one ASGI application."""
    app = Starlette(
        routes=[
            Route(
                "/api/{method:path}", WebApi(hub, transports.drop).handle, methods=["GET", "POST"]
            ),
            Route("/r/{token}", _respond(hub), methods=["POST"]),
            WebSocketRoute("/socket", _socket(hub)),
            Route("/control/events", _events(hub)),
            *(Route(path, _control(hub, act), methods=[verb]) for verb, path, act in CONTROLS),
            Route("/avatar/{user}.svg", _avatar(hub)),
            Route("/", _front_page),
            Mount("/static", StaticFiles(directory=PAGE, check_dir=False)),
        ],
        lifespan=_lifespan(hub, store),
    )
    return Guard(app)


def server(hub: Hub, store: Store | None, on_ready: Callable[[], None]) -> uvicorn.Server:
    """A server that calls `on_ready` once it listens and stops without waiting for long polls."""
    transports = Transports()
    config = uvicorn.Config(
        application(hub, store, transports),
        http=transports.protocol(),
        ws="websockets-sansio",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    return _Server(config, hub, on_ready)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, hub: Hub, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._hub = hub
        self._on_ready = on_ready

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        self._hub.changes.close()
        await super().shutdown(sockets)


def _control(hub: Hub, act: Control) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return _json(await act(hub, request))
        except ControlError as error:
            return _json({"error": error.code, "message": str(error)}, error.status)
        except SlackError as error:
            return _json({"error": error.code, "message": str(error)}, 409)

    return endpoint


def _json(body: Json, status: int = 200) -> Response:
    """JSON in ASCII, which also carries half characters that UTF-8 cannot."""
    return Response(json.dumps(body).encode(), status, media_type="application/json")


def _respond(hub: Hub) -> Callable[[Request], Awaitable[Response]]:
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
        await hub.sender.sockets.serve(websocket, hub.app.id)

    return endpoint


def _events(hub: Hub) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(_request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(event_stream(hub), headers=headers, media_type="text/event-stream")

    return endpoint


def _avatar(hub: Hub) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        person = hub.state.people.get(request.path_params["user"])
        if person is None:
            return Response(status_code=404)
        return Response(_drawing(person.real_name), media_type="image/svg+xml")

    return endpoint


def _drawing(name: str) -> str:
    """A square with somebody's initials; its colour follows from the name."""
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    hue = sum(map(ord, name)) * 47 % 360
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
        f'<rect width="48" height="48" rx="8" fill="hsl({hue} 45% 35%)"/>'
        '<text x="24" y="31" font-family="sans-serif" font-size="19" fill="#fff" '
        f'text-anchor="middle">{escape(initials)}</text></svg>'
    )


async def _front_page(_request: Request) -> Response:
    index = PAGE / "index.html"
    if not index.exists():
        return Response("The local Slack workspace runs; its page is not installed.\n")
    return FileResponse(index)


def _lifespan(hub: Hub, store: Store | None) -> Callable[[Any], Any]:
    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        saver = asyncio.create_task(_keep_saved(hub, store)) if store else None
        try:
            yield
        finally:
            if saver is not None and store is not None:
                saver.cancel()
                store.save(hub.state, hub.clock)
            await hub.background.stop()
            await hub.sender.close()

    return lifespan


async def _keep_saved(hub: Hub, store: Store) -> None:
    saved = 0
    while True:
        if hub.changes.kept_version > saved:
            saved = hub.changes.kept_version
            store.save(hub.state, hub.clock)
        await asyncio.sleep(SAVE_SECONDS)

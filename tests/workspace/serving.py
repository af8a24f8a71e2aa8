"""Serving a workspace, and apps for it, in threads of the test's own process."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workspace.app import Credentials, InstalledApp
from workspace.client import Workspace
from workspace.clock import Clock
from workspace.hub import Hub
from workspace.persistence import Store
from workspace.seeding import new_state
from workspace.server import server
from workspace.tickets import Tickets

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KEYS = Credentials(bot_token="xoxb-test", app_token="xapp-test", signing_secret="test-secret")
Json = dict[str, Any]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass
class Running:
    """A workspace that runs in a thread, with its inside for what no client can see."""

    hub: Hub
    workspace: Workspace
    web: WebClient
    apps: Apps

    def begin_anew(self) -> None:
        """As if it had just been started: the seed, a frozen clock, no app."""
        self.workspace.reset()
        self.hub.tickets = Tickets()
        self.hub.rates.set(False, None, time.monotonic)
        self.hub.endpoint.url = self.hub.endpoint.options_url = ""
        self.hub.clock.version = 1
        self.web = WebClient(KEYS.bot_token, base_url=f"{self.url}/api/")

    @property
    def url(self) -> str:
        return self.hub.base_url


@contextmanager
def running(
    app: InstalledApp | None = None, store: Store | None = None, hub: Hub | None = None
) -> Iterator[Running]:
    """A workspace on a free port, its clock frozen at the start of the seed."""
    with _listening() as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = app or InstalledApp()
        state, clock = new_state("small-company", app), Clock(START, running=False)
        if store and (kept := store.load()):
            state, clock = kept
        hub = hub or Hub(app=app, credentials=KEYS, base_url=url, state=state, clock=clock)
        hub.retry_delays = (0.0, 0.0, 0.0)
        ready = threading.Event()
        web = WebClient(KEYS.bot_token, base_url=f"{url}/api/")
        with _in_thread(server(hub, store, ready.set), listener, ready), closing(Apps()) as apps:
            yield Running(hub, Workspace(url), web, apps)


class Apps:
    """A server, started when it is first needed, on which tests put apps for a while."""

    def __init__(self) -> None:
        self._endpoints: dict[str, Endpoint] = {}
        self._stack = ExitStack()
        self._url = ""

    def close(self) -> None:
        """Stop the server."""
        self._stack.close()

    @contextmanager
    def serve(self, endpoint: Endpoint) -> Iterator[str]:
        """Serve an app; its address."""
        if not self._url:
            self._url = self._stack.enter_context(_served(self._answer))
        path = f"/apps/{len(self._endpoints)}"
        self._endpoints[path] = endpoint
        yield self._url + path
        self._endpoints[path] = _gone

    async def _answer(self, request: Request) -> Response:
        return await self._endpoints[request.url.path](request)


async def _gone(_request: Request) -> Response:
    return Response(status_code=410)


@dataclass
class Recorder:
    """An app that keeps what it is sent and answers as it is told."""

    answer: Callable[[Json], Awaitable[Response]]
    received: list[Json] = field(default_factory=list)
    headers: list[Json] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def latest(self) -> Json:
        """The newest payload that is no event: events come by themselves, some time later."""
        return [one for one in self.received if one.get("type") != "event_callback"][-1]

    async def __call__(self, request: Request) -> Response:
        body = await request.body()
        payload = read_payload(request.headers.get("content-type", ""), body)
        self.received.append(payload)
        self.headers.append(dict(request.headers))
        self.bodies.append(body)
        return await self.answer(payload)


def read_payload(content_type: str, body: bytes) -> Json:
    """What Slack's request carries: JSON, a form, or JSON in a form's payload."""
    if content_type.startswith("application/json"):
        loaded: Json = json.loads(body)
        return loaded
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return json.loads(form["payload"]) if "payload" in form else form


async def acknowledge(_payload: Json) -> Response:
    """An empty 200."""
    return Response()


def answering(body: Any, status: int = 200) -> Callable[[Json], Awaitable[Response]]:
    """Always the same JSON."""

    async def answer(_payload: Json) -> Response:
        return Response(json.dumps(body), status, media_type="application/json")

    return answer


@contextmanager
def recording(run: Running, answer: Callable[[Json], Awaitable[Response]]) -> Iterator[Recorder]:
    """A recorder to which the workspace sends."""
    recorder = Recorder(answer)

    async def endpoint(request: Request) -> Response:
        return await recorder(request)

    with run.apps.serve(endpoint) as url:
        run.workspace.set_app(url)
        yield recorder


@contextmanager
def bolt_over_http(run: Running, listen: Callable[[AsyncApp], None]) -> Iterator[None]:
    """A Bolt app, as its documentation starts it, to which the workspace sends over HTTP."""
    client = AsyncWebClient(KEYS.bot_token, base_url=f"{run.url}/api/")
    app = AsyncApp(client=client, signing_secret=KEYS.signing_secret)
    listen(app)
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    with run.apps.serve(endpoint) as url:
        run.workspace.set_app(url)
        yield


@contextmanager
def in_loop_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs in a thread, for asynchronous clients."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def _served(endpoint: Endpoint) -> Iterator[str]:
    with _listening() as listener:
        asgi = Starlette(routes=[Route("/apps/{number}", endpoint, methods=["POST"])])
        ready = threading.Event()

        class Announcing(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                ready.set()

        config = uvicorn.Config(asgi, log_level="error", timeout_graceful_shutdown=1)
        with _in_thread(Announcing(config), listener, ready):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def _listening() -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener


@contextmanager
def _in_thread(
    made: uvicorn.Server, listener: socket.socket, ready: threading.Event
) -> Iterator[None]:
    thread = threading.Thread(target=lambda: made.run(sockets=[listener]), daemon=True)
    thread.start()
    assert ready.wait(10), "the server did not start"
    try:
        yield
    finally:
        made.should_exit = True
        thread.join(10)

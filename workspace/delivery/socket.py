"""Socket Mode: envelopes to the app over a WebSocket, and its acknowledgements.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import uuid
from contextlib import suppress
from typing import Any, Literal

from starlette.websockets import WebSocket, WebSocketDisconnect

from workspace.bodies import load_json
from workspace.state import Json

LIFETIME = 3600.0
DEBUG_LIFETIME = 360.0
"""Seconds that a connection lasts, and one that was asked for with ``debug_reconnects=true``."""

GRACE = 10.0
MOST_CONNECTIONS = 10

EnvelopeType = Literal["slash_commands", "interactive", "events_api"]


class SocketClosed(Exception):
    """The app's connection went away before it acknowledged."""


class Connection:
    """One WebSocket that the app opened."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    async def deliver(self, envelope: Json, seconds: float) -> Any:
        """Send an envelope and wait for the payload of its acknowledgement (None when it has none).

        Raises `TimeoutError` or `SocketClosed`.
        """
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = answer
        try:
            await self.send(envelope)
            return await asyncio.wait_for(answer, seconds)
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    async def send(self, message: Json) -> None:
        """Send one message. Raises `SocketClosed`."""
        try:
            await self.websocket.send_text(json.dumps(message))
        except (RuntimeError, WebSocketDisconnect) as error:
            raise SocketClosed from error

    async def tell(self, reason: str) -> None:
        """Say that this connection ends, and why. Raises `SocketClosed`."""
        debug = {"host": "local"}
        await self.send({"type": "disconnect", "reason": reason, "debug_info": debug})

    async def close(self) -> None:
        """End the connection. Raises `SocketClosed` when it has ended already."""
        try:
            await self.websocket.close()
        except (RuntimeError, WebSocketDisconnect) as error:
            raise SocketClosed from error

    def take(self, text: str) -> None:
        """Read what the app sent; what is no acknowledgement is ignored, as Slack does."""
        try:
            message = load_json(text)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        answer = self._waiting.get(str(message.get("envelope_id")))
        if answer is not None and not answer.done():
            answer.set_result(message.get("payload"))

    def drop(self) -> None:
        """Fail everything that still waits for an acknowledgement."""
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(SocketClosed())


class Sockets:
    """All connections of the app; each envelope goes to one of them, in turn.

    `lifetime` and `grace` are in seconds of real time: how long a connection lasts, and how long it
    goes on after it was told to go, so that the app can open the next one first.
    """

    def __init__(self) -> None:
        self.lifetime = LIFETIME
        self.grace = GRACE
        self._connections: list[Connection] = []

    def __bool__(self) -> bool:
        return bool(self._connections)

    async def serve(self, websocket: WebSocket, app_id: str, debug: bool = False) -> None:
        """Greet, then listen until the app goes away or the connection's time is over."""
        await websocket.accept()
        connection = Connection(websocket)
        if len(self._connections) >= MOST_CONNECTIONS:
            await connection.tell("too_many_websockets")
            await connection.close()
            return
        self._connections.append(connection)
        lifetime = min(DEBUG_LIFETIME, self.lifetime) if debug else self.lifetime
        ageing = asyncio.create_task(self._age(connection, lifetime))
        try:
            await connection.send(self._hello(app_id, lifetime))
            while True:
                connection.take(await websocket.receive_text())
        except (WebSocketDisconnect, SocketClosed, KeyError, RuntimeError):
            pass  # gone, or it sent bytes, which Slack does not speak either
        finally:
            ageing.cancel()
            self._forget(connection)

    async def deliver(self, kind: EnvelopeType, payload: Json, seconds: float, extra: Json) -> Any:
        """Send a payload to the next connection; the payload of its acknowledgement."""
        connection = self._connections.pop(0)
        self._connections.append(connection)
        envelope = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **extra,
        }
        return await connection.deliver(envelope, seconds)

    async def disconnect(self, reason: str) -> int:
        """Tell every connection to go; ``link_disabled``, which lets nobody back, ends them too."""
        connections = list(self._connections)
        for connection in connections:
            await connection.tell(reason)
            if reason == "link_disabled":
                await connection.close()
        return len(connections)

    async def _age(self, connection: Connection, lifetime: float) -> None:
        """Warn near the end of a connection's time, ask for another at the end, then close it."""
        await asyncio.sleep(max(0.0, lifetime - self.grace))
        with suppress(SocketClosed):
            await connection.tell("warning")
            await asyncio.sleep(self.grace)
            await connection.tell("refresh_requested")
            await asyncio.sleep(self.grace)
            await connection.close()

    def _forget(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        connection.drop()

    def _hello(self, app_id: str, lifetime: float) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {"host": "local", "approximate_connection_time": round(lifetime)},
            "connection_info": {"app_id": app_id},
        }

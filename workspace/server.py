"""Serving the workspace with uvicorn, keeping it in its file, and stopping without delay."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from workspace.addresses import application
from workspace.hub import Hub
from workspace.persistence import Store

SAVE_SECONDS = 0.5
SAVE_SHARE = 0.1
"""Of the time at most so much goes into saving: a large workspace is saved less often."""


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
        transport = self._open.get(request.scope["client"])
        if transport is not None:
            transport.abort()
            await asyncio.sleep(0)  # until the protocol knows, which then sends no answer


def server(hub: Hub, store: Store | None, on_ready: Callable[[], None]) -> uvicorn.Server:
    """A server that calls `on_ready` once it listens and stops without waiting for long polls."""
    transports = Transports()
    config = uvicorn.Config(
        application(hub, transports.drop, _lifespan(hub, store)),
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
        began = time.monotonic()
        if hub.changes.kept_version > saved:
            saved = hub.changes.kept_version
            store.save(hub.state, hub.clock)
        await asyncio.sleep(max(SAVE_SECONDS, (time.monotonic() - began) / SAVE_SHARE))

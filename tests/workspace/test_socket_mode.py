"""Socket Mode: greeting, ageing, how many connections, what ends them, retries over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from slack_sdk import WebClient

from tests.workspace.blocks import Json
from tests.workspace.calls import BOT
from tests.workspace.serving import KEYS, Running
from workspace.delivery.socket import MOST_CONNECTIONS, Sockets

Connection = aiohttp.ClientWebSocketResponse
Talk = Callable[[Connection], Awaitable[Any]]


@pytest.fixture
def sockets(run: Running) -> Iterator[Sockets]:
    """The workspace's end of all connections, whose times are given back afterwards."""
    sockets = run.hub.sender.sockets
    sockets._connections.clear()  # one of a test before may not have noticed yet that it ended
    kept = sockets.lifetime, sockets.grace
    yield sockets
    sockets.lifetime, sockets.grace = kept


def address(run: Running, **arguments: Any) -> str:
    opened = WebClient(KEYS.app_token, base_url=f"{run.url}/api/").apps_connections_open(
        app_token=KEYS.app_token, **arguments
    )
    url: str = opened["url"]
    return url


def connected(url: str, talk: Talk) -> Any:
    """What a client learns that connects, talks and goes."""

    async def go() -> Any:
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as connection:
            return await asyncio.wait_for(talk(connection), 10)

    return asyncio.run(go())


async def everything(connection: Connection) -> list[Json]:
    """All messages until the workspace closes the connection."""
    return [message.json() async for message in connection]


async def first(connection: Connection) -> Json:
    message: Json = await connection.receive_json()
    return message


def test_a_connection_is_greeted_with_how_long_it_lasts(run: Running, sockets: Sockets) -> None:
    hello = connected(address(run), first)
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["debug_info"]["approximate_connection_time"] == 3600
    debugging = connected(address(run, debug_reconnects="true"), first)
    assert debugging["debug_info"]["approximate_connection_time"] == 360


def test_an_old_connection_is_warned_asked_to_refresh_and_closed(
    run: Running, sockets: Sockets
) -> None:
    sockets.lifetime, sockets.grace = 0.02, 0.01
    _, *ending = connected(address(run), everything)
    assert [message["type"] for message in ending] == ["disconnect", "disconnect"]
    assert [message["reason"] for message in ending] == ["warning", "refresh_requested"]


def test_an_app_has_so_many_connections_and_no_more(run: Running, sockets: Sockets) -> None:
    async def crowd() -> tuple[Json, list[Json]]:
        async with aiohttp.ClientSession() as session:
            urls = [address(run) for _ in range(MOST_CONNECTIONS + 1)]
            *crowded, beyond = [await session.ws_connect(url) for url in urls]
            last = [await first(connection) for connection in crowded][-1]
            return last, await everything(beyond)

    last, refused = asyncio.run(asyncio.wait_for(crowd(), 10))
    assert last["num_connections"] == MOST_CONNECTIONS
    assert [message["reason"] for message in refused] == ["too_many_websockets"]


def test_a_link_that_is_disabled_ends_every_connection(run: Running, sockets: Sockets) -> None:
    async def until_disabled(connection: Connection) -> list[Json]:
        await first(connection)
        end = {"reason": "link_disabled"}
        await asyncio.to_thread(run.workspace.post, "/control/disconnect", end)
        return await everything(connection)

    (message,) = connected(address(run), until_disabled)
    assert message["reason"] == "link_disabled"


def test_an_event_that_is_not_acknowledged_comes_again_with_number_and_reason(
    run: Running, sockets: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workspace.delivery.sender.ACK_SECONDS", 0.01)

    async def silent(connection: Connection) -> list[Json]:
        await first(connection)
        await asyncio.to_thread(run.workspace.person("U0MARIA").message, BOT, "Hello")
        return [await connection.receive_json() for _ in range(4)]

    envelopes = connected(address(run), silent)
    assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2, 3]
    assert [envelope["retry_reason"] for envelope in envelopes] == ["", *["timeout"] * 3]
    assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
    assert len({envelope["envelope_id"] for envelope in envelopes}) == 4


def test_what_an_app_acknowledges_does_not_come_again(run: Running, sockets: Sockets) -> None:
    async def acknowledging(connection: Connection) -> Json:
        await first(connection)
        await asyncio.to_thread(run.workspace.person("U0MARIA").message, BOT, "Hello")
        envelope = await first(connection)
        await connection.send_json({"envelope_id": envelope["envelope_id"]})
        await asyncio.to_thread(run.workspace.quiet, 0)
        return envelope

    envelope = connected(address(run), acknowledging)
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
    (told,) = [entry for entry in run.workspace.requests() if entry["direction"] == "to_app"]
    assert told["error"] is None

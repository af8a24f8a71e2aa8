"""What a Web API call costs the local workspace, against a bare Starlette echo of the same body.

The cost is CPU time of the server's process, so that calls a second on one core follow from it
whatever else the machine does.
"""

import asyncio
import json
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.bench.measure import Served, serving, uvicorn_at
from tests.journeys.processes import free_port

Json = dict[str, Any]
TOKEN = "xoxb-bench"
WANTED = 500
"""Calls a second on one core that docs/workspace.md promises."""


def show(rounds: int, calls: int) -> None:
    """Print the figures of each method and of all together."""
    with _echo() as echo, _workspace() as workspace:
        figures = asyncio.run(_measure(echo, workspace, rounds, calls))
    print(f"\n{'local workspace, CPU a call, median':40} {'echo':>8} {'here':>8}   ratio   calls/s")
    for name, (floor, here) in figures.items():
        print(f"{name:40} {floor:5.0f} µs {here:5.0f} µs   {here / floor:5.2f}   {1e6 / here:7.0f}")
    floor, here = (statistics.mean(column) for column in zip(*figures.values(), strict=True))
    print(
        f"{'all in equal parts':40} {floor:5.0f} µs {here:5.0f} µs   {here / floor:5.2f}"
        f"   {1e6 / here:7.0f}   (wanted: {WANTED})"
    )


def headers(_body: bytes) -> dict[str, str]:
    """Return the headers of a Web API call."""
    return {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}


async def _measure(
    echo: Served, workspace: Served, rounds: int, calls: int
) -> dict[str, tuple[float, float]]:
    """Return the CPU microseconds of the echo and of the workspace, by method."""
    api = workspace.url.rpartition("/")[0]
    asked = await _asked(workspace, api)
    await echo.rest(1)
    await workspace.rest(1)
    measured: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for method, body in asked.items():
            floor = await echo.cost(body, calls)
            there = replace(workspace, url=f"{api}/{method}")
            measured.setdefault(method, []).append((floor, await there.cost(body, calls)))
    return {method: _medians(figures) for method, figures in measured.items()}


def _medians(figures: list[tuple[float, float]]) -> tuple[float, float]:
    floor, here = zip(*figures, strict=True)
    return statistics.median(floor), statistics.median(here)


async def _asked(workspace: Served, api: str) -> dict[str, Callable[[int], bytes]]:
    """Return what is asked, by method, each tried once; for that there is a channel of its own."""
    made = await _call(workspace, api, "conversations.create", _body(name="bench"))
    channel = made["channel"]["id"]
    posted = await _call(workspace, api, "chat.postMessage", _message(channel, 0))
    asked: dict[str, Callable[[int], bytes]] = {
        "chat.postMessage": lambda number: _message(channel, number),
        "chat.update": lambda number: _message(channel, number, ts=posted["ts"]),
        "views.publish": _home,
        "users.info": lambda _: _body(user="U0MARIA"),
        "conversations.info": lambda _: _body(channel=channel),
        "conversations.history": lambda _: _body(channel=channel, limit=15),
    }
    for method, body in asked.items():
        await _call(workspace, api, method, body(0))
    return asked


async def _call(workspace: Served, api: str, method: str, body: bytes) -> Json:
    """Call a method that must succeed, and return its answer."""
    async with aiohttp.ClientSession() as session:
        answer: Json = json.loads(
            await replace(workspace, url=f"{api}/{method}").post(session, body)
        )
    if not answer["ok"]:
        raise RuntimeError(f"{method}: {answer['error']}")
    return answer


def _message(channel: str, number: int, **more: str) -> bytes:
    return _body(channel=channel, text=f"Message {number}", blocks=_blocks(8), **more)


def _home(number: int) -> bytes:
    return _body(user_id="U0MARIA", view={"type": "home", "blocks": _blocks(30 + number % 2)})


def _blocks(count: int) -> list[Json]:
    """Sections with a button, as a checklist has them."""
    return [
        {
            "type": "section",
            "block_id": f"task:{number}",
            "text": {"type": "mrkdwn", "text": f"*Brief the champion* of account {number}"},
            "accessory": {
                "type": "button",
                "action_id": f"tick:{number}",
                "text": {"type": "plain_text", "text": "Done"},
                "value": str(number),
            },
        }
        for number in range(count)
    ]


def _body(**arguments: Any) -> bytes:
    return json.dumps(arguments).encode()


@contextmanager
def _workspace() -> Iterator[Served]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["workspace", "--port", str(port), "--bot-token", TOKEN, "--data", folder]
        with serving(arguments, {}, port, "/api/api.test") as served:
            yield replace(served, headers=headers)


@contextmanager
def _echo() -> Iterator[Served]:
    arguments, port = uvicorn_at("tests.bench.workspace:make")
    with serving(arguments, {}, port, "/api/echo") as served:
        yield replace(served, headers=headers)


async def _answer(request: Request) -> JSONResponse:
    return JSONResponse({"ok": True, "echo": json.loads(await request.body() or b"{}")})


def make() -> Starlette:
    """Return the floor (`uvicorn tests.bench.workspace:make --factory`)."""
    return Starlette(routes=[Route("/api/{method}", _answer, methods=["POST"])])

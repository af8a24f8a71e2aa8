"""`make bench`: the floor and the bot in turn, several rounds, and the ratio between them."""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import update

from storage.crypto import new_key
from storage.database import make_engine
from storage.tables import Person
from tests.bench import payloads
from tests.bench.measure import Served, serving, uvicorn_at
from tests.journeys.processes import free_port, migrated

Body = Callable[[int], bytes]
LEAD = "U0LENA"
FLOOR_NAME = "floor: Bolt, one SELECT, one INSERT, one call"


@dataclass
class Figures:
    """CPU microseconds a request, by what was asked, one entry a round."""

    rounds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, microseconds: float) -> None:
        """Add a round's figure."""
        self.rounds.setdefault(name, []).append(microseconds)

    def show(self) -> None:
        """Print the median of each, and its ratio to the floor of the same run."""
        floor = statistics.median(self.rounds[FLOOR_NAME])
        for name, figures in self.rounds.items():
            middle = statistics.median(figures)
            print(f"{name:48} {middle:8.0f} µs   {middle / floor:5.2f} × floor")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=600)
    arguments = parser.parse_args()
    figures = Figures()
    slack, slack_port = uvicorn_at("tests.bench.slack:make")
    with serving(slack, {}, slack_port, "/api/auth.test"):
        api = f"http://127.0.0.1:{slack_port}"
        for number in range(arguments.rounds):
            print(f"round {number + 1} of {arguments.rounds} ...", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                _measure_floor(figures, api, folder, arguments.requests)
                _measure_bot(figures, api, folder, arguments.requests)
    figures.show()


def _measure_floor(figures: Figures, api: str, folder: str, requests: int) -> None:
    arguments, port = uvicorn_at("tests.bench.floor:make")
    settings = _settings(api, f"sqlite:///{folder}/floor.sqlite", port)
    with serving(arguments, settings, port, "/slack/events") as floor:
        cost = floor.cost(lambda _: payloads.command(LEAD, "start"), requests)
        figures.add(FLOOR_NAME, asyncio.run(cost))


def _measure_bot(figures: Figures, api: str, folder: str, requests: int) -> None:
    port, url = free_port(), migrated(f"sqlite:///{folder}/handoff.sqlite")
    with serving(["bot", "serve"], _settings(api, url, port), port, "/slack/events") as bot:
        _name_the_lead(url)
        asyncio.run(_measure_requests(figures, bot, api, requests))
        print(f"  ready after {bot.ready_seconds:.2f} s, {bot.megabytes():.0f} MB resident")


async def _measure_requests(figures: Figures, bot: Served, api: str, requests: int) -> None:
    start = await _view(bot, api, payloads.command(LEAD, "start"))
    first = payloads.submission(LEAD, start, _filled("The first account"))
    async with aiohttp.ClientSession() as session:
        await bot.post(session, first)
    dump = await _view(bot, api, payloads.click("U0MARIA", "dump.open", "1"))
    asked: dict[str, tuple[Body, int]] = {
        "command that opens a modal (/handoff start)": (
            lambda _: payloads.command(LEAD, "start"),
            requests,
        ),
        "command that answers (/handoff)": (lambda _: payloads.command(LEAD, ""), requests),
        "click that opens a modal (the data dump)": (
            lambda _: payloads.click("U0MARIA", "dump.open", "1"),
            requests,
        ),
        "click that changes a row (tick, untick)": (_tick, requests),
        "submit of one row (a step of the dump)": (
            lambda number: payloads.submission("U0MARIA", dump, {"why.goals": f"Goal {number}"}),
            requests,
        ),
        "start submit (handoff, plan, jobs)": (
            lambda number: payloads.submission(LEAD, start, _filled(f"Account {number}")),
            max(20, requests // 20),
        ),
    }
    for name, (body, times) in asked.items():
        figures.add(name, await bot.cost(body, times))


def _tick(number: int) -> bytes:
    verb = "tick" if number % 2 else "untick"
    return payloads.click("U0MARIA", f"checklist.{verb}:4", "1:4")


async def _view(bot: Served, api: str, body: bytes) -> dict[str, Any]:
    """Send a request and return the view that the bot showed for it."""
    async with aiohttp.ClientSession() as session:
        await bot.post(session, body)
        await asyncio.sleep(0.3)
        async with session.get(f"{api}/last-view") as answer:
            view: dict[str, Any] = await answer.json()
            return view


def _filled(account: str) -> dict[str, Any]:
    option = {"text": {"type": "plain_text", "text": account}}
    return {
        "account": {**option, "value": f"new:{account}"},
        "reason": {**option, "value": "workload"},
        "outgoing": "U0MARIA",
        "incoming": "U0IDRIS",
        "anchor_on": (datetime.now(UTC).date() + timedelta(days=60)).isoformat(),
    }


def _name_the_lead(url: str) -> None:
    """Make Lena a lead as soon as the bot knows its people: it reads them in the background."""
    engine = make_engine(url)
    named, end = 0, time.monotonic() + 10
    while named == 0 and time.monotonic() < end:
        with engine.begin() as connection:
            naming = update(Person).where(Person.id == LEAD).values(is_lead=True)
            named = connection.execute(naming).rowcount
        time.sleep(0.05)
    engine.dispose()
    if named == 0:
        raise RuntimeError("the bot did not get to know its people")


def _settings(api: str, url: str, port: int) -> dict[str, str]:
    return {
        "SLACK_API_URL": f"{api}/api/",
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": payloads.SECRET,
        "DATABASE_URL": url,
        "HANDOFF_ENCRYPTION_KEYS": new_key(),
        "HANDOFF_HOST": "127.0.0.1",
        "PORT": str(port),
        "PYTHONPATH": str(Path.cwd()),
    }


if __name__ == "__main__":
    main()

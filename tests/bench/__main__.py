"""`make bench`: the floor and the bot in turn, several rounds, and the ratio between them.

Both get the same bodies. What the bot uses when nobody asks it anything is taken off. Then stands
what plans cost (tests.bench.plans), the local workspace (tests.bench.workspace), looking for what
is due (tests.bench.scan), and sending much at once (tests.bench.sends).
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import update

from storage.crypto import new_key
from storage.database import make_engine
from storage.tables import Person
from tests.bench import payloads, plans, scan, sends, typing, workspace
from tests.bench.measure import OTHERS, SERVERS, Served, on_core, serving, uvicorn_at
from tests.journeys.processes import free_port, migrated
from tests.postgres import start_server

Body = Callable[[int], bytes]
LEAD, OUTGOING = "U0LENA", "U0MARIA"
ACCOUNTS = ("First account", "Second account", "Third account", "Fourth account", "Fifth account")
"""Whom the outgoing CSM hands over."""


@dataclass
class Figures:
    """CPU microseconds a request of the floor and of the bot, by what was asked, per round."""

    rounds: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def add(self, name: str, floor: float, bot: float) -> None:
        """Add a round's figures."""
        self.rounds.setdefault(name, []).append((floor, bot))

    def show(self) -> None:
        """Print the medians of each, and the ratio between them."""
        print(f"{'CPU a request, median':48} {'floor':>8} {'bot':>8}   ratio")
        for name, figures in self.rounds.items():
            floor, bot = (statistics.median(column) for column in zip(*figures, strict=True))
            print(f"{name:48} {floor:5.0f} µs {bot:5.0f} µs   {bot / floor:5.2f}")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=_PARTS, help="only this; all unless given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=600)
    parser.add_argument("--people", type=int, default=10_000, help="whom sends asks at once")
    arguments = parser.parse_args()
    for part in [arguments.part] if arguments.part else _PARTS:
        _PARTS[part](arguments)


def _requests(arguments: argparse.Namespace) -> None:
    """What requests, plans and the local workspace cost."""
    figures = Figures()
    slack, slack_port = uvicorn_at("tests.bench.slack:make")
    with (
        tempfile.TemporaryDirectory() as folder,
        on_core(OTHERS),
        serving(slack, {}, slack_port, "/api/auth.test"),
    ):
        api = f"http://127.0.0.1:{slack_port}"
        with _floor(api, folder) as floor, _bot(api, _sqlite(folder)) as bot:
            asyncio.run(_measure(figures, floor, bot, api, arguments.rounds, arguments.requests))
            print(f"afterwards: {bot.megabytes():.0f} MB")
        with start_server() as server, _bot(api, server.new_database("bench")) as bot:
            asyncio.run(_measure_idle(bot, "PostgreSQL"))
    figures.show()
    with tempfile.TemporaryDirectory() as folder:
        plans.show(folder, arguments.rounds)
    workspace.show(arguments.rounds, arguments.requests)


def _sends(arguments: argparse.Namespace) -> None:
    sends.show(arguments.people)


def _scan(_arguments: argparse.Namespace) -> None:
    scan.show()


def _typing(arguments: argparse.Namespace) -> None:
    """How long an acknowledgement takes while people type into a dump."""
    slack, slack_port = uvicorn_at("tests.bench.slack:make")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(slack, {}, slack_port, "/api/auth.test"),
    ):
        api = f"http://127.0.0.1:{slack_port}"
        with _floor(api, folder) as floor, _bot(api, _sqlite(folder)) as bot:
            asyncio.run(_measure_typing(floor, bot, api, arguments.rounds))


async def _measure_typing(floor: Served, bot: Served, api: str, rounds: int) -> None:
    start = await _view(bot, api, payloads.command(LEAD, "start"))
    async with aiohttp.ClientSession() as session:
        await bot.post(session, payloads.submission(LEAD, start, _filled("The first account")))
    dump = await _view(bot, api, payloads.click(OUTGOING, "dump.open", "1"))

    def key(number: int) -> bytes:
        return payloads.keystroke(OUTGOING, dump, "why.goals", f"Goal {number}")

    await typing.show(floor, bot, key, rounds)


_PARTS = {"requests": _requests, "scan": _scan, "sends": _sends, "typing": _typing}


@contextmanager
def _floor(api: str, folder: str) -> Iterator[Served]:
    arguments, port = uvicorn_at("tests.bench.floor:make")
    settings = _settings(api, f"sqlite:///{folder}/floor.sqlite", port)
    with serving(arguments, settings, port, "/slack/events", SERVERS) as floor:
        yield floor


@contextmanager
def _bot(api: str, url: str) -> Iterator[Served]:
    settings = _settings(api, migrated(url), port := free_port())
    with serving(["bot", "serve"], settings, port, "/slack/events", SERVERS) as bot:
        _name_the_lead(url)
        yield bot


def _sqlite(folder: str) -> str:
    return f"sqlite:///{folder}/handoff.sqlite"


async def _measure_idle(bot: Served, database: str) -> None:
    await bot.rest(10)
    print(f"with nothing to do, {database}: {bot.idle:.1%} of a core (at most 3%)")


async def _measure(
    figures: Figures, floor: Served, bot: Served, api: str, rounds: int, requests: int
) -> None:
    """Send the same bodies to the floor and to the bot, in turn."""
    print(f"bot: ready after {bot.ready_seconds:.2f} s, {bot.megabytes():.0f} MB resident")
    await _measure_idle(bot, "SQLite")
    asked = await _asked(bot, api)
    await asyncio.sleep(10)  # what these starts have set going is done before the bot is at rest
    await floor.rest()
    await bot.rest()
    for number in range(rounds):
        print(f"round {number + 1} of {rounds} ...", flush=True)
        for name, (body, share) in asked.items():
            times = max(20, requests // share)
            cheap = await floor.cost(body, times)
            figures.add(name, cheap, await bot.cost(body, times))


async def _asked(bot: Served, api: str) -> dict[str, tuple[Body, int]]:
    """Return what is asked, by name: the requests' bodies, and how much dearer each is to ask."""
    start = await _view(bot, api, payloads.command(LEAD, "start"))
    async with aiohttp.ClientSession() as session:
        for account in ACCOUNTS:
            await bot.post(session, payloads.submission(LEAD, start, _filled(account)))
    dump = await _view(bot, api, payloads.click(OUTGOING, "dump.open", "1"))
    mine = await _view(bot, api, payloads.click(OUTGOING, "settings.open", ""))
    accounts = count()
    return {
        "command that answers (/handoff)": (lambda _: payloads.command(LEAD, ""), 1),
        "command that opens a modal (/handoff start)": (
            lambda _: payloads.command(LEAD, "start"),
            1,
        ),
        "click that opens a modal (Start a handoff)": (
            lambda _: payloads.click(LEAD, "start.open", ""),
            1,
        ),
        "submit of one row (settings)": (
            lambda number: payloads.submission(OUTGOING, mine, {"personal_line": f"L{number}"}),
            1,
        ),
        "click that opens the data dump": (
            lambda _: payloads.click(OUTGOING, "dump.open", "1"),
            1,
        ),
        "submit of a dump's step (and the next one)": (
            lambda number: payloads.submission(OUTGOING, dump, {"why.goals": f"Goal {number}"}),
            1,
        ),
        "tick, untick (and the checklist's update)": (_tick, 1),
        "App Home opened (with five handoffs)": (lambda _: payloads.home_opened(OUTGOING), 1),
        **{
            f"/handoff {words}": (partial(_command_of_outgoing, words), 1)
            for words in ("list", "due", f"status {ACCOUNTS[0]}")
        },
        "digest's Done, then untick (as above)": (_tick_in_digest, 1),
        "start submit (handoff, whole plan, jobs)": (
            lambda _: payloads.submission(LEAD, start, _others(f"Account {next(accounts)}")),
            20,
        ),
    }


def _command_of_outgoing(words: str, _number: int) -> bytes:
    return payloads.command(OUTGOING, words)


def _tick_in_digest(number: int) -> bytes:
    action = "digest.done" if number % 2 else "checklist.untick"
    return payloads.click(OUTGOING, f"{action}:4", "1:4")


def _tick(number: int) -> bytes:
    verb = "tick" if number % 2 else "untick"
    return payloads.click(OUTGOING, f"checklist.{verb}:4", "1:4")


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


def _others(account: str) -> dict[str, Any]:
    """A handoff of others, so that those measured have as many all the time."""
    return _filled(account) | {"outgoing": "U0TOM", "incoming": "U0SAM"}


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

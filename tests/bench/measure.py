"""Processes under measurement: what their CPU, memory and start cost."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.bench import payloads
from tests.journeys.processes import ROOT, free_port

AT_ONCE = 32
SERVERS, OTHERS = 0, 1
"""Cores: what is measured has one for itself, so that no thread of it moves to another."""

_AFTERWARDS = 0.5
"""Seconds in which what is left to do after the acknowledgements is done."""


@dataclass
class Served:
    """A process that answers Slack, or as Slack.

    `idle` is the share of a core that it uses unasked, `headers` makes those of a body.
    """

    pid: int
    url: str
    ready_seconds: float
    idle: float = 0.0
    headers: Callable[[bytes], Mapping[str, str]] = payloads.headers

    async def rest(self, seconds: float = 5.0) -> None:
        """Measure what it uses while nobody asks it anything."""
        before = self.cpu_seconds()
        await asyncio.sleep(seconds)
        self.idle = (self.cpu_seconds() - before) / seconds

    def cpu_seconds(self) -> float:
        """Return the CPU time that it has used, with all its threads."""
        # The clock of another process, as clock_getcpuclockid(3) makes it; /proc counts in 10 ms.
        return time.clock_gettime(~self.pid << 3 | 2)

    def megabytes(self) -> float:
        """Return its resident memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    async def cost(self, body: Callable[[int], bytes], requests: int) -> float:
        """Send requests, a few at once, and return the CPU microseconds of one."""
        async with aiohttp.ClientSession() as session:
            await self._send(session, body, range(AT_ONCE))
            await asyncio.sleep(_AFTERWARDS)
            before, began = self.cpu_seconds(), time.monotonic()
            await self._send(session, body, range(AT_ONCE, AT_ONCE + requests))
            # What is left to do after the acknowledgement belongs to the cost.
            await asyncio.sleep(_AFTERWARDS)
            unasked = self.idle * (time.monotonic() - began)
            return (self.cpu_seconds() - before - unasked) / requests * 1e6

    async def _send(
        self, session: aiohttp.ClientSession, body: Callable[[int], bytes], numbers: range
    ) -> None:
        waiting = list(numbers)

        async def worker() -> None:
            while waiting:
                await self.post(session, body(waiting.pop(0)))

        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))

    async def post(self, session: aiohttp.ClientSession, body: bytes) -> str:
        """Send one request and return what it was acknowledged with."""
        async with session.post(self.url, data=body, headers=self.headers(body)) as answer:
            said = await answer.text()
            if answer.status != 200:
                raise RuntimeError(f"answered {answer.status}: {said[:200]}")
            return said


@contextmanager
def serving(
    arguments: list[str],
    settings: dict[str, str],
    port: int,
    path: str,
    core: int | None = None,
) -> Iterator[Served]:
    """Run a process until it answers, on a core of its own if one is named; end it afterwards."""
    began = time.monotonic()
    with on_core(core):
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env={**os.environ, **settings},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        seconds = asyncio.run(_answers(f"http://127.0.0.1:{port}{path}", began))
        yield Served(process.pid, f"http://127.0.0.1:{port}{path}", seconds)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def on_core(number: int | None) -> Iterator[None]:
    """Keep this process on one core meanwhile, and for good those that it begins (on Linux)."""
    if number is None or not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {number % (os.cpu_count() or 1)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


async def _answers(url: str, began: float) -> float:
    """Wait until somebody answers there, whatever it is; return how long that took."""
    async with aiohttp.ClientSession() as session:
        while time.monotonic() - began < 30:
            try:
                async with session.post(url):
                    return time.monotonic() - began
            except aiohttp.ClientError:
                await asyncio.sleep(0.01)
    raise RuntimeError(f"nothing answers at {url}")


def uvicorn_at(factory: str) -> tuple[list[str], int]:
    """Return the arguments that serve a factory at a free port, and the port."""
    port = free_port()
    return ["uvicorn", factory, "--factory", "--port", str(port), "--log-level", "error"], port

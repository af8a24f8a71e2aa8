"""What runs by itself: asking what falls due, mending checklists, keeping jobs from being lost.

Every pass is small and can be repeated; several processes may do it side by side.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from bot.clock import RealClock
from bot.engine import Engine
from bot.sweep import sweep
from bot.tasks import Tasks, surviving
from handlers.checklist import refresh
from handlers.request import Services
from handlers.slack import SlackError
from playbook import (
    archiving,
    cadence,
    calls,
    canvas,
    check_in,
    clocks,
    moves,
    personal,
    places,
    reminders,
    silence,
)
from playbook import refresh as refreshes
from playbook import sweep as sweeping
from storage import deliveries
from storage.tables import Outgoing

log = logging.getLogger(__name__)

_BATCH = 100
_BY_THE_BATCH = (
    check_in.fall_due,
    moves.fall_due,
    reminders.reckon,
    reminders.fall_due,
    silence.fall_due,
    calls.fall_due,
)
"""What may have more to do than one batch, in the order in which one may lead to the other."""
_TIDY_SECONDS = 3600.0
_LOST_AFTER = 15 * 60.0
"""Longer than the longest wait between two attempts (bot.delivery)."""


@dataclass
class Lost:
    """Finds jobs whose rows nobody has touched for long, by real time: they must have been lost."""

    _seen: dict[int, tuple[int, float]] = field(default_factory=dict)

    def among(self, waiting: dict[int, int], now: float) -> list[int]:
        """Return those that stand at the same attempt as they did so long ago."""
        known = {id_: seen for id_, seen in self._seen.items() if id_ in waiting}
        for id_, attempt in waiting.items():
            if known.get(id_, (None, now))[0] != attempt:
                known[id_] = (attempt, now)
        lost = [id_ for id_, (_, since) in known.items() if now - since > _LOST_AFTER]
        self._seen = {id_: seen for id_, seen in known.items() if id_ not in lost}
        return lost


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often it passes over what is due, and says that it is alive (Pace.dead_after)."""

    scan_seconds: float
    beat_seconds: float


class Worker:
    """Passes over what is due, again and again, until it is cancelled."""

    def __init__(
        self,
        services: Services,
        engine: Engine,
        clock: RealClock,
        tasks: Tasks,
        rhythm: Rhythm,
    ) -> None:
        self._services = services
        self._engine = engine
        self._clock = clock
        self._tasks = tasks
        self._rhythm = rhythm
        self._woken = asyncio.Event()
        self._news = asyncio.Event()
        self._is_news = False
        self._next_due: datetime | None = None
        self._lost = Lost()
        self._loop = asyncio.get_running_loop()

    def wake(self) -> None:
        """Make the next pass begin now."""
        self._woken.set()

    def announce(self) -> None:
        """Say from any thread that a row is being put into the outbox, and will be there soon."""
        self._loop.call_soon_threadsafe(self._hear)

    def _hear(self) -> None:
        self._is_news = True
        self._news.set()
        self.wake()

    async def begin(self) -> None:
        """Say that there may be work: what a process that was killed said last holds no more."""
        await self._clock.report(None, idle=False)

    async def run(self) -> None:
        """Work until cancelled. A pass that fails is logged, and the next one tries again."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._whenever_the_clock_moves())
            group.create_task(self._whenever_there_is_news())
            group.create_task(_every(self._rhythm.beat_seconds, self._keep_alive))
            group.create_task(_every(_TIDY_SECONDS, self._tidy))
            group.create_task(self._scan())

    async def _scan(self) -> None:
        while True:
            self._woken.clear()
            await surviving(self._pass())
            try:
                await asyncio.wait_for(self._woken.wait(), self._rhythm.scan_seconds)
            except TimeoutError:
                continue

    async def _pass(self) -> None:
        db, now = self._services.database, self._clock.now()
        is_news, self._is_news = self._is_news, False
        for work in _BY_THE_BATCH:
            while await db.run(work, now, _BATCH) == _BATCH:
                pass
        await db.run(archiving.fall_due, now, _BATCH)
        await db.run(clocks.strike, now, _BATCH)
        await db.run(refreshes.fall_due, now, _BATCH)
        await db.run(personal.fall_due, now, _BATCH)
        await db.run(cadence.fall_due, now)
        await db.run(canvas.fall_due, now, _BATCH)
        await self._mend_checklists()
        if await db.read(sweeping.is_due, now):
            await self._tasks.start(sweep(self._services))
        jobs = await db.read(deliveries.jobs_waiting)
        for outgoing_id in self._lost.among(jobs, time.monotonic()):
            log.warning("A job was lost; it is begun again.")
            await db.run(_begin_again, outgoing_id, self._engine.enqueue)
        self._next_due = await db.read(_next_due)
        is_waiting = await db.read(deliveries.is_any_waiting)
        is_busy = is_news or self._is_news or is_waiting or len(self._tasks)
        await self._clock.report(self._next_due, idle=not is_busy)

    async def _mend_checklists(self) -> None:
        """Bring posted checklists up to date that a crash, or the day before, left behind."""
        db, now = self._services.database, self._clock.now()
        for workspace_id, handoff_id in await db.read(places.stale, now, _BATCH):
            try:
                await refresh(self._services, workspace_id, handoff_id)
            except SlackError as error:
                log.warning("A checklist could not be brought up to date: %s", error.code)

    async def _whenever_the_clock_moves(self) -> None:
        while True:
            await self._clock.moved()
            self.wake()

    async def _whenever_there_is_news(self) -> None:
        """Say so at once, also in the middle of a pass: who waits for quiet trusts our report."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self._clock.report(self._next_due, idle=False)

    async def _keep_alive(self) -> None:
        await self._engine.beat()
        await self._engine.take_over()

    async def _tidy(self) -> None:
        await self._engine.tidy()


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await surviving(_awaited(work()))
        await asyncio.sleep(seconds)


async def _awaited(work: Awaitable[None]) -> None:
    await work


def _next_due(session: Session) -> datetime | None:
    """Return when something next falls due, in any workspace."""
    clockwork = (
        check_in, moves, archiving, clocks, reminders, silence, calls, refreshes, personal,
    )  # fmt: skip
    found = (one.next_due(session) for one in clockwork)
    return min((moment for moment in found if moment), default=None)


def _begin_again(
    session: Session, outgoing_id: int, enqueue: Callable[[Session, Outgoing], None]
) -> None:
    row = session.get_one(Outgoing, outgoing_id, with_for_update=True)
    if row.state in deliveries.WAITING:
        row.attempt += 1  # a new attempt is a new job to the engine
        enqueue(session, row)

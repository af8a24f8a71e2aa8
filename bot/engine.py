"""The engine of what is done outside requests: DBOS, set up so that a job is never lost.

A use case changes rows and queues its effects in one transaction; a row of the outbox that changes
a place, step by step, becomes a job, which carries nothing but the row's id. Jobs of a process that
died are taken over: by the next process of the same name when it starts, or by the others after a
while (`take_over`). Messages, which may be many, are not jobs: bot.sender takes them by the batch.
DBOS is loaded when an engine is made. https://docs.dbos.dev/python
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine as DatabaseEngine
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.tasks import surviving
from handlers.shell import log_unexpected
from storage.database import Database
from storage.outbox import PLACE_EFFECTS
from storage.tables import Executor, Outgoing
from storage.unreachable import is_unreachable

if TYPE_CHECKING:
    from dbos import DBOSClient, DBOSConfig, EnqueueOptions, Serializer

log = logging.getLogger(__name__)

CarryOut = Callable[[int], Coroutine[Any, Any, None]]

APPLICATION = "handoff"
VERSION = "1"
"""What can take over whose jobs. A job is one id, so releases understand each other's."""

_QUEUE = "places"
_WORKFLOW = "carry_out"
_KEPT = timedelta(days=7)
_BATCH = 500
_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast jobs are done, over all processes. Slack's own limits are the defaults.

    https://docs.slack.dev/apis/web-api/rate-limits
    """

    places_a_minute: int = 20
    polling_seconds: float = 0.5
    at_once: int = 20
    call_seconds: float = 15.0
    """The longest that a call to Slack may take."""

    @property
    def dead_after(self) -> timedelta:
        """When a silent process is dead: none of its calls to Slack can be under way any more."""
        return timedelta(seconds=4 * self.call_seconds)


class Engine:
    """Takes jobs in (`enqueue`), and does them in a process that is to work (`launch`)."""

    def __init__(self, database: Database, executor: str, pace: Pace) -> None:
        self._database = database
        self.executor = executor
        self._pace = pace
        self._client = _client(database.engine)
        self._works = False
        self._jobs = Jobs()

    def enqueue(self, session: Session, row: Outgoing, delay_seconds: float = 0) -> None:
        """Let a row be carried out, in the transaction that put it there or tried it in vain.

        What changes a place becomes a job; a message waits for who takes it (bot.sender).
        """
        if row.effect not in PLACE_EFFECTS:
            wait = timedelta(seconds=delay_seconds)
            row.next_at = datetime.now(UTC) + wait if wait else None
            return
        options: EnqueueOptions = {
            "queue_name": _QUEUE,
            "workflow_name": _WORKFLOW,
            "workflow_id": f"{row.delivery_id}-{row.attempt}",
            "queue_partition_key": row.workspace_id,
            "app_version": VERSION,
        }
        if delay_seconds > 0:
            options["delay_seconds"] = delay_seconds
        self._client.enqueue_in_transaction(session, options, row.id)

    async def launch(self, carry_out: CarryOut) -> None:
        """Begin to do jobs, in the running event loop."""
        from dbos import DBOS

        DBOS(config=self._config())
        DBOS.workflow(name=_WORKFLOW)(self._jobs.running(carry_out))
        await self.beat()
        await self._register_queues()
        DBOS.launch()
        self._works = True

    async def close(self, seconds: float) -> None:
        """Take no new jobs and wait for those under way; what does not end is taken up later."""
        if self._works:
            from dbos import DBOS

            await self._jobs.end(seconds)
            await _in_daemon(partial(DBOS.destroy, destroy_registry=True), seconds)
        self._client.destroy()

    async def beat(self) -> None:
        """Say that this process is alive."""
        await self._database.run(_seen, self.executor, datetime.now(UTC))

    async def take_over(self) -> int:
        """Give the jobs of dead processes back to their queue; return how many."""
        from dbos import DBOS

        moment = datetime.now(UTC) - self._pace.dead_after
        dead = await self._database.read(_unseen_since, moment)
        taken = 0
        for executor in dead:
            jobs = await DBOS.list_workflows_async(
                status="PENDING", executor_id=executor, load_input=False, limit=_BATCH
            )
            if jobs:
                await DBOS.resume_workflows_async([job.workflow_id for job in jobs])
                log.warning("%d jobs of a process that ended are taken over.", len(jobs))
            else:
                await self._database.run(_forget, executor, moment)
            taken += len(jobs)
        return taken

    async def tidy(self) -> int:
        """Delete what DBOS keeps of jobs that ended a week ago; return how many there were."""
        from dbos import DBOS

        before = (datetime.now(UTC) - _KEPT).isoformat()
        jobs = await DBOS.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before,
            load_input=False,
            load_output=False,
            limit=_BATCH,
        )
        if jobs:
            await DBOS.delete_workflows_async([job.workflow_id for job in jobs])
        return len(jobs)

    def _config(self) -> "DBOSConfig":
        return {
            "name": APPLICATION,
            "system_database_engine": self._database.engine,
            "executor_id": self.executor,
            "application_version": VERSION,
            "run_migrations": False,
            "serializer": _serializer(),
            "log_level": "WARNING",
        }

    async def _register_queues(self) -> None:
        """Before jobs can be claimed: limits live in the database."""
        await self._client.register_queue_async(
            _QUEUE,
            partition_concurrency=1,
            partition_limiter={"limit": self._pace.places_a_minute, "period": 60.0},
            worker_concurrency=self._pace.at_once,
            polling_interval_sec=self._pace.polling_seconds,
        )


async def _in_daemon(call: Callable[[], None], seconds: float) -> None:
    """Make a call in a thread that does not keep the process alive; wait at most so long.

    DBOS waits for threads of its own, ten seconds for each, and they may wait for this event loop.
    """
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def run() -> None:
        call()
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(done.set)

    Thread(target=run, name="engine-close", daemon=True).start()
    with suppress(TimeoutError):
        await asyncio.wait_for(done.wait(), seconds)


def migrate(url: str) -> None:
    """Bring DBOS's own tables to this release: in ours on SQLite, a schema on PostgreSQL."""
    from dbos import DBOS

    logging.getLogger("dbos").setLevel(logging.WARNING)
    DBOS.migrate(url)


def _client(engine: DatabaseEngine) -> "DBOSClient":
    from dbos import DBOSClient

    return DBOSClient(
        system_database_engine=engine,
        application_name=APPLICATION,
        serializer=_serializer(),
        lazy=True,
    )


def _serializer() -> "Serializer":
    """JSON instead of DBOS's default, which is pickle."""
    from dbos import DBOSPortableJSONSerializer

    return DBOSPortableJSONSerializer()


class Jobs:
    """The jobs under way in this process."""

    def __init__(self) -> None:
        self._count = 0
        self._ends = False
        self._rest = asyncio.Event()
        self._rest.set()

    def running(self, carry_out: CarryOut) -> CarryOut:
        """Return the same, counted."""

        async def job(outgoing_id: int) -> None:
            if self._ends:
                # Begun too late: it stays as it is, and is taken up by the next process.
                await asyncio.Event().wait()
            self._count += 1
            self._rest.clear()
            try:
                await surviving(_through_outages(carry_out, outgoing_id))
            finally:
                self._count -= 1
                if self._count == 0:
                    self._rest.set()

        return job

    async def end(self, seconds: float) -> None:
        """Begin no more, and wait for those under way, at most so long."""
        self._ends = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rest.wait(), seconds)


async def _through_outages(carry_out: CarryOut, outgoing_id: int) -> None:
    """Make another attempt where the database went away in the middle of one."""
    while True:
        try:
            return await carry_out(outgoing_id)
        except DBAPIError as error:
            if not is_unreachable(error):
                raise
            log_unexpected(error)
        await asyncio.sleep(_AGAIN_SECONDS)


def _seen(session: Session, executor: str, now: datetime) -> None:
    session.merge(Executor(id=executor, seen_at=now))


def _unseen_since(session: Session, moment: datetime) -> list[str]:
    return list(session.scalars(select(Executor.id).where(Executor.seen_at < moment)))


def _forget(session: Session, executor: str, moment: datetime) -> None:
    session.execute(delete(Executor).where(Executor.id == executor, Executor.seen_at < moment))

"""One database: an engine, a few threads, and a transaction around each use case.

Use cases are plain functions over a Session; `run` and `read` carry them into a thread, because
that costs half of what SQLAlchemy's asyncio engine does (DESIGN.md, "Sync core, async shell").
What reads a file needs no thread, nor does a brief write that waits for nobody.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker

from storage import outbox
from storage.tables import Outgoing

P = ParamSpec("P")
R = TypeVar("R")
Enqueue = Callable[[Session, Outgoing], None]

_READ_ONLY = "handoff_read_only"
_AT_ONCE = "handoff_at_once"

_PATIENCE = {
    "connect_timeout": "2",  # seconds: Slack waits for three, so that an apology still arrives
    "keepalives_idle": "10",  # seconds
    "keepalives_interval": "5",  # seconds
    "tcp_user_timeout": "10000",  # milliseconds
}
"""When a connection is given up that hangs instead of failing, new or in the middle of its use.

Without, that takes two minutes, or a quarter of an hour. A slow statement is waited for all the
same: the server's machine answers for it. The server itself is told nothing of this, so that it
holds with PgBouncer too. DATABASE_URL may say otherwise.
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
"""


def sqlalchemy_url(url: str) -> str:
    """Return the URL as SQLAlchemy wants it: `postgres://` and `postgresql://` go to psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def make_engine(url: str, *, pool_size: int = 20, idle_seconds: float | None = None) -> Engine:
    """Return an engine for SQLite or PostgreSQL, set up as both need it. Nothing is connected.

    `idle_seconds`: when PostgreSQL ends a transaction that stands still, so that a process that is
    frozen keeps nobody waiting at what it has locked; when it goes on, it finds its connection
    closed. https://www.postgresql.org/docs/current/runtime-config-client.html
    """
    parsed = make_url(sqlalchemy_url(url))
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(query={**_PATIENCE, **parsed.query})
    engine = create_engine(
        parsed,
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,  # the fewer connections are in use, the more has each prepared
        pool_pre_ping=parsed.get_backend_name() != "sqlite",  # a file does not hang up
        hide_parameters=True,  # errors end in logs and must not quote what people wrote
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif idle_seconds is not None:
        event.listen(engine, "connect", partial(_end_idle_transactions, seconds=idle_seconds))
    return engine


_WAIT = "PRAGMA busy_timeout=10000"
"""Milliseconds: how long a writer waits for another."""


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # Transactions are begun by us (see _begin_sqlite), not by the driver.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(_WAIT)


def _end_idle_transactions(connection: Any, _record: Any, *, seconds: float) -> None:
    # Not among the options of the connection: PgBouncer takes none that it does not know.
    connection.execute(f"SET idle_in_transaction_session_timeout = {round(seconds * 1000)}")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for another writer in SQLite: it
    # fails at once. So whoever may write takes the write lock from the start.
    options = connection.get_execution_options()
    driver: Any = connection.connection.driver_connection
    if options.get(_READ_ONLY, False):
        driver.execute("BEGIN")  # waits for nobody and cannot fail: SQLAlchemy's care is not needed
    elif options.get(_AT_ONCE, False):
        _begin_at_once(driver)
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class _Busy(Exception):
    """Somebody else is writing."""


def _begin_at_once(driver: Any) -> None:
    driver.execute("PRAGMA busy_timeout=0")
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise _Busy from error
    finally:
        driver.execute(_WAIT)


def _for_reading(engine: Engine) -> Engine:
    """Return the engine as reads use it.

    On PostgreSQL they need no transaction: at its isolation level each statement sees its own
    moment anyway. And a rollback, which would end one, makes the driver forget what it prepared:
    https://www.psycopg.org/psycopg3/docs/advanced/prepare.html
    """
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_READ_ONLY: True})
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _ask(session: Session) -> None:
    session.execute(text("SELECT 1"))


# SQLite has one writer at a time: a second thread would only wait for the first. PostgreSQL is
# waited for over a network.
_THREADS = {"sqlite": 1, "postgresql": 8}


class Database:
    """Runs use cases: each call is one transaction."""

    def __init__(self, engine: Engine, *, threads: int | None = None) -> None:
        self.engine = engine
        self._writing = sessionmaker(engine, expire_on_commit=False)
        at_once = engine.execution_options(**{_AT_ONCE: True})
        self._writing_at_once = sessionmaker(at_once, expire_on_commit=False)
        self._reading = sessionmaker(_for_reading(engine), expire_on_commit=False, autoflush=False)
        self._reader = self._reading()
        threads = threads or _THREADS[engine.dialect.name]
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="database")
        self._is_file = engine.dialect.name == "sqlite"
        self._enqueue: Enqueue | None = None

    def enqueue_with(self, enqueue: Enqueue) -> None:
        """Hand every new row of the outbox to this function, inside its transaction."""
        self._enqueue = enqueue

    async def run(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a use case that may write, in a thread and in one transaction."""
        return await self._in_thread(partial(self.run_sync, function, *args, **kwargs))

    async def run_briefly(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`run` for what is over in a millisecond or two, as a tick and a step of a dump are.

        On SQLite it runs at once, as `read` does, but where somebody else is writing: then it waits
        for them in the thread. To go there and back costs as much as a tick.
        """
        if self._is_file:
            with suppress(_Busy), self._writing_at_once.begin() as session:
                session.connection()  # begins, or is refused before anything is done
                return self._done(session, function, *args, **kwargs)
        return await self.run(function, *args, **kwargs)

    async def read(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a use case that only reads; on SQLite it waits for no writer.

        There it also runs at once, in no thread: a file is not waited for, and two threads take
        the interpreter from each other at every row that is fetched (a list cost a third more).
        """
        if self._is_file:
            with self._reader as session:  # one after the other, so that one session serves all
                return function(session, *args, **kwargs)
        return await self._in_thread(partial(self.read_sync, function, *args, **kwargs))

    def run_sync(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`run` without the thread."""
        with self._writing.begin() as session:
            return self._done(session, function, *args, **kwargs)

    def read_sync(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`read` without the thread."""
        with self._reading() as session:
            return function(session, *args, **kwargs)

    async def is_reached(self, seconds: float = 5.0) -> bool:
        """Whether the database answers, within so many seconds."""
        try:
            await asyncio.wait_for(self.read(_ask), seconds)
        except (OperationalError, PoolTimeoutError, TimeoutError):
            return False
        return True

    def close(self) -> None:
        """End the threads and the connections."""
        self._pool.shutdown(wait=True)
        self.engine.dispose()

    async def _in_thread(self, call: Callable[[], R]) -> R:
        # With the context: the language that is spoken is part of it.
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, copy_context().run, call)

    def _done(
        self,
        session: Session,
        function: Callable[Concatenate[Session, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        result = function(session, *args, **kwargs)
        self._hand_over(session)
        return result

    def _hand_over(self, session: Session) -> None:
        for row in outbox.take_new(session):
            if self._enqueue is not None:
                self._enqueue(session, row)

"""What an operator reads while the database is away: a line when it goes, a few meanwhile, a line
when it is back.

All that needs the database fails then, again and again, and says so each time: our own work in a
line (handlers.shell.log_unexpected), DBOS's threads every second, one with its whole stack. These
two loggers are told to keep back what says no more than that; every other error passes.
"""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import Engine, event

from handlers import shell
from storage.unreachable import is_unreachable, why

log = logging.getLogger(__name__)

ErrorOf = Callable[[logging.LogRecord], BaseException | None]

_SECONDS_BETWEEN = 30.0
_SURE_AFTER_SECONDS = 1.0
"""A server that goes down ends one connection after the other, and some still answer."""


@dataclass
class _Away:
    """An outage that goes on, in seconds of the clock; `reached_at` holds until it fails again."""

    since: float
    failed_at: float
    said_at: float
    reached_at: float | None = None


class Outage:
    """Says that the database is away, at most once in half a minute, and when it is back.

    `retries` is a sentence about when it is tried again; `clock` counts in seconds. Both calls may
    come from any thread.
    """

    def __init__(self, retries: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._retries = retries
        self._clock = clock
        self._lock = Lock()
        self._away: _Away | None = None

    def goes_on(self, reason: str) -> None:
        """Take note that the database could not be reached."""
        with self._lock:
            now = self._clock()
            away = self._away = self._away or _Away(now, now, float("-inf"))
            away.failed_at, away.reached_at = now, None
            if now - away.said_at < _SECONDS_BETWEEN:
                return
            away.said_at, seconds = now, now - away.since
        lasting = f", for {seconds:.0f} s now" if seconds else ""
        log.error("The database cannot be reached%s: %s. %s", lasting, reason, self._retries)

    def ends(self) -> None:
        """Take note that it was reached, which is mostly nothing new."""
        if self._away is None:
            return
        with self._lock:
            away, now = self._away, self._clock()
            if away is None:
                return
            away.reached_at = reached_at = away.reached_at or now
            if now - away.failed_at < _SURE_AFTER_SECONDS:
                return
            self._away = None
        log.warning("The database is reached again, after %.1f s.", reached_at - away.since)


@contextmanager
def told_in_short(engine: Engine, outage: Outage) -> Iterator[None]:
    """Tell the outage what happens to the database, in place of the lines about it."""
    event.listen(engine, "checkout", partial(_reached, outage))
    with quiet(shell.log, outage, _written), quiet(logging.getLogger("dbos"), outage, _handled):
        yield


@contextmanager
def quiet(logger: logging.Logger, outage: Outage, error_of: ErrorOf) -> Iterator[None]:
    """Keep back what this logger says of a database that cannot be reached."""
    is_news = partial(_is_news, outage, error_of)
    logger.addFilter(is_news)
    try:
        yield
    finally:
        logger.removeFilter(is_news)


def _is_news(outage: Outage, error_of: ErrorOf, record: logging.LogRecord) -> bool:
    error = error_of(record)
    if error is None or not is_unreachable(error):
        return True
    outage.goes_on(why(error))
    return False


def _written(record: logging.LogRecord) -> BaseException | None:
    """Return the error that we write about."""
    error: BaseException | None = getattr(record, shell.ERROR, None)
    return error


def _handled(_record: logging.LogRecord) -> BaseException | None:
    """Return the error that is being handled: DBOS writes its words into its own, and no more."""
    return sys.exc_info()[1]


def _reached(outage: Outage, *_connection: Any) -> None:
    """A connection that is handed out has answered just now, or is new."""
    outage.ends()

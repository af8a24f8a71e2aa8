"""A whole run: rounds of trouble, then rest, then the account."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from storage import deliveries
from storage.database import Database, make_engine
from tests.crash import story
from tests.crash.account import Outcome, outcome
from tests.crash.fleet import Fleet, running
from tests.journeys.forks import Start

_PATIENCE = 120.0
"""Seconds until everything has to be there, once nothing fails any more."""


def run(
    folder: Path,
    database_url: str,
    rounds: int,
    chance: random.Random,
    start: Start,
    say: Callable[[str], object],
) -> Outcome:
    """Do so many rounds on a migrated database, and return what came of it."""
    database = Database(make_engine(database_url))
    accounts = [f"Crash {number}" for number in range(1, rounds + 1)]
    try:
        with running(folder, database_url, start) as fleet:
            story.begin(fleet)
            for account in accounts:
                say(f"  {account}: {story.one_round(fleet, database, account, chance)}")
            _wait_for_rest(fleet, database)
            fleet.workspace.stop()
        return database.read_sync(outcome, folder, accounts)
    finally:
        database.close()


def _wait_for_rest(fleet: Fleet, database: Database) -> None:
    fleet.workspace.client.no_faults()
    end = time.monotonic() + _PATIENCE
    while database.read_sync(deliveries.is_any_waiting) and time.monotonic() < end:
        time.sleep(0.2)

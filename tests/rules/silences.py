"""Handoffs in which somebody has been silent since Monday, and two workers at one moment."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from playbook import reminders
from storage.choices import Owner, State
from storage.database import Database
from storage.tables import Handoff, Task
from tests.northwind import MONDAY
from tests.rules.check_ins import add_contacts
from tests.rules.handoffs import Planned, start

TOLD = Planned("customer_told", Owner.LEAD, 1, "introducing", event="customer_told")
ASKED = datetime(2026, 3, 9, 9, tzinfo=UTC)
"""Five working days after Monday: nine in London, where Idris is."""
RAISED = datetime(2026, 3, 16, 8, tzinfo=UTC)
"""Ten working days after Monday: nine in Berlin, where Lena is."""
BACK = datetime(2026, 3, 30, 10, tzinfo=UTC)
"""A Monday, after three weeks in which nothing ran."""

_LONGEST = 10.0


def silent_at(
    session: Session, *accounts: str, names: Sequence[str] = ("Dana Fox",), **different: Any
) -> list[tuple[Handoff, Sequence[int]]]:
    """Start handoffs of which the customers were told on Monday; return them, and who is silent."""
    found = [_told_on_monday(session, account, names, different) for account in accounts]
    reminders.reckon(session, MONDAY)
    session.flush()
    return found


def _told_on_monday(
    session: Session, account: str, names: Sequence[str], different: Mapping[str, Any]
) -> tuple[Handoff, Sequence[int]]:
    facts = {"account": account, "state": State.INTRODUCING, "observed": False, **different}
    handoff = start(session, [TOLD], **facts)
    query = select(Task).where(Task.handoff_id == handoff.id)
    session.scalars(query).one().done_at = MONDAY
    handoff.version += 1
    return handoff, add_contacts(session, handoff.id, names)


def side_by_side(database: Database, work: Callable[[Session], object]) -> None:
    """Let two workers do something: the second begins before the first has ended."""
    with ThreadPoolExecutor(1) as other:
        with Session(database.engine) as session, session.begin():
            work(session)
            session.flush()
            second = other.submit(database.run_sync, work)
            _wait_until_it_waits(database)
        second.result()


def _wait_until_it_waits(database: Database) -> None:
    """Return once the second waits for the first; on SQLite it waits before its first word."""
    if database.engine.dialect.name == "sqlite":
        return
    query = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    last = time.monotonic() + _LONGEST
    while not database.read_sync(lambda session: session.scalar(query)):
        assert time.monotonic() < last, "the second worker waits for nobody"

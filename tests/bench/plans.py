"""What plans cost: one that is made, a whole book that is re-planned, one that is read."""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count

from sqlalchemy.orm import Session

from playbook import checklist_reading, plan, replan, templates
from playbook.plan import Circumstances
from playbook.replan import Change
from storage.database import Database, make_engine
from tests import northwind
from tests.journeys.processes import migrated
from tests.northwind import LENA, MONDAY, WORKSPACE, actor
from tests.rules import plans
from tests.rules.statements import counted

BOOK = 200
TEMPLATE = "soft-high"
"""The longest of the templates."""


def show(folder: str, rounds: int) -> None:
    """Print the figures, measured on a new SQLite database in this folder."""
    database = Database(make_engine(migrated(f"sqlite:///{folder}/plans.sqlite")))
    try:
        book = database.run_sync(_write_book)
        made = _median(_make_plan, rounds * 20)
        _line("plan one handoff", made * 1e3, "ms", "5 ms")
        days = count(67, 7)
        again = _median(lambda: _replan(database, book, next(days)), rounds)
        _line(f"re-plan {BOOK} handoffs of a book (SQLite)", again, "s", "1 s")
        read = _median(lambda: _read(database, book[0]), rounds * 20)
        said = f"read a checklist ({_statements(database, book[0])} statements)"
        _line(said, read * 1e3, "ms")
    finally:
        database.close()


def _write_book(session: Session) -> list[int]:
    northwind.move_in(session)
    on = MONDAY.date() + timedelta(days=60)
    handoffs = (
        plans.start(session, name=TEMPLATE, anchor_on=on, account=f"Account {number}")
        for number in range(BOOK)
    )
    return [handoff.id for handoff in handoffs]


def _make_plan() -> None:
    today = MONDAY.date()
    plan.make(templates.load(TEMPLATE), today + timedelta(days=60), Circumstances(today))


def _replan(database: Database, book: list[int], days: int) -> None:
    change = Change(anchor_on=MONDAY.date() + timedelta(days=days), reason="They leave later")
    database.run_sync(replan.apply_many, actor(LENA), book, change, MONDAY)


def _read(database: Database, handoff_id: int) -> None:
    database.read_sync(checklist_reading.read, WORKSPACE, handoff_id, MONDAY)


def _statements(database: Database, handoff_id: int) -> int:
    with Session(database.engine) as session, counted(session) as sent:
        checklist_reading.read(session, WORKSPACE, handoff_id, MONDAY)
    return sum(one.startswith("SELECT") for one in sent)


def _median(work: Callable[[], None], times: int) -> float:
    def once() -> float:
        before = time.perf_counter()
        work()
        return time.perf_counter() - before

    once()
    return statistics.median(once() for _time in range(times))


def _line(what: str, figure: float, unit: str, bound: str = "") -> None:
    print(f"{what:48} {figure:8.2f} {unit}" + (f"   (at most {bound})" if bound else ""))

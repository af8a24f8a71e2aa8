"""What it costs to find nothing due, with few rows in the future and with very many."""

import statistics
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from playbook import check_in
from storage.choices import CheckInKind, CheckInState
from storage.database import Database, make_engine
from storage.tables import CheckIn
from tests import northwind
from tests.journeys.processes import migrated
from tests.northwind import MONDAY
from tests.postgres import start_server
from tests.rules import plans

FEW, MANY = 1_000, 5_000_000
WANTED = 1.5
_TIMES = 400
_FUTURE = MONDAY + timedelta(days=1)

_COPY = """
INSERT INTO check_in (workspace_id, handoff_id, key, kind, task_id, person_id, role, about,
    due_on, zone, due_at, state, times_asked)
SELECT c.workspace_id, c.handoff_id, 'copy-' || n, c.kind, NULL, c.person_id, c.role, c.about,
    c.due_on, c.zone, {due_at}, c.state, 0
FROM check_in c, {numbers}
WHERE c.id = :id
"""
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s"
    " WHERE n < :last) SELECT n FROM s)",
    "postgresql": "generate_series(1, CAST(:last AS bigint)) n",
}
_DUE_AT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', '{start}', '+' || n || ' seconds')",
    "postgresql": "CAST('{start}' AS timestamptz) + n * interval '1 second'",
}
"""Each a second after the one before, as the databases write moments."""


def show() -> None:
    """Print the figures for both databases. A run takes some minutes and 2 GB of disk."""
    with tempfile.TemporaryDirectory() as folder:
        _compare("SQLite", f"sqlite:///{folder}/few.sqlite", f"sqlite:///{folder}/many.sqlite")
    with start_server() as server:
        _compare("PostgreSQL", server.new_database("few"), server.new_database("many"))


def _compare(name: str, few_url: str, many_url: str) -> None:
    """Measure both in turn, so that what else the machine does weighs on both alike."""
    with ExitStack() as stack:
        few, many = _filled(stack, few_url, FEW), _filled(stack, many_url, MANY)
        times = [(_seconds(few), _seconds(many)) for _time in range(_TIMES)]
    cheap, dear = (statistics.median(column) * 1e6 for column in zip(*times, strict=True))
    title = f"a scan with {FEW:,} and {MANY:,} rows ahead, {name}"
    print(f"{title:60} {cheap:5.0f} µs {dear:5.0f} µs   {dear / cheap:5.2f}   (at most {WANTED})")


def _filled(stack: ExitStack, url: str, rows: int) -> Database:
    """Return a database in which so many check-ins lie ahead, with its statistics."""
    database = Database(make_engine(migrated(url)))
    stack.callback(database.close)
    database.run_sync(_copy, database.run_sync(_write_one), rows)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return database


def _seconds(database: Database) -> float:
    """Return how long it takes to find nothing due."""
    before = time.perf_counter()
    database.run_sync(check_in.fall_due, MONDAY)
    return time.perf_counter() - before


def _write_one(session: Session) -> int:
    northwind.move_in(session)
    plans.start(session, anchor_on=MONDAY.date() + timedelta(days=60))
    of_sentiment = select(CheckIn).where(CheckIn.kind == CheckInKind.SENTIMENT)
    found = session.scalars(of_sentiment.limit(1)).first()
    assert found is not None
    assert found.state is CheckInState.PLANNED
    return found.id


def _copy(session: Session, id_: int, rows: int) -> None:
    dialect = session.get_bind().dialect.name
    due_at = _DUE_AT[dialect].format(start=_written(_FUTURE, dialect))
    statement = _COPY.format(due_at=due_at, numbers=_NUMBERS[dialect])
    session.execute(text(statement), {"id": id_, "last": rows})


def _written(moment: datetime, dialect: str) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" + ("+00" if dialect == "postgresql" else "")

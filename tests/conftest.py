"""What every test may ask for: both databases, migrated and empty; a session; a fixed time.

A test that takes `database`, `session` or `northwind` runs twice, on SQLite and on PostgreSQL.
"""

from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from storage import migrate
from storage.crypto import key_ring, new_key
from storage.database import Database, make_engine, sqlalchemy_url
from tests import northwind as company
from tests.chromium import CHROMIUM, NO_CHROMIUM
from tests.ground import Ground, from_template, without_rows
from tests.journeys.processes import migrated
from tests.postgres import Server, start_server


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of the browser tests (here, because it is read before any test is found)."""
    parser.addoption(
        "--screenshots", type=Path, metavar="DIR", help="keep pictures of the page in this folder"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line when the browser tests could not run."""
    if CHROMIUM is None:
        terminalreporter.write_line(NO_CHROMIUM)


_LONGEST_FIRST = ("crash", "journeys", "pages", "workspace")
"""The folders whose tests take long: begun first, so that no core waits for the last of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long."""
    places = {name: place for place, name in enumerate(_LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.parent.name, len(places)))


# How long one example takes says more of the machine's load than of the code. The same examples
# every time, so that what fails fails again; `make search` looks for others, and many.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what the bot said."""
    report = yield
    company = getattr(item, "funcargs", {}).get("company")
    if report.failed and company is not None:
        report.sections.append(("the bot said", "".join(company.bot.said[-60:])))
    return report


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    """Let encrypted columns work, with a key that lives as long as the tests."""
    key_ring.use([new_key()])


@pytest.fixture
def now() -> datetime:
    """Monday morning, 2 March 2026, 08:00 UTC."""
    return company.MONDAY


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables, ours and the engine's, and nobody in it; to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "handoff.sqlite"
    migrated(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A real PostgreSQL server, one for all tests of the session."""
    with start_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_ground(postgres: Server) -> Iterator[Ground]:
    """A migrated PostgreSQL database for all tests."""
    engine = make_engine(sqlalchemy_url(postgres.new_database("rules")))
    migrate.upgrade(engine)
    yield Ground(engine, without_rows)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_ground(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Ground:
    """A migrated SQLite file for all tests; its engine builds a statement once, not in each."""
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('rules') / 'handoff.sqlite'}")
    return Ground(engine, from_template(sqlite_template))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An engine for a migrated database: first SQLite, then PostgreSQL.

    Nobody is in it yet, unless the test takes `northwind`.
    """
    kind = "sqlite" if request.param == "sqlite" else "postgres"
    ground: Ground = request.getfixturevalue(f"{kind}_ground")
    ground.prepare(inhabited="northwind" in request.fixturenames)
    return ground.engine


@pytest.fixture
def database(engine: Engine) -> Database:
    """The database as the bot uses it: `run_sync`, `await run`, each call one transaction.

    It is not closed: connections outlast the test, and a thread ends with who began it.
    """
    return Database(engine)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session in a transaction that is undone at the end.

    On SQLite it holds the write lock: a test uses either this or `database.run`, not both.
    """
    with Session(database.engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def northwind(database: Database) -> Database:
    """The database with Northwind Labs and its people in it (see tests/northwind.py)."""
    return database

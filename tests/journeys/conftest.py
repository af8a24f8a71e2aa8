"""Journeys: people in a local workspace use the bot, which runs as in reality, as a process.

`company` lasts for a module: its tests tell one story, or use accounts of their own. It runs on
SQLite; for PostgreSQL, or where the databases could differ for both, mark a test or module with
`pytest.mark.parametrize("company", ["sqlite", "postgresql"], indirect=True, scope="module")`.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journeys.company import Company, at_work
from tests.journeys.processes import migrated
from tests.journeys.steps import name_the_lead
from tests.postgres import Server, database_name


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    """The name of a database with all tables, ours and the engine's, to be copied."""
    return database_name(migrated(postgres.new_database("template")))


@pytest.fixture(scope="module")
def new_postgres_url(postgres: Server, postgres_template: str) -> str:
    """A new PostgreSQL database with all tables."""
    return postgres.new_database("journey", postgres_template)


@pytest.fixture(scope="module")
def company(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    """Northwind Labs, with a bot that is ready and knows its people."""
    folder = tmp_path_factory.mktemp("company")
    url = _database_url(request, folder, getattr(request, "param", "sqlite"))
    with at_work(folder, url) as company:
        yield company


@pytest.fixture(scope="module")
def lead(company: Company) -> None:
    """Lena is a lead: Ada has named her."""
    name_the_lead(company)


@pytest.fixture
def processes() -> Iterator[ExitStack]:
    """Processes that a test starts itself with `started`: they are ended, the last first."""
    with ExitStack() as stack:
        yield stack


def _database_url(request: pytest.FixtureRequest, folder: Path, kind: str) -> str:
    if kind == "sqlite":
        template = request.getfixturevalue("migrated_file")
        return f"sqlite:///{shutil.copy(template, folder / 'handoff.sqlite')}"
    url: str = request.getfixturevalue("new_postgres_url")
    return url

"""Bringing a database to the tables of this release, and saying how far it is.

`python -m storage.migrate "what changes"` writes the next migration from the tables as they are.
Alembic is loaded when it is needed: a bot that finds its database in order does without.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from storage.database import make_engine

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x48414E44
"""An advisory lock of PostgreSQL's: two releases that start together migrate one by one."""


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest migration; does nothing if it is there already."""
    from alembic import command

    with engine.begin() as connection:
        _lock(connection)
        command.upgrade(_config(connection), "head")


def current(engine: Engine) -> str | None:
    """Return the migration that the database is at; None for one that has none of our tables."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def head() -> str:
    """Return the newest migration of this release: the files are numbered in their order."""
    newest = max((_FOLDER / "versions").glob("[0-9]*.py"))
    return newest.stem.partition("_")[0]


def write_next(message: str) -> None:
    """Write the migration that leads from the newest one to the tables as they are."""
    from alembic import command

    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/scratch.sqlite")
        upgrade(engine)
        with engine.begin() as connection:
            number = f"{int(head()) + 1:04}"
            command.revision(_config(connection), message, autogenerate=True, rev_id=number)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


if __name__ == "__main__":
    write_next(sys.argv[1])

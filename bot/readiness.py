"""Whether the database has the tables that this release needs, and bringing it there."""

from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from storage import migrate
from storage.database import sqlalchemy_url


class NotReady(Exception):
    """The database cannot be used as it is. `str()` says why, and how to mend it."""


def make_ready(engine: Engine, url: str) -> None:
    """See that the database can be used; SQLite is migrated at once, for nobody else uses it.

    Raises NotReady.
    """
    if is_ready(engine, url):
        return
    if engine.dialect.name != "sqlite":
        raise NotReady("The database is not at this release yet. Run: handoff migrate")
    bring_up_to_date(engine, url)


def is_ready(engine: Engine, url: str) -> bool:
    """Whether our tables and the engine's are there, in this release's form. Raises NotReady."""
    _make_folder(url)
    try:
        with engine.connect() as connection:
            schema = None if engine.dialect.name == "sqlite" else "dbos"
            has_engine = inspect(connection).has_table("dbos_migrations", schema)
        return has_engine and migrate.current(engine) == migrate.head()
    except OperationalError as error:
        raise NotReady(
            "The database cannot be reached. Check DATABASE_URL, and that the server runs."
        ) from error


def bring_up_to_date(engine: Engine, url: str) -> None:
    """Migrate our tables and the engine's; does nothing if they are up to date."""
    from bot import engine as jobs

    _make_folder(url)
    migrate.upgrade(engine)
    jobs.migrate(sqlalchemy_url(url))


def _make_folder(url: str) -> None:
    parsed = make_url(sqlalchemy_url(url))
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)

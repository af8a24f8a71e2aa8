"""The databases that tests of the rules stand on: one of each kind, made good between two tests.

Most tests undo what they did. What they found is then there as it was, and the next begins at
once; only after a test that committed something it is made anew.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from storage.tables import Base
from tests import northwind


class Ground:
    """A migrated database with nobody in it, or with Northwind Labs and its people."""

    def __init__(self, engine: Engine, empty: Callable[[Engine], None]) -> None:
        self.engine = engine
        self._empty = empty
        self._is_inhabited: bool | None = None
        event.listen(engine, "commit", self._note)

    def prepare(self, *, inhabited: bool) -> None:
        """Let it be as a test wants to find it."""
        if self._is_inhabited is inhabited:
            return
        self._empty(self.engine)
        if inhabited:
            with Session(self.engine) as session, session.begin():
                northwind.move_in(session)
        self._is_inhabited = inhabited

    def _note(self, _connection: Connection) -> None:
        self._is_inhabited = None


def from_template(template: Path) -> Callable[[Engine], None]:
    """Return what puts a copy of this file in the place of an SQLite database."""

    def put(engine: Engine) -> None:
        engine.dispose()
        path = Path(str(engine.url.database))
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        shutil.copy(template, path)

    return put


def without_rows(engine: Engine) -> None:
    """Empty all tables of a PostgreSQL database."""
    # As a replica PostgreSQL fires no triggers: neither foreign keys nor the audit trail's.
    deletes = "; ".join(str(table.delete()) for table in Base.metadata.tables.values())
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletes}")

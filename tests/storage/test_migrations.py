import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from storage import migrate
from storage.database import Database
from storage.tables import AuditEntry, Base
from tests.northwind import MONDAY, WORKSPACE


def test_tables_and_migrations_are_equal(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_migrated_database_says_that_it_is_at_the_newest_migration(engine: Engine) -> None:
    assert migrate.current(engine) == migrate.head()


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate.upgrade(engine)
    assert migrate.current(engine) == migrate.head()


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET what = 'x'", "DELETE FROM audit_entry"])
def test_the_audit_trail_can_only_be_added_to(database: Database, change: str) -> None:
    entry = AuditEntry(workspace_id=WORKSPACE, at=MONDAY, what="handoff.opened", detail={})
    database.run_sync(lambda session: session.add(entry))
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(change))
    assert database.read_sync(lambda session: session.query(AuditEntry).count()) == 1

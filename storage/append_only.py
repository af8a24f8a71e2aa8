"""Triggers that keep a table append-only: the database itself refuses changes and deletions."""

from sqlalchemy import Connection

_SQLITE = """
CREATE TRIGGER {table}_is_append_only_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_FUNCTION = """
CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$
"""

_POSTGRESQL = """
CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()
"""


def make_append_only(connection: Connection, table: str) -> None:
    """Refuse every UPDATE and DELETE (and PostgreSQL's TRUNCATE) of the table from now on."""
    if connection.dialect.name == "sqlite":
        statements = [_SQLITE.format(table=table, verb=verb) for verb in ("UPDATE", "DELETE")]
    else:
        statements = [_FUNCTION.format(table=table), _POSTGRESQL.format(table=table)]
    for statement in statements:
        connection.exec_driver_sql(statement)

"""Writing rows that may be there already, in one statement, on both databases."""

from typing import Any, TypeAlias

from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import Base

Insert: TypeAlias = postgresql.Insert | sqlite.Insert


def insert_into(table: type[Base], dialect: str) -> Insert:
    """Return an insert that knows `on_conflict_do_update`, in a dialect of SQLAlchemy's name."""
    made_by: Any = postgresql if dialect == "postgresql" else sqlite
    statement: Insert = made_by.insert(table.__table__)
    return statement

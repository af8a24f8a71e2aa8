"""Alembic's way in: runs the migrations on the connection that storage.migrate opened."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage.tables import Base
from storage.types import EncryptedJson, EncryptedText, UtcDateTime


def _as_plain(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as the database's: old migrations then need none of our code."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, EncryptedText | EncryptedJson):
        return "sa.Text()"
    return f"sa.String(length={item.length})" if isinstance(item, sa.Enum) else False


def _run() -> None:
    connection: sa.Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_as_plain,
    )
    context.run_migrations()


_run()

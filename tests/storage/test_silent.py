"""How patient we are with PostgreSQL: what its address says, and what a server hears of it.

What comes of a server that never says a word is seen in tests/engine/test_shell.py.
"""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import OperationalError

from storage.database import make_engine


def test_the_server_hears_nothing_of_it_so_that_pgbouncer_takes_it_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as threads:
        port = server.getsockname()[1]
        engine = make_engine(f"postgresql://lena@127.0.0.1:{port}/handoff?sslmode=disable")
        connecting = threads.submit(engine.connect)
        connection, _ = server.accept()
        said = connection.recv(1024)
        connection.close()
        with pytest.raises(OperationalError):
            connecting.result()
    # Length and version; then names and values, each ended by a zero, and one more at the end.
    # https://www.postgresql.org/docs/current/protocol-message-formats.html
    names = said[8:].split(b"\0")[:-2:2]
    assert {b"user", b"database"} <= set(names)
    assert not {name.encode() for name in engine.url.query} & set(names)


@pytest.mark.parametrize(("said", "seconds"), [("", "2"), ("?connect_timeout=30", "30")])
def test_what_the_address_says_itself_goes_before(said: str, seconds: str) -> None:
    engine = make_engine(f"postgresql://db.example.com/handoff{said}")
    _, arguments = engine.dialect.create_connect_args(engine.url)
    assert arguments["connect_timeout"] == seconds
    assert arguments["tcp_user_timeout"] == "10000"

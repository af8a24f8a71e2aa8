"""The database is away for a while: health says so, nothing is lost, and all goes on by itself."""

import http.client
import time

import psycopg
import pytest

from tests.journeys.company import Company
from tests.journeys.steps import (
    fill,
    modal,
    name_the_lead,
    open_start,
    people_of_the_handoff,
    start_handoff,
    told,
)
from tests.postgres import Server, database_name

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("company", ["postgresql"], indirect=True, scope="module"),
]

_MANY = 15
"""Lines: in each second that the database is away, the bot's parts fail some thirty times."""


def test_what_was_decided_before_and_what_people_do_afterwards_both_happen(
    company: Company, postgres: Server, new_postgres_url: str
) -> None:
    name_the_lead(company)
    port = _port(company)
    assert _status(port) == 200
    company.workspace.quiet()
    company.workspace.faults({"method": "chat.postMessage", "kind": "429", "seconds": 1})
    open_start(company.lena, "Before")
    fill(company.lena, {"Reason": "promotion", **people_of_the_handoff()})
    company.lena.submit()
    modal(company.lena, "start.opened")
    company.lena.close()
    before = len(company.bot.said)
    _let_in(postgres, new_postgres_url, allowed=False)
    _wait(port, 503)
    _let_in(postgres, new_postgres_url, allowed=True)
    company.workspace.no_faults()
    _wait(port, 200)
    for person in (company.lena, company.maria, company.idris):
        told(person, "Before")
    start_handoff(company, "Afterwards")
    told(company.maria, "Afterwards")
    _is_told_in_short(company, before)


def _is_told_in_short(company: Company, before: int) -> None:
    """The log says that the database went and that it is back, and little besides (bot.outage)."""
    said = _wait_for_line(company, before, "The database is reached again, after ")
    assert "The database cannot be reached: " in "".join(said)
    assert not [line for line in said if "OperationalError" in line or "Traceback" in line]
    assert len(said) < _MANY


def _let_in(postgres: Server, url: str, *, allowed: bool) -> None:
    """Let nobody into the database any more, and throw out who is there; or let them in again."""
    name = database_name(url)
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {allowed}")
        if not allowed:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )


def _status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status
    finally:
        connection.close()


def _wait(port: int, status: int) -> None:
    end = time.monotonic() + 30
    while _status(port) != status:
        assert time.monotonic() < end, f"never answered {status}"


def _wait_for_line(company: Company, before: int, text: str) -> list[str]:
    """Wait until the bot has said this; return all that it has said since."""
    end, port = time.monotonic() + 30, _port(company)
    while not any(text in line for line in company.bot.said[before:]):
        assert time.monotonic() < end, f"never said {text!r}"
        _status(port)
    return company.bot.said[before:]


def _port(company: Company) -> int:
    (line,) = (line for line in company.bot.said if "ready at port" in line)
    return int(line.partition("at port ")[2].partition(",")[0])

"""What an operator reads while the database is away."""

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from bot import engine as bot_engine
from bot.outage import Outage, told_in_short
from handlers.shell import log_unexpected
from storage.database import make_engine
from storage.unreachable import is_unreachable, why
from tests.journeys.processes import free_port

AGAIN = "Trying again every 0.5 s."


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """The clock of the outage."""
    return Clock()


@pytest.fixture
def outage(clock: Clock) -> Outage:
    """What is said of the database."""
    return Outage(AGAIN, clock)


@pytest.fixture
def reached(outage: Outage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database that is there; it, our log and that of DBOS tell the outage how it goes."""
    monkeypatch.setattr(logging.getLogger("dbos"), "propagate", True)
    engine = make_engine(f"sqlite:///{tmp_path / 'there.sqlite'}")
    with told_in_short(engine, outage):
        yield engine
    engine.dispose()


def refused() -> OperationalError:
    """What comes of a server that does not run."""
    engine = make_engine(f"postgresql://handoff:secret@127.0.0.1:{free_port()}/handoff")
    with pytest.raises(OperationalError) as found:
        engine.connect()
    return found.value


def dbos_says(error: BaseException) -> None:
    """Log as its scheduler does: the whole stack, every second."""
    try:
        raise error
    except type(error):
        logging.getLogger("dbos").warning(f"Exception polling schedules: {traceback.format_exc()}")


def test_it_is_said_once_then_every_half_minute_and_when_it_is_over(
    outage: Outage, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _half_second in range(131):
        outage.goes_on("Connection refused")
        clock.seconds += 0.5
    outage.ends()
    clock.seconds += 1
    outage.ends()
    outage.ends()
    assert caplog.messages == [
        f"The database cannot be reached: Connection refused. {AGAIN}",
        f"The database cannot be reached, for 30 s now: Connection refused. {AGAIN}",
        f"The database cannot be reached, for 60 s now: Connection refused. {AGAIN}",
        "The database is reached again, after 65.5 s.",
    ]


def test_what_still_answers_while_it_goes_down_does_not_count_as_its_end(
    outage: Outage, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        outage.goes_on("server closed the connection unexpectedly")
        clock.seconds += 0.1
        outage.ends()
    assert len(caplog.messages) == 1
    clock.seconds += 1
    outage.ends()
    assert caplog.messages[1:] == ["The database is reached again, after 0.5 s."]


def test_a_second_outage_is_told_of_at_once(
    outage: Outage, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        outage.goes_on("Connection refused")
        clock.seconds += 1
        outage.ends()
    assert len(caplog.messages) == 4


def test_ours_and_dbos_s_words_about_it_become_one_line(
    reached: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    for error in (refused(), refused().orig):
        assert error is not None
        log_unexpected(error)
        dbos_says(error)
    assert caplog.messages == [f"The database cannot be reached: Connection refused. {AGAIN}"]


def test_every_other_error_is_told_as_before(
    reached: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    deadlock = OperationalError("SELECT 1", {}, psycopg.errors.DeadlockDetected("deadlock"))
    for error in (ValueError("no number"), deadlock):
        log_unexpected(error)
        dbos_says(error)
    assert [message.partition(" at ")[0] for message in caplog.messages[::2]] == [
        "Unexpected ValueError",
        "Unexpected OperationalError",
    ]
    assert all("Traceback" in message for message in caplog.messages[1::2])
    assert len(caplog.messages) == 4


def test_a_connection_that_is_made_says_that_it_is_over(
    reached: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    log_unexpected(refused())
    clock.seconds += 12
    with reached.connect():
        assert caplog.messages[1:] == ["The database is reached again, after 12.0 s."]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (psycopg.errors.AdminShutdown("terminating connection"), "terminating connection"),
        (psycopg.errors.CannotConnectNow("FATAL:  it starts up"), "it starts up"),
        (psycopg.OperationalError("the connection is closed"), "the connection is closed"),
        (
            psycopg.errors.ConnectionTimeout("connection timeout expired"),
            "connection timeout expired",
        ),
        (psycopg.OperationalError("it failed: server closed it\n\tProbably …"), "server closed it"),
        # Of a password with an “@” that is not escaped, a part is taken for the host.
        (
            psycopg.OperationalError("failed to resolve host 'cret@db': Name not known"),
            "Name not known",
        ),
    ],
)
def test_what_is_lost_or_not_found_counts_too_and_nothing_of_its_address_is_said(
    error: psycopg.Error, reason: str
) -> None:
    assert is_unreachable(error)
    assert why(error) == reason


async def test_a_job_that_the_database_went_away_from_is_attempted_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bot_engine, "_AGAIN_SECONDS", 0.0)
    errors: list[Exception] = [refused(), refused(), ValueError("no number")]
    attempts: list[int] = []

    async def carry_out(outgoing_id: int) -> None:
        attempts.append(outgoing_id)
        if errors:
            raise errors.pop(0)

    await bot_engine.Jobs().running(carry_out)(7)
    assert attempts == [7, 7, 7]  # what is wrong otherwise is not mended by another attempt

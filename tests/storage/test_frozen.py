"""A process that stands still in the middle of a transaction keeps nobody waiting for long."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage import outbox, sending
from storage.database import Database, make_engine
from storage.deliveries import Claim
from storage.sending import Holder, Limits
from storage.tables import Pace
from tests.northwind import MARIA, MONDAY, WORKSPACE

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LIMITS = Limits(a_second=4.0, to_one_a_second=1.0)


def take(session: Session, executor: str) -> list[Claim]:
    """Take what may be sent."""
    holder = Holder(executor, lease=timedelta(seconds=60), call=timedelta(seconds=15))
    return sending.take(session, WORKSPACE, LIMITS, holder, 10, NOW, MONDAY)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_what_it_took_is_taken_by_others_and_not_by_it_again_when_it_goes_on(
    engine: Engine, database: Database
) -> None:
    ending = make_engine(engine.url.render_as_string(hide_password=False), idle_seconds=1)
    database.run_sync(outbox.put, WORKSPACE, "part", MONDAY, person_id=MARIA)
    with Session(ending) as frozen:
        (lost,) = take(frozen, "frozen")
        frozen.flush()
        database.run_sync(lambda session: session.scalar(select(Pace).with_for_update()))
        (taken,) = database.run_sync(take, "other")
        assert taken.id == lost.id
        with pytest.raises(DBAPIError):
            frozen.commit()
    assert database.run_sync(take, "frozen") == []
    assert database.read_sync(sending.wait_before, taken, NOW) == 0
    ending.dispose()

"""A brief write: at once on SQLite, and behind whoever is writing already."""

import asyncio
from threading import current_thread

import pytest
from sqlalchemy.orm import Session

from storage.database import Database
from storage.tables import Workspace
from tests.northwind import WORKSPACE


def _rename(session: Session, name: str) -> str:
    session.get_one(Workspace, WORKSPACE).name = name
    return current_thread().name


def _rename_and_refuse(session: Session) -> None:
    _rename(session, "Refused")
    session.flush()
    raise LookupError


def _name(session: Session) -> str:
    return session.get_one(Workspace, WORKSPACE).name


async def test_a_file_is_written_at_once(northwind: Database) -> None:
    thread = await northwind.run_briefly(_rename, "Briefly")
    is_file = northwind.engine.dialect.name == "sqlite"
    assert (thread == current_thread().name) is is_file
    assert await northwind.read(_name) == "Briefly"


async def test_who_comes_while_another_writes_waits_and_holds_nobody_up(
    northwind: Database,
) -> None:
    with Session(northwind.engine) as other:
        other.get_one(Workspace, WORKSPACE, with_for_update=True)
        waiting = asyncio.create_task(northwind.run_briefly(_rename, "Later"))
        await asyncio.sleep(0)  # it begins
        assert await northwind.read(_name) == "Northwind Labs"
        assert not waiting.done()
    assert await waiting != current_thread().name
    assert await northwind.read(_name) == "Later"


async def test_what_is_refused_is_not_written(northwind: Database) -> None:
    with pytest.raises(LookupError):
        await northwind.run_briefly(_rename_and_refuse)
    assert await northwind.read(_name) == "Northwind Labs"

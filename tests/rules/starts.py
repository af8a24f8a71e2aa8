"""Starting the handoff of Acme Robotics as people do: opened by Lena, or proposed by Sam."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playbook import start
from playbook.errors import FieldErrors
from playbook.start import Started
from playbook.wish import Channel, Wish
from storage.choices import Reason
from storage.database import Database
from storage.tables import Base, Handoff, Person
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, SAM, WORKSPACE, actor

SWITCH = MONDAY.date() + timedelta(days=35)
WISH = Wish(
    account_name="Acme Robotics",
    reason=Reason.UNDERPERFORMANCE,
    outgoing_id=MARIA,
    incoming_id=IDRIS,
    lead_id=LENA,
    anchor_on=SWITCH,
    observers=(PRIYA,),
)
PUBLIC = Channel("C0TEAM", is_public=True)


def in_days(days: int) -> date:
    """Return the date so many days after the tests' today."""
    return MONDAY.date() + timedelta(days=days)


def open_acme(northwind: Database, wish: Wish = WISH, key: str = "one") -> Started:
    """Let Lena start the handoff."""
    started = northwind.run_sync(start.start, actor(LENA), wish, MONDAY, key)
    assert started is not None
    return started


def propose_acme(
    northwind: Database, wish: Wish = WISH, key: str = "one", who: str = SAM
) -> Started:
    """Let somebody who is no lead propose the handoff: Sam, who has no part in it."""
    started = northwind.run_sync(start.propose, actor(who), wish, MONDAY, key)
    assert started is not None
    return started


def rows(northwind: Database, table: type[Base]) -> list[Any]:
    """Return all rows of a table, by their primary keys."""
    query = select(table).order_by(*table.__table__.primary_key)
    return northwind.read_sync(lambda session: list(session.scalars(query)))


def count(northwind: Database, table: type[Base]) -> int:
    """Return how many rows a table has."""
    return northwind.read_sync(
        lambda session: session.scalar(select(func.count()).select_from(table)) or 0
    )


def errors_of(northwind: Database, wish: Wish, who: str = LENA) -> dict[str, str]:
    """Return what is wrong with a wish; nothing may have been written."""
    use_case = start.start if who == LENA else start.propose
    with pytest.raises(FieldErrors) as refused:
        northwind.run_sync(use_case, actor(who), wish, MONDAY, "wrong")
    return refused.value.fields


def make_lead(session: Session, person_id: str) -> None:
    """Make somebody a lead."""
    session.get_one(Person, (WORKSPACE, person_id)).is_lead = True


def set_channel(session: Session, channel_id: str) -> None:
    """Give all handoffs this channel."""
    for handoff in session.scalars(select(Handoff)):
        handoff.channel_id = channel_id

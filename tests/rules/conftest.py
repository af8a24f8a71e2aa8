"""What tests of the rules may ask for: a session in Northwind Labs, and a handoff there."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from storage.database import Database
from storage.tables import Handoff
from tests.rules import handoffs


@pytest.fixture
def session(northwind: Database) -> Iterator[Session]:
    """A session in which Northwind Labs is there; undone at the end."""
    with Session(northwind.engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def handoff(session: Session) -> Handoff:
    """Acme Robotics from Maria to Idris, with a short dump."""
    return handoffs.start(session)

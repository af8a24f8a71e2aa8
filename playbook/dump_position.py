"""Where somebody was last in an account's dump, so that it opens there again."""

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook.access import Opened
from storage.tables import DumpPosition
from storage.upsert import Insert, insert_into


def read(session: Session, opened: Opened) -> str | None:
    """Return the step at which this person was last; None if they never opened the dump."""
    step: str | None = session.connection().scalar(_POSITION, _whose(opened))
    return step


def remember(session: Session, opened: Opened, step: str) -> None:
    """Note that this person is at a step now."""
    statement = _remembering(session.get_bind().dialect.name)
    session.connection().execute(statement, {**_whose(opened), "step": step})


def _whose(opened: Opened) -> dict[str, Any]:
    return {
        "workspace_id": opened.handoff.workspace_id,
        "account_id": opened.account.id,
        "person_id": opened.viewer.id,
    }


# Built once: building a statement costs as much as executing it.
_POSITION = select(DumpPosition.step).where(
    DumpPosition.workspace_id == bindparam("workspace_id"),
    DumpPosition.account_id == bindparam("account_id"),
    DumpPosition.person_id == bindparam("person_id"),
)


@lru_cache
def _remembering(dialect: str) -> Insert:
    insert = insert_into(DumpPosition, dialect)
    return insert.on_conflict_do_update(
        index_elements=["workspace_id", "account_id", "person_id"],
        set_={"step": insert.excluded.step},
    )

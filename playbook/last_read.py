"""When somebody last read a blueprint, so that they are told what is new to them (R7).

What is read within SITTING is one reading: going from section to section does not make what was
new when they began old at the next click.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from playbook.access import Opened
from playbook.people import Actor
from playbook.readers import open_for_reading
from storage.tables import LastRead
from storage.upsert import insert_into

SITTING = timedelta(minutes=30)
"""How long after the last click somebody is still reading."""


def look(session: Session, actor: Actor, handoff_id: int, now: datetime) -> None:
    """Write down that this person reads the handoff's blueprint now. Raises Refused."""
    opened = open_for_reading(session, actor, handoff_id)
    row = _find(session, opened)
    if row is None:
        facts = {**_key(opened), "read_at": now}
        insert = insert_into(LastRead, session.get_bind().dialect.name)
        session.execute(insert.on_conflict_do_nothing(), [facts])
        return
    if now - row.read_at > SITTING:
        row.before_at = row.read_at
    row.read_at = max(row.read_at, now)


def since(session: Session, opened: Opened, now: datetime) -> datetime | None:
    """Return when this person last read it before this reading; None if they never have."""
    row = _find(session, opened)
    if row is None:
        return None
    return row.read_at if now - row.read_at > SITTING else row.before_at


def _find(session: Session, opened: Opened) -> LastRead | None:
    key = _key(opened)
    return session.get(LastRead, tuple(key.values()))


def _key(opened: Opened) -> dict[str, str | int]:
    return {
        "workspace_id": opened.account.workspace_id,
        "account_id": opened.account.id,
        "person_id": opened.viewer.id,
    }

"""What stands of the account log beside the questions of a blueprint's sections (R9)."""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from playbook import log_sections
from playbook.access import Opened
from playbook.account_log import LogLine
from storage.tables import LogEntry

MOST = 3
"""Entries of a section that are shown."""


def read(session: Session, opened: Opened, section_keys: Iterable[str]) -> tuple[LogLine, ...]:
    """Return the newest entries of these sections, at most MOST of each, as this person sees them.

    One statement; none where there is no section to read.
    """
    seen = [key for key in section_keys if all(map(opened.sees, log_sections.guards(key)))]
    if not seen:
        return ()
    which = {
        "workspace_id": opened.account.workspace_id,
        "account_id": opened.account.id,
        "sections": seen,
    }
    rows = session.connection().execute(_NEWEST, which)
    return tuple(LogLine(**row._asdict(), removed_by=None, removed_at=None) for row in rows)


# Built once: every view of a dump waits for it, and building costs ten times what running does.
_PLACE = func.row_number().over(
    partition_by=LogEntry.section,
    order_by=(LogEntry.happened_at.desc(), LogEntry.id.desc()),
)
_NUMBERED = (
    select(
        LogEntry.id,
        LogEntry.account_id,
        LogEntry.section,
        LogEntry.text,
        LogEntry.happened_at,
        LogEntry.said_by,
        LogEntry.permalink,
        LogEntry.written_by,
        LogEntry.written_at,
        _PLACE.label("place"),
    )
    .where(
        LogEntry.workspace_id == bindparam("workspace_id"),
        LogEntry.account_id == bindparam("account_id"),
        LogEntry.section.in_(bindparam("sections", expanding=True)),
        LogEntry.gone_at.is_(None),
    )
    .subquery()
)
_NEWEST = (
    select(*(column for column in _NUMBERED.c if column.key != "place"))
    .where(_NUMBERED.c.place <= MOST)
    .order_by(_NUMBERED.c.happened_at.desc(), _NUMBERED.c.id.desc())
)

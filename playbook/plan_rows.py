"""Planned tasks as rows of the table: written at the start of a handoff, and when re-planned."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from playbook.hours import Hours, hours_of
from playbook.plan import Firm, Planned
from playbook.templates import Event
from storage.choices import FirmDateKind, Owner
from storage.tables import Handoff

Row = dict[str, Any]

DATES = ("starts_on", "due_on", "due_at", "latest_on")
_WORDS = (
    "phase", "title", "owner", "anchor", "offset_days", "together", "sample_percent", "is_firm",
    "event",
)  # fmt: skip
VALUES = (*DATES, *_WORDS, "needs")
"""The columns of a task that a plan fills."""

_dates, _words = attrgetter(*DATES), attrgetter(*_WORDS)


def rows(handoff: Handoff, tasks: Iterable[Planned], now: datetime, opened_by: str) -> list[Row]:
    """Return the rows of a new plan, in its order; what the opening itself completes is done.

    `opened_by` is the person who opens the handoff.
    """
    here = {"workspace_id": handoff.workspace_id, "handoff_id": handoff.id}
    by_opening = {"done_at": now, "done_by": opened_by, "done_event": Event.OPENED}
    undone = dict.fromkeys(by_opening)
    return [
        here
        | {"key": task.key, "position": position, "is_own": task.is_own}
        | values(task)
        | (by_opening if task.event == Event.OPENED else undone)
        for position, task in enumerate(tasks)
    ]


def values(task: Planned) -> Row:
    """Return what a plan says of a task: all that re-planning may change."""
    return {name: getattr(task, name) for name in VALUES} | {"needs": list(task.needs)}


def dates(task: Planned) -> Row:
    """Return its dates alone, which are all that changes in most tasks."""
    return dict(zip(DATES, _dates(task), strict=True))


def has_same_dates(task: Any, planned: Planned) -> bool:
    """Whether a task's row has these dates already."""
    return bool(_dates(task) == _dates(planned))


def has_same_words(task: Any, planned: Planned) -> bool:
    """Whether a task's row has all but the dates already."""
    return bool(_words(task) == _words(planned) and task.needs == list(planned.needs))


def hours_by_owner(
    session: Session, workspace_id: str, holders: Mapping[Owner, str | None]
) -> dict[Owner, Hours]:
    """Return when the holders of the roles work, for `plan.Circumstances`; nobody is left out."""
    known = hours_of(session, workspace_id, [one for one in holders.values() if one])
    return {owner: known[who] for owner, who in holders.items() if who and who in known}


def firm(dates: Iterable[tuple[FirmDateKind, str, date]]) -> tuple[Firm, ...]:
    """Return firm dates (kind, title, date) as the plan takes them, with a key for each.

    The key says the date, so that it is the same before the row has an id; on one day they count.
    """
    found: list[Firm] = []
    taken: set[str] = set()
    for kind, title, on in dates:
        name = f"{kind}-{on:%Y%m%d}"
        number = next(n for n in range(1, len(taken) + 2) if f"{name}-{n}" not in taken)
        taken.add(f"{name}-{number}")
        found.append(Firm(f"{name}-{number}", kind, title, on))
    return tuple(found)

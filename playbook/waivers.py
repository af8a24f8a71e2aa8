"""Waivers: guards, and dates, that a lead set aside in writing, with the gaps they left (States).

The reason is for leads alone. What was missing is shown to all of the handoff's people, but for
business as usual, where it may be somebody's sentiment: of that they see how much it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from playbook import audit, people
from playbook.access import Opened
from playbook.states import Name
from playbook.visibility import Role
from storage.tables import Handoff, Waiver

REPLAN = "replan"
"""Stands in a waiver for a change of the plan, which is no move of the table: it does not fit."""


@dataclass(frozen=True, slots=True)
class Waived:
    """A guard that was set aside, as a lead sees it: for which move, when, by whom, why."""

    move: str
    at: datetime
    by: str
    reason: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """The same for everybody of the handoff. `missing` is empty where only `count` is shown."""

    move: str
    at: datetime
    missing: tuple[str, ...]
    count: int


def write(
    session: Session,
    handoff: Handoff,
    move: str,
    gaps: Sequence[str],
    reason: str,
    by: str | None,
    now: datetime,
) -> None:
    """Keep that these gaps were set aside. `by` is None where the plan's mode says so itself."""
    waiver = Waiver(
        workspace_id=handoff.workspace_id,
        handoff_id=handoff.id,
        move=move,
        missing=list(gaps),
        reason=reason,
        by=by or handoff.lead_id,
        at=now,
    )
    session.add(waiver)
    audit.record(
        session,
        handoff.workspace_id,
        by,
        "bau_overruled" if move == Name.CONFIRM_BAU else "guard_waived",
        now,
        handoff=handoff,
        detail={"open": len(gaps)},
        confidential={"reason": reason, "missing": list(gaps)},
    )


def read(session: Session, opened: Opened) -> tuple[Waived, ...]:
    """Return the handoff's waivers in their order, for a lead; nobody else sees the reasons."""
    if opened.role is not Role.LEAD:
        return ()
    handoff = opened.handoff
    rows = session.execute(_WAIVERS, _of(handoff.workspace_id, [handoff.id])).all()
    names = people.names(session, handoff.workspace_id, [row.by for row in rows])
    return tuple(
        Waived(row.move, row.at, names.get(row.by, ""), row.reason, tuple(row.missing))
        for row in rows
    )


def shared(
    session: Session, workspace_id: str, handoff_ids: Iterable[int]
) -> dict[int, tuple[Shared, ...]]:
    """Return what everybody of these handoffs may see of their waivers."""
    found: dict[int, tuple[Shared, ...]] = {}
    for row in session.execute(_WAIVERS, _of(workspace_id, handoff_ids)):
        found[row.handoff_id] = (*found.get(row.handoff_id, ()), _shared(row))
    return found


_WAIVERS = (
    select(Waiver.handoff_id, Waiver.move, Waiver.at, Waiver.by, Waiver.reason, Waiver.missing)
    .where(
        Waiver.workspace_id == bindparam("workspace"),
        Waiver.handoff_id.in_(bindparam("handoffs", expanding=True)),
    )
    .order_by(Waiver.id)
)


def _of(workspace_id: str, handoff_ids: Iterable[int]) -> dict[str, Any]:
    return {"workspace": workspace_id, "handoffs": list(handoff_ids)}


def _shared(row: Row[*tuple[Any, ...]]) -> Shared:
    missing = () if row.move == Name.CONFIRM_BAU else tuple(row.missing)
    return Shared(row.move, row.at, missing, len(row.missing))

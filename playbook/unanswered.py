"""Check-ins that were asked and wait for an answer: from the day after they climb (R18, R20).

The touchpoint does not: it is asked weekly until day 90, and then one up hears (playbook.asking).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session

from storage.choices import CheckInKind, CheckInState
from storage.tables import CheckIn

AnyRow = Row[*tuple[Any, ...]]

ROUND = 5
"""Working days after which what has no answer is looked at again: it is on the ladder's top."""

_WAITING = (CheckInState.ASKED, CheckInState.PLANNED, CheckInState.HELD)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for somebody's answer since a moment.

    `not_of` was asked before and said that it is not theirs.
    """

    check_in_id: int
    kind: CheckInKind
    person_id: str
    at: datetime
    not_of: str | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """What was asked of a task, and whether there is something that it waits for without climbing:
    a question that is still to come, or one that has its own way."""

    asked: tuple[Asked, ...] = ()
    is_to_come: bool = False


def of_handoffs(
    session: Session, workspace_id: str, handoff_ids: Collection[int]
) -> Mapping[int, Questions]:
    """Return what these handoffs ask and have no answer to, by task; who was asked first, first."""
    session.flush()  # what is read below goes past the session
    here = {"workspace": workspace_id, "ids": handoff_ids}
    found: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for one in session.connection().execute(_OF_THESE, here):
        found[one.task_id].append(one)
    return {task_id: _questions(theirs) for task_id, theirs in found.items()}


_OF_THESE = (
    select(
        CheckIn.id,
        CheckIn.kind,
        CheckIn.task_id,
        CheckIn.person_id,
        CheckIn.due_at,
        CheckIn.state,
        CheckIn.asked_at,
        CheckIn.handed_to,
    )
    .where(
        CheckIn.workspace_id == bindparam("workspace"),
        CheckIn.handoff_id.in_(bindparam("ids", expanding=True)),
        or_(CheckIn.state.in_(_WAITING), CheckIn.handed_to.is_not(None)),
        CheckIn.task_id.is_not(None),
    )
    .order_by(CheckIn.asked_at, CheckIn.id)
)


def _questions(theirs: Sequence[AnyRow]) -> Questions:
    waiting = [one for one in theirs if one.state in _WAITING]
    climbing = [one for one in waiting if climbs(one)]
    not_of = {one.handed_to: one.person_id for one in theirs if one not in waiting}
    asked = (
        Asked(
            one.id, one.kind, one.person_id, one.asked_at or one.due_at, not_of.get(one.person_id)
        )
        for one in climbing
    )
    return Questions(tuple(asked), is_to_come=len(climbing) < len(waiting))


def climbs(check_in: CheckIn | AnyRow) -> bool:
    """Whether the question waits for its answer on the ladder."""
    is_asked = check_in.state is CheckInState.ASKED
    return is_asked and check_in.kind is not CheckInKind.TOUCHPOINT

"""Check-ins that were asked and wait for an answer: from the day after they climb (R18, R20).

The touchpoint does not: it is asked weekly until day 90, and then one up hears (playbook.asking).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from storage.choices import CheckInKind, CheckInState
from storage.tables import CheckIn

AnyRow = Row[*tuple[Any, ...]]

ROUND = 5
"""Working days after which what has no answer is looked at again: it is on the ladder's top."""


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


NO_QUESTIONS = Questions()
_IS_TO_COME = Questions(is_to_come=True)


def of_handoffs(
    session: Session, workspace_id: str, handoff_ids: Collection[int]
) -> Mapping[int, Questions]:
    """Return what these handoffs ask and have no answer to, by task; who was asked first, first."""
    session.flush()  # what is read below goes past the session
    here = {"workspace_id": workspace_id, "ids": handoff_ids}
    return by_task(session.connection().execute(OPEN, here).all())


def by_task(rows: Iterable[AnyRow]) -> Mapping[int, Questions]:
    """Return what is asked, by task, of rows of OPEN."""
    to_come: set[int] = set()
    asked: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for one in rows:
        if one.task_id is not None:
            if one.is_to_come:
                to_come.add(one.task_id)
            else:
                asked[one.task_id].append(one)
    found = dict.fromkeys(to_come, _IS_TO_COME)
    for task_id, theirs in asked.items():
        found[task_id] = Questions(_asked(theirs), is_to_come=task_id in to_come)
    return found


def _asked(theirs: Iterable[AnyRow]) -> tuple[Asked, ...]:
    """Those without an answer; somebody who was asked before may have handed one on."""
    not_of = {one.handed_to: one.person_id for one in theirs}
    return tuple(
        Asked(
            one.id, one.kind, one.person_id, one.asked_at or one.due_at, not_of.get(one.person_id)
        )
        for one in theirs
        if one.handed_to is None
    )


def climbs(check_in: CheckIn) -> bool:
    """Whether the question waits for its answer on the ladder."""
    is_asked = check_in.state is CheckInState.ASKED
    return is_asked and check_in.kind is not CheckInKind.TOUCHPOINT


IS_PUT_AGAIN = or_(
    CheckIn.state == CheckInState.PLANNED,
    and_(CheckIn.state == CheckInState.ASKED, CheckIn.kind == CheckInKind.TOUCHPOINT),
)
"""Whether the question is still to be put, or is put weekly until somebody answers it."""
IS_TO_COME = or_(IS_PUT_AGAIN, CheckIn.state == CheckInState.HELD)
OPEN = (
    select(
        CheckIn.id,
        CheckIn.kind,
        CheckIn.task_id,
        CheckIn.person_id,
        CheckIn.due_at,
        CheckIn.asked_at,
        CheckIn.handed_to,
        IS_TO_COME.label("is_to_come"),
    )
    .where(
        CheckIn.workspace_id == bindparam("workspace_id"),
        CheckIn.handoff_id.in_(bindparam("ids", expanding=True)),
        or_(
            CheckIn.state == CheckInState.PLANNED,
            CheckIn.state == CheckInState.HELD,
            CheckIn.state == CheckInState.ASKED,
            and_(CheckIn.state == CheckInState.CANCELLED, CheckIn.handed_to.is_not(None)),
        ),
    )
    .order_by(CheckIn.asked_at, CheckIn.id)
)
"""Built once: they are asked after every change. States in a list would be put in each time."""

"""Words that were given to the customer: concerns whose plan is agreed, with an owner and a date.

Whoever keeps one hears of it in their digest on its day, and in each later digest until the concern
goes on (R19, R20).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from playbook.climbs import CLIMBING
from storage.choices import ConcernState
from storage.tables import Account, Concern, Handoff

Days: TypeAlias = Mapping[tuple[int, str], Sequence[date]]
"""The days on which words are due, by handoff and person."""

_PARTS = (Handoff.outgoing_id, Handoff.incoming_id, Handoff.lead_id, Handoff.temporary_id)


@dataclass(frozen=True, slots=True)
class Promise:
    """A word that somebody is to keep by `due_on`, a calendar day."""

    concern_id: int
    account: str
    due_on: date


def due(session: Session, workspace_id: str, person_id: str, today: date) -> tuple[Promise, ...]:
    """Return what a person was to keep by today, oldest first."""
    session.flush()  # what is read below goes past the session
    which = {"workspace": workspace_id, "person": person_id, "today": today}
    rows = session.connection().execute(_DUE, which)
    return tuple(Promise(id_, account, on) for id_, account, on in rows if on)


def days(session: Session, workspace_id: str, handoff_ids: Collection[int]) -> Days:
    """Return when words of these handoffs are due, by handoff and who keeps them."""
    session.flush()  # what is read below goes past the session
    which = {"workspace": workspace_id, "ids": handoff_ids}
    found: defaultdict[tuple[int, str], list[date]] = defaultdict(list)
    for handoff_id, owner_id, due_on in session.connection().execute(_DAYS, which):
        if owner_id and due_on:
            found[handoff_id, owner_id].append(due_on)
    return found


_GIVEN = (
    Concern.workspace_id == bindparam("workspace"),
    Concern.state == ConcernState.AGREED,
    Concern.due_on.is_not(None),
    Handoff.state.in_(CLIMBING),
    or_(*(part == Concern.owner_id for part in _PARTS)),
)
"""Agreed, in a handoff that goes on, by somebody who has a part in it still."""
_DUE = (
    select(Concern.id, Account.name, Concern.due_on)
    .join(Handoff, Handoff.id == Concern.handoff_id)
    .join(Account, Account.id == Handoff.account_id)
    .where(*_GIVEN, Concern.owner_id == bindparam("person"), Concern.due_on <= bindparam("today"))
    .order_by(Concern.due_on, Concern.id)
)
_DAYS = (
    select(Concern.handoff_id, Concern.owner_id, Concern.due_on)
    .join(Handoff, Handoff.id == Concern.handoff_id)
    .where(*_GIVEN, Concern.handoff_id.in_(bindparam("ids", expanding=True)))
)
"""Built once: building them costs more than asking them."""

"""What makes a day a digest's day besides the plan's tasks: words to keep, questions to answer.

A question of the blueprint is asked by a message of its own. Once it has waited for a whole working
day it brings a digest, and another every five working days: it stands in each digest meanwhile, but
does not bring one a day for weeks (R8, R20).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from playbook import ladder, promises
from playbook.climbs import CLIMBING
from playbook.hours import Hours, local_date
from playbook.ladder import Dates, Part, Workdays
from playbook.promises import Days
from storage.choices import QuestionState, Tier
from storage.tables import Clarification, Handoff

Key: TypeAlias = tuple[int, str]
"""A handoff and a person."""

_PARTS = (Handoff.outgoing_id, Handoff.incoming_id, Handoff.lead_id, Handoff.temporary_id)


@dataclass(frozen=True, slots=True)
class Occasions:
    """What some handoffs ask of whom besides their tasks.

    `promised` are the days of words to keep, `asked` since when the oldest question waits.
    """

    promised: Days
    asked: Mapping[Key, datetime]

    def people_of(self, handoff_id: int) -> set[str]:
        """Return who may hear of this handoff through one of these."""
        return {person for id_, person in (*self.promised, *self.asked) if id_ == handoff_id}

    @property
    def people(self) -> set[str]:
        """Everybody who may hear of something."""
        return {person for _id, person in (*self.promised, *self.asked)}

    def next_day(self, key: Key, hours: Hours, days: Workdays, heard_on: date) -> date | None:
        """Return the first such day of a person after the one through which they have heard."""
        coming = [days.at_or_after(on) for on in self.promised.get(key, ())]
        found = [on for on in coming if on > heard_on]
        if asked_at := self.asked.get(key):
            found.append(next(on for on in _mornings(asked_at, hours, days) if on > heard_on))
        return min(found, default=None)


def of_handoffs(session: Session, workspace_id: str, handoff_ids: Collection[int]) -> Occasions:
    """Return what these handoffs ask besides their tasks, in two statements."""
    return Occasions(
        promises.days(session, workspace_id, handoff_ids),
        _asked(session, workspace_id, handoff_ids),
    )


def _mornings(asked_at: datetime, hours: Hours, days: Workdays) -> Iterator[date]:
    """After the first whole working day, and every five days after that one, without end."""
    on = local_date(asked_at, hours.zone)
    if hours.begins(on) <= asked_at:
        on += timedelta(days=1)
    whole = days.at_or_after(on)
    return (step.on for step in ladder.steps(Part.ASKED, Dates(whole, whole, Tier.MID), days))


def _asked(
    session: Session, workspace_id: str, handoff_ids: Collection[int]
) -> Mapping[Key, datetime]:
    """Since when questions wait in handoffs that go on, for who has a part in them still."""
    session.flush()  # what is read below goes past the session
    which = {"workspace": workspace_id, "ids": handoff_ids}
    found: defaultdict[Key, list[datetime]] = defaultdict(list)
    for handoff_id, person_id, asked_at in session.connection().execute(_ASKED, which):
        found[handoff_id, person_id].append(asked_at)
    return {key: min(moments) for key, moments in found.items()}


_ASKED = (
    select(Clarification.handoff_id, Clarification.asked_of, Clarification.asked_at)
    .join(Handoff, Handoff.id == Clarification.handoff_id)
    .where(
        Clarification.workspace_id == bindparam("workspace"),
        Clarification.handoff_id.in_(bindparam("ids", expanding=True)),
        Clarification.state == QuestionState.OPEN,
        Handoff.state.in_(CLIMBING),
        or_(*(part == Clarification.asked_of for part in _PARTS)),
    )
)
"""Built once: it is asked after every change."""

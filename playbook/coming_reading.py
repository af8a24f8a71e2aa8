"""What `/handoff due` reads: of many handoffs only what says who hears of what, and when (R20).

Whole checklists would cost three times as much. The statements are as many, however many handoffs
there are; what is rare is asked for where a handoff says that it has some.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Executable, Row
from sqlalchemy.orm import Session

from playbook import coming_rows, one_up, people, unanswered
from playbook.climbs import CLIMBING, Known
from playbook.holders import owners_of
from playbook.hours import STANDARD, Hours
from playbook.ladder import PutOff, Workdays
from playbook.people import Actor, Viewer
from playbook.reminders import Rhythm, since
from playbook.unanswered import NO_QUESTIONS, Questions
from storage.choices import Owner, State, Tier

AnyRow = Row[*tuple[Any, ...]]
Rows = Sequence[AnyRow]


class Named(NamedTuple):
    """Who is named in a handoff."""

    outgoing_id: str | None
    incoming_id: str | None
    temporary_id: str | None
    lead_id: str


class Plan(NamedTuple):
    """A handoff of which the viewer hears. `is_led`: they lead it, and see what all hear.

    `resumed_at` is since when it goes on, where it was on hold; `manager_id` and `deputy_id` are
    its lead's. `has_asides`: something of it was put off or handed back; `has_clocks`: a silence
    or a brief comes of which the viewer may hear.
    """

    handoff_id: int
    account: str
    state: State
    tier: Tier
    outgoing_id: str | None
    incoming_id: str | None
    temporary_id: str | None
    lead_id: str
    is_led: bool
    resumed_at: datetime | None
    has_asides: bool
    has_clocks: bool
    manager_id: str | None
    deputy_id: str | None

    @property
    def named(self) -> Named:
        """Who is named in it."""
        return Named(self.outgoing_id, self.incoming_id, self.temporary_id, self.lead_id)


class PlanTask(NamedTuple):
    """A task that is still to do, as playbook.climbs wants to know it."""

    id: int
    title: str
    event: str | None
    due_on: date
    owners: tuple[str, ...]
    can_start: bool
    freed_at: datetime | None
    is_undone: bool = True


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is ahead in the handoffs of which a viewer hears.

    `tasks` are by handoff those of which they may hear, `rhythms` by person when people hear of
    things. `heard_on` is through which day who has heard of which handoff; `questions` and
    `clocks` are rows of those statements.
    """

    viewer: Viewer
    plans: Mapping[int, Plan]
    tasks: Mapping[int, Sequence[PlanTask]]
    known: Known
    rhythms: Mapping[str, Rhythm]
    heard_on: Mapping[tuple[int, str], date]
    questions: Rows
    clocks: Rows


def read(session: Session, actor: Actor, now: datetime) -> Ahead:
    """Return what is ahead in the handoffs of which the actor hears, and in those they lead.

    Raises NotAllowed for somebody who can hold no role.
    """
    session.flush()  # what is read below goes past the session
    viewer, rhythm = _viewer(session, actor, now)
    plans, heard_on = _plans(session, viewer)
    above = one_up.among(session, viewer.workspace_id, {_lead(one) for one in plans.values()})
    full = {one.handoff_id for one in plans.values() if _sees_all(viewer, one, above)}
    query = coming_rows.QUESTIONS if full else coming_rows.MY_QUESTIONS
    questions = _rows(session, query, viewer, plans)
    asked = unanswered.by_task(questions)
    tasks = _tasks(_rows(session, coming_rows.TASKS, viewer, plans), plans, viewer, full, asked)
    rhythms, gone = _people(session, viewer, _concerned(plans, tasks, asked), now)
    return Ahead(
        viewer,
        plans,
        tasks,
        known=_known(session, viewer, plans, above=above, gone=gone, questions=asked),
        rhythms={viewer.id: rhythm, **rhythms},
        heard_on=heard_on,
        questions=questions,
        clocks=_clocks(session, viewer, plans),
    )


def led_ids(session: Session, viewer: Viewer) -> set[int]:
    """Return the handoffs that a lead leads and that are not over; none for others."""
    found = session.connection().execute(coming_rows.LED_IDS[viewer.is_lead], _who(viewer))
    return set(found.scalars())


def _who(one: Actor | Viewer) -> dict[str, object]:
    return {"workspace_id": one.workspace_id, "person_id": one.id}


def _rows(
    session: Session, query: Executable, viewer: Viewer, ids: Collection[int] | Collection[str]
) -> Rows:
    """Past the session, which costs half: what was changed in it must have been written."""
    which = {**_who(viewer), "ids": list(ids)}
    return session.connection().execute(query, which).all() if ids else ()


def _viewer(session: Session, actor: Actor, now: datetime) -> tuple[Viewer, Rhythm]:
    """Return who the actor is, and when they hear of things."""
    which = {**_who(actor), "since": since(now)}
    rows = session.connection().execute(coming_rows.VIEWER, which).all()
    return people.viewer_of(actor, rows[0] if rows else None), _rhythm(rows)


def _plans(session: Session, viewer: Viewer) -> tuple[dict[int, Plan], dict[tuple[int, str], date]]:
    """Return the handoffs by id, and through which day who has heard of them."""
    rows = session.connection().execute(coming_rows.PLANS[viewer.is_lead], _who(viewer))
    found: dict[int, Plan] = {}
    heard_on = {}
    for *plan, person_id, on in rows:
        id_ = plan[0]
        heard_on[id_, person_id] = on
        if id_ not in found:
            found[id_] = Plan._make(plan)
    return found, heard_on


def _lead(plan: Plan) -> tuple[str, str | None, str | None]:
    return plan.lead_id, plan.manager_id, plan.deputy_id


def _sees_all(viewer: Viewer, plan: Plan, above: Mapping[str, str]) -> bool:
    """Whether they may hear of every task: one who is one up does, as far as it climbs."""
    return plan.is_led or above.get(plan.lead_id) == viewer.id


def _clocks(session: Session, viewer: Viewer, plans: Mapping[int, Plan]) -> Rows:
    ids = [id_ for id_, plan in plans.items() if plan.has_clocks]
    return _rows(session, coming_rows.CLOCKS, viewer, ids)


def _tasks(
    rows: Rows,
    plans: Mapping[int, Plan],
    viewer: Viewer,
    full: Collection[int],
    asked: Mapping[int, Questions],
) -> dict[int, list[PlanTask]]:
    """Return the tasks that may climb, by handoff: the viewer's own, or all where `full`."""
    waiting = {id_ for id_, questions in asked.items() if questions.asked}
    owners = cache(_owners)  # the many tasks have few owners
    found = {}
    for id_, of in groupby(rows, key=itemgetter(0)):
        plan = plans[id_]
        if plan.state in CLIMBING:
            whose = partial(owners, plan.named)
            sees = None if id_ in full else viewer.id
            found[id_] = list(_of_plan(list(of), whose, sees, waiting))
    return found


def _owners(named: Named, owner: str, owner_id: str | None) -> tuple[str, ...]:
    return owners_of(named, Owner(owner), owner_id)


def _of_plan(
    rows: Rows,
    whose: Callable[[str, str | None], tuple[str, ...]],
    person_id: str | None,
    waiting: Collection[int],
) -> Iterator[PlanTask]:
    """Yield what is undone and can be begun, and what waits for an answer."""
    ended = {row[1]: row[2] for row in rows}
    for _handoff_id, _key, ended_at, id_, title, event, due_on, owner, owner_id, needs in rows:
        owners = whose(owner, owner_id)
        is_asked = id_ in waiting
        if ended_at or not (is_asked or person_id is None or person_id in owners):
            continue
        after = [ended[key] for key in _keys(needs) if key in ended]
        can_start = None not in after
        if can_start or is_asked:
            freed_at = max(filter(None, after), default=None)
            yield PlanTask(id_, title, event, due_on, owners, can_start, freed_at)


@lru_cache(maxsize=1024)
def _keys(needs: str) -> tuple[str, ...]:
    """The keys of what a task needs, of which its row has the JSON; few of them differ."""
    return tuple(json.loads(needs))


def _concerned(
    plans: Mapping[int, Plan],
    tasks: Mapping[int, Sequence[PlanTask]],
    asked: Mapping[int, Questions],
) -> set[str]:
    """Return who may hear of something where the viewer leads, and sees what all hear."""
    led = [plan for plan in plans.values() if plan.is_led]
    theirs = [task for plan in led for task in tasks.get(plan.handoff_id, ())]
    found = {person_id for plan in led for person_id in _lead(plan) if person_id}
    found |= {person_id for task in theirs for person_id in task.owners}
    return found | {
        one.person_id for task in theirs for one in asked.get(task.id, NO_QUESTIONS).asked
    }


def _people(
    session: Session, viewer: Viewer, ids: Collection[str], now: datetime
) -> tuple[dict[str, Rhythm], set[str]]:
    """Return when these people hear of things, and which of them are not there any more."""
    which = {"workspace_id": viewer.workspace_id, "ids": ids, "since": since(now)}
    rows = session.connection().execute(coming_rows.PEOPLE, which).all() if ids else []
    known = {id_: _rhythm(list(of)) for id_, of in groupby(rows, key=itemgetter(0))}
    rhythms = {id_: known.get(id_) or _rhythm([]) for id_ in ids}
    return rhythms, {row.id for row in rows if row.deactivated_at}


def _rhythm(rows: Rows) -> Rhythm:
    """Return when somebody hears of things, from their rows; of whom we know nothing, as usual."""
    hours = Hours(*rows[0][1:5]) if rows else STANDARD
    quiet = tuple((row.starts_on, row.ends_on) for row in rows if row.starts_on)
    return Rhythm(hours, Workdays(hours.calendar, quiet))


def _known(
    session: Session,
    viewer: Viewer,
    plans: Mapping[int, Plan],
    *,
    above: Mapping[str, str],
    gone: Collection[str],
    questions: Mapping[int, Questions],
) -> Known:
    put_off = {}
    handed_back: dict[int, list[tuple[str, datetime]]] = {}
    ids = [id_ for id_, plan in plans.items() if plan.has_asides]
    asides = _rows(session, coming_rows.ASIDES, viewer, ids)
    for task_id, person_id, until_on, is_skip, handed_back_at in asides:
        if handed_back_at:
            handed_back.setdefault(task_id, []).append((person_id, handed_back_at))
        else:
            put_off[task_id, person_id] = PutOff(until_on, is_skip)
    resumed = {id_: plan.resumed_at for id_, plan in plans.items() if plan.resumed_at}
    return Known(resumed, put_off, handed_back, above, gone, questions)

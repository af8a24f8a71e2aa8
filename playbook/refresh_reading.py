"""Reading a refresh: which blueprints were asked for, and how far each of them is (R9).

An account is done when somebody said that it is up to date, or when all its sections have been
touched since it was asked for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.orm import Session

from playbook import blueprint, hours, people, sections, staleness, weighing
from playbook.account_blueprint import UNDER_WAY, depth_of, id_of
from playbook.errors import NotThere
from playbook.people import Actor, Viewer
from playbook.staleness import Freshness
from playbook.words import _
from storage.choices import Depth, Kind
from storage.tables import Account, Handoff, Refresh, RefreshAccount

PAGE = 20
"""How many accounts a list shows at a time."""


@dataclass(frozen=True, slots=True)
class Line:
    """One account of a refresh. `number` names its blueprint (playbook.account_blueprint)."""

    refresh_id: int
    account_id: int
    number: int
    account: str
    person_id: str
    percent: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class ToDo:
    """What one person is asked: their accounts, those that are open first."""

    refresh_id: int
    asked_by: str
    due_on: date
    has_ended: bool
    lines: tuple[Line, ...]

    @property
    def open(self) -> tuple[Line, ...]:
        """The accounts that are still to be brought up to date."""
        return tuple(line for line in self.lines if not line.is_done)


@dataclass(frozen=True, slots=True)
class Progress:
    """A refresh as the lead sees who asked for it. `is_late`: the day is over."""

    refresh_id: int
    due_on: date
    asked_at: datetime
    is_late: bool
    has_ended: bool
    lines: tuple[Line, ...]

    @property
    def done(self) -> int:
        """How many of its accounts are up to date."""
        return sum(line.is_done for line in self.lines)

    @property
    def open(self) -> tuple[Line, ...]:
        """The accounts that are still to be brought up to date."""
        return tuple(line for line in self.lines if not line.is_done)


def of_lead(session: Session, actor: Actor, now: datetime) -> tuple[Progress, ...]:
    """Return what this lead has asked for and what is still open, the first day first."""
    viewer = lead(session, actor)
    query = (
        select(Refresh)
        .where(
            Refresh.workspace_id == viewer.workspace_id,
            Refresh.asked_by == viewer.id,
            Refresh.ended_at.is_(None),
        )
        .order_by(Refresh.due_on, Refresh.id)
    )
    found = session.scalars(query).all()
    lines = lines_of(session, viewer.workspace_id, [one.id for one in found])
    today = hours.local_date(now, viewer.zone)
    return tuple(_progress(one, lines, today) for one in found)


def progress(session: Session, actor: Actor, refresh_id: int, now: datetime) -> Progress:
    """Return how far a refresh is, for the lead who asked for it. Raises Refused."""
    return _of_asker(session, own(session, actor, refresh_id), now)


def of_asker(
    session: Session, workspace_id: str, refresh_id: int, now: datetime
) -> Progress | None:
    """Return how far a refresh is, to tell the lead who asked for it; None if there is none."""
    found = find(session, workspace_id, refresh_id)
    return _of_asker(session, found, now) if found else None


def mine(session: Session, actor: Actor, refresh_id: int) -> ToDo:
    """Return what the actor is asked. Raises NotThere if that is nothing."""
    viewer = people.viewer(session, actor)
    found = todo(session, viewer.workspace_id, refresh_id, viewer.id)
    if found is None:
        raise _not_there()
    return found


def todo(session: Session, workspace_id: str, refresh_id: int, person_id: str) -> ToDo | None:
    """Return what a person is asked; None if it is nothing."""
    found = find(session, workspace_id, refresh_id)
    if found is None:
        return None
    theirs = RefreshAccount.person_id == person_id
    lines = lines_of(session, workspace_id, [refresh_id], theirs)
    ended = found.ended_at is not None
    return ToDo(refresh_id, found.asked_by, found.due_on, ended, lines) if lines else None


def find(session: Session, workspace_id: str, refresh_id: int) -> Refresh | None:
    """Return a refresh of this workspace."""
    found = session.get(Refresh, refresh_id)
    return found if found is not None and found.workspace_id == workspace_id else None


def own(session: Session, actor: Actor, refresh_id: int) -> Refresh:
    """Return a refresh for the lead who asked for it. Raises Refused."""
    viewer = people.viewer(session, actor)
    found = find(session, viewer.workspace_id, refresh_id)
    if found is None or found.asked_by != viewer.id:
        raise _not_there()
    return found


def lead(session: Session, actor: Actor) -> Viewer:
    """Return the actor, who leads. Raises NotThere for everybody else: they learn of nothing."""
    viewer = people.viewer(session, actor)
    if not viewer.is_lead:
        raise NotThere(_("Only leads ask for blueprints to be brought up to date."))
    return viewer


def lines_of(
    session: Session,
    workspace_id: str,
    refresh_ids: Collection[int],
    *which: ColumnElement[bool],
) -> tuple[Line, ...]:
    """Return the accounts of these refreshes, the open ones first, in three statements."""
    session.flush()
    rows = session.execute(
        _asked().where(
            RefreshAccount.workspace_id == workspace_id,
            RefreshAccount.refresh_id.in_(refresh_ids),
            *which,
        )
    ).all()
    fresh = staleness.read(session, workspace_id, {row.account_id for row in rows})
    in_handoffs = {(row.template, row.template_version) for row in rows if row.template}
    weights = weighing.weights_of(session, workspace_id, in_handoffs)
    lines = [
        _line(row, fresh[row.account_id], weights.get((row.template, row.template_version)))
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: line.is_done))


def is_touched(fresh: Freshness, kind: Kind, depth: Depth, since: datetime) -> bool:
    """Whether every section that is asked has been written or confirmed since then."""
    asked = sections.asked(kind, depth)
    touched = fresh.sections(asked)
    return len(touched) == len(asked) and min(touched.values()) >= since


def _asked() -> Select[*tuple[Any, ...]]:
    under_way = and_(
        Handoff.workspace_id == Account.workspace_id,
        Handoff.account_id == Account.id,
        Handoff.state.in_(UNDER_WAY),
    )
    return (
        select(
            RefreshAccount.refresh_id,
            RefreshAccount.account_id,
            RefreshAccount.person_id,
            RefreshAccount.done_at,
            Refresh.asked_at,
            Account.name,
            Account.tier,
            Handoff.kind,
            Handoff.depth,
            Handoff.template,
            Handoff.template_version,
        )
        .join(Refresh, Refresh.id == RefreshAccount.refresh_id)
        .join(Account, Account.id == RefreshAccount.account_id)
        .outerjoin(Handoff, under_way)
        .order_by(Account.name_key, Account.id)
    )


def _line(row: Row[*tuple[Any, ...]], fresh: Freshness, weights: Mapping[str, int] | None) -> Line:
    kind, depth = row.kind or Kind.CSM_TO_CSM, row.depth or depth_of(row.tier)
    return Line(
        refresh_id=row.refresh_id,
        account_id=row.account_id,
        number=id_of(row.account_id),
        account=row.name,
        person_id=row.person_id,
        percent=blueprint.complete_as(fresh.known, kind, depth, weights).percent,
        is_done=row.done_at is not None or is_touched(fresh, kind, depth, row.asked_at),
    )


def _of_asker(session: Session, found: Refresh, now: datetime) -> Progress:
    asker = people.find(session, found.workspace_id, found.asked_by)
    today = hours.local_date(now, asker.zone if asker else "")
    return _progress(found, lines_of(session, found.workspace_id, [found.id]), today)


def _progress(found: Refresh, lines: Sequence[Line], today: date) -> Progress:
    return Progress(
        refresh_id=found.id,
        due_on=found.due_on,
        asked_at=found.asked_at,
        is_late=found.due_on < today,
        has_ended=found.ended_at is not None,
        lines=tuple(line for line in lines if line.refresh_id == found.id),
    )


def _not_there() -> NotThere:
    return NotThere(_("There is no such request any more. `/handoff refresh` shows what there is."))

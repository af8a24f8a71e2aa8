"""The viewer's handoffs as a list: those they are part of and, as a lead, their people's (R32).

A draft is there for its leads only (R31). However many there are, the statements are as many.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, defer

from playbook import checklist_reading, people
from playbook.access import FINISHED, led_by
from playbook.people import Actor, Viewer
from playbook.progress import Checklist
from playbook.visibility import Role, role_in
from storage.choices import State
from storage.tables import Account, Handoff, Observer

PAGE = 10
"""Handoffs on one page of a list."""

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """One handoff in a list, and what the viewer is to it."""

    role: Role
    checklist: Checklist


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the viewer's handoffs, counted from 0. `asked` is the account looked for."""

    viewer_id: str
    lines: tuple[Line, ...]
    page: int
    total: int
    asked: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def mine(session: Session, actor: Actor, now: datetime, page: int = 0) -> Listed:
    """Return a page of the viewer's handoffs that are not over, the next firm date first.

    A page beyond the last is the first. Raises NotAllowed for somebody who can hold no role.
    """
    return of_viewer(session, people.viewer(session, actor), now, page)


def of_viewer(session: Session, viewer: Viewer, now: datetime, page: int = 0) -> Listed:
    """`mine`, for a viewer who is known already."""
    led = led_by(session, viewer)
    rows = session.execute(_page(viewer, led, page)).all()
    if page and not rows:
        return of_viewer(session, viewer, now)
    ids = [row.Handoff.id for row in rows]
    found = checklist_reading.read_many(session, viewer.workspace_id, ids, now)
    return Listed(
        viewer_id=viewer.id,
        lines=tuple(Line(_role(viewer, row, led), found[row.Handoff.id]) for row in rows),
        page=page,
        total=rows[0].total if rows else 0,
    )


def named(session: Session, viewer: Viewer, words: str) -> Sequence[int]:
    """Return the ids of the viewer's handoffs whose account these words mean, newest first.

    A whole name goes before a part of one, and what is running before what is over.
    """
    wanted = " ".join(words.split()).casefold()
    query = (
        select(Handoff.id, Handoff.state, Account.name_key)
        .join(Account, Account.id == Handoff.account_id)
        .where(
            _theirs(viewer, led_by(session, viewer)),
            Account.name_key.contains(wanted, autoescape=True),
        )
        .order_by(Handoff.id.desc())
    )
    rows = session.execute(query).all()
    rows = [row for row in rows if row.name_key == wanted] or rows
    return [row.id for row in rows if row.state not in FINISHED] or [row.id for row in rows[:1]]


def _page(viewer: Viewer, led: set[str], page: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Handoff,
            _is_observer(viewer).label("is_observer"),
            func.count().over().label("total"),
        )
        .where(_theirs(viewer, led), Handoff.state.not_in(FINISHED))
        .options(defer(Handoff.reason))
        .order_by(Handoff.anchor_on, Handoff.id)
        .limit(PAGE)
        .offset(page * PAGE)
    )


def _theirs(viewer: Viewer, led: set[str]) -> ColumnElement[bool]:
    """What `visibility.role_in` says of one handoff, said of all at once."""
    is_lead = leads(viewer, led)
    part = or_(
        Handoff.outgoing_id == viewer.id,
        Handoff.incoming_id == viewer.id,
        Handoff.temporary_id == viewer.id,
        _is_observer(viewer),
    )
    return and_(
        Handoff.workspace_id == viewer.workspace_id,
        or_(is_lead, and_(part, Handoff.state != State.DRAFT)),
    )


def leads(viewer: Viewer, led: set[str]) -> ColumnElement[bool]:
    """Return the condition for the handoffs that the viewer leads; `led` are their people."""
    if not (viewer.is_lead and led):
        return Handoff.lead_id == viewer.id
    return or_(
        Handoff.lead_id == viewer.id,
        Handoff.lead_id.in_(led),
        Handoff.outgoing_id.in_(led),
        Handoff.incoming_id.in_(led),
        Handoff.temporary_id.in_(led),
    )


def _is_observer(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(
        Observer.workspace_id == Handoff.workspace_id,
        Observer.handoff_id == Handoff.id,
        Observer.person_id == viewer.id,
    )


def _role(viewer: Viewer, row: AnyRow, led: set[str]) -> Role:
    observers = frozenset({viewer.id}) if row.is_observer else frozenset()
    return role_in(viewer, row.Handoff, observers, led)

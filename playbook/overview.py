"""The viewer's handoffs as a list: those they are part of and, as a lead, their people's (R32).

A draft is there for its leads only (R31); who proposed it sees that they did. However many there
are, the statements are as many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from playbook import outlines, people, proposal
from playbook.access import FINISHED, led_by
from playbook.people import Actor, Viewer
from playbook.progress import Outline
from playbook.proposal import Proposed
from playbook.visibility import Role, role_in
from storage.choices import State
from storage.tables import Account, Handoff, Observer
from storage.written import written

PAGE = 10
"""Handoffs on one page of a list."""

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
Value: TypeAlias = Any
"""A value, or the parameter that stands for one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One handoff in a list, and what the viewer is to it."""

    role: Role
    checklist: Outline


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the viewer's handoffs, counted from 0. `asked` is the account looked for.

    `proposed` is what they have proposed themselves, and nobody has opened yet.
    """

    viewer_id: str
    lines: tuple[Line, ...]
    page: int
    total: int
    asked: str = ""
    proposed: tuple[Proposed, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def may_have_drafts(self) -> bool:
        """Whether there is a draft on this page, or may be one on another."""
        return self.pages > 1 or any(line.checklist.state is State.DRAFT for line in self.lines)


def mine(session: Session, actor: Actor, now: datetime, page: int = 0) -> Listed:
    """Return a page of the viewer's handoffs that are not over, the next firm date first.

    A page beyond the last is the first. Raises NotAllowed for somebody who can hold no role.
    """
    return of_viewer(session, people.viewer(session, actor), now, page)


def of_viewer(session: Session, viewer: Viewer, now: datetime, page: int = 0) -> Listed:
    """`mine`, for a viewer who is known already."""
    led = led_by(session, viewer)
    rows = _theirs(session, _PAGES, viewer, led, skipped=page * PAGE)
    if page and not rows:
        return of_viewer(session, viewer, now)
    observed = {row.id for row in rows if row.is_observer}
    return Listed(
        viewer_id=viewer.id,
        lines=tuple(
            Line(_role(viewer, one, led, is_observer=one.handoff_id in observed), one)
            for one in outlines.read(session, viewer, rows, now)
        ),
        page=page,
        total=rows[0].total if rows else 0,
        proposed=proposal.of_viewer(session, viewer),
    )


def named(session: Session, viewer: Viewer, words: str) -> Sequence[int]:
    """Return the ids of the viewer's handoffs whose account these words mean, newest first.

    A whole name goes before a part of one, and what is running before what is over.
    """
    wanted = " ".join(words.split()).casefold()
    rows = _theirs(session, _NAMED, viewer, led_by(session, viewer), part=_escaped(wanted))
    rows = [row for row in rows if row.name_key == wanted] or rows
    return [row.id for row in rows if row.state not in FINISHED] or [row.id for row in rows[:1]]


def leads(viewer: Viewer, led: set[str]) -> ColumnElement[bool]:
    """Return the condition for the handoffs that the viewer leads; `led` are their people."""
    return _leads(viewer.id, led) if viewer.is_lead and led else Handoff.lead_id == viewer.id


def _leads(viewer_id: Value, led: Value) -> ColumnElement[bool]:
    return or_(
        Handoff.lead_id == viewer_id,
        Handoff.lead_id.in_(led),
        Handoff.outgoing_id.in_(led),
        Handoff.incoming_id.in_(led),
        Handoff.temporary_id.in_(led),
    )


_VIEWER: Value = bindparam("viewer_id")
_LED: Value = bindparam("led", expanding=True)
_IS_OBSERVER = exists().where(
    Observer.workspace_id == Handoff.workspace_id,
    Observer.handoff_id == Handoff.id,
    Observer.person_id == _VIEWER,
)
_HAS_PART = or_(
    Handoff.outgoing_id == _VIEWER,
    Handoff.incoming_id == _VIEWER,
    Handoff.temporary_id == _VIEWER,
    _IS_OBSERVER,
)
_PAGE = (
    select(Handoff.id, func.count().over().label("total"))
    .where(Handoff.state.not_in(written(FINISHED)))
    .order_by(Handoff.anchor_on, Handoff.id)
    .limit(PAGE)
    .offset(bindparam("skipped"))
)
_BY_NAME = (
    select(Handoff.id, Handoff.state, Account.name_key)
    .join(Account, Account.id == Handoff.account_id)
    .where(Account.name_key.contains(bindparam("part"), escape="/"))
    .order_by(Handoff.id.desc())
)


def _of_theirs(query: AnySelect, *, leads_somebody: bool) -> AnySelect:
    """Narrow a query to theirs: what `visibility.role_in` says of one handoff, said of all."""
    is_lead = _leads(_VIEWER, _LED) if leads_somebody else Handoff.lead_id == _VIEWER
    return query.where(
        Handoff.workspace_id == bindparam("workspace_id"),
        or_(is_lead, and_(_HAS_PART, Handoff.state.not_in(written([State.DRAFT])))),
    )


_PAGES = {
    one: outlines.query(_of_theirs(_PAGE, leads_somebody=one), _IS_OBSERVER.label("is_observer"))
    for one in (False, True)
}
_NAMED = {one: _of_theirs(_BY_NAME, leads_somebody=one) for one in (False, True)}
"""Built once, for those who lead somebody and for those who do not."""


def _theirs(
    session: Session,
    queries: Mapping[bool, AnySelect],
    viewer: Viewer,
    led: set[str],
    **more: object,
) -> Sequence[AnyRow]:
    who = {"workspace_id": viewer.workspace_id, "viewer_id": viewer.id, **more}
    if led:
        who["led"] = sorted(led)
    session.flush()  # what is read goes past the session
    return session.connection().execute(queries[bool(led)], who).all()


def _escaped(part: str) -> str:
    """Return the part of a name so that LIKE takes each character for itself."""
    for character in "/%_":
        part = part.replace(character, f"/{character}")
    return part


def _role(viewer: Viewer, handoff: Outline, led: set[str], *, is_observer: bool) -> Role:
    observers = frozenset({viewer.id}) if is_observer else frozenset()
    return role_in(viewer, handoff, observers, led)

"""Reading concerns: the list of a handoff's, one with its steps, and what others count (R19).

The handoff's own people see them (Field.CONCERNS); what a check-in found is behind SENTIMENT.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session, defer

from playbook import access, people
from playbook.access import Opened
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.holders import holders
from playbook.people import Actor
from playbook.visibility import Field
from playbook.words import _
from storage.choices import ConcernState, Owner, State
from storage.tables import Account, Concern, ConcernStep, Contact, Handoff

PAGE = 20
"""Concerns on a page of the list."""
SHOWN = 12
"""Steps of one concern that are shown, the newest ones: a view holds 250 KB."""

OVER = (ConcernState.KEPT, ConcernState.WITHDRAWN)
STEPS = (
    ConcernState.OPEN,
    ConcernState.ACKNOWLEDGED,
    ConcernState.ANSWERED,
    ConcernState.AGREED,
    ConcernState.KEPT,
)
"""The way of a concern, in order."""

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """A concern as lists and messages show it. `about` is whose it is; empty: nobody in particular.

    `is_found`: a check-in found it. `by` names who opened it otherwise, `owner_id` and `due_on`
    who keeps the word that was given, and by when.
    """

    concern_id: int
    handoff_id: int
    about: str
    state: ConcernState
    is_found: bool
    by: str
    opened_at: datetime
    owner_id: str | None
    due_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it blocks business as usual."""
        return self.state not in OVER


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was made: where it led, by whom (empty: Handoff), when, and what was said."""

    state: ConcernState
    is_back: bool
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Case:
    """One concern with its text and steps, oldest first; `next` is the step that waits.

    `earlier` counts the steps that are not shown, `check_in_id` is the check-in that found it, if
    the reader may read that, and `proposed_owner` is for the plan.
    """

    line: Line
    account: str
    text: str
    steps: tuple[Step, ...]
    earlier: int
    next: ConcernState | None
    version: int
    check_in_id: int | None
    is_running: bool
    proposed_owner: str | None

    @property
    def may_go_back(self) -> bool:
        """Whether there is a step to take back."""
        return self.is_running and self.line.state in STEPS[1:]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a handoff's concerns, the open ones first, each group oldest first."""

    handoff_id: int
    account: str
    lines: tuple[Line, ...]
    open_count: int
    total: int
    page: int
    pages: int
    may_raise: bool


@dataclass(frozen=True, slots=True)
class Raising:
    """What the form to open one offers: the people at the customer, by id."""

    handoff_id: int
    account: str
    contacts: tuple[tuple[int, str], ...]


def listed(session: Session, actor: Actor, handoff_id: int, page: int = 0) -> Listed:
    """Return a page of the concerns. Raises NotThere, NotAllowed."""
    opened = open_for(session, actor, handoff_id)
    handoff = opened.handoff
    total, open_count = _counts(session, handoff)
    pages = max(1, -(-total // PAGE))
    page = min(page, pages - 1)
    query = _lines(handoff).order_by(Concern.state.in_(OVER), Concern.opened_at, Concern.id)
    rows = session.execute(query.limit(PAGE).offset(page * PAGE)).all()
    return Listed(
        handoff_id=handoff.id,
        account=opened.account.name,
        lines=_named(session, handoff.workspace_id, rows),
        open_count=open_count,
        total=total,
        page=page,
        pages=pages,
        may_raise=is_running(handoff),
    )


def raising(session: Session, actor: Actor, handoff_id: int) -> Raising:
    """Return what the form to open a concern offers. Raises NotThere, NotAllowed, NotNow."""
    opened = open_for(session, actor, handoff_id)
    require_running(opened)
    query = (
        select(Contact.id, Contact.name)
        .where(*at_customer(opened.handoff))
        .order_by(Contact.is_key_stakeholder.desc(), Contact.name, Contact.id)
    )
    contacts = tuple((row.id, row.name) for row in session.execute(query))
    return Raising(handoff_id, opened.account.name, contacts)


def look(session: Session, actor: Actor, concern_id: int) -> Case:
    """Return one concern with its steps. Raises NotThere, NotAllowed."""
    concern, opened = find(session, actor, concern_id)
    return case_of(session, concern, opened)


def open_lines(session: Session, handoff: Handoff) -> tuple[Line, ...]:
    """Return the concerns that block business as usual, oldest first."""
    query = _lines(handoff).where(Concern.state.not_in(OVER)).order_by(Concern.id)
    return _named(session, handoff.workspace_id, session.execute(query).all())


def counted(session: Session, workspace_id: str, handoff_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many concerns each of these handoffs has open; those with none are left out."""
    query = (
        select(Concern.handoff_id, func.count())
        .where(
            Concern.workspace_id == workspace_id,
            Concern.handoff_id.in_(handoff_ids),
            Concern.state.not_in(OVER),
        )
        .group_by(Concern.handoff_id)
    )
    return {handoff_id: count for handoff_id, count in session.execute(query)}  # noqa: C416


def told(session: Session, workspace_id: str, concern_id: int) -> tuple[str, Line] | None:
    """Return the account and a concern that is told of; None if it is over meanwhile."""
    concern = session.get(Concern, concern_id)
    if concern is None or concern.workspace_id != workspace_id or concern.state in OVER:
        return None
    handoff = session.get_one(Handoff, concern.handoff_id, options=[defer(Handoff.reason)])
    if not is_running(handoff):
        return None
    return session.get_one(Account, handoff.account_id).name, _line_of(session, concern, handoff)


def open_for(
    session: Session, actor: Actor, handoff_id: int, *, for_change: bool = False
) -> Opened:
    """Open a handoff for somebody who may see its concerns. Raises NotThere, NotAllowed."""
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    if not opened.sees(Field.CONCERNS):
        raise NotAllowed(
            _("Concerns are for the people of the handoff of {account}.").format(
                account=opened.account.name
            )
        )
    return opened


def find(
    session: Session, actor: Actor, concern_id: int, *, for_change: bool = False
) -> tuple[Concern, Opened]:
    """Return a concern with its handoff; `for_change` locks both. Raises NotThere, NotAllowed."""
    concern = session.get(Concern, concern_id)
    if concern is None or concern.workspace_id != actor.workspace_id:
        raise NotThere(_("I can find no such concern among yours."))
    opened = open_for(session, actor, concern.handoff_id, for_change=for_change)
    if for_change:
        session.refresh(concern)
    return concern, opened


def require_running(opened: Opened) -> None:
    """Raise NotNow where they are not."""
    access.require_running(opened)
    if opened.handoff.state is State.DRAFT:
        raise NotNow(_("This is a draft: nobody at the customer knows of it yet."))


def is_running(handoff: Handoff) -> bool:
    """Whether concerns are worked on: the customer knows, or is to know, and it is not over."""
    return handoff.state not in (State.DRAFT, *access.FINISHED)


def next_of(state: ConcernState) -> ConcernState | None:
    """Return the step that follows; None where nothing does."""
    return None if state in OVER else STEPS[STEPS.index(state) + 1]


def at_customer(handoff: Handoff) -> tuple[ColumnElement[bool], ...]:
    """The condition for the people at the handoff's customer."""
    return (
        Contact.workspace_id == handoff.workspace_id,
        Contact.account_id == handoff.account_id,
        Contact.removed_at.is_(None),
    )


def _counts(session: Session, handoff: Handoff) -> tuple[int, int]:
    here = (Concern.workspace_id == handoff.workspace_id, Concern.handoff_id == handoff.id)
    total = session.scalar(select(func.count()).where(*here)) or 0
    still = session.scalar(select(func.count()).where(*here, Concern.state.not_in(OVER))) or 0
    return total, still


def _lines(handoff: Handoff) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Concern.id,
            Concern.handoff_id,
            Concern.state,
            Concern.check_in_id,
            Concern.opened_by,
            Concern.opened_at,
            Concern.owner_id,
            Concern.due_on,
            Contact.name,
        )
        .outerjoin(Contact, Contact.id == Concern.contact_id)
        .where(Concern.workspace_id == handoff.workspace_id, Concern.handoff_id == handoff.id)
    )


def _named(session: Session, workspace_id: str, rows: Iterable[AnyRow]) -> tuple[Line, ...]:
    found = list(rows)
    names = people.names(session, workspace_id, [row.opened_by for row in found])
    return tuple(_line(row, names) for row in found)


def _line_of(session: Session, concern: Concern, handoff: Handoff) -> Line:
    rows = session.execute(_lines(handoff).where(Concern.id == concern.id)).all()
    return _named(session, handoff.workspace_id, rows)[0]


def _line(row: AnyRow, names: Mapping[str, str]) -> Line:
    return Line(
        concern_id=row.id,
        handoff_id=row.handoff_id,
        about=row.name or "",
        state=row.state,
        is_found=row.check_in_id is not None,
        by=names.get(row.opened_by or "", ""),
        opened_at=row.opened_at,
        owner_id=row.owner_id,
        due_on=row.due_on,
    )


def case_of(session: Session, concern: Concern, opened: Opened) -> Case:
    """Return a concern whose rows are at hand, as this person may see it."""
    handoff, runs = opened.handoff, is_running(opened.handoff)
    steps, earlier = _steps(session, concern)
    return Case(
        line=_line_of(session, concern, handoff),
        account=opened.account.name,
        text=concern.text or "",
        steps=steps,
        earlier=earlier,
        next=next_of(concern.state) if runs else None,
        version=concern.version,
        check_in_id=concern.check_in_id if opened.sees(Field.SENTIMENT) else None,
        is_running=runs,
        proposed_owner=concern.owner_id or holders(handoff)[Owner.INCOMING],
    )


def _steps(session: Session, concern: Concern) -> tuple[tuple[Step, ...], int]:
    here = (
        ConcernStep.workspace_id == concern.workspace_id,
        ConcernStep.concern_id == concern.id,
    )
    total = session.scalar(select(func.count()).where(*here)) or 0
    query = select(ConcernStep).where(*here).order_by(ConcernStep.id.desc()).limit(SHOWN)
    rows = list(session.scalars(query))[::-1]
    names = people.names(session, concern.workspace_id, [row.by for row in rows])
    steps = tuple(
        Step(row.state, row.is_back, names.get(row.by or "", ""), row.at, row.note or "")
        for row in rows
    )
    return steps, total - len(steps)

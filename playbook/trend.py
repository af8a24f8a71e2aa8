"""Sentiment over time: every answer about each stakeholder, corrections too (R17, R29)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from playbook import access, people
from playbook.errors import NotAllowed
from playbook.people import Actor
from playbook.sentiment import Felt
from playbook.templates.model import ANSWERED
from playbook.visibility import Field
from playbook.words import _
from storage.choices import CheckInKind, Score
from storage.tables import CheckIn, Contact, Handoff, Sentiment, Task

PAGE = 10
"""Answers on a page: with notes at their longest they stay under a view's 250 KB."""

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer: for which date, what and with what note, by whom, when. `is_replaced`: a later
    one has corrected it."""

    due_on: date
    score: Score
    note: str
    by: str
    at: datetime
    is_replaced: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A stakeholder with their entries on this page, and the trend of all that stands."""

    name: str
    title: str
    entries: tuple[Entry, ...]
    trail: tuple[Felt, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check-in that was left out of the plan: of which date, by whom, when and why.

    The reason is for everybody of the handoff, as in the plan.
    """

    due_on: date
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A page of what was answered about the people of one customer, in one handoff.

    `skipped` are all the check-ins that nobody was asked, the first due first.
    """

    handoff_id: int
    account: str
    people: tuple[Person, ...]
    total: int
    page: int
    pages: int
    skipped: tuple[Skipped, ...] = ()


def read(session: Session, actor: Actor, handoff_id: int, page: int = 0) -> Trend:
    """Return a page for somebody who sees sentiment. Raises NotThere, NotAllowed."""
    opened = access.open_handoff(session, actor, handoff_id)
    if not opened.sees(Field.SENTIMENT):
        raise NotAllowed(
            _("How the people at {account} feel is for the lead and the incoming CSM.").format(
                account=opened.account.name
            )
        )
    here = _of(opened.handoff)
    total = session.scalar(select(func.count()).select_from(Sentiment).where(*here)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(page, pages - 1)
    rows = _page(session, here, page)
    trails = _trails(session, here, {row.contact_id for row in rows})
    return Trend(
        handoff_id=handoff_id,
        account=opened.account.name,
        people=tuple(
            replace(person, trail=tuple(trails[contact_id]))
            for contact_id, person in _people(session, actor.workspace_id, rows)
        ),
        total=total,
        page=page,
        pages=pages,
        skipped=_skipped(session, opened.handoff),
    )


def _skipped(session: Session, handoff: Handoff) -> tuple[Skipped, ...]:
    query = (
        select(Task.due_on, Task.skipped_by, Task.skipped_at, Task.skipped_why)
        .where(
            Task.workspace_id == handoff.workspace_id,
            Task.handoff_id == handoff.id,
            Task.event.startswith(f"{ANSWERED[CheckInKind.SENTIMENT]}:", autoescape=True),
            Task.skipped_at.is_not(None),
        )
        .order_by(Task.due_on, Task.id)
    )
    rows = session.execute(query).all()
    names = people.names(session, handoff.workspace_id, [by for _on, by, _at, _why in rows if by])
    return tuple(
        Skipped(due_on, names.get(by or "", ""), at, why or "")
        for due_on, by, at, why in rows
        if at
    )


def _of(handoff: Handoff) -> tuple[ColumnElement[bool], ...]:
    return (Sentiment.workspace_id == handoff.workspace_id, Sentiment.handoff_id == handoff.id)


def _page(session: Session, here: Iterable[ColumnElement[bool]], page: int) -> Sequence[AnyRow]:
    query = (
        select(
            Sentiment.contact_id,
            Sentiment.score,
            Sentiment.note,
            Sentiment.by,
            Sentiment.at,
            Sentiment.replaced_at,
            CheckIn.due_on,
            Contact.name,
            Contact.title,
        )
        .join(CheckIn, CheckIn.id == Sentiment.check_in_id)
        .join(Contact, Contact.id == Sentiment.contact_id)
        .where(*here)
        .order_by(Contact.name, Contact.id, CheckIn.due_on, Sentiment.at, Sentiment.id)
        .limit(PAGE)
        .offset(page * PAGE)
    )
    return session.execute(query).all()


def _people(
    session: Session, workspace_id: str, rows: Sequence[AnyRow]
) -> Iterable[tuple[int, Person]]:
    names = people.names(session, workspace_id, [row.by for row in rows])
    for contact_id, theirs in groupby(rows, key=lambda row: row.contact_id):
        found = list(theirs)
        entries = tuple(_entry(row, names.get(row.by, "")) for row in found)
        yield contact_id, Person(found[0].name, found[0].title or "", entries)


def _entry(row: AnyRow, by: str) -> Entry:
    is_replaced = row.replaced_at is not None
    return Entry(row.due_on, row.score, row.note or "", by, row.at, is_replaced)


def _trails(
    session: Session, here: Iterable[ColumnElement[bool]], contacts: set[int]
) -> dict[int, list[Felt]]:
    """The answers that stand about these people, one a date, oldest first."""
    query = (
        select(Sentiment.contact_id, CheckIn.due_on, Sentiment.score, Sentiment.at)
        .join(CheckIn, CheckIn.id == Sentiment.check_in_id)
        .where(*here, Sentiment.contact_id.in_(contacts), Sentiment.replaced_at.is_(None))
        .order_by(CheckIn.due_on, Sentiment.at, Sentiment.id)
    )
    found: defaultdict[int, dict[date, Felt]] = defaultdict(dict)
    for row in session.execute(query):
        found[row.contact_id][row.due_on] = Felt(row.score, row.at)
    return defaultdict(list, {who: list(dates.values()) for who, dates in found.items()})

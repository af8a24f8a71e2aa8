"""The brief before a call: who will be there, what they want, what is open, what to say (R8, R31).

It is made anew each time for one reader, and holds what that person may see of the handoff.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from playbook import (
    blueprint,
    calls,
    changes,
    clarify,
    concern_reading,
    entries,
    people,
    sections,
    weighing,
)
from playbook.access import FINISHED, Opened
from playbook.calls import Call
from playbook.changes import News
from playbook.entries import ContactLine, ItemLine
from playbook.errors import Refused
from playbook.holders import holders
from playbook.hours import STANDARD, hours_of, local_date
from playbook.people import Actor
from playbook.questions import Input, Question
from playbook.readers import open_for_reading
from playbook.visibility import Field
from storage.choices import ItemKind, Kind, Owner, State
from storage.tables import Contact, OpenItem, Outgoing, PersonSettings, Task

MOST = entries.PAGE
"""How many people and open items a brief tells of; the blueprint has the others."""

_NEXT = 3
_WANTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CSM_TO_CSM: ("why.goals", "why.success", "why.use_cases", "why.needs"),
    Kind.SALES_TO_CS: ("deal.success", "deal.driver", "need.what", "need.deadline"),
}
"""The questions that say what a customer wants, by the kind of handoff."""

TROUBLE = (ItemKind.ISSUE, ItemKind.RISK)
PROMISES = (ItemKind.COMMITMENT, ItemKind.ACTION)


@dataclass(frozen=True, slots=True)
class Want:
    """What a customer wants: the question's label (to be translated), and what was answered."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """The first open items of some kinds, those that are due next first, and how many there are."""

    lines: tuple[ItemLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Topics:
    """What an intro call is about besides the goals: what the incoming CSM brings, what is next.

    `experience` are the lines of their profile, `steps` the titles and days of the tasks that
    follow.
    """

    experience: tuple[str, ...]
    steps: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """What one person reads before a call. `calls` are those it is for: none, if none is planned.

    `speaks`: the reader is who takes over. `outgoing` and `incoming` are names, empty where nobody
    is named. `percent` says how complete the blueprint is. `people` are the first of
    `people_total`, `questions` of `questions_total`.
    """

    handoff_id: int
    kind: Kind
    account: str
    calls: tuple[Call, ...]
    speaks: bool
    outgoing: str
    incoming: str
    percent: int
    people: tuple[ContactLine, ...]
    people_total: int
    wants: tuple[Want, ...]
    trouble: Items
    promises: Items
    concerns: tuple[concern_reading.Line, ...]
    questions: tuple[clarify.Line, ...]
    questions_total: int
    topics: Topics
    news: News
    may_file: bool


def read(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Brief:
    """Return the brief for the next call of a handoff. Raises Refused."""
    opened = open_for_reading(session, actor, handoff_id)
    coming = _coming(session, opened, now)
    return _of(session, opened, coming[:1], now)


def before(session: Session, row: Outgoing, now: datetime) -> Brief | None:
    """Return the brief that somebody is sent; None if they have no part, or there is no call."""
    on = date.fromisoformat(str(row.detail["on"]))
    actor = Actor(row.workspace_id, str(row.person_id))
    try:
        opened = open_for_reading(session, actor, int(row.handoff_id or 0))
    except Refused:
        return None
    meant = [
        call for call in _coming(session, opened, now) if call.on == on and actor.id in call.who
    ]
    return _of(session, opened, meant, now) if meant else None


def _coming(session: Session, opened: Opened, now: datetime) -> list[Call]:
    if opened.handoff.state in (State.DRAFT, *FINISHED):
        return []
    hours = hours_of(session, opened.handoff.workspace_id, [opened.viewer.id])
    today = local_date(now, hours.get(opened.viewer.id, STANDARD).zone)
    return [call for call in calls.of(session, opened.handoff) if call.on >= today]


def _of(session: Session, opened: Opened, coming: Iterable[Call], now: datetime) -> Brief:
    handoff = opened.handoff
    incoming_id, meant = holders(handoff)[Owner.INCOMING], tuple(coming)
    names = people.names(session, handoff.workspace_id, [handoff.outgoing_id, incoming_id])
    seen = _questions(opened)
    contacts, contacts_total = _people(session, opened, seen)
    sees_concerns = opened.sees(Field.CONCERNS)
    return Brief(
        handoff_id=handoff.id,
        kind=handoff.kind,
        account=opened.account.name,
        calls=meant,
        speaks=opened.viewer.id == incoming_id,
        outgoing=names.get(handoff.outgoing_id or "", ""),
        incoming=names.get(incoming_id or "", ""),
        percent=weighing.completeness(session, handoff).percent,
        people=contacts,
        people_total=contacts_total,
        wants=_wants(session, opened, seen),
        trouble=_items(session, opened, seen, TROUBLE),
        promises=_items(session, opened, seen, PROMISES),
        concerns=concern_reading.open_lines(session, handoff) if sees_concerns else (),
        questions=clarify.open_lines(session, opened, MOST),
        questions_total=clarify.open_count(session, handoff),
        topics=_topics(session, opened, incoming_id, meant),
        news=changes.news(session, opened, now),
        may_file=handoff.state not in (State.DRAFT, *FINISHED),
    )


def _questions(opened: Opened) -> list[Question]:
    every = sections.catalogue().questions(opened.handoff.kind).values()
    return [question for question in every if opened.sees(question.sees)]


def _people(
    session: Session, opened: Opened, seen: Iterable[Question]
) -> tuple[tuple[ContactLine, ...], int]:
    """Return the first people who are there, and how many are."""
    if not any(question.input is Input.PEOPLE for question in seen):
        return (), 0
    there = (
        *entries.contacts_of(opened.account.workspace_id, opened.account.id),
        Contact.has_left.is_(False),
    )
    total = session.scalar(select(func.count()).select_from(Contact).where(*there)) or 0
    first = entries.contacts(session, opened, page=0)  # who has left comes last
    return tuple(one for one in first if not one.has_left), total


def _wants(session: Session, opened: Opened, seen: Iterable[Question]) -> tuple[Want, ...]:
    labels = {question.key: question.label for question in seen}
    keys = [key for key in _WANTS[opened.handoff.kind] if key in labels]
    found = blueprint.answers_to(session, opened, keys)
    texts = {key: found[key].text for key in keys if key in found}
    return tuple(Want(labels[key], text) for key, text in texts.items() if text)


def _items(
    session: Session, opened: Opened, seen: Iterable[Question], kinds: Iterable[ItemKind]
) -> Items:
    """Return the open items of these kinds that this person may see."""
    asked = {question.item for question in seen if question.item}
    where = (
        *entries.items_of(opened.account.workspace_id, opened.account.id),
        *_is_open(kind for kind in kinds if kind in asked),
    )
    total = session.scalar(select(func.count()).select_from(OpenItem).where(*where)) or 0
    order = (OpenItem.due_on.is_(None), OpenItem.due_on, OpenItem.id)
    rows = session.scalars(select(OpenItem).where(*where).order_by(*order).limit(MOST))
    return Items(tuple(_line(row) for row in rows), total)


def _is_open(kinds: Iterable[ItemKind]) -> tuple[ColumnElement[bool], ...]:
    return OpenItem.kind.in_(list(kinds)), OpenItem.closed_at.is_(None)


def _line(row: OpenItem) -> ItemLine:
    return ItemLine(
        row.id, row.kind, row.text, row.owner_id, row.due_on, row.what_was_done, row.closed_at
    )


def _topics(
    session: Session, opened: Opened, incoming_id: str | None, coming: Sequence[Call]
) -> Topics:
    workspace_id = opened.handoff.workspace_id
    profile = session.get(PersonSettings, (workspace_id, incoming_id)) if incoming_id else None
    names = ("credentials", "industries", "languages", "personal_line")
    lines = [getattr(profile, name) for name in names] if profile else []
    query = select(Task.title, Task.due_on).where(
        Task.workspace_id == workspace_id,
        Task.handoff_id == opened.handoff.id,
        *(Task.due_on > call.on for call in coming),
        Task.done_at.is_(None),
        Task.skipped_at.is_(None),
    )
    steps = session.execute(query.order_by(Task.due_on, Task.position).limit(_NEXT))
    return Topics(
        experience=tuple(line for line in lines if line),
        steps=tuple((row.title, row.due_on) for row in steps),
    )

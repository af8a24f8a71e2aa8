"""The data dump: walking the sections of a blueprint, one view after the other (R5, R7, R8).

A view is a step of playbook.sections, or the summary behind the last one, where the blueprint is
handed over. `open_at` and `turn` return what the next view shows; what was typed is saved first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook import (
    access,
    answers,
    audit,
    blueprint,
    called,
    checklist,
    drafts,
    people,
    sections,
)
from playbook.access import Opened
from playbook.blueprint import Pages, SectionRead
from playbook.completeness import Completeness
from playbook.drafts import ANSWERS, WRITERS, Typed, Value
from playbook.errors import NotNow
from playbook.people import Actor
from playbook.questions import Question
from playbook.visibility import Role
from playbook.words import _
from storage import outbox
from storage.choices import Kind
from storage.tables import DumpPosition, Handoff, Task
from storage.upsert import Insert, insert_into

SUMMARY = "summary"
"""The key of the view behind the last step."""

COMPLETE = "dump_complete"
"""The event that the blueprint is handed over (it proves the task of the same meaning, R16)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which view of a dump. `shown` are the ids of the answers that it shows.

    `rendering` names the view (see playbook.drafts), `pages` says where its lists are.
    """

    handoff_id: int
    step: str
    rendering: str
    pages: Pages
    shown: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step, `number` of `count`, with what is known and what this person has typed.

    `back` and `on` are the keys of the views before and behind it. `known` is what the account
    tells already about questions that nobody has answered, `unsaved` the labels of questions with
    something typed that is not in the blueprint.
    """

    place: Place
    account: str
    number: int
    count: int
    back: str | None
    on: str
    sections: tuple[SectionRead, ...]
    completeness: Completeness
    typed: Mapping[str, Value]
    known: Mapping[str, str]
    unsaved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummaryShown:
    """What is there and what is missing, and whether this person can hand it over.

    `incoming` is a name, empty where nobody is named yet. `is_own`: it is this person themselves.
    `unsaved` is as for a step.
    """

    place: Place
    kind: Kind
    account: str
    back: str
    completeness: Completeness
    incoming: str
    is_own: bool
    is_handed_over: bool
    may_hand_over: bool
    unsaved: tuple[str, ...]


Shown: TypeAlias = StepShown | SummaryShown


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer is not in the blueprint. It is kept as it was typed."""

    question: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Turned:
    """What came of leaving a view: the next one, or none where `problems` keep the person there."""

    problems: tuple[Problem, ...]
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class Saved:
    """How far the blueprint is after "Save and close"."""

    handoff_id: int
    account: str
    completeness: Completeness
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The blueprint is handed over; `incoming` is a name, empty where nobody is named yet.

    `is_own`: who handed it over is the incoming CSM, who rebuilt it.
    """

    handoff_id: int
    kind: Kind
    account: str
    incoming: str
    is_own: bool


def open_at(
    session: Session, actor: Actor, handoff_id: int, section: str | None, rendering: str
) -> Shown:
    """Open the dump: at a section or step, or where this person was last. Raises Refused."""
    opened = open_for_writing(session, actor, handoff_id)
    before = _position(session, opened)
    found = _shown(session, opened, Place(handoff_id, section or before or "", rendering, {}))
    if found.place.step != before:
        _remember(session, opened, found.place.step)
    return found


def turn(
    session: Session,
    actor: Actor,
    typed: Typed,
    shown: Sequence[int],
    to: Place,
    now: datetime,
    *,
    goes_on: bool,
) -> Turned:
    """Save what was typed into a view that showed these answers, and show the view `to`.

    Whoever `goes_on` stays while an answer has a problem. Raises Refused.
    """
    opened = open_for_writing(session, actor, to.handoff_id, for_change=True)
    problems = _commit(session, opened, typed, shown, now)
    if problems and goes_on:
        return Turned(problems, None)
    return Turned(problems, go(session, opened, to))


def save(
    session: Session,
    actor: Actor,
    handoff_id: int,
    typed: Typed,
    shown: Sequence[int],
    now: datetime,
) -> Saved:
    """Save what was typed, to go on another time. Raises Refused."""
    opened = open_for_writing(session, actor, handoff_id, for_change=True)
    problems = _commit(session, opened, typed, shown, now)
    return Saved(handoff_id, opened.account.name, _completeness(session, opened), problems)


def hand_over(session: Session, actor: Actor, handoff_id: int, now: datetime) -> HandedOver:
    """Hand the complete blueprint over to the incoming CSM, who is told of it (R7, R8).

    An incoming CSM who rebuilt it themselves knows.

    Raises NotNow if something is missing, or if it was handed over before.
    """
    opened = open_for_writing(session, actor, handoff_id, for_change=True)
    _require_handing_over(opened)
    handoff = opened.handoff
    found = _completeness(session, opened)
    if not found.is_complete:
        raise NotNow(_still_missing(found))
    incoming = _incoming(session, opened)
    if is_handed_over(session, opened.handoff):
        raise NotNow(
            _("The {document} of {account} is handed over already.").format(
                document=called.document(handoff.kind), account=opened.account.name
            )
        )
    audit.record(session, handoff.workspace_id, actor.id, "dump_completed", now, handoff=handoff)
    checklist.happened(session, handoff, COMPLETE, actor.id, now)
    if handoff.incoming_id and not _is_own(opened):
        let_read(session, handoff, actor.id, now)
    return HandedOver(
        handoff_id, handoff.kind, opened.account.name, incoming, is_own=_is_own(opened)
    )


def let_read(session: Session, handoff: Handoff, by: str, now: datetime) -> None:
    """Let the incoming CSM hear that the blueprint waits for them, and whom to thank."""
    outbox.put(
        session,
        handoff.workspace_id,
        "blueprint_ready",
        now,
        handoff_id=handoff.id,
        person_id=handoff.incoming_id,
        detail={"by": by},
    )


def is_handed_over(session: Session, handoff: Handoff) -> bool:
    """Whether the plan waits for the dump no more: its task is done, or was taken out (R16)."""
    query = select(Task.id).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.event == COMPLETE,
        Task.done_at.is_(None),
        Task.skipped_at.is_(None),
    )
    return session.scalar(query.limit(1)) is None


def open_for_writing(
    session: Session, actor: Actor, handoff_id: int, *, for_change: bool = False
) -> Opened:
    """Return the handoff for somebody who may fill its blueprint. Raises Refused."""
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    access.require(opened, *WRITERS)
    access.require_running(opened)
    return opened


def go(session: Session, opened: Opened, to: Place) -> Shown:
    """Return the view at a place, and remember that this person is there."""
    found = _shown(session, opened, to)
    _remember(session, opened, found.place.step)
    return found


def _shown(session: Session, opened: Opened, at: Place) -> Shown:
    return _summary(session, opened, at) if at.step == SUMMARY else _step(session, opened, at)


def on_page(opened: Opened, to: Place, page: int, lists: Callable[[Question], bool]) -> Place:
    """Return the place with the lists that `lists` picks out on this page."""
    turned = {key: page for key, question in questions(opened).items() if lists(question)}
    return replace(to, pages={**to.pages, **turned})


def questions(opened: Opened) -> Mapping[str, Question]:
    """Return the questions that this person may answer, of all depths, by key."""
    every = sections.catalogue().questions(opened.handoff.kind)
    return {key: question for key, question in every.items() if opened.sees(question.sees)}


def _commit(
    session: Session, opened: Opened, typed: Typed, shown: Sequence[int], now: datetime
) -> tuple[Problem, ...]:
    """Put typed answers into the blueprint. Those with a problem stay drafts, and are returned."""
    asked = questions(opened)
    given = answers.given(asked, typed.values)
    problems = answers.problems(asked, given)
    right = {key: answer for key, answer in given.items() if key not in problems}
    answers.write(session, opened, right, shown, now)
    inputs = {name: value for name, value in typed.values.items() if _key(name) in problems}
    drafts.keep(session, opened, replace(typed, values=inputs), now)
    drafts.put_away(session, opened, typed, typed.values.keys() - inputs.keys(), now)
    return tuple(Problem(key, asked[key].label, text) for key, text in problems.items())


def _key(name: str) -> str:
    return name.removeprefix(answers.NOTHING)


def _step(session: Session, opened: Opened, to: Place) -> StepShown:
    walked = sections.steps(opened.handoff.kind, opened.handoff.depth)
    at = sections.step_of(walked, to.step)
    step, found = walked[at], _known(session, opened)
    parts = blueprint.read(session, opened, step.parts, found, to.pages)
    saved = {q.question.key: q.answer for part in parts for q in part.questions if q.answer}
    typed = drafts.read(session, opened, ANSWERS)
    asked = {question.key: question for question in step.questions}
    return StepShown(
        place=replace(to, step=step.key, shown=tuple(answer.id for answer in saved.values())),
        account=opened.account.name,
        number=at + 1,
        count=len(walked),
        back=walked[at - 1].key if at else None,
        on=walked[at + 1].key if at + 1 < len(walked) else SUMMARY,
        sections=parts,
        completeness=_as_asked(opened, found),
        typed=typed,
        known=_known_already(opened),
        unsaved=answers.unsaved(asked, typed, saved),
    )


def _known_already(opened: Opened) -> dict[str, str]:
    """Return what the account tells without anybody having been asked."""
    renews_on = opened.account.renewal_on
    return {answers.RENEWAL: renews_on.isoformat()} if renews_on else {}


def _summary(session: Session, opened: Opened, to: Place) -> SummaryShown:
    walked = sections.steps(opened.handoff.kind, opened.handoff.depth)
    asked, typed = questions(opened), drafts.read(session, opened, ANSWERS)
    saved = blueprint.answers_to(session, opened, asked.keys() & {_key(name) for name in typed})
    return SummaryShown(
        place=to,
        kind=opened.handoff.kind,
        account=opened.account.name,
        back=walked[-1].key,
        completeness=_completeness(session, opened),
        incoming=_incoming(session, opened),
        is_own=_is_own(opened),
        is_handed_over=is_handed_over(session, opened.handoff),
        may_hand_over=_may_hand_over(opened),
        unsaved=answers.unsaved(asked, typed, saved),
    )


def _is_own(opened: Opened) -> bool:
    return opened.viewer.id == opened.handoff.incoming_id


def _known(session: Session, opened: Opened) -> blueprint.Known:
    return blueprint.known(session, opened.handoff.workspace_id, opened.account.id)


def _as_asked(opened: Opened, found: blueprint.Known) -> Completeness:
    return blueprint.complete_as(found, opened.handoff.kind, opened.handoff.depth)


def _completeness(session: Session, opened: Opened) -> Completeness:
    session.flush()
    return _as_asked(opened, _known(session, opened))


def _incoming(session: Session, opened: Opened) -> str:
    incoming_id = opened.handoff.incoming_id or ""
    return people.names(session, opened.handoff.workspace_id, [incoming_id]).get(incoming_id, "")


def _may_hand_over(opened: Opened) -> bool:
    """Whether this person hands over: the outgoing CSM or the lead; with nobody gone, who is left.

    An abrupt handoff has nobody to ask: the incoming CSM rebuilds the blueprint (TEMPLATES.md).
    """
    return opened.role is not Role.INCOMING or opened.handoff.outgoing_id is None


def _require_handing_over(opened: Opened) -> None:
    if not _may_hand_over(opened):
        access.require(opened, Role.OUTGOING, Role.LEAD)


def _still_missing(found: Completeness) -> str:
    titles = ", ".join(progress.section.title for progress in found.missing)
    return _("{percent} % are there. Something is still missing in: {sections}.").format(
        percent=found.percent, sections=titles
    )


def _position(session: Session, opened: Opened) -> str | None:
    step: str | None = session.connection().scalar(_POSITION, _whose(opened))
    return step


def _remember(session: Session, opened: Opened, step: str) -> None:
    statement = _remembering(session.get_bind().dialect.name)
    session.connection().execute(statement, {**_whose(opened), "step": step})


def _whose(opened: Opened) -> dict[str, Any]:
    return {
        "workspace_id": opened.handoff.workspace_id,
        "account_id": opened.account.id,
        "person_id": opened.viewer.id,
    }


# Built once: building a statement costs as much as executing it.
_POSITION = select(DumpPosition.step).where(
    DumpPosition.workspace_id == bindparam("workspace_id"),
    DumpPosition.account_id == bindparam("account_id"),
    DumpPosition.person_id == bindparam("person_id"),
)


@lru_cache
def _remembering(dialect: str) -> Insert:
    insert = insert_into(DumpPosition, dialect)
    return insert.on_conflict_do_update(
        index_elements=["workspace_id", "account_id", "person_id"],
        set_={"step": insert.excluded.step},
    )

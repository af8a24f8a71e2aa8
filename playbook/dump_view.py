"""What a view of the dump shows: a step of playbook.sections, or the summary behind the last one.

However much a blueprint holds, a view costs the same number of statements.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from playbook import (
    account_blueprint,
    account_log,
    answers,
    blueprint,
    drafts,
    handing_over,
    sections,
    staleness,
)
from playbook.access import Opened
from playbook.account_log import LogLine
from playbook.blueprint import Pages, SectionRead
from playbook.completeness import Completeness
from playbook.drafts import ANSWERS, Value
from playbook.questions import Question
from storage.choices import Kind

SUMMARY = "summary"
"""The key of the view behind the last step."""


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
    something typed that is not in the blueprint. `log` is what was filed about it all along.
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
    log: tuple[LogLine, ...]


@dataclass(frozen=True, slots=True)
class SummaryShown:
    """What is there and what is missing, and whether this person can hand it over.

    `incoming` is a name, empty where nobody is named yet. `is_own`: it is this person themselves.
    `unsaved` is as for a step. `touched` says when a section was last written or confirmed, by its
    key. `is_by_itself`: the account is in no handoff, and there is nobody to hand it over to.
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
    touched: Mapping[str, datetime]
    is_by_itself: bool


Shown: TypeAlias = StepShown | SummaryShown


def shown(session: Session, opened: Opened, at: Place) -> Shown:
    """Return the view at a place; a step that is not there any more leads to the first."""
    return _summary(session, opened, at) if at.step == SUMMARY else _step(session, opened, at)


def on_page(opened: Opened, to: Place, page: int, lists: Callable[[Question], bool]) -> Place:
    """Return the place with the lists that `lists` picks out on this page."""
    turned = {key: page for key, question in questions(opened).items() if lists(question)}
    return replace(to, pages={**to.pages, **turned})


def questions(opened: Opened) -> Mapping[str, Question]:
    """Return the questions that this person may answer, of all depths, by key."""
    every = sections.catalogue().questions(opened.handoff.kind)
    return {key: question for key, question in every.items() if opened.sees(question.sees)}


def _step(session: Session, opened: Opened, to: Place) -> StepShown:
    walked = sections.steps(opened.handoff.kind, opened.handoff.depth)
    at = sections.step_of(walked, to.step)
    step, found = walked[at], blueprint.known_of(session, opened)
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
        completeness=blueprint.as_asked(opened, found),
        typed=typed,
        known=_known_already(opened),
        unsaved=answers.unsaved(asked, typed, saved),
        log=account_log.beside(session, opened, [part.key for part in step.parts]),
    )


def _known_already(opened: Opened) -> dict[str, str]:
    """Return what the account tells without anybody having been asked."""
    renews_on = opened.account.renewal_on
    return {answers.RENEWAL: renews_on.isoformat()} if renews_on else {}


def _summary(session: Session, opened: Opened, to: Place) -> SummaryShown:
    walked = sections.steps(opened.handoff.kind, opened.handoff.depth)
    asked, typed = questions(opened), drafts.read(session, opened, ANSWERS)
    keys = {answers.question_of(name) for name in typed}
    saved = blueprint.answers_to(session, opened, asked.keys() & keys)
    fresh = staleness.of(session, opened)
    return SummaryShown(
        place=to,
        kind=opened.handoff.kind,
        account=opened.account.name,
        back=walked[-1].key,
        completeness=blueprint.as_asked(opened, fresh.known),
        incoming=handing_over.incoming_of(session, opened),
        is_own=handing_over.is_own(opened),
        is_handed_over=handing_over.is_handed_over(session, opened.handoff),
        may_hand_over=handing_over.may_hand_over(opened),
        unsaved=answers.unsaved(asked, typed, saved),
        touched=fresh.sections(sections.asked(opened.handoff.kind, opened.handoff.depth)),
        is_by_itself=account_blueprint.is_in_none(opened),
    )

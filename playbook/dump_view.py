"""What a view of the dump shows: a step of playbook.sections, or the summary behind the last one.

However much a blueprint holds, a view costs the same number of statements.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from playbook import (
    account_blueprint,
    answers,
    blueprint,
    book_answers,
    drafts,
    dump_known,
    dump_next,
    handing_over,
    log_beside,
    people,
    sections,
    staleness,
    weighing,
)
from playbook.access import Opened
from playbook.account_log import LogLine
from playbook.blueprint import Answered, Pages, SectionRead
from playbook.completeness import Completeness
from playbook.drafts import ANSWERS, Value, Values
from playbook.dump_next import NextAccount
from playbook.questions import Question
from storage.choices import Kind

SUMMARY = "summary"
"""The key of the view behind the last step."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which view of a dump. `shown` are the ids of the answers that it shows.

    `rendering` names the view (see playbook.drafts), `pages` says where its lists are. `told` are
    the ids of the answers of others that were shown beside an input since. `is_again`: the view is
    about to be shown afresh to somebody who has it before them.
    """

    handoff_id: int
    step: str
    rendering: str
    pages: Pages
    shown: tuple[int, ...] = ()
    told: tuple[int, ...] = ()
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else's answer says where this person has typed another one; `by` is a name."""

    by: str
    at: datetime
    text: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What somebody else has changed since this person had the view before them; `by` is a name."""

    by: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step, `number` of `count`, with what is known and what this person has typed.

    `back` and `on` are the keys of the views before and behind it. `known` is what the account
    tells already about questions that nobody has answered, `unsaved` the labels of questions with
    something typed that is not in the blueprint. `theirs` are the answers of others in place of
    which something is typed, `copyable` the questions that another account of the book answers,
    `log` what was filed about it all along.
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
    theirs: Mapping[str, Theirs]
    news: tuple[News, ...]
    copyable: frozenset[str]
    log: tuple[LogLine, ...]


@dataclass(frozen=True, slots=True)
class SummaryShown:
    """What is there and what is missing, and whether this person can hand it over.

    `incoming` is a name, empty where nobody is named yet. `is_own`: it is this person themselves.
    `unsaved` is as for a step. `next` is the next account of the book. `touched` says when a
    section was last written or confirmed, by its key. `is_by_itself`: the account is in no handoff,
    and there is nobody to hand it over to.
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
    next: NextAccount | None
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
    every = sections.questions(opened.handoff.kind)
    return {key: question for key, question in every.items() if opened.sees(question.sees)}


def news(session: Session, opened: Opened, written: Mapping[str, str]) -> tuple[News, ...]:
    """Return in words who wrote which answers: `written` has the writer's id by question."""
    if not written:
        return ()
    asked = questions(opened)
    names = people.names(session, opened.account.workspace_id, set(written.values()))
    labels = {
        writer: tuple(asked[key].label for key, by in written.items() if by == writer)
        for writer in dict.fromkeys(written.values())
    }
    return tuple(News(names.get(writer, ""), found) for writer, found in labels.items())


def _step(session: Session, opened: Opened, to: Place) -> StepShown:
    walked = sections.steps(opened.handoff.kind, opened.handoff.depth)
    at = sections.step_of(walked, to.step)
    step = walked[at]
    held = blueprint.held(session, opened, [*step.questions, *dump_known.sources(step.questions)])
    found, answered = held.known, held.answers
    parts = blueprint.laid_out(session, opened, step.parts, found, answered, to.pages)
    saved = {q.question.key: q.answer for part in parts for q in part.questions if q.answer}
    typed = _typed(session, opened, saved, to)
    asked = {question.key: question for question in step.questions}
    unanswered = [question for key, question in asked.items() if key not in saved]
    others = _others(opened, saved, to)
    return StepShown(
        place=replace(to, step=step.key, shown=tuple(answer.id for answer in saved.values())),
        account=opened.account.name,
        number=at + 1,
        count=len(walked),
        back=walked[at - 1].key if at else None,
        on=walked[at + 1].key if at + 1 < len(walked) else SUMMARY,
        sections=parts,
        completeness=weighing.complete(session, opened.handoff, found),
        typed=typed,
        known=dump_known.already(session, opened, unanswered, answered),
        unsaved=answers.unsaved(asked, typed, saved),
        theirs=_theirs(session, opened, saved, typed, others),
        news=news(session, opened, others),
        copyable=book_answers.questions(session, opened, step.questions),
        log=log_beside.read(session, opened, held.filed & {part.key for part in step.parts}),
    )


def _typed(
    session: Session, opened: Opened, saved: Mapping[str, Answered], to: Place
) -> dict[str, Value]:
    """Return what this person has typed, without what others have answered since and they not."""
    typed = drafts.read(session, opened, ANSWERS)
    in_vain = answers.typed_in_vain(session, opened, typed, saved, (*to.shown, *to.told))
    return {name: v for name, v in typed.items() if answers.question_of(name) not in in_vain}


def _others(opened: Opened, saved: Mapping[str, Answered], to: Place) -> dict[str, str]:
    """Return who else wrote which answers since this person had the view before them."""
    if not to.is_again:
        return {}
    return {
        key: answer.by
        for key, answer in saved.items()
        if answer.by != opened.viewer.id and answer.id not in to.shown
    }


def _theirs(
    session: Session,
    opened: Opened,
    saved: Mapping[str, Answered],
    typed: Values,
    others: Collection[str],
) -> dict[str, Theirs]:
    found = {
        key: answer
        for key, answer in saved.items()
        if answer.by != opened.viewer.id and (key in others or answers.differs(key, typed, answer))
    }
    if not found:
        return {}
    writers = {answer.by for answer in found.values()}
    names = people.names(session, opened.account.workspace_id, writers)
    return {
        key: Theirs(names.get(answer.by, ""), answer.at, answer.text)
        for key, answer in found.items()
    }


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
        completeness=weighing.complete(session, opened.handoff, fresh.known),
        incoming=handing_over.incoming_of(session, opened),
        is_own=handing_over.is_own(opened),
        is_handed_over=handing_over.is_handed_over(session, opened.handoff),
        may_hand_over=handing_over.may_hand_over(opened),
        unsaved=answers.unsaved(asked, typed, saved),
        next=dump_next.after(session, opened),
        touched=fresh.sections(sections.asked(opened.handoff.kind, opened.handoff.depth)),
        is_by_itself=account_blueprint.is_in_none(opened),
    )

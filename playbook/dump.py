"""The data dump: walking the sections of a blueprint, one view after the other (R5, R7, R8).

`open_again`, `open_at` and `turn` return what the next view shows (playbook.dump_view); what was
typed is saved first. Behind the last view the blueprint is handed over (playbook.handing_over).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from playbook import (
    answers,
    drafts,
    dump_lines,
    dump_position,
    dump_view,
    people,
    weighing,
    writers,
)
from playbook.access import Opened
from playbook.answers import Met
from playbook.completeness import Completeness
from playbook.drafts import ANSWERS, Typed
from playbook.dump_view import News, Place, Shown
from playbook.people import Actor
from playbook.questions import Question
from playbook.words import _
from playbook.writers import open_for_writing


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer is not in the blueprint. It is kept as it was typed."""

    question: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Turned:
    """What came of leaving a view: the next one, or none where `problems` keep the person there.

    `news` is what others have changed in the view that was left.
    """

    problems: tuple[Problem, ...]
    shown: Shown | None
    news: tuple[News, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """How far the blueprint is after "Save and close"."""

    handoff_id: int
    account: str
    completeness: Completeness
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Left:
    """What came of a view's answers. `is_clash`: somebody else has answered one meanwhile."""

    problems: tuple[Problem, ...]
    news: tuple[News, ...]
    is_clash: bool


def open_again(session: Session, actor: Actor, handoff_id: int, rendering: str) -> Shown | None:
    """Return the dump where this person was last, and write nothing. Raises Refused.

    None where they never were, or where that step is not there any more.
    """
    opened = writers.open_to_read(session, actor, handoff_id)
    step = dump_position.read(session, opened)
    if step is None:
        return None
    found = dump_view.shown(session, opened, Place(handoff_id, step, rendering, {}))
    return found if found.place.step == step else None


def open_at(
    session: Session, actor: Actor, handoff_id: int, section: str | None, rendering: str
) -> Shown:
    """Open the dump: at a section or step, or where this person was last. Raises Refused."""
    opened = open_for_writing(session, actor, handoff_id)
    step = section or dump_position.read(session, opened) or ""
    return go(session, opened, Place(handoff_id, step, rendering, {}))


def turn(
    session: Session,
    actor: Actor,
    typed: Typed,
    at: Place,
    to: Place,
    now: datetime,
    *,
    goes_on: bool,
) -> Turned:
    """Save what was typed into the view `at`, and show the view `to`.

    Whoever `goes_on` stays while an answer has a problem; where somebody else has answered
    meanwhile, they see both. Raises Refused.
    """
    opened = open_for_writing(session, actor, to.handoff_id, for_change=True)
    left = _commit(session, opened, typed, at, now)
    if left.problems and goes_on:
        again = replace(at, rendering=to.rendering, is_again=True)
        both = go(session, opened, again) if left.is_clash else None
        return Turned(left.problems, both)
    return Turned(left.problems, go(session, opened, to), left.news)


def save(session: Session, actor: Actor, typed: Typed, at: Place, now: datetime) -> Saved:
    """Save what was typed into the view `at`, to go on another time. Raises Refused."""
    opened = open_for_writing(session, actor, at.handoff_id, for_change=True)
    left = _commit(session, opened, typed, at, now)
    done = weighing.completeness(session, opened.handoff)
    return Saved(at.handoff_id, opened.account.name, done, left.problems)


def keep(session: Session, actor: Actor, typed: Typed, at: Place, now: datetime) -> Shown | None:
    """Keep what is being typed into the view `at`, in whatever order it arrives.

    Returns the same view with what others have answered since it was shown, if they have: its
    inputs are the same, so that nobody is disturbed in typing. Raises NotAllowed or NotThere.
    """
    opened = drafts.save(session, actor, at.handoff_id, typed, now)
    if typed.form != ANSWERS:
        return None
    keys = {answers.question_of(name) for name in typed.values}
    new = answers.by_others(session, opened, keys) - {*at.shown, *at.told}
    if not new:
        return None
    told = (*at.told, *sorted(new))
    found = dump_view.shown(session, opened, replace(at, is_again=True))
    return replace(found, place=replace(found.place, shown=at.shown, told=told))


def go(session: Session, opened: Opened, to: Place) -> Shown:
    """Return the view at a place, and remember that this person is there."""
    found = dump_view.shown(session, opened, to)
    dump_position.remember(session, opened, found.place.step)
    return found


def _commit(session: Session, opened: Opened, typed: Typed, at: Place, now: datetime) -> _Left:
    """Put typed answers into the blueprint. Those with a problem stay drafts, and are returned."""
    asked = dump_view.questions(opened)
    given, lines = answers.given(asked, typed.values), dump_lines.written(asked, typed.values)
    wrong, long = answers.problems(asked, given), dump_lines.problems(asked, lines)
    right = {key: answer for key, answer in given.items() if key not in wrong}
    met = answers.write(session, opened, right, at.shown, now, at.told)
    kept = {*wrong, *met.clashes, *(answers.LINES + key for key in long)}
    if kept:
        kept |= {answers.LINES + key for key in lines}
    else:
        dump_lines.add(session, opened, asked, lines, typed, now)
    _put_away(session, opened, typed, kept, now)
    clashes = _clashes(session, opened, met)
    return _Left(
        problems=(
            *_problems(asked, {**wrong, **clashes}),
            *_problems(asked, long, answers.LINES),
        ),
        news=dump_view.news(session, opened, met.news),
        is_clash=bool(clashes),
    )


def _put_away(
    session: Session, opened: Opened, typed: Typed, kept: Collection[str], now: datetime
) -> None:
    """Let only the inputs of `kept` stay drafts: questions by key, lists by their input's name."""
    inputs = {
        name: value
        for name, value in typed.values.items()
        if name in kept or name.removeprefix(answers.NOTHING) in kept
    }
    drafts.keep(session, opened, replace(typed, values=inputs), now)
    drafts.put_away(session, opened, typed, typed.values.keys() - inputs.keys(), now)


def _problems(
    asked: Mapping[str, Question], texts: Mapping[str, str], before: str = ""
) -> Iterator[Problem]:
    return (Problem(before + key, asked[key].label, text) for key, text in texts.items())


def _clashes(session: Session, opened: Opened, met: Met) -> dict[str, str]:
    writers = set(met.clashes.values())
    names = people.names(session, opened.account.workspace_id, writers) if writers else {}
    said = _("{name} has answered this meanwhile. Make one of both, and go on.")
    return {key: said.format(name=names.get(by, "")) for key, by in met.clashes.items()}

"""The data dump: walking the sections of a blueprint, one view after the other (R5, R7, R8).

`open_at` and `turn` return what the next view shows (playbook.dump_view); what was typed is saved
first. Behind the last view the blueprint is handed over (playbook.handing_over).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from playbook import answers, blueprint, drafts, dump_position, dump_view
from playbook.access import Opened
from playbook.completeness import Completeness
from playbook.drafts import Typed
from playbook.dump_view import Place, Shown
from playbook.people import Actor
from playbook.writers import open_for_writing


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


def open_at(
    session: Session, actor: Actor, handoff_id: int, section: str | None, rendering: str
) -> Shown:
    """Open the dump: at a section or step, or where this person was last. Raises Refused."""
    opened = open_for_writing(session, actor, handoff_id)
    before = dump_position.read(session, opened)
    at = Place(handoff_id, section or before or "", rendering, {})
    found = dump_view.shown(session, opened, at)
    if found.place.step != before:
        dump_position.remember(session, opened, found.place.step)
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
    done = blueprint.completeness_of(session, opened)
    return Saved(handoff_id, opened.account.name, done, problems)


def go(session: Session, opened: Opened, to: Place) -> Shown:
    """Return the view at a place, and remember that this person is there."""
    found = dump_view.shown(session, opened, to)
    dump_position.remember(session, opened, found.place.step)
    return found


def _commit(
    session: Session, opened: Opened, typed: Typed, shown: Sequence[int], now: datetime
) -> tuple[Problem, ...]:
    """Put typed answers into the blueprint. Those with a problem stay drafts, and are returned."""
    asked = dump_view.questions(opened)
    given = answers.given(asked, typed.values)
    problems = answers.problems(asked, given)
    right = {key: answer for key, answer in given.items() if key not in problems}
    answers.write(session, opened, right, shown, now)
    inputs = {
        name: value for name, value in typed.values.items() if answers.question_of(name) in problems
    }
    drafts.keep(session, opened, replace(typed, values=inputs), now)
    drafts.put_away(session, opened, typed, typed.values.keys() - inputs.keys(), now)
    return tuple(Problem(key, asked[key].label, text) for key, text in problems.items())

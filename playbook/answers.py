"""Answers to questions, kept in versions: who wrote what when, and what it was before (R7).

What is typed becomes a version only if it differs from what the writer was shown: a view that was
left untouched does not undo what somebody else has written meanwhile.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from playbook import audit, canvas
from playbook.access import Opened
from playbook.blueprint import Answered
from playbook.drafts import Value, Values
from playbook.questions import Input, Question
from playbook.words import _
from storage.listed import listed, one_of
from storage.tables import Answer

AnyRow = Row[*tuple[Any, ...]]

LONGEST = 3000
"""How many characters an answer may have: as many as Slack's text input holds."""

NOTHING = "nothing/"
"""What stands before a question's key in the name of its "nothing to report" box."""

LINES = "lines/"
"""What stands before a list's key in the name of the input that takes entries, one a line."""

RENEWAL = "commercial.renewal"
"""The question whose answer is also the account's renewal date."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given. Both empty: the question is left blank, which does not count."""

    text: str | None
    is_nothing: bool


@dataclass(frozen=True, slots=True)
class Met:
    """What others wrote since a view was shown: by question, who wrote what stands there now.

    `clashes` were answered differently in the view, and left as they are; `news` were not touched.
    """

    clashes: Mapping[str, str]
    news: Mapping[str, str]


def question_of(name: str) -> str:
    """Return the key of the question that an input belongs to."""
    return name.removeprefix(NOTHING).removeprefix(LINES)


def given(questions: Mapping[str, Question], values: Values) -> dict[str, Given]:
    """Return the answers among typed values, by the question's key."""
    found = {}
    for key, question in questions.items():
        box = NOTHING + key
        if box in values or (key in values and not question.is_list):
            text = None if question.is_list else _text(values.get(key))
            found[key] = Given(text, bool(values.get(box)))
    return found


def problems(questions: Mapping[str, Question], answers: Mapping[str, Given]) -> dict[str, str]:
    """Return what is wrong with answers, by the question's key; nothing wrong, nothing returned."""
    found = ((key, _problem(questions[key], answer)) for key, answer in answers.items())
    return {key: problem for key, problem in found if problem}


def too_long(text: str | None, longest: int = LONGEST) -> str | None:
    """Return what to tell somebody whose text is too long, with the count; None if it is not."""
    over = len(text or "") - longest
    if over <= 0:
        return None
    return _("This has {count} characters and {longest} fit. Please take out {over}.").format(
        count=f"{len(text or ''):,}", longest=f"{longest:,}", over=f"{over:,}"
    )


def unsaved(
    questions: Mapping[str, Question], typed: Values, saved: Mapping[str, Answered]
) -> tuple[str, ...]:
    """Return the labels of the questions where something is typed that is not saved."""
    names = (question_of(name) for name in typed)
    keys = [key for key in dict.fromkeys(names) if key in questions]
    return tuple(questions[key].label for key in keys if _is_unsaved(key, typed, saved.get(key)))


def write(
    session: Session,
    opened: Opened,
    answers: Mapping[str, Given],
    shown: Collection[int],
    now: datetime,
    told: Collection[int] = (),
) -> Met:
    """Make versions of the answers that differ from what was there. The handoff is locked.

    `shown` are the ids of the versions that the writer had before them, `told` of those that they
    were told of since. What somebody else wrote without their knowing is not overwritten.
    """
    if not answers:
        return Met({}, {})
    current = _current(session, opened, answers)
    before = _before(session, opened, answers, current, shown)
    changed = {
        key
        for key, answer in answers.items()
        if not _same(answer, current.get(key)) and not _same(answer, before.get(key))
    }
    unknown = {
        key: row.written_by
        for key, row in current.items()
        if row.written_by != opened.viewer.id and row.id not in (*shown, *told)
    }
    wanted = {key: answer for key, answer in answers.items() if key in changed - unknown.keys()}
    if wanted:
        _replace(session, opened, wanted, current, now)
    return Met(
        clashes={key: by for key, by in unknown.items() if key in changed},
        news={key: by for key, by in unknown.items() if key not in changed},
    )


def typed_in_vain(
    session: Session,
    opened: Opened,
    typed: Values,
    saved: Mapping[str, Answered],
    seen: Collection[int],
) -> frozenset[str]:
    """Return the questions where a draft only repeats what stood there before somebody else wrote.

    Every input of a view is kept as it is typed into one of them, so an untouched one is kept too.
    """
    candidates = [
        key
        for key, answer in saved.items()
        if answer.by != opened.viewer.id and answer.id not in seen and differs(key, typed, answer)
    ]
    if not candidates:
        return frozenset()
    rows = _earlier(session, opened, candidates)
    versions = {key: [row for row in rows if row.question == key] for key in candidates}
    drafts = {key: _as_typed(key, typed, saved[key]) for key in candidates}
    return frozenset(
        key
        for key, draft in drafts.items()
        if any(_same(draft, version) for version in (None, *versions[key]))
    )


def _replace(
    session: Session,
    opened: Opened,
    answers: Mapping[str, Given],
    current: Mapping[str, AnyRow],
    now: datetime,
) -> None:
    workspace_id = opened.handoff.workspace_id
    old = [
        {"workspace": workspace_id, "version": current[key].id, "now": now}
        for key in answers.keys() & current.keys()
    ]
    connection = session.connection()
    if old:  # one version of an answer is current at a time: end the old, then add the new
        connection.execute(_END, old)
    connection.execute(_ADD, [_version(opened, key, one, now) for key, one in answers.items()])
    if RENEWAL in answers:
        renews_on = answers[RENEWAL].text
        opened.account.renewal_on = date.fromisoformat(renews_on) if renews_on else None
    canvas.changed(session, opened.account.workspace_id, opened.account.id, now)
    audit.record(
        session,
        workspace_id,
        opened.viewer.id,
        "blueprint_written",
        now,
        handoff=opened.handoff,
        detail={"questions": sorted(answers)},
    )


def _version(opened: Opened, key: str, answer: Given, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": opened.handoff.workspace_id,
        "account_id": opened.account.id,
        "question": key,
        "text": answer.text,
        "is_nothing": answer.is_nothing,
        "written_by": opened.viewer.id,
        "written_at": now,
    }


def _current(session: Session, opened: Opened, keys: Collection[str]) -> dict[str, AnyRow]:
    """Return the versions that stand now, by question."""
    rows = session.connection().execute(_standing(len(keys)), {**_whose(opened), **listed(keys)})
    return {row.question: row for row in rows}


def _before(
    session: Session,
    opened: Opened,
    keys: Iterable[str],
    current: Mapping[str, AnyRow],
    shown: Collection[int],
) -> dict[str, AnyRow]:
    """Return the versions that were shown, by question. Mostly they are those that stand now."""
    found = {key: row for key, row in current.items() if row.id in shown}
    if len(found) < len(shown):
        which = {**_whose(opened), "keys": list(keys), "shown": list(shown)}
        found |= {row.question: row for row in session.connection().execute(_REPLACED, which)}
    return found


def by_others(session: Session, opened: Opened, keys: Collection[str]) -> set[int]:
    """Return the ids of the answers to these questions that somebody else gave."""
    which = {**_whose(opened), "person_id": opened.viewer.id, **listed(keys)}
    return set(session.connection().execute(_of_others(len(keys)), which).scalars())


def _earlier(session: Session, opened: Opened, keys: Sequence[str]) -> Sequence[AnyRow]:
    query = select(Answer.question, Answer.text, Answer.is_nothing).where(
        Answer.workspace_id == opened.account.workspace_id,
        Answer.account_id == opened.account.id,
        Answer.question.in_(keys),
        Answer.replaced_at.is_not(None),
    )
    return session.execute(query).all()


def _whose(opened: Opened) -> dict[str, Any]:
    return {"workspace_id": opened.account.workspace_id, "account_id": opened.account.id}


# Built once: a step of the dump is submitted often, and building costs as much as executing.
_OF_ACCOUNT = (
    Answer.workspace_id == bindparam("workspace_id"),
    Answer.account_id == bindparam("account_id"),
)
_VERSION = (Answer.id, Answer.question, Answer.text, Answer.is_nothing, Answer.written_by)
_REPLACED = select(*_VERSION).where(
    *_OF_ACCOUNT,
    Answer.question.in_(bindparam("keys", expanding=True)),
    Answer.id.in_(bindparam("shown", expanding=True)),
    Answer.replaced_at.is_not(None),
)


@lru_cache
def _standing(count: int) -> Select[int, str, str | None, bool, str]:
    return select(*_VERSION).where(
        *_OF_ACCOUNT, one_of(Answer.question, count), Answer.replaced_at.is_(None)
    )


@lru_cache
def _of_others(count: int) -> Select[int]:
    return select(Answer.id).where(
        *_OF_ACCOUNT,
        one_of(Answer.question, count),
        Answer.replaced_at.is_(None),
        Answer.written_by != bindparam("person_id"),
    )


_END = (
    update(Answer)
    .where(Answer.workspace_id == bindparam("workspace"), Answer.id == bindparam("version"))
    .values(replaced_at=bindparam("now"))
)
_ADD = insert(Answer)


def _is_unsaved(key: str, typed: Values, saved: Answered | None) -> bool:
    return bool(_text(typed.get(LINES + key))) or differs(key, typed, saved)


def differs(key: str, typed: Values, saved: Answered | None) -> bool:
    """Whether something else is typed as the answer to a question than what is saved."""
    return _as_typed(key, typed, saved) != _as_typed(key, {}, saved)


def _as_typed(key: str, typed: Values, saved: Answered | None) -> Given:
    before = Given(saved.text, saved.is_nothing) if saved else Given(None, is_nothing=False)
    text = _text(typed[key]) if key in typed else before.text
    box = NOTHING + key
    return Given(text, bool(typed[box]) if box in typed else before.is_nothing)


def _same(answer: Given, version: AnyRow | None) -> bool:
    if version is None:
        return answer == Given(None, is_nothing=False)
    return answer == Given(version.text, version.is_nothing)


def _problem(question: Question, answer: Given) -> str | None:
    if answer.text and answer.is_nothing:
        return _("There is an answer here: clear it, or take the tick off “Nothing to report”.")
    if question.input is Input.DATE and answer.text and not _is_date(answer.text):
        return _("This is not a date.")
    if question.choices and answer.text and answer.text not in dict(question.choices):
        return _("Please choose one of the options.")
    return too_long(answer.text)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _text(value: Value) -> str | None:
    return value.strip() or None if isinstance(value, str) else None

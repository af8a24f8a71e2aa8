"""Entries of a list written straight into the dump's view, one a line, so that no click is needed.

They are added when the view is left, and become entries like those of the forms, which a form can
complete: an item's owner and date, what is known of a person.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from playbook import answers, forms, once
from playbook.access import Opened
from playbook.answers import LINES
from playbook.drafts import Typed, Values
from playbook.questions import Question
from playbook.words import _
from storage.choices import ContactRole
from storage.tables import Contact, OpenItem

_POINT_OF_CONTACT = "people.point_of_contact"
"""The question that asks for nobody else: who is written there, is that."""


def written(questions: Mapping[str, Question], values: Values) -> dict[str, tuple[str, ...]]:
    """Return the lines that were written into lists, by the question's key."""
    found = {key: _lines(values, key) for key, question in questions.items() if question.is_list}
    return {key: lines for key, lines in found.items() if lines}


def problems(
    questions: Mapping[str, Question], lines: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Return what is wrong with lines, by the question's key."""
    found = {key: _problem(questions[key], each) for key, each in lines.items()}
    return {key: problem for key, problem in found.items() if problem}


def add(
    session: Session,
    opened: Opened,
    questions: Mapping[str, Question],
    lines: Mapping[str, tuple[str, ...]],
    typed: Typed,
    now: datetime,
) -> None:
    """Add an entry for each line. A view's lines are added once, however often they arrive."""
    for key, each in lines.items():
        request = f"{typed.rendering}/{key}"
        if not once.first_time(session, opened.handoff.workspace_id, request, now):
            continue
        question = questions[key]
        entries = [_entry(opened, question, line, now) for line in each]
        session.add_all(entries)
        forms.record(session, opened, "item_written" if question.item else "contact_written", now)
    session.flush()


def _entry(opened: Opened, question: Question, line: str, now: datetime) -> Contact | OpenItem:
    facts = {
        "workspace_id": opened.account.workspace_id,
        "account_id": opened.account.id,
        "written_by": opened.viewer.id,
        "written_at": now,
    }
    if question.item:
        return OpenItem(**facts, kind=question.item, text=line)
    name, title, email = _person(line)
    roles = [ContactRole.POINT_OF_CONTACT] if question.key == _POINT_OF_CONTACT else []
    return Contact(**facts, name=name, title=title, email=email, roles=roles)


def _lines(values: Values, key: str) -> tuple[str, ...]:
    text = forms.text(values, LINES + key) or ""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _person(line: str) -> tuple[str, str | None, str | None]:
    """Return the name, title and email that a line holds: "Dana Reyes, CTO, dana@acme.example"."""
    name, *more = (part.strip() for part in line.split(","))
    emails = [part for part in more if "@" in part]
    title = ", ".join(part for part in more if part and part not in emails)
    return name, title or None, emails[0] if emails else None


def _problem(question: Question, lines: tuple[str, ...]) -> str | None:
    if question.item:
        return _first(answers.too_long(line) for line in lines)
    people = [_person(line) for line in lines]
    if not all(name for name, _title, _email in people):
        return _("A line begins with the person's name.")
    return _first(answers.too_long(part, forms.SHORT) for person in people for part in person)


def _first(problems: Iterable[str | None]) -> str | None:
    return next((problem for problem in problems if problem), None)

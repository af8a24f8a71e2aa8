"""A blueprint as a document, of which the canvas, its message and what is exported are made. Pure.

Nobody in particular reads it: people are names, days are dates. Texts are as people wrote them;
whoever draws the document escapes them (blocks.markdown, blocks.printed, blocks.canvas).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from blocks.blueprint import contact_facts, day_in, details
from blocks.names import reason_name
from playbook.blueprint import Answered, QuestionRead, SectionRead
from playbook.blueprint_text import Whole
from playbook.called import document as called
from playbook.entries import ContactLine, ItemLine
from playbook.questions import Input, Question
from playbook.words import _


@dataclass(frozen=True, slots=True)
class Entry:
    """A person at the customer, or an open item: who or what, small facts, and labelled texts."""

    title: str
    facts: tuple[str, ...]
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A question that is answered: by a text, or by entries. `written`: by whom and when."""

    label: str
    text: str
    entries: tuple[Entry, ...]
    written: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section: what is answered, and the labels of what is not."""

    title: str
    topics: tuple[Topic, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A blueprint as text. `account` is its title; `summary` what is said of all of it."""

    account: str
    summary: tuple[str, ...]
    chapters: tuple[Chapter, ...]


def document(found: Whole) -> Document:
    """Return the blueprint as a document: all of it that was read, and nothing else."""
    summary = [
        _("{document}, {percent} % complete").format(
            document=called(found.kind).capitalize(), percent=found.completeness.percent
        )
    ]
    if found.reason:
        reason = reason_name(found.reason)
        summary.append(_("Reason for the handoff: {reason}").format(reason=reason))
    chapters = tuple(_chapter(part, found.names) for part in found.sections if part.questions)
    return Document(found.account, tuple(summary), chapters)


def day(on: date) -> str:
    """Return a date as it is written where no reader's own terms are known."""
    return f"{on.day} {on:%b %Y}"


def _chapter(found: SectionRead, names: Mapping[str, str]) -> Chapter:
    is_known = {one.question.key: _is_known(one) for one in found.questions}
    return Chapter(
        title=_(found.section.title),
        topics=tuple(_topic(one, names) for one in found.questions if is_known[one.question.key]),
        missing=tuple(
            _(one.question.label) for one in found.questions if not is_known[one.question.key]
        ),
    )


def _is_known(found: QuestionRead) -> bool:
    return bool(found.total or found.is_nothing or (found.answer and found.answer.text))


def _topic(found: QuestionRead, names: Mapping[str, str]) -> Topic:
    entries = [*map(_person, found.contacts), *(_item(one, names) for one in found.items)]
    shows_answer = not found.total and found.answer
    return Topic(
        label=_(found.question.label),
        text=_text(found.question, found.answer) if shows_answer and found.answer else "",
        entries=tuple(entries),
        written=_written(found.answer, names) if shows_answer and found.answer else "",
    )


def _text(question: Question, answer: Answered) -> str:
    if answer.is_nothing or answer.text is None:
        return _("Nothing to report.")
    on = day_in(answer.text) if question.input is Input.DATE else None
    if on:
        return day(on)
    chosen = dict(question.choices).get(answer.text)
    return _(chosen) if chosen else answer.text


def _written(answer: Answered, names: Mapping[str, str]) -> str:
    return _("{who}, {when}").format(
        who=names.get(answer.by) or _("somebody"), when=day(answer.at.date())
    )


def _person(contact: ContactLine) -> Entry:
    title = f"{contact.name}, {contact.title}" if contact.title else contact.name
    return Entry(title, tuple(contact_facts(contact)), tuple(details(contact)))


def _item(item: ItemLine, names: Mapping[str, str]) -> Entry:
    return Entry(item.text, tuple(_item_facts(item, names)), tuple(_done(item)))


def _item_facts(item: ItemLine, names: Mapping[str, str]) -> Iterator[str]:
    yield names.get(item.owner_id or "") or _("no owner")
    yield _("due {day}").format(day=day(item.due_on)) if item.due_on else _("no date")
    yield _("closed {day}").format(day=day(item.closed_at.date())) if item.closed_at else _("open")


def _done(item: ItemLine) -> Iterator[tuple[str, str]]:
    if item.what_was_done:
        yield (_("What was done") if item.closed_at else _("Done so far")), item.what_was_done

"""Reading one [[task]] of a template's file; the format is told in `playbook.templates.loader`."""

import re
from collections.abc import Mapping

from playbook.templates.model import (
    Event,
    Offset,
    Question,
    Rule,
    Stakeholders,
    TemplateTask,
    Through,
    Together,
)
from playbook.templates.part import Part, Place
from playbook.words import _
from storage.choices import CheckInKind, Owner, State

PHASES = (State.PREPARING, State.INTRODUCING, State.OVERLAPPING, State.SETTLING, State.BAU)
"""The states in which a task may be done."""

LONGEST_TITLE = 120
MOST_DATES = 30
"""How often a task may fall due: who asks for more means a habit, not a plan."""

_KEY = re.compile(r"[a-z][a-z_]{0,17}")
_FIELDS = frozenset(
    {"key", "title", "phase", "owner", "if_sensitive", "starts", "starts_latest", "due", "latest"}
    | {"every_days", "rule", "needs", "event", "check_in", "through", "together"}
    | {"sample_percent", "source"}
)
_CHECK_IN = frozenset({"kind", "asked", "about"})


def read(place: Place, number: int, data: object) -> TemplateTask:
    """Return task `number` (from 1) of the template at this place. Raises TemplateError."""
    key = str(data.get("key", number)) if isinstance(data, Mapping) else str(number)
    part = Part(place.task(number, key), data)
    part.only(_FIELDS)
    if not _KEY.fullmatch(part.get("key", str)):
        raise part.wrong(_("a key is up to 18 small letters and underscores"), "key")
    task = _task(key, part)
    _check_dates(part, task)
    return task


def _task(key: str, part: Part) -> TemplateTask:
    check_in = part.maybe("check_in", lambda field: _question(part, field))
    return TemplateTask(
        key=key,
        title=part.text("title", LONGEST_TITLE),
        phase=part.as_word("phase", part.get("phase", str), PHASES),
        owner=part.word("owner", Owner),
        due=part.dates("due"),
        source=part.get("source", str),
        starts=part.maybe("starts", part.date),
        starts_latest=part.maybe("starts_latest", part.date),
        every_days=part.maybe("every_days", lambda field: part.number(field, 1, 90)),
        latest=part.maybe("latest", part.date),
        rule=part.maybe("rule", lambda field: part.word(field, Rule))
        or (Rule.CHECK_IN if check_in else Rule.DEADLINE),
        needs=part.maybe("needs", part.words) or (),
        event=part.maybe("event", lambda field: part.word(field, Event)),
        check_in=check_in,
        if_sensitive=part.maybe("if_sensitive", lambda field: part.word(field, Owner)),
        through=part.maybe("through", lambda field: _through(part, field)) or (),
        together=part.maybe("together", lambda field: part.word(field, Together)),
        sample_percent=part.maybe("sample_percent", lambda field: part.number(field, 1, 100)),
    )


def _through(part: Part, field: str) -> tuple[Through, ...]:
    return tuple(part.as_word(field, one, Through) for one in part.words(field))


def _question(part: Part, field: str) -> Question:
    question = part.table(field)
    question.only(_CHECK_IN)
    asked = tuple(question.as_word("asked", one, Owner) for one in question.words("asked"))
    if not asked or any(len(one.each) > 1 for one in asked):
        raise question.wrong(_("“asked” names outgoing, incoming or lead, one by one"))
    if part.has("event"):
        raise part.wrong(_("a check-in is completed by its answer: it takes no “event”"), "event")
    kind = question.word("kind", CheckInKind)
    if kind is not CheckInKind.SENTIMENT:
        return Question(kind, asked)
    return Question(kind, asked, question.word("about", Stakeholders))


def _check_dates(part: Part, task: TemplateTask) -> None:
    if not task.due and not task.needs:
        raise part.wrong(_("it has neither “due” nor “needs”: when is it due?"), "due")
    if len(task.due) > MOST_DATES:
        raise part.wrong(_("a task has {most} dates at most").format(most=MOST_DATES), "due")
    if task.starts and len(task.due) != 1:
        raise part.wrong(_("“starts” goes with exactly one date in “due”"), "starts")
    if task.starts_latest and not task.starts:
        raise part.wrong(_("“starts_latest” needs “starts”: from when?"), "starts_latest")
    if task.every_days and not task.starts:
        raise part.wrong(_("“every_days” needs “starts”: from when?"), "every_days")
    last = task.due[-1] if task.due else None
    _check_range(part, "starts", task.starts, task.starts_latest)
    _check_range(part, "starts", task.starts_latest or task.starts, last)
    _check_range(part, "latest", last, task.latest)
    _check_period(part, task)


def _check_range(part: Part, field: str, early: Offset | None, late: Offset | None) -> None:
    if early and late and early.anchor is late.anchor and early.days > late.days:
        raise part.wrong(_("{early} is after {late}").format(early=early, late=late), field)


def _check_period(part: Part, task: TemplateTask) -> None:
    """A task that recurs needs a range in which one period has room."""
    starts, every = task.starts, task.every_days
    if not every or not starts:
        return
    if starts.anchor is not task.due[0].anchor:
        said = _("what recurs begins and ends at one anchor, not at {starts} and {due}")
        raise part.wrong(said.format(starts=starts, due=task.due[0]), "starts")
    times = (task.due[0].days - starts.days) // every
    if times > MOST_DATES:
        said = _("a task falls due {most} times at most, not {times}")
        raise part.wrong(said.format(most=MOST_DATES, times=times), "every_days")
    if times < 1:
        said = _("from {starts} to {due} there is no room for {every} days")
        raise part.wrong(said.format(starts=starts, due=task.due[0], every=every), "every_days")

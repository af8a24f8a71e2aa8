"""Reading templates. A template is a TOML file: one column of TEMPLATES.md.

The head
    title     what people read ("soft handoff, mid touch")
    version   a whole number; running handoffs keep the one they started with
    kind, mode, tier, depth   words of `storage.choices`
    anchor    the firm date that is asked for: T, L, D or S
    least_notice   optional: reason = days; below that a warning is given
    usual_notice   optional: so many days ahead the firm date lies, where none is known yet

Each [[task]]
    key, title, source   a name of its own; what people read; [S0] to [S4], or "p" (proposed)
    phase     the state of the handoff in which it is done
    owner     outgoing, incoming, lead, both, lead_and_incoming, all
    due       a date, or a list of dates: each becomes a task ("sentiment-1", "sentiment-2").
              Without it the task falls due with the last of what it needs.
    starts    optional: makes a range of it, from this date to `due`
    starts_latest   optional, with `starts`: it may begin as late as this
    every_days   optional, with `starts`: recurs; due at the end of every such period of the range
    latest    optional: the last date allowed, where `due` is the wish
    rule      "deadline" (a day off moves it to the working day before) or "check_in" (after);
              deadline unless it asks something
    needs     optional: keys of tasks that come first; a repeated task means all its repetitions
    event     optional: the word of what completes it
    check_in  optional: { kind, asked = [owners], about = "key_stakeholders"/"point_of_contact" };
              its event is then "check_in_answered:<key>"
    if_sensitive     optional: the owner instead, on an account marked sensitive
    through          optional: how it is done without a call: a list of email, pool, writing, report
                     (of the wave), automatic; of several one is enough
    together         optional: "wave" or "book": done once for all handoffs of it
    sample_percent   optional: done on that share of the accounts of a wave

A date is an anchor and an offset: "T-28" and "S+1" are calendar days, "D+4h" working hours. T is
the switch, L the last contact, D the day the departure is known, S the signature. B, the day on
which business as usual is reached, is the date of the task with the event "bau_confirmed" until
it has happened; T, in a template of another anchor, is that anchor.

Whatever does not fit is refused with the file, the task and the reason (TemplateError).
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from playbook.templates.model import (
    Event,
    Offset,
    Question,
    Rule,
    Stakeholders,
    Template,
    TemplateError,
    TemplateTask,
    Through,
    Together,
)
from playbook.templates.part import Part
from storage.choices import Anchor, CheckInKind, Depth, Kind, Mode, Owner, Reason, State, Tier

FILES = Path(__file__).parent
_HEAD = frozenset(
    {"title", "version", "kind", "mode", "tier", "anchor", "depth", "task"}
    | {"least_notice", "usual_notice"}
)
_TASK = frozenset(
    {"key", "title", "phase", "owner", "due", "source", "starts", "starts_latest", "every_days"}
    | {"latest", "rule", "needs", "event", "check_in", "if_sensitive", "through", "together"}
    | {"sample_percent"}
)
_CHECK_IN = frozenset({"kind", "asked", "about"})


def shipped(kind: Kind, mode: Mode, tier: Tier) -> Template:
    """Return the template that the product ships for this kind, mode and tier."""
    return load(name_of(kind, mode, tier))


def name_of(kind: Kind, mode: Mode, tier: Tier) -> str:
    """Return the name of the template's file, without ".toml". Sales to CS has one mode only."""
    return f"sales-{tier}" if kind is Kind.SALES_TO_CS else f"{mode}-{tier}"


@lru_cache
def load(name: str) -> Template:
    """Return a template that the product ships, by its file's name without ".toml"."""
    return parse(name, text_of(name))


def text_of(name: str) -> str:
    """Return the text of a file that the product ships."""
    return (FILES / f"{name}.toml").read_text("utf-8")


def parse(name: str, text: str) -> Template:
    """Return the template that a file's text stands for. Raises TemplateError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{name}.toml is not TOML: {error}") from error
    return _template(name, Part(f"{name}.toml", data))


def _template(name: str, head: Part) -> Template:
    head.only(_HEAD)
    tasks = _tasks(head)
    anchor = _firm_anchor(head, tasks)
    return Template(
        name=name,
        title=head.get("title", str),
        version=head.number("version", 1, 100_000),
        kind=head.word("kind", Kind),
        mode=head.word("mode", Mode),
        tier=head.word("tier", Tier),
        anchor=anchor,
        depth=head.word("depth", Depth),
        tasks=tasks,
        order=_order(head, tasks),
        least_notice=_least_notice(head),
        usual_notice=head.maybe("usual_notice", lambda field: head.number(field, 1, 365)),
    )


def _firm_anchor(head: Part, tasks: Sequence[TemplateTask]) -> Anchor:
    anchor = head.word("anchor", Anchor)
    if anchor is Anchor.BAU:
        raise head.wrong("'anchor' is B, which is not a firm date: it is known when it happens")
    known = {anchor, Anchor.SWITCH, Anchor.BAU}
    for task in tasks:
        for unknown in task.anchors - known:
            raise head.wrong(
                f"task {task.key!r} counts from {unknown}, but the firm date here is {anchor}"
            )
    return anchor


def _least_notice(head: Part) -> dict[Reason, int]:
    if not head.has("least_notice"):
        return {}
    notice = Part(f"{head.place}, least_notice", head.get("least_notice", dict))
    notice.only(frozenset(Reason))
    return {reason: notice.number(reason, 1, 365) for reason in Reason if notice.has(reason)}


def _tasks(head: Part) -> tuple[TemplateTask, ...]:
    parts = head.get("task", list)
    if not parts:
        raise head.wrong("a template needs at least one task")
    tasks = tuple(_task(head.place, number, data) for number, data in enumerate(parts, 1))
    _check_together(head, tasks)
    return tasks


def _task(place: str, number: int, data: object) -> TemplateTask:
    named = data.get("key") if isinstance(data, Mapping) else None
    part = Part(f"{place}, task {named!r}" if named else f"{place}, task {number}", data)
    part.only(_TASK)
    key = part.get("key", str)
    if not re.fullmatch(r"[a-z][a-z_]{0,17}", key):
        raise part.wrong("a key is up to 18 small letters and underscores")
    check_in = part.maybe("check_in", lambda field: _question(part, field))
    task = TemplateTask(
        key=key,
        title=part.get("title", str),
        phase=part.word("phase", State),
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
        through=tuple(
            part.as_word("through", one, Through) for one in part.maybe("through", part.words) or ()
        ),
        together=part.maybe("together", lambda field: part.word(field, Together)),
        sample_percent=part.maybe("sample_percent", lambda field: part.number(field, 1, 100)),
    )
    _check_dates(part, task)
    return task


def _question(part: Part, field: str) -> Question:
    question = Part(f"{part.place}, {field}", part.get(field, dict))
    question.only(_CHECK_IN)
    asked = tuple(question.as_word("asked", one, Owner) for one in question.words("asked"))
    if not asked or any(len(one.each) > 1 for one in asked):
        raise question.wrong("'asked' names outgoing, incoming or lead, one by one")
    if part.has("event"):
        raise part.wrong("a check-in is completed by its answer: it takes no 'event'")
    return Question(
        kind=question.word("kind", CheckInKind),
        asked=asked,
        about=question.word("about", Stakeholders),
    )


def _check_dates(part: Part, task: TemplateTask) -> None:
    if not task.due and not task.needs:
        raise part.wrong("it has neither 'due' nor 'needs': when is it due?")
    if task.starts and len(task.due) != 1:
        raise part.wrong("'starts' goes with exactly one date in 'due'")
    if task.starts_latest and not task.starts:
        raise part.wrong("'starts_latest' needs 'starts': from when, if it can be?")
    if task.every_days and not task.starts:
        raise part.wrong("'every_days' needs 'starts': from when?")
    last = task.due[-1] if task.due else None
    _check_range(part, task.starts, task.starts_latest)
    _check_range(part, task.starts_latest or task.starts, last)
    _check_range(part, last, task.latest)


def _check_range(part: Part, early: Offset | None, late: Offset | None) -> None:
    if early and late and early.anchor is late.anchor and early.days > late.days:
        raise part.wrong(f"{early} is after {late}")


def _check_together(head: Part, tasks: Sequence[TemplateTask]) -> None:
    known: set[str] = set()
    for task in tasks:
        if task.key in known:
            raise head.wrong(f"two tasks are called {task.key!r}")
        known.add(task.key)
    for task in tasks:
        for needed in task.needs:
            if needed not in known:
                raise TemplateError(
                    f"{head.place}, task {task.key!r}: it needs {needed!r}, "
                    "which is no task of this template"
                )


def _order(head: Part, tasks: Sequence[TemplateTask]) -> tuple[str, ...]:
    """Return the keys so that each task comes after what its date depends on."""
    bau = [task.key for task in tasks if task.event == Event.BAU_CONFIRMED]
    graph: dict[str, list[str]] = {}
    for task in tasks:
        graph[task.key] = list(task.needs)
        if Anchor.BAU in task.anchors:
            if len(bau) != 1:
                raise head.wrong(
                    f"task {task.key!r} counts from B, so one task must have the event "
                    f"'{Event.BAU_CONFIRMED}'"
                )
            graph[task.key] += bau
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise head.wrong(f"tasks need each other in a circle: {circle}") from error

"""Reading templates. A template is a TOML file: one column of TEMPLATES.md.

The head
    title     what people read ("soft handoff, mid touch")
    version   a whole number; running handoffs keep the one they started with
    kind, mode, tier, depth   words of `storage.choices`
    anchor    the firm date that is asked for: T, L, D or S
    least_notice   optional: reason = days; below that a warning is given
    usual_notice   optional: so many days ahead the firm date lies, where none is known yet
    weights   optional, in a workspace's own template: section = 1 to 100; how much a section of
              the blueprint counts towards its completeness, where it is not as
              playbook/sections.toml has it for the depth

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
              kind is sentiment, look, debrief or touchpoint, and only sentiment is about
              somebody; its event is then its answer's: "check_in_answered:<key>", "looked:…"
    if_sensitive     optional: the owner instead, on an account marked sensitive
    through          optional: how it is done without a call: a list of email, pool, writing, report
                     (of the wave), automatic; of several one is enough
    together         optional: "wave" or "book": done once for all handoffs of it
    sample_percent   optional: done on that share of the accounts of a wave

A date is an anchor and an offset: "T-28" and "S+1" are calendar days, "D+4h" working hours. T is
the switch, L the last contact, D the day the departure is known, S the signature. B, the day on
which business as usual is reached, is the date of the task with the event "bau_confirmed" until
it has happened; T, in a template of another anchor, is that anchor. D and B are counted forward
only: before, nobody knows of them.

A template has up to 60 tasks, a task up to 30 dates or recurrences, a title up to 120 characters.

Whatever does not fit is refused with the file, the line, the task and the reason (TemplateError):
unknown words and anchors, needs that lead nowhere or in a circle, dates before what they need.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from playbook import sections
from playbook.templates import checks, lines, tasks
from playbook.templates.model import Template, TemplateError, TemplateTask
from playbook.templates.part import Part, Place
from playbook.words import _
from storage.choices import Anchor, Depth, Kind, Mode, Reason, Tier

FILES = Path(__file__).parent
MOST_TASKS = 60
"""More than a plan can have and still be read; a modal of Slack shows them all."""

_HEAVIEST = 100

_HEAD = frozenset(
    {"title", "version", "kind", "mode", "tier", "anchor", "depth", "task"}
    | {"least_notice", "usual_notice", "weights"}
)


def shipped(kind: Kind, mode: Mode, tier: Tier) -> Template:
    """Return the template that the product ships for this kind, mode and tier."""
    return load(name_of(kind, mode, tier))


def name_of(kind: Kind, mode: Mode, tier: Tier) -> str:
    """Return the name of the template's file, without ".toml". Sales to CS has one mode only."""
    return f"sales-{tier}" if kind is Kind.SALES_TO_CS else f"{mode}-{tier}"


def names() -> tuple[str, ...]:
    """Return the names of all templates that the product ships, in the order of TEMPLATES.md."""
    modes = [name_of(Kind.CSM_TO_CSM, mode, tier) for mode in Mode for tier in Tier]
    return (*modes, *(name_of(Kind.SALES_TO_CS, Mode.SOFT, tier) for tier in Tier))


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
        raise TemplateError(name, _("it is not TOML: {why}").format(why=error)) from error
    return read(Place(name, lines.find(text)), data)


def read(place: Place, data: Mapping[str, Any]) -> Template:
    """Return the template that the tables of a file stand for. Raises TemplateError."""
    head = Part(place, data)
    head.only(_HEAD)
    found = _tasks(head)
    anchor = head.word("anchor", Anchor)
    if anchor is Anchor.BAU:
        raise head.wrong(_("B is no firm date: it is known when it happens"), "anchor")
    return Template(
        name=place.name,
        title=head.text("title", tasks.LONGEST_TITLE),
        version=head.number("version", 1, 100_000),
        kind=head.word("kind", Kind),
        mode=head.word("mode", Mode),
        tier=head.word("tier", Tier),
        anchor=anchor,
        depth=head.word("depth", Depth),
        tasks=found,
        order=checks.check(place, anchor, found),
        least_notice=_least_notice(head),
        usual_notice=head.maybe("usual_notice", lambda field: head.number(field, 1, 365)),
        weights=_weights(head),
    )


def _least_notice(head: Part) -> dict[Reason, int]:
    if not head.has("least_notice"):
        return {}
    notice = head.table("least_notice")
    notice.only(frozenset(Reason))
    return {reason: notice.number(reason, 1, 365) for reason in Reason if notice.has(reason)}


def _weights(head: Part) -> dict[str, int]:
    if not head.has("weights"):
        return {}
    asked = sections.asked(head.word("kind", Kind), head.word("depth", Depth))
    keys = [section.key for section in asked]
    weights = head.table("weights")
    weights.only(frozenset(keys))
    return {key: weights.number(key, 1, _HEAVIEST) for key in keys if weights.has(key)}


def _tasks(head: Part) -> tuple[TemplateTask, ...]:
    found = head.get("task", list)
    if not 1 <= len(found) <= MOST_TASKS:
        said = _("a template has 1 to {most} tasks").format(most=MOST_TASKS)
        raise head.wrong(said, "task")
    return tuple(tasks.read(head.place, number, data) for number, data in enumerate(found, 1))

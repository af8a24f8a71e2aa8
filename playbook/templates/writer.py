"""A template as the text of its file: what `playbook.templates.loader` reads, written again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from playbook.templates.model import Offset, Question, Rule, Template, TemplateTask
from storage.choices import State

Data = dict[str, Any]

_PHASES = {
    State.PREPARING: "Preparing",
    State.INTRODUCING: "Introducing",
    State.OVERLAPPING: "Overlapping",
    State.SETTLING: "Settling",
    State.BAU: "Business as usual",
}


def text(template: Template) -> str:
    """Return the text of the template's file: reading it gives an equal template."""
    return "\n".join(_lines(template)) + "\n"


def data(template: Template) -> Data:
    """Return the tables of the template's file, as `loader.read` takes them."""
    return _head(template) | {"task": [task_data(task) for task in template.tasks]}


def task_data(task: TemplateTask) -> Data:
    """Return one task as a table of the file. What it says anyway is left out."""
    dates = [str(offset) for offset in task.due]
    usual = Rule.CHECK_IN if task.check_in else Rule.DEADLINE
    fields: Data = {
        "key": task.key,
        "title": task.title,
        "phase": task.phase,
        "owner": task.owner,
        "if_sensitive": task.if_sensitive,
        "starts": _date(task.starts),
        "starts_latest": _date(task.starts_latest),
        "due": dates[0] if len(dates) == 1 else dates,
        "latest": _date(task.latest),
        "every_days": task.every_days,
        "rule": task.rule if task.rule is not usual else None,
        "needs": list(task.needs),
        "event": task.event,
        "check_in": _question(task.check_in) if task.check_in else None,
        "through": list(task.through),
        "together": task.together,
        "sample_percent": task.sample_percent,
        "source": task.source,
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _head(template: Template) -> Data:
    fields: Data = {
        "title": template.title,
        "version": template.version,
        "kind": template.kind,
        "mode": template.mode,
        "tier": template.tier,
        "anchor": template.anchor,
        "depth": template.depth,
        "least_notice": dict(template.least_notice) or None,
        "usual_notice": template.usual_notice,
        "weights": dict(template.weights) or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _date(offset: Offset | None) -> str | None:
    return str(offset) if offset else None


def _question(asked: Question) -> Data:
    about = {"about": asked.about} if asked.about else {}
    return {"kind": asked.kind, "asked": list(asked.asked), **about}


def _lines(template: Template) -> Iterator[str]:
    yield from _fields(_head(template))
    phase = None
    for task in template.tasks:
        if task.phase is not phase:
            phase = task.phase
            yield from ("", f"# {_PHASES[phase]}")
        yield from ("", "[[task]]", *_fields(task_data(task)))


def _fields(table: Mapping[str, Any]) -> Iterator[str]:
    return (f"{name} = {_value(value)}" for name, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_fields(value)) + " }"
    if isinstance(value, Sequence):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return str(value)


def _string(value: str) -> str:
    """Return a basic string: TOML escapes as JSON does, and the delete character too.

    https://toml.io/en/v1.0.0#string
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")

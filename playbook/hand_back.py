"""Giving an account back after a leave: a short plan, counted from the day of the return (R2)."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from playbook import plan, templates
from playbook.plan import Circumstances, Planned
from playbook.templates import Template
from storage.choices import Anchor

_FILE = Path(__file__).with_suffix(".toml")


def tasks(
    returns_on: date, anchor: Anchor, anchor_on: date, around: Circumstances
) -> tuple[Planned, ...]:
    """Return the dated tasks; their offsets count from the firm date that the handoff has."""
    made = plan.make(_template(), returns_on, replace(around, firm=(), incoming_starts_on=None))
    return tuple(
        replace(task, anchor=anchor, offset_days=(task.due_on - anchor_on).days, late=None)
        for task in made.tasks
    )


@lru_cache
def _template() -> Template:
    return templates.parse(_FILE.stem, _FILE.read_text("utf-8"))

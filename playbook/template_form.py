"""What leads type into the form of a template's task, as the words of a template's file. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from playbook.errors import FieldErrors
from playbook.templates import Template, TemplateError
from playbook.words import _
from storage.choices import Owner

FIELDS = (
    "title", "phase", "owner", "due", "starts", "every_days", "latest", "rule", "needs",
)  # fmt: skip
"""What of a task leads edit in Slack; the rest of it stays as it is."""


OWNERS = tuple(Owner)
"""Who may do a task."""

_MINUSES = "\N{MINUS SIGN}\N{EN DASH}\N{NON-BREAKING HYPHEN}"


def fields_of(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed as fields of the file. Raises FieldErrors for days that are none."""
    fields: dict[str, Any] = {
        name: typed[name] for name in ("title", "phase", "owner", "rule", "needs") if typed[name]
    }
    dates = [_date(one) for one in str(typed["due"] or "").split(",") if one.strip()]
    if dates:
        fields["due"] = dates
    for name in ("starts", "latest"):
        if str(typed[name] or "").strip():
            fields[name] = _date(str(typed[name]))
    if days := str(typed["every_days"] or "").strip():
        if not (days.isascii() and days.isdigit()):
            raise FieldErrors({"every_days": _("A number of days, like 7.")})
        fields["every_days"] = int(days)
    return fields


def _date(typed: str) -> str:
    """Return a date as the file writes it: people type "t - 28", or another minus."""
    joined = re.sub(r"\s", "", typed).upper()
    return joined.translate(dict.fromkeys(map(ord, _MINUSES), "-")).replace("H", "h")


def new_key(title: str, template: Template) -> str:
    """Return a key for a new task, made of its title, that no other task has."""
    words = re.sub(r"[^a-z]+", "_", title.casefold()).strip("_")[:14].strip("_") or "task"
    taken = {task.key for task in template.tasks}
    tails = ("", *(f"_{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"))
    both = (f"{words}{first}{second}" for first in tails for second in tails)
    return next(key for key in both if key not in taken)


def at_field(error: TemplateError, key: str, titles: Mapping[str, str]) -> dict[str, str]:
    """Return the error at the field of the form; what is wrong with another task names it."""
    if error.task == key and error.field in FIELDS:
        return {error.field: error.why}
    other = titles.get(error.task, "")
    return {"title": f"“{other}”: {error.why}" if other and error.task != key else error.why}

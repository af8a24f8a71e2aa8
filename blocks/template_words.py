"""What stands in a template, in words: a task's line, and what somebody changed."""

from collections.abc import Iterable, Mapping

from blocks.kit import bold, escape
from blocks.names import owner_name, phase_name
from playbook.template_changes import Change
from playbook.templates import TemplateTask
from playbook.words import _

_HYPHEN = "\N{NON-BREAKING HYPHEN}"
"""Keeps "T-28" in one line. It is taken for a minus when somebody copies it into a form."""


def small_line(task: TemplateTask, kind: str) -> str:
    """Return a task in one line: what is done, whose it is, when, how."""
    return f"{escape(task.title)} · {_facts(task, kind)}"


def task_line(task: TemplateTask, kind: str, titles: Mapping[str, str]) -> str:
    """Return a task: its title, then whose it is, when, how, and what it comes after."""
    facts = _facts(task, kind)
    needed = ", ".join(f"“{escape(titles[key])}”" for key in task.needs)
    after = _("after {tasks}").format(tasks=needed) if needed else ""
    return "\n".join(part for part in (bold(task.title), facts, after) if part)


def when(task: TemplateTask) -> str:
    """Return a task's date, in the words of the template's file."""
    if not task.due:
        return _("with what it comes after")
    due = ", ".join(str(offset) for offset in task.due)
    if task.starts:
        due = _("{starts} to {due}").format(starts=task.starts, due=due)
    if task.every_days:
        due = _("{range}, every {days} days").format(range=due, days=task.every_days)
    if task.latest:
        due = _("{due}, latest {latest}").format(due=due, latest=task.latest)
    return due.replace("-", _HYPHEN)


def change_line(change: Change) -> str:
    """Return one difference between two versions."""
    task = f"“{escape(change.task)}”"
    if change.what != "changed":
        said = {
            "added": _("{task} added"),
            "removed": _("{task} crossed out"),
            "moved": _("{task} moved"),
        }[change.what]
        return said.format(task=task)
    said = _("{task}: {field} {before} → {after}")
    return said.format(
        task=task,
        field=field_name(change.field),
        before=escape(_value(change.field, change.before)),
        after=escape(_value(change.field, change.after)),
    )


def overtaken(change: Change, kind: str) -> str:
    """Return what stands at a field that somebody else has changed meanwhile. It is plain text."""
    said = _("Somebody changed this meanwhile, from “{before}” to “{after}”. Open the task again.")
    before, after = (_value(change.field, one, kind) for one in (change.before, change.after))
    return said.format(before=before, after=after)


def field_name(field: str) -> str:
    """Return what a field of a task is called where leads see it."""
    known = {
        "title": _("title"),
        "phase": _("phase"),
        "owner": _("owner"),
        "due": _("due"),
        "starts": _("begins"),
        "every_days": _("repeats"),
        "latest": _("latest"),
        "rule": _("on a day off"),
        "needs": _("comes after"),
    }
    return known.get(field, field.replace("_", " "))


def rule_name(rule: str) -> str:
    """Return where a date goes that falls on a day off."""
    return {
        "deadline": _("The working day before (a deadline)"),
        "check_in": _("The working day after (a check-in)"),
    }[rule]


def _facts(task: TemplateTask, kind: str) -> str:
    return " · ".join([owner_name(task.owner, kind), when(task), *_special(task)])


def _special(task: TemplateTask) -> Iterable[str]:
    if task.through:
        ways = {
            "email": _("by email"),
            "pool": _("through the pool"),
            "writing": _("in writing"),
            "report": _("in the report of the wave"),
            "automatic": _("checked automatically"),
        }
        yield _(" or ").join(ways[one] for one in task.through)
    if task.together:
        yield {"wave": _("once for the wave"), "book": _("once for the book")}[task.together]
    if task.sample_percent:
        yield _("on {percent} % of the accounts").format(percent=task.sample_percent)
    if task.if_sensitive:
        yield _("on a sensitive account: {owner}").format(owner=owner_name(task.if_sensitive))
    if task.event or task.check_in:
        yield _("ticks itself")


def _value(field: str, value: str, kind: str = "csm_to_csm") -> str:
    if not value:
        return "–"
    if field == "owner":
        return owner_name(value, kind)
    if field == "phase":
        return phase_name(value)
    if field == "rule":
        return rule_name(value)
    return value

"""The templates in Slack, for leads: the list, one template, a dated try-out (R12)."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from blocks.debriefs import lessons
from blocks.kit import (
    LIMITS,
    Json,
    actions,
    bold,
    button,
    confirm,
    context,
    date_picker,
    day,
    divider,
    escape,
    modal,
    moment,
    option,
    overflow,
    section,
)
from blocks.names import anchor_name, owner_name, phase_name
from blocks.template_words import change_line, small_line, task_line
from playbook.plan import Planned
from playbook.template_list import Listed, Opened, Trial, Written
from playbook.templates import Template
from playbook.words import _, n_

_MOST_SHOWN = 250
"""So many dated tasks fit into a modal of 250 KB, whatever they are called."""


def listing(found: Sequence[Listed]) -> Json:
    """Return the modal with all templates."""
    said = _(
        "A new handoff follows the template of its kind, mode and tier. "
        "What runs keeps the version it started with."
    )
    return modal(
        "templates.list",
        _("Templates"),
        [section(said), divider(), *(_listed(one) for one in found)],
        close=_("Close"),
    )


def one(found: Opened, note: str = "") -> Json:
    """Return the modal of one template; `note` says what has just been done."""
    template = found.template
    blocks = [
        section(_head(found)),
        *([context(note)] if note else []),
        actions(_buttons(found)),
        context(legend(template)),
        *lessons(found.lessons, template.kind, template.mode, template.tier),
        *_phases(found),
        *_history(found.history),
    ]
    return modal("templates.one", _("Template"), blocks, close=_("Back"), metadata=found.name)


def trial(found: Trial) -> Json:
    """Return the modal that dates a template for a day of one's choice."""
    # Not an input: those need a submit button, and there is nothing to submit.
    picker = date_picker("templates.date", found.anchor_on)
    blocks = [
        section(f"{bold(capital(found.title))}\n" + _said(found)),
        section(anchor_name(found.anchor), picker, "anchor_on"),
        *_dated(found),
        context(_("An example: weekends are off, holidays depend on who takes part.")),
    ]
    return modal("templates.trial", _("Try it out"), blocks, close=_("Back"), metadata=found.name)


def legend(template: Template) -> str:
    """Return what the dates of a template mean."""
    anchor = template.anchor
    said = _("{anchor}: {name}. {anchor}-7 is seven calendar days before it, {anchor}+7 after it.")
    lines = [said.format(anchor=anchor, name=anchor_name(anchor))]
    used = frozenset().union(*(task.anchors for task in template.tasks))
    lines += [
        _("{anchor}: {name}.").format(anchor=other, name=anchor_name(other))
        for other in sorted(used - {anchor})
    ]
    return " ".join(lines)


def capital(title: str) -> str:
    """Return a title with its first letter large, as a line begins."""
    return title[:1].upper() + title[1:]


def _listed(found: Listed) -> Json:
    if found.is_own and found.at:
        said = _("*Your own copy*, version {version} · {who}, {when}").format(
            version=found.version, who=escape(found.by) or _("from files"), when=moment(found.at)
        )
    else:
        said = _("As shipped")
    return section(
        f"{bold(capital(found.title))}\n{said}", button(_("Open"), "templates.one", found.name)
    )


def _head(found: Opened) -> str:
    if found.is_own:
        said = _("Your own copy, version {version}. New handoffs follow it from each save on.")
        said = said.format(version=found.template.version)
    else:
        said = _("As shipped. Make a copy to change it; new handoffs then follow your copy.")
    return f"{bold(capital(found.template.title))}\n{said}"


def _buttons(found: Opened) -> list[Json]:
    name = found.name
    try_it = button(_("Try it out"), "templates.try", name)
    if not found.is_own:
        return [button(_("Make a copy"), "templates.copy", name, style="primary"), try_it]
    buttons = [button(_("Add a task"), "templates.add", name, style="primary"), try_it]
    if found.can_take_back:
        value = f"{name}:{found.template.version}"
        buttons.append(button(_("Take back the last change"), "templates.take_back", value))
    question = confirm(
        _("Restore the shipped template?"),
        _("New handoffs follow the shipped one again. What runs keeps your version."),
        _("Restore"),
        _("Cancel"),
    )
    restore = button(_("Restore the shipped one"), "templates.restore", name, confirm=question)
    return [*buttons, restore]


def _phases(found: Opened) -> Iterable[Json]:
    """The tasks by phase: with a menu each where they can be changed, else line by line."""
    template = found.template
    titles = {task.key: task.title for task in template.tasks}
    for phase, tasks in groupby(template.tasks, key=lambda task: task.phase):
        if not found.is_own:
            yield from _lines(phase, (small_line(task, template.kind) for task in tasks))
            continue
        yield divider()
        yield section(f"*{phase_name(phase)}*")
        for task in tasks:
            yield section(task_line(task, template.kind, titles), _menu(found.name, task.key))


def _lines(phase: str, lines: Iterable[str]) -> Iterable[Json]:
    """A phase line by line, in as many sections as its text takes."""
    text = f"*{phase_name(phase)}*"
    for line in lines:
        if len(text) + len(line) + 3 > LIMITS["section"]:
            yield section(text)
            text = f"• {line}"
        else:
            text += f"\n• {line}"
    yield section(text)


def _menu(name: str, key: str) -> Json:
    things = {
        "change": _("Change…"),
        "up": _("Move up"),
        "down": _("Move down"),
        "cross_out": _("Cross out"),
    }
    options = [option(said, f"{thing}:{name}:{key}") for thing, said in things.items()]
    return overflow(f"templates.task:{key}", options)


def _history(found: Iterable[Written]) -> list[Json]:
    lines = [line for written in found if (line := _written(written))]
    return [divider(), context(_("*What changed*")), *map(context, lines)] if lines else []


def _written(found: Written) -> str:
    changes = "; ".join(change_line(change) for change in found.changes[:3])
    if len(found.changes) > len(found.changes[:3]):
        changes += "; …"
    said = _("Version {version} · {who}, {when} · {changes}")
    return changes and said.format(
        version=found.version,
        who=escape(found.by) or _("from files"),
        when=moment(found.at),
        changes=changes,
    )


def _said(found: Trial) -> str:
    misfit = found.plan.misfit
    if misfit is None:
        return _("This is the plan that a handoff on that day would get.")
    late = n_(
        "⚠ Too near: “{task}” would have been due {days} day ago.",
        "⚠ Too near: “{task}” would have been due {days} days ago.",
        misfit.days,
    )
    return late.format(task=escape(misfit.title), days=misfit.days)


def _dated(found: Trial) -> list[Json]:
    """The plan by phase; of a plan that no modal holds, as much as there is room for."""
    shown = found.plan.tasks[:_MOST_SHOWN]
    blocks: list[Json] = []
    for phase, tasks in groupby(shown, key=lambda task: task.phase):
        blocks += _lines(phase, (_planned(task, found.kind) for task in tasks))
    if left := len(found.plan.tasks) - len(shown):
        said = _("{n} more are not shown. Handoffs that follow this template show all of them.")
        blocks.append(context(said.format(n=left)))
    return blocks


def _planned(task: Planned, kind: str) -> str:
    when = moment(task.due_at) if task.due_at else day(task.due_on)
    if task.starts_on and task.starts_on < task.due_on:
        when = f"{day(task.starts_on)} – {when}"
    return f"{when} · {escape(task.title)} · {owner_name(task.owner, kind)}"

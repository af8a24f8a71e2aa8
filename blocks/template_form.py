"""The form of one task of a template, for leads (R12)."""

import json

from blocks.kit import (
    Json,
    context,
    input_block,
    modal,
    multi_static_select,
    option,
    static_select,
    text_input,
)
from blocks.names import owner_name, phase_name
from blocks.template_words import rule_name
from blocks.templates import legend
from playbook.template_form import OWNERS
from playbook.template_list import Opened
from playbook.templates import Offset, Rule, TemplateTask
from playbook.templates.tasks import LONGEST_TITLE, MOST_DATES, PHASES
from playbook.words import _

_LONGEST_DATES = 9 * MOST_DATES
"""Room for as many dates as a task may have, none longer than "T+100, "."""


def form(found: Opened, task: TemplateTask | None) -> Json:
    """Return the modal of a task, or of one to add. Its block ids are the fields of the file."""
    known = {"name": found.name, "version": found.template.version, "key": task.key if task else ""}
    due = ", ".join(str(offset) for offset in task.due) if task else ""
    blocks = [
        _text(_("What is done"), "title", task.title if task else "", most=LONGEST_TITLE),
        _phase(task),
        _owner(task, found.template.kind),
        _text(
            _("Due"),
            "due",
            due,
            most=_LONGEST_DATES,
            hint=_("Like T-28; several, like T+7, T+21; empty: with what it comes after."),
        ),
        _needs(found, task),
        _rule(task),
        _date(_("Begins, if it takes a while"), "starts", task.starts if task else None),
        _text(
            _("Repeats every … days, from when it begins until it is due"),
            "every_days",
            str(task.every_days or "") if task else "",
        ),
        _date(
            _("Latest, if the due date is only wished for"), "latest", task.latest if task else None
        ),
        context(legend(found.template) + " " + _("D+4h counts working hours.")),
    ]
    title = _("Change a task") if task else _("Add a task")
    return modal(
        "templates.save",
        title,
        blocks,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=json.dumps(known),
    )


def _text(label: str, name: str, text: str, *, hint: str = "", most: int = 100) -> Json:
    optional = name != "title"
    element = text_input("templates.value", text, max_length=most)
    return input_block(label, element, name, optional=optional, hint=hint)


def _date(label: str, name: str, on: Offset | None) -> Json:
    return _text(label, name, str(on) if on else "")


def _phase(task: TemplateTask | None) -> Json:
    options = [option(phase_name(phase), phase) for phase in PHASES]
    select = static_select("templates.value", options, task.phase if task else PHASES[0])
    return input_block(_("Phase"), select, "phase")


def _owner(task: TemplateTask | None, kind: str) -> Json:
    options = [option(owner_name(owner, kind), owner) for owner in OWNERS]
    select = static_select("templates.value", options, task.owner if task else OWNERS[0])
    return input_block(_("Who does it"), select, "owner")


def _rule(task: TemplateTask | None) -> Json:
    options = [option(rule_name(rule), rule) for rule in Rule]
    select = static_select("templates.value", options, task.rule if task else Rule.DEADLINE)
    return input_block(_("If that is a day off"), select, "rule")


def _needs(found: Opened, task: TemplateTask | None) -> Json:
    others = [one for one in found.template.tasks if task is None or one.key != task.key]
    options = [option(one.title, one.key) for one in others]
    select = multi_static_select("templates.value", options, task.needs if task else ())
    return input_block(_("Comes after"), select, "needs", optional=True)

"""Templates: the dates and tasks of a handoff per kind, mode and tier, as readable files (R12).

The format, and what is refused, is told in `playbook.templates.loader`.
"""

from playbook.templates.loader import FILES, load, name_of, names, parse, shipped, text_of
from playbook.templates.model import (
    Choice,
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

__all__ = [
    "FILES",
    "Choice",
    "Event",
    "Offset",
    "Question",
    "Rule",
    "Stakeholders",
    "Template",
    "TemplateError",
    "TemplateTask",
    "Through",
    "Together",
    "load",
    "name_of",
    "names",
    "parse",
    "shipped",
    "text_of",
]

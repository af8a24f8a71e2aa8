"""Templates: the dates and tasks of a handoff per kind, mode and tier, as readable files (R12).

The format, and what is refused, is told in `playbook.templates.loader`.
"""

from playbook.templates.loader import choose, load, parse
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
    Together,
)

__all__ = [
    "Choice",
    "Event",
    "Offset",
    "Question",
    "Rule",
    "Stakeholders",
    "Template",
    "TemplateError",
    "TemplateTask",
    "Together",
    "choose",
    "load",
    "parse",
]

"""When a plan does not fit: what breaks it, in words, and what would fit instead (R13). Pure.

A plan that leads up to a firm date fits if nothing in it comes too late. An abrupt handoff and a
signature count from what has happened already: what should have been done by now is due today,
and nobody is asked about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from playbook import plan
from playbook.plan import Circumstances, Misfit, Plan, Why
from playbook.templates import Event, Template
from playbook.words import n_
from storage.choices import Kind, Mode

QUICKER = {Mode.SOFT: (Mode.HARD, Mode.ABRUPT), Mode.HARD: (Mode.ABRUPT,), Mode.ABRUPT: ()}
"""The modes that take less time than another."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What fits: the same template from a later date on, or these quicker modes as it is asked.

    A lead may also waive what comes too late.
    """

    earliest: date
    modes: tuple[Mode, ...]


def offers(
    template: Template,
    anchor_on: date,
    around: Circumstances,
    others: Mapping[Mode, Template],
) -> Offers:
    """Return what would fit instead of this template on this date.

    `others` are the templates of the quicker modes. An abrupt plan counts from today: whenever
    somebody leaves, it is known by now.
    """
    days = {mode: around.today if mode is Mode.ABRUPT else anchor_on for mode in others}
    fitting = (
        mode for mode, other in others.items() if not plan.make(other, days[mode], around).misfit
    )
    return Offers(plan.earliest_anchor(template, around), tuple(fitting))


def is_back_planned(kind: Kind, mode: Mode) -> bool:
    """Whether a plan leads up to its firm date, so that it may fit or not."""
    return kind is Kind.CSM_TO_CSM and mode is not Mode.ABRUPT


def late(made: Plan) -> tuple[str, ...]:
    """Return the titles of what comes later than the template has it, the opening apart."""
    return tuple(task.title for task in made.late if task.event != Event.OPENED)


def why_not(misfit: Misfit) -> str:
    """Say which task breaks a plan, and by how much."""
    if misfit.why is Why.NOT_THERE:
        said = n_(
            "“{task}” would come {days} day late: the incoming CSM is not there before.",
            "“{task}” would come {days} days late: the incoming CSM is not there before.",
            misfit.days,
        )
    else:
        said = n_(
            "Too near: “{task}” would have been due {days} day ago.",
            "Too near: “{task}” would have been due {days} days ago.",
            misfit.days,
        )
    return said.format(task=misfit.title, days=misfit.days)

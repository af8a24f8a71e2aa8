"""What would fit instead, when a plan does not (R13). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from playbook import plan
from playbook.plan import Circumstances
from playbook.templates import Template
from storage.choices import Mode


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

"""The plan that a wish would get, whether it fits, and what would fit instead (R3, R13).

A plan that leads up to a firm date fits if nothing in it comes too late. An abrupt handoff and a
signature count from what has happened already: what should have been done by now is due today,
and nobody is asked about it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from playbook import hand_back, plan, plan_fit, plan_rows, template_copies
from playbook.modes import anchor_of
from playbook.people import Viewer
from playbook.plan import Circumstances, Misfit, Plan, Planned, Why
from playbook.plan_fit import Offers
from playbook.templates import Event, Template
from playbook.wish import Wish
from playbook.words import n_
from storage.choices import Kind, Mode, Owner

_QUICKER = {Mode.SOFT: (Mode.HARD, Mode.ABRUPT), Mode.HARD: (Mode.ABRUPT,)}


@dataclass(frozen=True, slots=True)
class Around:
    """What a plan is made for beside the wish. `today` is the lead's date."""

    today: date
    now: datetime
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """A plan of a template, and how it fits.

    `hand_back` are the tasks that a leave adds. `misfit` is what breaks the plan, where that is
    not accepted without a word, and `offers` is what would fit.
    """

    template: Template
    plan: Plan
    hand_back: tuple[Planned, ...] = ()
    misfit: Misfit | None = None
    offers: Offers | None = None

    @property
    def tasks(self) -> tuple[Planned, ...]:
        """All tasks, in the order in which they are shown."""
        return (*self.plan.tasks, *self.hand_back)

    @property
    def late(self) -> tuple[str, ...]:
        """The titles of what comes later than the template has it, setting it up apart."""
        return tuple(task.title for task in self.plan.late if task.event != Event.OPENED)


def fit(session: Session, viewer: Viewer, wish: Wish, around: Around) -> Fit | None:
    """Return the plan that this wish would get; None as long as it has no date."""
    if wish.anchor_on is None:
        return None
    template = _template(session, viewer, wish, wish.mode)
    circumstances = _circumstances(session, viewer, wish, around)
    made = plan.make(template, wish.anchor_on, circumstances)
    misfit = made.misfit if _is_back_planned(wish) else None
    offers = _offers(session, viewer, wish, template, circumstances) if misfit else None
    return Fit(template, made, _hand_back(wish, circumstances), misfit, offers)


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


def _template(session: Session, viewer: Viewer, wish: Wish, mode: Mode) -> Template:
    choice = template_copies.choose(session, viewer.workspace_id, wish.kind, mode, wish.tier)
    return choice.template


def _is_back_planned(wish: Wish) -> bool:
    return wish.kind is Kind.CSM_TO_CSM and wish.mode is not Mode.ABRUPT


def _circumstances(session: Session, viewer: Viewer, wish: Wish, around: Around) -> Circumstances:
    holders = {
        Owner.OUTGOING: wish.outgoing_id,
        Owner.INCOMING: wish.incoming_id or wish.temporary_id,
        Owner.LEAD: wish.lead_id,
    }
    return Circumstances(
        today=around.today,
        hours=plan_rows.hours_by_owner(session, viewer.workspace_id, holders),
        is_sensitive=around.is_sensitive,
        incoming_starts_on=wish.incoming_starts_on,
        known_at=around.now,
    )


def _offers(
    session: Session, viewer: Viewer, wish: Wish, template: Template, around: Circumstances
) -> Offers | None:
    if wish.anchor_on is None:
        return None
    others = {mode: _template(session, viewer, wish, mode) for mode in _QUICKER[wish.mode]}
    return plan_fit.offers(template, wish.anchor_on, around, others)


def _hand_back(wish: Wish, around: Circumstances) -> tuple[Planned, ...]:
    if wish.returns_on is None or wish.anchor_on is None:
        return ()
    anchor = anchor_of(wish.kind, wish.mode)
    return hand_back.tasks(wish.returns_on, anchor, wish.anchor_on, around)

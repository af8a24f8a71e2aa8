"""The plan that a wish would get before it is opened, and whether it fits (R3, R13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from playbook import hand_back, plan, plan_fit, plan_rows, template_copies
from playbook.accounts import KnownAccount
from playbook.modes import anchor_of
from playbook.people import Viewer
from playbook.plan import Circumstances, Firm, Misfit, Plan, Planned
from playbook.plan_fit import Offers
from playbook.templates import Template
from playbook.wish import Wish
from playbook.words import _
from storage.choices import FirmDateKind, Mode, Owner
from storage.tables import Account

AFTERWARDS = timedelta(days=90)
"""How long after its firm date a handoff still has tasks: the touchpoint is the last (R23)."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a plan is made for beside the wish. `today` is the viewer's date."""

    today: date
    now: datetime
    is_sensitive: bool = False
    renewal_on: date | None = None

    @classmethod
    def of(cls, account: Account | KnownAccount | None, today: date, now: datetime) -> "Around":
        """Return it for an account, or for one that is new."""
        if account is None:
            return cls(today, now)
        return cls(today, now, account.is_sensitive, account.renewal_on)


@dataclass(frozen=True, slots=True)
class Fit:
    """A plan of a template, and how it fits.

    `firm` are the dates from outside that it was planned around, `hand_back` are the tasks that a
    leave adds. `misfit` is what breaks the plan, where that is not accepted without a word, and
    `offers` is what would fit.
    """

    template: Template
    plan: Plan
    firm: tuple[Firm, ...] = ()
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
        return plan_fit.late(self.plan)


def fit(session: Session, viewer: Viewer, wish: Wish, around: Around) -> Fit | None:
    """Return the plan that this wish would get; None as long as it has no date."""
    if wish.anchor_on is None:
        return None
    template = _template(session, viewer, wish, wish.mode)
    circumstances = _circumstances(session, viewer, wish, around)
    made = plan.make(template, wish.anchor_on, circumstances)
    misfit = made.misfit if plan_fit.is_back_planned(wish.kind, wish.mode) else None
    offers = _offers(session, viewer, wish, template, circumstances) if misfit else None
    back = _hand_back(wish, circumstances)
    return Fit(template, made, circumstances.firm, back, misfit, offers)


def _template(session: Session, viewer: Viewer, wish: Wish, mode: Mode) -> Template:
    choice = template_copies.choose(session, viewer.workspace_id, wish.kind, mode, wish.tier)
    return choice.template


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
        firm=plan_rows.firm(_renewal(wish, around)),
        known_at=around.now,
    )


def _renewal(wish: Wish, around: Around) -> Iterator[tuple[FirmDateKind, str, date]]:
    """The account's renewal, if it falls into the time of the handoff (R13)."""
    on, anchor_on = around.renewal_on, wish.anchor_on
    if on and anchor_on and around.today <= on <= anchor_on + AFTERWARDS:
        yield FirmDateKind.RENEWAL, _("Renewal"), on


def _offers(
    session: Session, viewer: Viewer, wish: Wish, template: Template, around: Circumstances
) -> Offers | None:
    if wish.anchor_on is None:
        return None
    others = {mode: _template(session, viewer, wish, mode) for mode in plan_fit.QUICKER[wish.mode]}
    return plan_fit.offers(template, wish.anchor_on, around, others)


def _hand_back(wish: Wish, around: Circumstances) -> tuple[Planned, ...]:
    if wish.returns_on is None or wish.anchor_on is None:
        return ()
    anchor = anchor_of(wish.kind, wish.mode)
    return hand_back.tasks(wish.returns_on, anchor, wish.anchor_on, around)

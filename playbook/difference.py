"""What re-planning would change in one handoff, and has changed: shown before and after (R14)."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from playbook.plan import Firm, Late, Misfit
from playbook.plan_fit import Offers
from storage.choices import Anchor, Mode, Tier


@dataclass(frozen=True, slots=True)
class Dated:
    """The facts that a plan is counted from, before or after a change."""

    mode: Mode
    tier: Tier
    anchor: Anchor
    anchor_on: date
    incoming_starts_on: date | None
    firm: tuple[Firm, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A task before and after. `was_on` is empty for one that is new, `on` for one that goes."""

    key: str
    title: str
    owners: tuple[str, ...]
    was_on: date | None
    on: date | None
    late: Late | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change means for one handoff.

    `steps` are the undone tasks that move, come or go, as they then stand; `by_hand` the titles of
    those that stay because somebody set their date, or added them. `misfit` breaks the new plan,
    and `offers` would fit; `gaps` are the titles of what then comes too late and no lead has set
    aside yet. `tells_customer`: a task to tell the customer is added (R11).
    `version` is that of the handoff it was made from.
    """

    handoff_id: int
    version: int
    account: str
    before: Dated
    after: Dated
    steps: tuple[Step, ...]
    by_hand: tuple[str, ...]
    misfit: Misfit | None
    offers: Offers | None
    tells_customer: bool
    gaps: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """A few characters that are others where the change would do something else."""
        told = repr((self.before, self.after, self.steps, self.tells_customer, self.gaps))
        return sha256(told.encode()).hexdigest()[:16]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return self.before == self.after and not self.steps

    @property
    def moved(self) -> tuple[Step, ...]:
        """The tasks whose date changes."""
        return tuple(step for step in self.steps if step.was_on and step.on)

    @property
    def added(self) -> tuple[Step, ...]:
        """The tasks that are new."""
        return tuple(step for step in self.steps if step.was_on is None)

    @property
    def dropped(self) -> tuple[Step, ...]:
        """The tasks that go."""
        return tuple(step for step in self.steps if step.on is None)

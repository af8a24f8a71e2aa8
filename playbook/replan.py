"""Re-planning: a moved anchor, another mode or tier, scheduled calls, a first day (R14).

`preview` shows what `apply` then does: both come from `playbook.revision`. Many handoffs of a book
are re-planned in as many statements as one. Who may: the lead.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from sqlalchemy.orm import Session

from playbook import access, people, plan_fit, replan_rows, template_copies, waivers
from playbook.difference import Dated, Difference
from playbook.errors import FieldErrors, NotAllowed, NotNow, Refused
from playbook.hours import local_date
from playbook.modes import anchor_of
from playbook.people import Actor
from playbook.plan import Firm
from playbook.revision import Revision, revise, with_offers
from playbook.running import Running, load
from playbook.templates import Template
from playbook.visibility import Role, role_in
from playbook.words import _
from storage.choices import Anchor, Kind, Mode, State, Tier

FURTHEST_AHEAD = timedelta(days=731)
FURTHEST_BACK = timedelta(days=30)
"""Only a signature, or the day a departure was known, may lie in the past."""

LONGEST_REASON = 500

HAS_A_PLAN = frozenset(
    {
        State.PREPARING,
        State.INTRODUCING,
        State.OVERLAPPING,
        State.SETTLING,
        State.ON_HOLD,
    }
)
"""The states in which a plan can be changed."""


class Keep(Enum):
    """Stands for what a change leaves as it is, where None means that there is none any more."""

    AS_IS = "as_is"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different; what is None, or Keep.AS_IS, stays. `reason` is told with it.

    `waiver` says why a plan that does not fit may stay so; it is for leads alone.
    """

    anchor_on: date | None = None
    mode: Mode | None = None
    tier: Tier | None = None
    incoming_starts_on: date | Keep | None = Keep.AS_IS
    firm: tuple[Firm, ...] | Keep = Keep.AS_IS
    reason: str = ""
    waiver: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the form of a change begins with."""

    handoff_id: int
    account: str
    kind: Kind
    dated: Dated


class Outdated(Refused):
    """The plan has changed since its preview. `difference` is what the change would mean now."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(_("Somebody changed the plan meanwhile."))
        self.difference = difference


def facts(session: Session, actor: Actor, handoff_id: int, change: Change | None = None) -> Facts:
    """Return what a plan is counted from, as it is or as a change would have it.

    Raises NotThere, NotAllowed (only the lead changes it), NotNow.
    """
    running = _running(session, actor, handoff_id)
    _require_plan(running)
    dated = _after(running, change or Change())
    return Facts(handoff_id, running.account.name, running.handoff.kind, dated)


def preview(
    session: Session, actor: Actor, handoff_id: int, change: Change, now: datetime
) -> Difference:
    """Return what the change would mean, with what would fit if it does not; nothing is written.

    Raises NotThere, NotAllowed, NotNow, FieldErrors.
    """
    revision = _revised(session, _running(session, actor, handoff_id), change, now)
    return with_offers(revision, _quicker(session, revision))


def apply(
    session: Session,
    actor: Actor,
    handoff_id: int,
    change: Change,
    now: datetime,
    *,
    seen: str | None = None,
) -> Difference:
    """Re-plan a handoff, and let everybody concerned hear at once.

    `seen` is the mark of the difference that was shown before. Raises as `preview`, FieldErrors for
    "waiver" where something comes too late and nobody says why it may, and Outdated if the change
    would now do something else.
    """
    running = _running(session, actor, handoff_id, for_change=True)
    revision = _revised(session, running, change, now)
    if seen not in (None, revision.difference.mark):
        raise Outdated(with_offers(revision, _quicker(session, revision)))
    _write(session, [revision], actor, change, now)
    return revision.difference


def apply_many(
    session: Session, actor: Actor, handoff_ids: Collection[int], change: Change, now: datetime
) -> list[Difference]:
    """Re-plan many handoffs in one go, all or none; each person concerned hears once of all.

    Raises NotAllowed if the actor does not lead each of them, NotNow, FieldErrors.
    """
    viewer = people.viewer(session, actor)
    led = access.led_by(session, viewer)
    found = load(session, actor.workspace_id, handoff_ids, for_change=True)
    for running in found:
        if role_in(viewer, running.handoff, frozenset(), led) is not Role.LEAD:
            raise NotAllowed(
                _("Only the lead can do that for {account}.").format(account=running.account.name)
            )
    chosen: dict[tuple[Kind, Mode, Tier], Template] = {}
    revisions = [_revised(session, running, change, now, chosen) for running in found]
    _write(session, revisions, actor, change, now)
    return [revision.difference for revision in revisions]


def settle(session: Session, workspace_id: str, handoff_id: int, now: datetime) -> Difference:
    """Let the plan follow what was set in it by hand: dependants come after what they need.

    The caller has checked who asks, holds the lock, and tells people.
    """
    running = load(session, workspace_id, [handoff_id])[0]
    revision = revise(running, running.template, running.dated, now)
    replan_rows.write_tasks(session, [revision])
    return revision.difference


def _running(
    session: Session, actor: Actor, handoff_id: int, *, for_change: bool = False
) -> Running:
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    access.require(opened, Role.LEAD)
    return load(session, actor.workspace_id, [handoff_id], for_change=for_change)[0]


def _revised(
    session: Session,
    running: Running,
    change: Change,
    now: datetime,
    chosen: dict[tuple[Kind, Mode, Tier], Template] | None = None,
) -> Revision:
    """Return what becomes of one plan; `chosen` keeps the templates that were looked up."""
    _require_plan(running)
    after = _after(running, change)
    if errors := _wrong(running, after, change, local_date(now, running.zone)):
        raise FieldErrors(errors)
    template = _template(session, running, after, {} if chosen is None else chosen)
    return revise(running, template, after, now)


def _write(
    session: Session, revisions: Sequence[Revision], actor: Actor, change: Change, now: datetime
) -> None:
    """Write the plans; what comes too late in them is set aside in writing, as at a start."""
    waiver = change.waiver.strip()
    if not waiver and any(one.difference.gaps for one in revisions):
        raise FieldErrors({"waiver": _("Something comes too late: please say why it may.")})
    replan_rows.write(session, revisions, actor, now, change.reason)
    for one in revisions:
        if gaps := one.difference.gaps:
            waivers.write(session, one.running.handoff, waivers.REPLAN, gaps, waiver, actor.id, now)


def _require_plan(running: Running) -> None:
    if running.handoff.state not in HAS_A_PLAN:
        raise NotNow(
            _("The plan of {account} does not run now, so there is nothing to move.").format(
                account=running.account.name
            )
        )


def _after(running: Running, change: Change) -> Dated:
    before = running.dated
    mode = change.mode or before.mode
    starts_on, firm = change.incoming_starts_on, change.firm
    return Dated(
        mode=mode,
        tier=change.tier or before.tier,
        anchor=anchor_of(running.handoff.kind, mode),
        anchor_on=change.anchor_on or before.anchor_on,
        incoming_starts_on=before.incoming_starts_on if isinstance(starts_on, Keep) else starts_on,
        firm=before.firm if isinstance(firm, Keep) else firm,
    )


def _wrong(running: Running, after: Dated, change: Change, today: date) -> Mapping[str, str]:
    """Return what is wrong, by field."""
    before, wrong = running.dated, {}
    if (after.anchor, after.anchor_on) != (before.anchor, before.anchor_on):
        wrong["anchor_on"] = _wrong_anchor(after, today)
    if after.anchor_on > before.anchor_on and after.anchor is before.anchor and not change.reason:
        wrong["reason"] = _("Why does it take longer? Everybody of the handoff reads it.")
    starts_on = after.incoming_starts_on
    if starts_on and starts_on > today + FURTHEST_AHEAD:
        wrong["incoming_starts_on"] = _("That is more than two years ahead.")
    if gone := [firm for firm in after.firm if firm not in before.firm and firm.on < today]:
        wrong["calls"] = _("“{title}” lies in the past.").format(title=gone[0].title)
    return {field: why for field, why in wrong.items() if why}


def _wrong_anchor(after: Dated, today: date) -> str:
    on = after.anchor_on
    if on > today + FURTHEST_AHEAD:
        return _("That is more than two years ahead.")
    if after.anchor is Anchor.DEPARTURE and on > today:
        return _("The departure is known by now: choose today, or the day it was.")
    looks_back = after.anchor in (Anchor.DEPARTURE, Anchor.SIGNATURE)
    if looks_back and on < today - FURTHEST_BACK:
        return _("That is more than 30 days ago.")
    if not looks_back and on < today:
        return _("This date is in the past.")
    return ""


def _template(
    session: Session,
    running: Running,
    after: Dated,
    chosen: dict[tuple[Kind, Mode, Tier], Template],
) -> Template:
    """A plan keeps the version it started with, until its mode or tier is another one (R12)."""
    if (after.mode, after.tier) == (running.handoff.mode, running.handoff.tier):
        return running.template
    key = (running.handoff.kind, after.mode, after.tier)
    if key not in chosen:
        choice = template_copies.choose(session, running.handoff.workspace_id, *key)
        chosen[key] = choice.template
    return chosen[key]


def _quicker(session: Session, revision: Revision) -> dict[Mode, Template]:
    """Return the templates of the modes that take less time than the plan's."""
    handoff, after = revision.running.handoff, revision.after
    if revision.difference.misfit is None or handoff.kind is Kind.SALES_TO_CS:
        return {}
    chosen: dict[tuple[Kind, Mode, Tier], Template] = {}
    others = {mode: replace(after, mode=mode) for mode in plan_fit.QUICKER[after.mode]}
    return {
        mode: _template(session, revision.running, other, chosen) for mode, other in others.items()
    }

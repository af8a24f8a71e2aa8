"""Business as usual: what is missing for it, and the lead who confirms it (R21)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from playbook import access, audit, bau_gaps, checklist, moves, people, waivers
from playbook.access import Opened
from playbook.bau_gaps import Gap
from playbook.errors import FieldErrors, NotNow
from playbook.people import Actor
from playbook.states import CONFIRM_BAU, RUNNING, Made, Name
from playbook.templates.model import Event
from playbook.visibility import Role
from playbook.words import _
from storage.choices import State
from storage.tables import Handoff


@dataclass(frozen=True, slots=True)
class Readiness:
    """How near a handoff is to business as usual: what is missing, and who can mend it."""

    handoff_id: int
    account: str
    incoming: str
    missing: tuple[Gap, ...]


def readiness(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Readiness:
    """Return what the lead is asked to confirm. Raises NotThere, NotAllowed, NotNow."""
    opened = _open(session, actor, handoff_id, for_change=False)
    handoff = opened.handoff
    named = people.names(session, handoff.workspace_id, [handoff.incoming_id])
    return Readiness(
        handoff_id=handoff.id,
        account=opened.account.name,
        incoming=named.get(handoff.incoming_id or "", ""),
        missing=bau_gaps.gaps(session, handoff, now),
    )


def confirm(session: Session, actor: Actor, handoff_id: int, reason: str, now: datetime) -> None:
    """Set business as usual and let everybody hear; only the lead may.

    Raises FieldErrors for "reason" where something is missing and it is empty: overruling needs
    one, in writing, and it stays with the gaps that it left. Check-ins and tasks that are planned
    for later stay planned. Raises NotThere, NotAllowed, NotNow.
    """
    opened = _open(session, actor, handoff_id, for_change=True)
    handoff, reason = opened.handoff, reason.strip()
    gaps = missing(session, handoff, now)
    if gaps and not reason:
        raise FieldErrors({"reason": _("Something is missing: please say why it may stay so.")})
    if gaps:
        waivers.write(session, handoff, Name.CONFIRM_BAU, gaps, reason, actor.id, now)
    else:
        audit.record(session, actor.workspace_id, actor.id, "bau_confirmed", now, handoff=handoff)
    checklist.happened(session, handoff, Event.BAU_CONFIRMED, actor.id, now)
    moves.carry_out(session, handoff, Made(CONFIRM_BAU, handoff.state, actor.id, now))


def missing(session: Session, handoff: Handoff, now: datetime) -> tuple[str, ...]:
    """Return what business as usual still lacks, a sentence each; nothing: it may be confirmed."""
    return tuple(gap.said for gap in bau_gaps.gaps(session, handoff, now))


def _open(session: Session, actor: Actor, handoff_id: int, *, for_change: bool) -> Opened:
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    access.require(opened, Role.LEAD)
    account, state = opened.account.name, opened.handoff.state
    if state in (State.BAU, State.CLOSED):
        raise NotNow(_("{account} is in business as usual already.").format(account=account))
    access.require_running(opened)
    if state not in RUNNING:
        raise NotNow(_("The handoff of {account} is not under way.").format(account=account))
    return opened

"""What could not be delivered: kept in sight, and the handoff's lead sees it by the flag."""

from datetime import datetime

from sqlalchemy.orm import Session

from playbook import attention, audit, observers
from storage import deliveries
from storage.choices import Delivery
from storage.deliveries import Claim
from storage.tables import Handoff


def note(session: Session, claim: Claim, why: str, now: datetime) -> None:
    """Note that Slack will never take it (`why` is its word), and raise the handoff's flag.

    Of an observer, for whom the plan waits, the lead hears besides.
    """
    if not deliveries.ended(session, claim, Delivery.UNDELIVERABLE, why):
        return
    if claim.handoff_id is None:
        return
    handoff = session.get_one(Handoff, claim.handoff_id, with_for_update=True)
    audit.record(
        session,
        claim.workspace_id,
        None,
        "undeliverable",
        now,
        handoff=handoff,
        detail={"effect": claim.effect, "person": claim.person_id, "why": why},
    )
    attention.reckon(session, handoff, now)
    if claim.effect == "observer":
        observers.unreached(session, handoff, claim.person_id, now)

"""What could not be delivered: kept in sight by each handoff's flag, and its lead hears once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from playbook import attention, audit, observers, people
from playbook.holders import people_of
from storage import deliveries, outbox
from storage.choices import Delivery
from storage.deliveries import Claim
from storage.tables import Handoff, Outgoing, Reminded

UNDELIVERED = "undelivered"
"""The effect by which a lead hears."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Whom messages do not reach, by name, and Slack's word for why."""

    name: str
    why: str


def note(session: Session, claim: Claim, why: str, now: datetime) -> None:
    """Note that Slack will never take it (`why` is its word), and raise its handoffs' flags.

    A digest is of every handoff that it told of. Of an observer, for whom the plan waits, the lead
    hears in words of its own.
    """
    if not deliveries.ended(session, claim, Delivery.UNDELIVERABLE, why):
        return
    for handoff in _handoffs(session, claim):
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
        else:
            _tell_lead(session, handoff, claim.person_id, now)


def read(session: Session, row: Outgoing) -> Undelivered | None:
    """Return what a lead hears; None where the person was reached since."""
    person_id = str(row.detail.get("person"))
    query = (
        select(Outgoing.state, Outgoing.why)
        .where(
            Outgoing.workspace_id == row.workspace_id,
            Outgoing.person_id == person_id,
            Outgoing.state.in_((Delivery.SENT, Delivery.UNDELIVERABLE)),
        )
        .order_by(Outgoing.id.desc())
        .limit(1)
    )
    last = session.execute(query).first()
    person = people.find(session, row.workspace_id, person_id)
    if person is None or last is None or last.state is Delivery.SENT:
        return None
    return Undelivered(person.name, last.why or "")


def _handoffs(session: Session, claim: Claim) -> Sequence[Handoff]:
    told_of = select(Reminded.handoff_id).where(
        Reminded.workspace_id == claim.workspace_id, Reminded.outgoing_id == claim.id
    )
    query = (
        select(Handoff)
        .where(
            Handoff.workspace_id == claim.workspace_id,
            or_(Handoff.id == claim.handoff_id, Handoff.id.in_(told_of)),
        )
        .order_by(Handoff.id)
        .with_for_update()
    )
    return session.scalars(query).all()


def _tell_lead(session: Session, handoff: Handoff, person_id: str | None, now: datetime) -> None:
    """Let the lead hear, once a month for each person, however many messages and handoffs."""
    if person_id == handoff.lead_id or person_id not in people_of(handoff):
        return
    outbox.put(
        session,
        handoff.workspace_id,
        UNDELIVERED,
        now,
        person_id=handoff.lead_id,
        detail={"person": person_id},
        once_key=f"{UNDELIVERED}:{handoff.lead_id}:{person_id}:{now:%Y-%m}",
    )

"""Accounts without a reachable owner: somebody was deactivated who still owns them (R30).

In a running handoff its lead hears of it (playbook.swap). Of accounts without one hears who leads
the person: at once, because nobody is there for the customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from playbook import people, reminders
from playbook.access import FINISHED
from playbook.one_up import one_up
from storage import outbox
from storage.choices import OwnershipRole, State
from storage.tables import Account, Handoff, Outgoing, Ownership, Person

UNREACHABLE = "unreachable"
"""The effect by which they hear."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Who is gone, and the accounts that they own without a handoff, by name.

    `channel_id` is the leads' channel, where nobody is known to lead the person.
    """

    name: str
    accounts: tuple[str, ...]
    channel_id: str | None


def somebody_left(session: Session, workspace_id: str, person_id: str, now: datetime) -> int:
    """Let the manager of a deactivated person hear, or their deputy, else the leads' channel.

    Where there is no such channel either, every lead hears. Returns how many messages that were;
    each is said once for each time that somebody is deactivated.
    """
    person = people.find(session, workspace_id, person_id)
    if person is None or person.deactivated_at is None:
        return 0
    if not _accounts(session, workspace_id, person_id):
        return 0
    told = 0
    for told_id in who_hears(session, workspace_id, person_id):
        row = outbox.put(
            session,
            workspace_id,
            UNREACHABLE,
            now,
            person_id=told_id,
            detail={"person": person_id},
            once_key=f"{UNREACHABLE}:{person_id}:{person.deactivated_at:%Y%m%d%H%M%S}:{told_id}",
        )
        told += row is not None
    return told


def read(session: Session, row: Outgoing) -> Unreachable | None:
    """Return what a row says; None where the person is back, or every account is looked after."""
    person = people.find(session, row.workspace_id, str(row.detail.get("person")))
    if person is None or person.deactivated_at is None:
        return None
    accounts = tuple(_accounts(session, row.workspace_id, person.id))
    if not accounts:
        return None
    channel = None if row.person_id else reminders.leads_channel(session, row.workspace_id)
    return Unreachable(person.name, accounts, channel)


def who_hears(session: Session, workspace_id: str, person_id: str) -> Sequence[str | None]:
    """Return who hears that a person is gone; None stands for the leads' channel."""
    above = one_up(session, workspace_id, [person_id]).get(person_id)
    if above is not None:
        return [above]
    if reminders.leads_channel(session, workspace_id):
        return [None]
    query = select(Person).where(Person.workspace_id == workspace_id, Person.is_lead.is_(True))
    leads = session.scalars(query.order_by(Person.id))
    return [lead.id for lead in leads if people.can_hold_a_role(lead)]


def _accounts(session: Session, workspace_id: str, person_id: str) -> Sequence[str]:
    """Return the names of the accounts that they own and of which no handoff runs."""
    runs = exists().where(
        Handoff.workspace_id == Account.workspace_id,
        Handoff.account_id == Account.id,
        Handoff.state.not_in((State.DRAFT, State.BAU, *FINISHED)),
    )
    query = (
        select(Account.name)
        .join(Ownership, Ownership.account_id == Account.id)
        .where(
            Ownership.workspace_id == workspace_id,
            Ownership.person_id == person_id,
            Ownership.role == OwnershipRole.OWNER,
            Ownership.until.is_(None),
            ~runs,
        )
        .order_by(Account.name)
    )
    return session.scalars(query).all()

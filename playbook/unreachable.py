"""Accounts without a reachable owner: somebody was deactivated who still owns them (R30).

In a running handoff its lead hears of it (playbook.swap). Of accounts without one hears who leads
the person: at once, in one message, because nobody is there for the customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from playbook import people, reminders
from playbook.access import FINISHED
from playbook.one_up import one_up
from playbook.people import Viewer
from storage import outbox
from storage.choices import OwnershipRole, State
from storage.tables import Account, Handoff, Outgoing, Ownership, Person, PersonSettings
from storage.written import written

UNREACHABLE = "unreachable"
"""The effect by which they hear."""

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class LeftAccount:
    """An account that somebody who is gone still owns. `is_proposed`: a draft waits for a lead."""

    account_id: int
    name: str
    is_proposed: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Who is gone, and the accounts that they own without a handoff, by name.

    `channel_id` is the leads' channel, where nobody is known to lead the person. `may_propose`:
    who reads it can make drafts.
    """

    person_id: str
    name: str
    accounts: tuple[LeftAccount, ...]
    channel_id: str | None
    may_propose: bool = True


@dataclass(frozen=True, slots=True)
class Limbo:
    """Accounts whose owner is gone and of which no handoff runs: how many, and some of them."""

    total: int
    names: tuple[str, ...]
    person_id: str


def somebody_left(session: Session, workspace_id: str, person_id: str, now: datetime) -> int:
    """Let the manager of a deactivated person hear, or their deputy, else the leads' channel.

    Where there is no such channel either, every lead hears. Returns how many messages that were;
    each is said once for each time that somebody is deactivated.
    """
    person = people.find(session, workspace_id, person_id)
    if person is None or person.deactivated_at is None:
        return 0
    if not left_by(session, workspace_id, person_id):
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
    left = tuple(left_by(session, row.workspace_id, person.id))
    if not left:
        return None
    reader = people.find(session, row.workspace_id, row.person_id) if row.person_id else None
    channel = None if row.person_id else reminders.leads_channel(session, row.workspace_id)
    may_propose = reader is None or reader.is_lead
    return Unreachable(person.id, person.name, left, channel, may_propose)


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


def left_by(session: Session, workspace_id: str, person_id: str) -> list[LeftAccount]:
    """Return the accounts that somebody owns and of which no handoff runs, by name."""
    is_proposed = exists().where(
        Handoff.workspace_id == Account.workspace_id,
        Handoff.account_id == Account.id,
        Handoff.state == State.DRAFT,
    )
    query = _left(select(Account.id, Account.name, is_proposed), workspace_id)
    rows = session.execute(query.where(Ownership.person_id == person_id).order_by(Account.name))
    return [LeftAccount(*row) for row in rows]


def in_limbo(session: Session, viewer: Viewer, names: int = 3) -> Limbo | None:
    """Return the accounts in limbo that concern a lead; None for others, and if there are none.

    They concern whoever leads the one who is gone and, where nobody is known to, every lead.
    """
    if not viewer.is_lead:
        return None
    session.flush()  # what is read below goes past the session
    which = {"workspace": viewer.workspace_id, "viewer": viewer.id, "names": names}
    rows: Sequence[AnyRow] = session.connection().execute(_IN_LIMBO, which).all()
    if not rows:
        return None
    return Limbo(rows[0][2], tuple(row[0] for row in rows), rows[0][1])


def _left(
    query: Select[*tuple[Any, ...]], workspace_id: str | BindParameter[str]
) -> Select[*tuple[Any, ...]]:
    """Return the query over accounts with an owner and without a handoff that runs."""
    runs = exists().where(
        Handoff.workspace_id == Account.workspace_id,
        Handoff.account_id == Account.id,
        Handoff.state.not_in(written((State.DRAFT, State.BAU, *FINISHED))),
    )
    return (
        query.select_from(Account)
        .join(Ownership, Ownership.account_id == Account.id)
        .where(
            Ownership.workspace_id == workspace_id,
            Ownership.role.in_(written([OwnershipRole.OWNER])),
            Ownership.until.is_(None),
            ~runs,
        )
    )


_VIEWER: BindParameter[str] = bindparam("viewer")
_IN_LIMBO = (
    _left(select(Account.name, Ownership.person_id, func.count().over()), bindparam("workspace"))
    .join(
        Person,
        (Person.workspace_id == Ownership.workspace_id) & (Person.id == Ownership.person_id),
    )
    .outerjoin(
        PersonSettings,
        (PersonSettings.workspace_id == Ownership.workspace_id)
        & (PersonSettings.person_id == Ownership.person_id),
    )
    .where(
        Person.deactivated_at.is_not(None),
        or_(
            PersonSettings.manager_id == _VIEWER,
            PersonSettings.deputy_id == _VIEWER,
            PersonSettings.manager_id.is_(None) & PersonSettings.deputy_id.is_(None),
        ),
    )
    .order_by(Person.deactivated_at.desc(), Account.name)
    .limit(bindparam("names"))
)
"""Built once: each opening of a lead's home asks it."""

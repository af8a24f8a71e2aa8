"""Reminding people of blueprints that nobody has touched for long, at most once a month (R9).

Accounts in a handoff are left out: their plan asks already. A draft changes nothing (R31).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy.orm import Session

from playbook import hours, people, sections, staleness
from playbook.account_blueprint import UNDER_WAY, depth_of, id_of
from playbook.staleness import is_stale
from storage import outbox
from storage.choices import Kind, OwnershipRole
from storage.tables import Account, FreshnessPrompt, Handoff, Ownership, Person, Workspace

EVERY = timedelta(days=30)
"""A person hears of it no more often than this."""

LOOKED_OVER = timedelta(hours=1)
"""How often a workspace's accounts are looked over: people hear of it in their working hours."""


@dataclass(frozen=True, slots=True)
class Stale:
    """One account that is due for a look; `touched` is when its oldest section last was."""

    number: int
    account: str
    touched: datetime | None


def fall_due(session: Session, now: datetime, limit: int = 10) -> int:
    """Look over the accounts of workspaces whose turn it is; return of how many workspaces.

    Nobody is reminded in the month after installation, when all is new.
    """
    query = (
        select(Workspace)
        .where(
            Workspace.installed_at <= now - EVERY,
            or_(Workspace.fresh_at.is_(None), Workspace.fresh_at <= now),
        )
        .order_by(Workspace.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(query).all()
    for workspace in found:
        workspace.fresh_at = now + LOOKED_OVER
        _look_over(session, workspace.id, now)
    return len(found)


def stale(session: Session, workspace_id: str, person_id: str, now: datetime) -> tuple[Stale, ...]:
    """Return the accounts of a person that are due for a look, in two statements."""
    rows = _accounts(session, workspace_id, [person_id])
    return _stale(session, workspace_id, rows, now).get(person_id, ())


def _look_over(session: Session, workspace_id: str, now: datetime) -> None:
    rows = _accounts(session, workspace_id, _may_hear(session, workspace_id, now))
    found = _stale(session, workspace_id, rows, now)
    working = hours.hours_of(session, workspace_id, found)
    for person_id in found:
        if hours.is_working(now, working.get(person_id, hours.STANDARD)):
            _prompt(session, workspace_id, person_id, now)


def _prompt(session: Session, workspace_id: str, person_id: str, now: datetime) -> None:
    whose = FreshnessPrompt(workspace_id=workspace_id, person_id=person_id, prompted_at=now)
    session.merge(whose)
    outbox.put(session, workspace_id, "blueprints_stale", now, person_id=person_id)


def _may_hear(session: Session, workspace_id: str, now: datetime) -> list[str]:
    """Who owns accounts, can hold a role and has heard nothing for a month."""
    owns = exists().where(
        Ownership.workspace_id == Person.workspace_id,
        Ownership.person_id == Person.id,
        Ownership.role == OwnershipRole.OWNER,
        Ownership.until.is_(None),
    )
    heard = exists().where(
        FreshnessPrompt.workspace_id == Person.workspace_id,
        FreshnessPrompt.person_id == Person.id,
        FreshnessPrompt.prompted_at > now - EVERY,
    )
    query = select(Person).where(Person.workspace_id == workspace_id, owns, ~heard)
    return [person.id for person in session.scalars(query) if people.can_hold_a_role(person)]


def _accounts(
    session: Session, workspace_id: str, person_ids: Sequence[str]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the accounts that these people own and that are in no handoff."""
    in_a_handoff = exists().where(
        Handoff.workspace_id == Account.workspace_id,
        Handoff.account_id == Account.id,
        Handoff.state.in_(UNDER_WAY),
    )
    query = (
        select(Account.id, Account.name, Account.tier, Ownership.since, Ownership.person_id)
        .join(
            Ownership,
            and_(
                Ownership.workspace_id == Account.workspace_id,
                Ownership.account_id == Account.id,
            ),
        )
        .where(
            Ownership.workspace_id == workspace_id,
            Ownership.person_id.in_(person_ids),
            Ownership.role == OwnershipRole.OWNER,
            Ownership.until.is_(None),
            ~in_a_handoff,
        )
        .order_by(Account.name_key)
    )
    return session.execute(query).all()


def _stale(
    session: Session,
    workspace_id: str,
    rows: Sequence[Row[*tuple[Any, ...]]],
    now: datetime,
) -> dict[str, tuple[Stale, ...]]:
    """Return what is due for a look, by owner. Who has an account newly has time to begin."""
    fresh = staleness.read(session, workspace_id, [row.id for row in rows])
    found: dict[str, tuple[Stale, ...]] = {}
    for row in rows:
        asked = sections.asked(Kind.CSM_TO_CSM, depth_of(row.tier))
        touched = fresh[row.id].oldest(asked)
        if is_stale(touched or row.since, row.tier, now):
            one = Stale(id_of(row.id), row.name, touched)
            found[row.person_id] = (*found.get(row.person_id, ()), one)
    return found

"""What somebody is to an account, whether or not a handoff of it runs: who may read its log (R9).

The owner, the backup and the people of its handoffs, with the leads of all of these. Observers
have no part in it, and a silent draft gives one to its leads alone (R10, R31).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, defer

from playbook import overview, people
from playbook.access import led_by
from playbook.accounts import Found
from playbook.errors import NotAllowed
from playbook.holders import people_of
from playbook.people import Actor, Viewer
from playbook.visibility import SEES, SHARED, Field, Role, may_see, role_in
from playbook.words import _
from storage.choices import OwnershipRole, State
from storage.tables import Account, Handoff, Ownership, Person, PersonSettings

_SEES = {OwnershipRole.OWNER: SEES[Role.OUTGOING], OwnershipRole.BACKUP: SHARED}
"""What who holds an account sees of it. A backup is none of a handoff's own people (R31)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as one person may deal with it. The row is live: use it inside the session."""

    account: Account
    viewer: Viewer
    sees: frozenset[Field]
    is_lead: bool


def theirs(session: Session, viewer: Viewer) -> list[Found]:
    """Return the accounts whose log the viewer reads and writes, by name, in two statements."""
    query = (
        select(Account.id, Account.name)
        .where(
            Account.workspace_id == viewer.workspace_id,
            _reached(viewer, led_by(session, viewer)),
        )
        .order_by(Account.name_key)
    )
    return [Found(*row) for row in session.execute(query)]


def open_account(
    session: Session, actor: Actor, account_id: int, *, for_change: bool = False
) -> Standing:
    """Return the account for somebody who has a part in it; `for_change` locks its row.

    Raises NotAllowed for everybody else, also where there is no such account.
    """
    viewer = people.viewer(session, actor)
    query = select(Account).where(
        Account.workspace_id == actor.workspace_id, Account.id == account_id
    )
    account = session.scalar(query.with_for_update() if for_change else query)
    parts = list(_parts(session, viewer, account_id)) if account else []
    sees = frozenset[Field]().union(*parts)
    if account is None or Field.BLUEPRINT not in sees:
        raise not_theirs()
    return Standing(account, viewer, sees, is_lead=SEES[Role.LEAD] <= sees)


def not_theirs() -> NotAllowed:
    """Return what somebody is told who has no part in an account."""
    return NotAllowed(
        _(
            "An account's log is for its owner, its backup, the people of its handoffs and "
            "their leads. Ask one of them to file it."
        )
    )


def readers(session: Session, workspace_id: str, account_id: int) -> tuple[str, ...]:
    """Return the names of all who read the account's log now, without whom only a draft names."""
    held = _holders(session, workspace_id, account_id)
    handoffs = _handoffs(session, workspace_id, account_id)
    opened = [one for one in handoffs if one.state is not State.DRAFT]
    part = {person_id for person_id, _role in held}
    part |= {person_id for one in opened for person_id in people_of(one)}
    leads = _leads_of(session, workspace_id, part)
    return tuple(sorted(people.names(session, workspace_id, part | leads).values()))


def _parts(session: Session, viewer: Viewer, account_id: int) -> Iterable[frozenset[Field]]:
    led = led_by(session, viewer)
    for person_id, role in _holders(session, viewer.workspace_id, account_id):
        if person_id in led:
            yield SEES[Role.LEAD]
        elif person_id == viewer.id:
            yield _SEES[role]
    for handoff in _handoffs(session, viewer.workspace_id, account_id):
        part = role_in(viewer, handoff, frozenset(), led)
        if may_see(part, Field.BLUEPRINT, handoff.state):
            yield SEES[part]


def _holders(
    session: Session, workspace_id: str, account_id: int
) -> Sequence[tuple[str, OwnershipRole]]:
    query = select(Ownership.person_id, Ownership.role).where(
        Ownership.workspace_id == workspace_id,
        Ownership.account_id == account_id,
        Ownership.role.in_(_SEES),
        Ownership.until.is_(None),
    )
    return [(row.person_id, row.role) for row in session.execute(query)]


def _handoffs(session: Session, workspace_id: str, account_id: int) -> Sequence[Handoff]:
    query = select(Handoff).where(
        Handoff.workspace_id == workspace_id, Handoff.account_id == account_id
    )
    return session.scalars(query.options(defer(Handoff.reason))).all()


def _leads_of(session: Session, workspace_id: str, person_ids: set[str]) -> set[str]:
    query = (
        select(Person.id)
        .join(
            PersonSettings,
            and_(
                PersonSettings.workspace_id == Person.workspace_id,
                or_(
                    PersonSettings.manager_id == Person.id,
                    PersonSettings.deputy_id == Person.id,
                ),
            ),
        )
        .where(
            Person.workspace_id == workspace_id,
            Person.is_lead,
            PersonSettings.person_id.in_(person_ids),
        )
    )
    return set(session.scalars(query))


def _reached(viewer: Viewer, led: set[str]) -> ColumnElement[bool]:
    """What `open_account` says of one account, said of all at once."""
    held = exists().where(
        Ownership.workspace_id == Account.workspace_id,
        Ownership.account_id == Account.id,
        Ownership.until.is_(None),
        Ownership.role.in_(_SEES),
        Ownership.person_id.in_({viewer.id, *led}),
    )
    part = or_(
        Handoff.outgoing_id == viewer.id,
        Handoff.incoming_id == viewer.id,
        Handoff.temporary_id == viewer.id,
    )
    handed = exists().where(
        Handoff.workspace_id == Account.workspace_id,
        Handoff.account_id == Account.id,
        or_(overview.leads(viewer, led), and_(part, Handoff.state != State.DRAFT)),
    )
    return or_(held, handed)

"""The blueprint of an account that is in no handoff: it is there from day one, and kept fresh (R9).

Buttons and modals name a blueprint by one number. Below FIRST it is a handoff's id; from there on
it names an account, whatever handoffs it has been in or will be.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import access, ownership, people
from playbook.access import Opened
from playbook.errors import NotThere
from playbook.people import Actor, Viewer
from playbook.states import RUNNING
from playbook.visibility import Role
from playbook.words import _
from storage.choices import Depth, Kind, Mode, State, Tier
from storage.tables import Account, Handoff

FIRST = 2**30
"""Far above the ids that handoffs reach, and small enough for what a button may carry."""

DEPTHS = {Tier.HIGH: Depth.FULL, Tier.MID: Depth.SHORT, Tier.LOW: Depth.MINI}
"""How deep a blueprint goes by the account's tier (R5)."""

UNDER_WAY = (*RUNNING, State.ON_HOLD)
"""The states in which an account's blueprint is the matter of its handoff."""


def id_of(account_id: int) -> int:
    """Return the number that names the account's blueprint."""
    return FIRST + account_id


def depth_of(tier: Tier | None) -> Depth:
    """Return how deep the blueprint of an account of this tier goes; mid where none is known."""
    return DEPTHS[tier or Tier.MID]


def open_by_number(
    session: Session, actor: Actor, number: int, *, for_change: bool = False
) -> Opened:
    """Return the handoff, or the account as if in one, for this person. Raises as open_handoff."""
    if number < FIRST:
        return access.open_handoff(session, actor, number, for_change=for_change)
    return open_account(session, actor, number - FIRST, for_change=for_change)


def open_to_read(session: Session, actor: Actor, number: int) -> Opened:
    """Return what `open_by_number` does, for who changes neither the handoff nor the account."""
    if number < FIRST:
        return access.open_to_read(session, actor, number)
    return open_account(session, actor, number - FIRST)


def open_account(
    session: Session, actor: Actor, account_id: int, *, for_change: bool = False
) -> Opened:
    """Return an account's blueprint for its owner, or the owner's lead.

    While a handoff of it is under way, the blueprint is that handoff's, for its people. Otherwise
    the handoff in what is returned is none that is kept: it has no id, and is never added to the
    session. `for_change` locks the row. Raises NotAllowed and NotThere.
    """
    viewer = people.viewer(session, actor)
    handoff_id = _under_way(session, actor.workspace_id, account_id)
    if handoff_id is not None:
        return access.open_handoff(session, actor, handoff_id, for_change=for_change)
    query = select(Account).where(
        Account.workspace_id == actor.workspace_id, Account.id == account_id
    )
    account = session.scalar(query.with_for_update() if for_change else query)
    owner_id = ownership.current_owner(session, actor.workspace_id, account_id)
    role = _role(session, viewer, owner_id)
    if account is None or role is Role.NONE:
        raise NotThere(_("I can find no such account among yours."))
    return Opened(_as_if_in_one(account, owner_id), account, viewer, role)


def is_in_none(opened: Opened) -> bool:
    """Whether what was opened is an account by itself."""
    return opened.handoff.id is None


def _role(session: Session, viewer: Viewer, owner_id: str | None) -> Role:
    if viewer.id == owner_id:
        return Role.OUTGOING
    return Role.LEAD if owner_id in access.led_by(session, viewer) else Role.NONE


def _under_way(session: Session, workspace_id: str, account_id: int) -> int | None:
    query = select(Handoff.id).where(
        Handoff.workspace_id == workspace_id,
        Handoff.account_id == account_id,
        Handoff.state.in_(UNDER_WAY),
    )
    return session.scalar(query.limit(1))


def _as_if_in_one(account: Account, owner_id: str | None) -> Handoff:
    """Return the facts of the account in the shape that readers and writers of blueprints know."""
    return Handoff(
        workspace_id=account.workspace_id,
        account_id=account.id,
        kind=Kind.CSM_TO_CSM,
        mode=Mode.SOFT,
        tier=account.tier or Tier.MID,
        depth=depth_of(account.tier),
        state=State.BAU,
        outgoing_id=owner_id,
    )

"""A proposal that is not opened: discarded by its lead, or withdrawn by who made it (R31, R32).

Either way nothing of it is left but that it was there: whom it named and why is taken out of it,
so that nobody ever learns of their own departure from it. The other one of the two hears of it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, literal, select
from sqlalchemy.orm import Session

from playbook import access, accounts, audit, people
from playbook.errors import NotNow, NotThere
from playbook.people import Actor, Viewer
from playbook.visibility import Role
from playbook.wish import Wish
from playbook.words import _
from storage import outbox
from storage.choices import State
from storage.tables import Account, Handoff, Observer

SHOWN = 10
"""Proposals shown at once; withdrawing one makes room for the next."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as it concerns who made it and its lead."""

    handoff_id: int
    account: str
    lead_id: str
    proposed_by: str


_PROPOSED = select(Handoff.id, Account.name, Handoff.lead_id, Handoff.started_by).join(
    Account, Account.id == Handoff.account_id
)


_OWN = (
    _PROPOSED.where(
        Handoff.workspace_id == bindparam("workspace"),
        Handoff.started_by == bindparam("person"),
        Handoff.lead_id != bindparam("person"),
        Handoff.state == literal(State.DRAFT, Handoff.state.type, literal_execute=True),
    )
    .order_by(Handoff.id)
    .limit(SHOWN)
)
"""Built once. The state is written out: only then does a database use the partial index."""


def discard(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Proposed:
    """Discard a draft as its lead; who proposed it hears so, without a reason.

    Raises NotThere, NotAllowed, or NotNow once it is open.
    """
    opened = access.open_handoff(session, actor, handoff_id, for_change=True)
    access.require(opened, Role.LEAD)
    handoff = opened.handoff
    _require_draft(handoff, opened.account)
    found = _proposed(handoff, opened.account)
    end(session, handoff, actor.id, "draft_discarded", now)
    if handoff.started_by != actor.id:
        _tell(session, handoff, "draft_discarded", handoff.started_by, now)
    return found


def withdraw(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Proposed:
    """Withdraw one's own proposal; its lead hears so. Raises NotThere, or NotNow once it is open.

    Who proposed a handoff may know of no more of it than that (R31), so it is not opened as others
    are.
    """
    viewer = people.viewer(session, actor)
    query = (
        select(Handoff, Account)
        .join(Account, Account.id == Handoff.account_id)
        .where(
            Handoff.workspace_id == viewer.workspace_id,
            Handoff.id == handoff_id,
            Handoff.started_by == viewer.id,
        )
        .with_for_update(of=Handoff)
    )
    row = session.execute(query).first()
    if row is None:
        raise NotThere(_("I can find no such proposal of yours."))
    _require_draft(row.Handoff, row.Account)
    found = _proposed(row.Handoff, row.Account)
    end(session, row.Handoff, viewer.id, "draft_withdrawn", now)
    _tell(session, row.Handoff, "draft_withdrawn", row.Handoff.lead_id, now)
    return found


def of_account(session: Session, viewer: Viewer, wish: Wish) -> Proposed | None:
    """Return the viewer's own proposal for the account of a wish. No other is to be known of."""
    if wish.account_id is None and not wish.account_name:
        return None
    is_it = Account.name_key == accounts.name_key(wish.account_name)
    if wish.account_id is not None:
        is_it = Account.id == wish.account_id
    query = _PROPOSED.where(
        Handoff.workspace_id == viewer.workspace_id,
        Handoff.state == State.DRAFT,
        Handoff.started_by == viewer.id,
        is_it,
    )
    row = session.execute(query.limit(1)).first()
    return Proposed(*row) if row else None


def of_viewer(session: Session, viewer: Viewer) -> tuple[Proposed, ...]:
    """Return what the viewer has proposed to others and nobody has opened yet, oldest first.

    They know no more of it than that, whatever part in it they were to have (R31).
    """
    session.flush()  # what is read below goes past the session
    who = {"workspace": viewer.workspace_id, "person": viewer.id}
    return tuple(Proposed(*row) for row in session.connection().execute(_OWN, who))


def ended(session: Session, workspace_id: str, handoff_id: int) -> Proposed | None:
    """Return a proposal that was discarded or withdrawn, for the message about it."""
    query = _PROPOSED.where(
        Handoff.workspace_id == workspace_id,
        Handoff.id == handoff_id,
        Handoff.state == State.CANCELLED,
    )
    row = session.execute(query).first()
    return Proposed(*row) if row else None


def _require_draft(handoff: Handoff, account: Account) -> None:
    if handoff.state is State.CANCELLED:
        raise NotNow(_("The proposal for {account} is gone already.").format(account=account.name))
    if handoff.state is not State.DRAFT:
        raise NotNow(_("The handoff of {account} is open already.").format(account=account.name))


def _proposed(handoff: Handoff, account: Account) -> Proposed:
    return Proposed(handoff.id, account.name, handoff.lead_id, handoff.started_by)


def end(session: Session, handoff: Handoff, actor_id: str | None, what: str, now: datetime) -> None:
    """Take whom it named and why out of a draft that is not opened; the trail says `what` (R31)."""
    handoff.state, handoff.closed_at = State.CANCELLED, now
    handoff.reason = None
    handoff.outgoing_id = handoff.incoming_id = handoff.temporary_id = None
    handoff.returns_on = handoff.incoming_starts_on = None
    handoff.version += 1
    session.execute(
        delete(Observer).where(
            Observer.workspace_id == handoff.workspace_id, Observer.handoff_id == handoff.id
        )
    )
    audit.record(session, handoff.workspace_id, actor_id, what, now, handoff=handoff)


def _tell(session: Session, handoff: Handoff, effect: str, person_id: str, now: datetime) -> None:
    outbox.put(
        session,
        handoff.workspace_id,
        effect,
        now,
        handoff_id=handoff.id,
        person_id=person_id,
        once_key=f"{effect}:{handoff.id}",
    )

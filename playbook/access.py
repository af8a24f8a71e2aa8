"""Opening a handoff for somebody: every use case begins here, so that no check is forgotten."""

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session, defer, make_transient_to_detached

from playbook import called, people
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.people import Actor, Viewer
from playbook.visibility import Field, Role, may_see, role_in
from playbook.words import _
from storage.choices import Kind, State
from storage.tables import Account, Handoff, Observer, Person, PersonSettings

AnyRow: TypeAlias = Row[*tuple[Any, ...]]

FINISHED = frozenset({State.CLOSED, State.CANCELLED})


_HANDOFF = (
    select(Handoff, Account, *people.WHO)
    .join(Account, Account.id == Handoff.account_id)
    .join(Person, Person.workspace_id == Handoff.workspace_id)
    .where(
        Handoff.workspace_id == bindparam("workspace_id"),
        Handoff.id == bindparam("handoff_id"),
        Person.id == bindparam("person_id"),
    )
    .options(defer(Handoff.reason))  # decrypted only where somebody reads it
)
_FOR_CHANGE = _HANDOFF.with_for_update(of=Handoff)

_OF_HANDOFF = (
    Handoff.id,
    Handoff.workspace_id,
    Handoff.account_id,
    Handoff.kind,
    Handoff.depth,
    Handoff.state,
    Handoff.template,
    Handoff.template_version,
    Handoff.outgoing_id,
    Handoff.incoming_id,
    Handoff.lead_id,
    Handoff.temporary_id,
)
_OF_ACCOUNT = (Account.id, Account.workspace_id, Account.name, Account.renewal_on)
_TO_READ = _HANDOFF.with_only_columns(*people.WHO, *_OF_HANDOFF, *_OF_ACCOUNT)
"""What readers of a blueprint ask; behind who reads, whose names come first and stay their own."""

LED = select(PersonSettings.person_id).where(
    PersonSettings.workspace_id == bindparam("workspace_id"),
    or_(
        PersonSettings.manager_id == bindparam("person_id"),
        PersonSettings.deputy_id == bindparam("person_id"),
    ),
)
"""The people whose lead somebody is: manager of, or deputy to (R32, R33)."""
_OBSERVERS = select(Observer.person_id).where(
    Observer.workspace_id == bindparam("workspace_id"),
    Observer.handoff_id == bindparam("handoff_id"),
)


class Reader(Protocol):
    """Who reads what is known of an account, and how much of it they may see."""

    @property
    def account(self) -> Account:
        """The account whose blueprint is read."""

    def sees(self, field: Field) -> bool:
        """Whether they see the field."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A handoff as one person may deal with it. The rows are live: use them inside the session."""

    handoff: Handoff
    account: Account
    viewer: Viewer
    role: Role

    def sees(self, field: Field) -> bool:
        """Whether this person sees the field."""
        return may_see(self.role, field, self.handoff.state)


def open_handoff(
    session: Session, actor: Actor, handoff_id: int, *, for_change: bool = False
) -> Opened:
    """Return the handoff for this person; `for_change` locks the row until the transaction ends.

    Raises NotAllowed if the person can hold no role, NotThere if there is no such handoff or they
    may not know of it.
    """
    statement = _FOR_CHANGE if for_change else _HANDOFF
    found = session.execute(statement, _which(actor, handoff_id)).first()
    if found is None:
        raise _not_found(session, actor)
    return _opened(session, actor, found, found.Handoff, found.Account)


def open_to_read(session: Session, actor: Actor, handoff_id: int) -> Opened:
    """Return the handoff as `open_handoff` does, for who reads its blueprint and changes neither.

    Handoff and account are copies with the facts that a blueprint's readers ask; to ask another
    raises DetachedInstanceError. Live rows, with all that they hold, cost twice as much.
    """
    session.flush()  # what is read below goes past the session
    found = session.connection().execute(_TO_READ, _which(actor, handoff_id)).first()
    if found is None:
        raise _not_found(session, actor)
    facts = iter(found[len(people.WHO) :])
    handoff = Handoff(**{column.key: next(facts) for column in _OF_HANDOFF})
    account = Account(**{column.key: next(facts) for column in _OF_ACCOUNT})
    for copy in (handoff, account):
        make_transient_to_detached(copy)
    return _opened(session, actor, found, handoff, account)


def _which(actor: Actor, handoff_id: int) -> dict[str, Any]:
    return {
        "workspace_id": actor.workspace_id,
        "handoff_id": handoff_id,
        "person_id": actor.id,
    }


def _opened(
    session: Session, actor: Actor, person: AnyRow, handoff: Handoff, account: Account
) -> Opened:
    viewer = people.viewer_of(actor, person)
    opened = Opened(handoff, account, viewer, _role(session, viewer, handoff))
    if not opened.sees(Field.EXISTENCE):
        raise _not_there()
    return opened


def _not_found(session: Session, actor: Actor) -> NotThere:
    people.viewer(session, actor)  # a stranger learns no more than that they are one
    return _not_there()


def require(opened: Opened, *roles: Role) -> None:
    """Raise NotAllowed unless the person has one of these roles in the handoff."""
    if opened.role not in roles:
        raise NotAllowed(
            _("Only {roles} can do that for {account}.").format(
                roles=_either(roles, opened.handoff.kind), account=opened.account.name
            )
        )


def require_running(opened: Opened) -> None:
    """Raise NotNow if the handoff is over."""
    if opened.handoff.state in FINISHED:
        raise NotNow(_("The handoff of {account} is over.").format(account=opened.account.name))


def led_by(session: Session, viewer: Viewer) -> set[str]:
    """Return the people whose lead the viewer is: manager of, or deputy to (R32, R33)."""
    if not viewer.is_lead:
        return set()
    who = {"workspace_id": viewer.workspace_id, "person_id": viewer.id}
    return set(session.scalars(LED, who))


def _role(session: Session, viewer: Viewer, handoff: Handoff) -> Role:
    role = role_in(viewer, handoff, frozenset(), set())
    if role is not Role.NONE and not (viewer.is_lead and role is not Role.LEAD):
        return role
    return role_in(viewer, handoff, _observers(session, handoff), led_by(session, viewer))


def _observers(session: Session, handoff: Handoff) -> frozenset[str]:
    where = {"workspace_id": handoff.workspace_id, "handoff_id": handoff.id}
    return frozenset(session.scalars(_OBSERVERS, where))


def _not_there() -> NotThere:
    return NotThere(_("I can find no such handoff among yours. `/handoff list` shows them."))


def _either(roles: tuple[Role, ...], kind: Kind) -> str:
    words = {
        Role.LEAD: _("the lead"),
        Role.OUTGOING: _("the {outgoing}").format(outgoing=called.outgoing(kind)),
        Role.INCOMING: _("the incoming CSM"),
        Role.OBSERVER: _("an observer"),
    }
    return _(" or ").join(words[role] for role in roles)

"""Who does what in a handoff at the moment: the roles' holders, and who stands in for one.

While nobody is named as the incoming CSM, the temporary contact does what is theirs (R2, R26, R30).
"""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, func, or_

from storage.choices import Owner
from storage.tables import Task
from storage.written import written


class Named(Protocol):
    """Whoever is named in a handoff: its row, or columns of it."""

    @property
    def outgoing_id(self) -> str | None: ...
    @property
    def incoming_id(self) -> str | None: ...
    @property
    def lead_id(self) -> str: ...
    @property
    def temporary_id(self) -> str | None: ...


def holders(named: Named) -> Mapping[Owner, str | None]:
    """Return who does the tasks of each role."""
    return {
        Owner.OUTGOING: named.outgoing_id,
        Owner.INCOMING: named.incoming_id or named.temporary_id,
        Owner.LEAD: named.lead_id,
    }


def owners_among(
    named: Mapping[Owner, str | None], owner: Owner, owner_id: str | None
) -> tuple[str, ...]:
    """Return who does a task of this owner, or of this person, where the holders are `named`."""
    if owner_id:
        return (owner_id,)
    found = (named[one] for one in owner.each)
    return tuple(dict.fromkeys(person for person in found if person))


def owners_of(named: Named, owner: Owner, owner_id: str | None) -> tuple[str, ...]:
    """Return the people who do a task of this owner, or of this person."""
    return owners_among(holders(named), owner, owner_id)


def people_of(named: Named) -> tuple[str, ...]:
    """Return everybody who has a part, each once; the temporary contact keeps theirs to the end."""
    found = (*parties(named), named.temporary_id)
    return tuple(dict.fromkeys(person_id for person_id in found if person_id))


def parties(named: Named) -> tuple[str, ...]:
    """Return who hands over, takes over and leads, each once."""
    found = (named.outgoing_id, named.incoming_id, named.lead_id)
    return tuple(dict.fromkeys(person_id for person_id in found if person_id))


def is_owner(person_id: Any, named: Any) -> ColumnElement[bool]:
    """Return the condition that a person is one of the `owners_of` a Task; `named` has columns."""
    holding = {
        Owner.OUTGOING: named.outgoing_id,
        Owner.INCOMING: func.coalesce(named.incoming_id, named.temporary_id),
        Owner.LEAD: named.lead_id,
    }
    is_role = [
        and_(holder == person_id, Task.owner.in_(written(_with(one))))
        for one, holder in holding.items()
    ]
    return or_(Task.owner_id == person_id, and_(Task.owner_id.is_(None), or_(*is_role)))


def _with(one: Owner) -> list[Owner]:
    """The owners among whom this one is."""
    return [owner for owner in Owner if one in owner.each]

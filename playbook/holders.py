"""Who does what in a handoff at the moment: the roles' holders, and who stands in for one.

While nobody is named as the incoming CSM, the temporary contact does what is theirs (R2, R26, R30).
"""

from collections.abc import Mapping
from typing import Protocol

from storage.choices import Owner


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


def people_of(named: Named) -> tuple[str, ...]:
    """Return everybody who has a part, each once; the temporary contact keeps theirs to the end."""
    found = (*parties(named), named.temporary_id)
    return tuple(dict.fromkeys(person_id for person_id in found if person_id))


def parties(named: Named) -> tuple[str, ...]:
    """Return who hands over, takes over and leads, each once."""
    found = (named.outgoing_id, named.incoming_id, named.lead_id)
    return tuple(dict.fromkeys(person_id for person_id in found if person_id))

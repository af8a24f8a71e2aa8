"""Who at the customer matters most to a handoff: the key stakeholders (R5, R17)."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from playbook.templates.model import Stakeholders


class Marked(Protocol):
    """A contact, or columns of one: somebody who is still at the customer."""

    @property
    def is_key_stakeholder(self) -> bool: ...
    @property
    def roles(self) -> Sequence[str]: ...


Somebody = TypeVar("Somebody", bound=Marked)


def key_among(contacts: Iterable[Somebody]) -> list[Somebody]:
    """Return the key stakeholders; where nobody is marked one, the points of contact."""
    found = list(contacts)
    key = [contact for contact in found if contact.is_key_stakeholder]
    return key or [one for one in found if Stakeholders.POINT_OF_CONTACT in one.roles]

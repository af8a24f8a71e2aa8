"""Who reads a blueprint: the people of its handoff, and their leads (R31)."""

from sqlalchemy.orm import Session

from playbook import access, called
from playbook.access import Opened
from playbook.errors import NotAllowed
from playbook.people import Actor
from playbook.visibility import Field
from playbook.words import _


def open_for_reading(
    session: Session, actor: Actor, handoff_id: int, *, for_change: bool = False
) -> Opened:
    """Return the handoff for somebody who reads its blueprint. Raises Refused."""
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    if not opened.sees(Field.BLUEPRINT):
        raise NotAllowed(
            _(
                "The {document} of {account} is for the people of its handoff and their leads."
            ).format(document=called.document(opened.handoff.kind), account=opened.account.name)
        )
    return opened

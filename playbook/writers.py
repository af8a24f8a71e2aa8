"""Who fills a blueprint: alone in its modals, or live on a call (R8)."""

from sqlalchemy.orm import Session

from playbook import access, account_blueprint
from playbook.access import Opened
from playbook.people import Actor
from playbook.visibility import Role

WRITERS = (Role.OUTGOING, Role.INCOMING, Role.LEAD)
"""Who may fill a blueprint."""


def open_for_writing(
    session: Session, actor: Actor, handoff_id: int, *, for_change: bool = False
) -> Opened:
    """Return the handoff for somebody who may fill its blueprint. Raises Refused."""
    opened = account_blueprint.open_by_number(session, actor, handoff_id, for_change=for_change)
    return _for_writers(opened)


def open_to_read(session: Session, actor: Actor, handoff_id: int) -> Opened:
    """Return what `open_for_writing` does, where neither handoff nor account is to be changed."""
    return _for_writers(account_blueprint.open_to_read(session, actor, handoff_id))


def _for_writers(opened: Opened) -> Opened:
    access.require(opened, *WRITERS)
    access.require_running(opened)
    return opened

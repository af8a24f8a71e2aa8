"""Who is asked instead of somebody who is gone: nothing is sent to a dead account (R30)."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook.holders import holders
from playbook.one_up import one_up
from storage.choices import Owner
from storage.tables import Handoff, Person

_GONE_SINCE = select(Person.deactivated_at).where(
    Person.workspace_id == bindparam("workspace_id"), Person.id == bindparam("person_id")
)
"""Built once: asked before every message."""


def is_gone(session: Session, workspace_id: str, person_id: str) -> bool:
    """Whether somebody is deactivated. Whom we have not met is not."""
    who = {"workspace_id": workspace_id, "person_id": person_id}
    return session.scalar(_GONE_SINCE, who) is not None


def above(session: Session, workspace_id: str, person_id: str) -> str | None:
    """Return who is one up from a person, where somebody is (R20)."""
    return one_up(session, workspace_id, [person_id]).get(person_id)


def holder(session: Session, handoff: Handoff, role: Owner) -> str | None:
    """Return who is asked as this role: its holder; the lead where they are gone; else one up.

    None where nobody has the role.
    """
    person_id = holders(handoff)[role]
    if person_id is None or not is_gone(session, handoff.workspace_id, person_id):
        return person_id
    lead_id = handoff.lead_id
    if not is_gone(session, handoff.workspace_id, lead_id):
        return lead_id
    return above(session, handoff.workspace_id, lead_id) or lead_id

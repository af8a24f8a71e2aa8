"""Who leads: named by admins in App Home (R32)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import audit, people
from playbook.errors import FieldErrors, NotAllowed
from playbook.people import Actor, Viewer, can_hold_a_role
from playbook.words import _
from storage.tables import Person


def read(session: Session, actor: Actor) -> list[str]:
    """Return the ids of those who lead, by name. Raises NotAllowed for who is no admin."""
    viewer = _admin(session, actor)
    return [person.id for person in _leads(session, viewer)]


def name(session: Session, actor: Actor, wanted: Collection[str], now: datetime) -> None:
    """Let these people lead, and nobody else.

    Who loses it keeps the handoffs that name them as lead. Raises NotAllowed for who is no
    admin, FieldErrors for people who can hold no role.
    """
    viewer = _admin(session, actor)
    chosen = _chosen(session, viewer, wanted)
    before = _leads(session, viewer)
    added = [person for person in chosen if not person.is_lead]
    removed = [person for person in before if person.id not in set(wanted)]
    for person in (*added, *removed):
        person.is_lead = not person.is_lead
    if added or removed:
        detail = {"added": _ids(added), "removed": _ids(removed)}
        audit.record(session, viewer.workspace_id, viewer.id, "leads_named", now, detail=detail)


def _admin(session: Session, actor: Actor) -> Viewer:
    viewer = people.viewer(session, actor)
    if not viewer.is_admin:
        raise NotAllowed(_("Only admins name the leads."))
    return viewer


def _leads(session: Session, viewer: Viewer) -> Sequence[Person]:
    query = select(Person).where(
        Person.workspace_id == viewer.workspace_id, Person.is_lead.is_(True)
    )
    return session.scalars(query.order_by(Person.name)).all()


def _chosen(session: Session, viewer: Viewer, wanted: Collection[str]) -> Sequence[Person]:
    query = select(Person).where(
        Person.workspace_id == viewer.workspace_id, Person.id.in_(set(wanted))
    )
    found = session.scalars(query.order_by(Person.name)).all()
    barred = [person.name for person in found if not can_hold_a_role(person)]
    if barred:
        said = _("Bots, guests and people who left cannot lead: {names}.")
        raise FieldErrors({"leads": said.format(names=", ".join(barred))})
    if len(found) < len(set(wanted)):
        raise FieldErrors({"leads": _("Somebody here is not of this workspace.")})
    return found


def _ids(persons: Sequence[Person]) -> list[str]:
    return [person.id for person in persons]

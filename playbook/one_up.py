"""Who is one up: the lead's own manager or, if none is known, their deputy (R20, R33)."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook.people import can_hold_a_role
from storage.tables import Person, PersonSettings


def one_up(session: Session, workspace_id: str, lead_ids: Collection[str]) -> dict[str, str]:
    """Return who is one up from each of these leads; leads with nobody above them are left out."""
    session.flush()  # what is read below goes past the session
    which = {"workspace": workspace_id, "leads": lead_ids}
    return among(session, workspace_id, session.connection().execute(_ABOVE, which).all())


def among(
    session: Session, workspace_id: str, named: Collection[tuple[str, str | None, str | None]]
) -> dict[str, str]:
    """Return who is one up, where each lead's manager and deputy are known."""
    able = _able(session, workspace_id, {one for row in named for one in row[1:] if one})
    found = {}
    for lead_id, manager_id, deputy_id in named:
        above = next((one for one in (manager_id, deputy_id) if one in able), None)
        if above is not None and above != lead_id:
            found[lead_id] = above
    return found


def _able(session: Session, workspace_id: str, ids: Collection[str]) -> set[str]:
    if not ids:
        return set()
    query = select(Person).where(Person.workspace_id == workspace_id, Person.id.in_(ids))
    return {person.id for person in session.scalars(query) if can_hold_a_role(person)}


_ABOVE = select(
    PersonSettings.person_id, PersonSettings.manager_id, PersonSettings.deputy_id
).where(
    PersonSettings.workspace_id == bindparam("workspace"),
    PersonSettings.person_id.in_(bindparam("leads", expanding=True)),
)

"""Northwind Labs, the invented company of examples and tests. The local workspace has it too."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from playbook.people import Actor, Profile, meet
from storage.tables import Person, Workspace

WORKSPACE = "T0NORTHWND"
MARIA, IDRIS, LENA, ADA = "U0MARIA", "U0IDRIS", "U0LENA", "U0ADA"
SAM, PRIYA, TOM = "U0SAM", "U0PRIYA", "U0TOM"
GITA, OTTO = "U0GITA", "U0OTTO"
BOT = "U0HANDOFF"

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""When the local workspace's clock starts, and the `now` of tests."""

_PEOPLE = (
    (MARIA, "Maria Lindqvist", "Europe/Stockholm"),
    (IDRIS, "Idris Okafor", "Europe/London"),
    (LENA, "Lena Vogt", "Europe/Berlin"),
    (ADA, "Ada Moreau", "Europe/Paris"),
    (SAM, "Sam Whitaker", "America/New_York"),
    (PRIYA, "Priya Raman", "Asia/Kolkata"),
    (TOM, "Tom Becker", "Europe/Berlin"),
    (GITA, "Gita Shah", "Europe/London"),
    (OTTO, "Otto Falk", "Europe/Berlin"),
    (BOT, "Handoff", "UTC"),
)


def actor(person_id: str, workspace_id: str = WORKSPACE) -> Actor:
    """Return the person as the actor of a request."""
    return Actor(workspace_id, person_id)


def move_in(session: Session, workspace_id: str = WORKSPACE, now: datetime = MONDAY) -> None:
    """Add the workspace and its people: Lena is a lead, Ada an admin, Gita a guest, Otto gone."""
    session.add(
        Workspace(id=workspace_id, name="Northwind Labs", bot_user_id=BOT, installed_at=now)
    )
    meet(session, workspace_id, (_profile(*person) for person in _PEOPLE), now)
    session.flush()
    lena = session.get_one(Person, (workspace_id, LENA))
    lena.is_lead = True


def _profile(person_id: str, name: str, zone: str) -> Profile:
    return Profile(
        id=person_id,
        name=name,
        zone=zone,
        locale="en-US",
        is_bot=person_id == BOT,
        is_guest=person_id == GITA,
        is_foreign=False,
        is_slack_admin=person_id == ADA,
        is_deactivated=person_id == OTTO,
    )

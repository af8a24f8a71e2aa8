"""Accounts of Northwind Labs without any handoff, with who holds them."""

from datetime import timedelta

from sqlalchemy.orm import Session

from storage.choices import OwnershipRole
from storage.tables import Account, Ownership, PersonSettings
from tests.northwind import LENA, MARIA, MONDAY, TOM, WORKSPACE


def owned(session: Session, name: str = "Globex", owner: str = MARIA) -> Account:
    """Add an account that somebody owns."""
    found = Account(workspace_id=WORKSPACE, name=name, name_key=name.casefold(), created_at=MONDAY)
    session.add(found)
    session.flush()
    hold(session, found.id, owner)
    return found


def hold(
    session: Session, account_id: int, person: str, role: OwnershipRole = OwnershipRole.OWNER
) -> None:
    """Let somebody hold an account since a month ago."""
    session.add(
        Ownership(
            workspace_id=WORKSPACE,
            account_id=account_id,
            person_id=person,
            role=role,
            since=MONDAY - timedelta(days=30),
        )
    )
    session.flush()


def lead(session: Session, person: str = TOM, manager: str = LENA) -> None:
    """Let Lena lead somebody."""
    settings = {"manager_id": manager, "updated_at": MONDAY}
    session.merge(PersonSettings(workspace_id=WORKSPACE, person_id=person, **settings))
    session.flush()

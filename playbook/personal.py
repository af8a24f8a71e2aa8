"""Personal details of people at the customer: kept for a set time, then emptied (R31)."""

from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from playbook import audit, entry_versions
from storage.tables import Contact, Workspace

MONTH = timedelta(days=30.4375)
"""A twelfth of a year: the day itself does not matter, that there is one does."""


def keep(session: Session, contact: Contact, now: datetime) -> None:
    """Let a contact's personal details be kept from now on for as long as the workspace keeps them.

    Whoever edits or confirms them renews the time. Where there are none, there is no day.
    """
    if contact.personal_details is None:
        contact.personal_until = None
        return
    months = session.get_one(Workspace, contact.workspace_id).personal_months
    contact.personal_until = until(now, months)


def keep_all(session: Session, workspace_id: str, account_id: int, now: datetime) -> None:
    """Let all personal details of an account be kept from now on: its blueprint was confirmed."""
    months = session.get_one(Workspace, workspace_id).personal_months
    of_account = (Contact.workspace_id == workspace_id, Contact.account_id == account_id)
    session.execute(
        update(Contact)
        .where(*of_account, Contact.personal_until.is_not(None))
        .values(personal_until=until(now, months))
    )


def keep_longer(session: Session, workspace_id: str, months: int) -> None:
    """Move the day of all personal details of a workspace: by fewer months, if it is negative."""
    if not months:
        return
    query = select(Contact.id, Contact.personal_until).where(
        Contact.workspace_id == workspace_id, Contact.personal_until.is_not(None)
    )
    moved = [
        {"id": row.id, "personal_until": row.personal_until + months * MONTH}
        for row in session.execute(query)
    ]
    if moved:
        session.execute(update(Contact), moved)


def until(now: datetime, months: int) -> date:
    """Return the day on which details are emptied that are written now."""
    return (now + months * MONTH).date()


def next_due(session: Session) -> datetime | None:
    """Return when details are next to be emptied, in any workspace: as the day begins in UTC."""
    query = select(func.min(Contact.personal_until)).where(Contact.personal_until.is_not(None))
    day = session.scalar(query)
    return datetime.combine(day, datetime.min.time(), UTC) if day else None


def fall_due(session: Session, now: datetime, limit: int = 100) -> int:
    """Empty the details whose day has come, of up to so many contacts; return of how many.

    The trail of each account has how many they were, and nothing of what they said.
    """
    query = (
        select(Contact)
        .where(Contact.personal_until.is_not(None), Contact.personal_until <= now.date())
        .order_by(Contact.workspace_id, Contact.account_id, Contact.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(query).all()
    for contact in found:
        contact.personal_details = contact.personal_until = None
    for (workspace_id, account_id), each in groupby(found, _account):
        emptied = [contact.id for contact in each]
        entry_versions.forget_details(session, workspace_id, emptied)
        detail = {"count": len(emptied)}
        audit.record(
            session, workspace_id, None, "personal_details_expired", now,
            account_id=account_id, detail=detail,
        )  # fmt: skip
    return len(found)


def _account(contact: Contact) -> tuple[str, int]:
    return contact.workspace_id, contact.account_id

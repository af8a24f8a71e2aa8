"""Who stands in for an account's owner from one hour to the next: its backup CSM (R26).

The lead and the owner name them while a handoff of the account is under way. Who was the backup
before stays in the account's history.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from playbook import access, audit, ownership, people
from playbook.access import Opened
from playbook.errors import FieldErrors, NotAllowed, NotNow
from playbook.people import Actor
from playbook.visibility import Role
from playbook.words import _
from storage.choices import OwnershipRole, State
from storage.tables import Handoff, Ownership
from storage.written import word


def backup_of(session: Session, workspace_id: str, account_id: int) -> str | None:
    """Return the account's backup CSM, if there is one."""
    query = select(Ownership.person_id).where(current(workspace_id, account_id))
    return session.scalar(query.order_by(Ownership.since.desc()).limit(1))


def may_name(session: Session, opened: Opened) -> bool:
    """Whether this person may name the account's backup: its lead and its owner may."""
    return opened.role is Role.LEAD or opened.viewer.id == _owner(session, opened.handoff)


def name(
    session: Session,
    actor: Actor,
    handoff_id: int,
    person_id: str | None,
    now: datetime,
    *,
    seen: str | None,
) -> None:
    """Let somebody be the backup of the handoff's account; with None nobody is.

    `seen` was the backup when the form was opened. Raises FieldErrors ("backup"), NotThere,
    NotAllowed, NotNow.
    """
    opened = access.open_handoff(session, actor, handoff_id, for_change=True)
    _require_able_to_name(session, opened)
    handoff = opened.handoff
    before = backup_of(session, handoff.workspace_id, handoff.account_id)
    if wrong := _wrong(session, handoff, person_id, before, seen):
        raise FieldErrors({"backup": wrong})
    if person_id == before:
        return
    _change(session, handoff, person_id, now)
    handoff.version += 1
    what = "backup_named" if person_id else "backup_removed"
    detail = {"from": before, "to": person_id}
    audit.record(session, handoff.workspace_id, actor.id, what, now, handoff=handoff, detail=detail)


def _require_able_to_name(session: Session, opened: Opened) -> None:
    access.require_running(opened)
    if opened.handoff.state is State.DRAFT:
        raise NotNow(_("This is a draft still: change it where you open it."))
    if not may_name(session, opened):
        raise NotAllowed(
            _("Only the lead or the owner of {account} names its backup.").format(
                account=opened.account.name
            )
        )


def _wrong(
    session: Session,
    handoff: Handoff,
    person_id: str | None,
    before: str | None,
    seen: str | None,
) -> str:
    if before != seen:
        names = people.names(session, handoff.workspace_id, [before])
        said = _("Somebody has changed this meanwhile: the backup is {name} now. Look again.")
        return said.format(name=names.get(str(before), _("nobody")))
    if person_id is None:
        return ""
    if person_id == _owner(session, handoff):
        return _("They have the account already: choose somebody else.")
    return people.barred(people.find(session, handoff.workspace_id, person_id))


def _change(session: Session, handoff: Handoff, person_id: str | None, now: datetime) -> None:
    of_account = current(handoff.workspace_id, handoff.account_id)
    session.execute(update(Ownership).where(of_account).values(until=now))
    if person_id is not None:
        session.add(
            Ownership(
                workspace_id=handoff.workspace_id,
                account_id=handoff.account_id,
                person_id=person_id,
                role=OwnershipRole.BACKUP,
                since=now,
            )
        )


def _owner(session: Session, handoff: Handoff) -> str | None:
    return ownership.current_owner(session, handoff.workspace_id, handoff.account_id)


def current(
    workspace_id: str | InstrumentedAttribute[str], account_id: int | InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Return the condition for who is the backup of an account, or of those that are queried."""
    return and_(
        Ownership.workspace_id == workspace_id,
        Ownership.account_id == account_id,
        Ownership.role == word(OwnershipRole.BACKUP),
        Ownership.until.is_(None),
    )

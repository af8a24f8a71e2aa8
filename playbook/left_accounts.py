"""Looking after what somebody left who is gone: abrupt handoffs, proposed one by one or all (R30).

What is proposed are drafts, silent until a lead opens them (R31). If the person comes back, those
that were not opened are withdrawn.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import backup, people, proposal, reachable, start, unreachable
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.hours import local_date
from playbook.people import Actor, Viewer
from playbook.unreachable import LeftAccount
from playbook.wish import Wish
from playbook.words import _
from storage import outbox
from storage.choices import Mode, State, Tier
from storage.tables import Account, Handoff, LeaverDraft, Outgoing

PAGE = 20
"""Accounts on one page."""

BACK = "leaver_back"
"""The effect by which a lead hears that their drafts are withdrawn."""


@dataclass(frozen=True, slots=True)
class Left:
    """One page of the accounts that somebody left; pages are counted from 0."""

    person_id: str
    name: str
    accounts: tuple[LeftAccount, ...]
    page: int
    total: int
    unproposed: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Back:
    """Who is back, and how many drafts were withdrawn."""

    name: str
    count: int


def listed(session: Session, actor: Actor, person_id: str, page: int = 0) -> Left:
    """Return a page of what somebody left, for a lead or who is one up from them.

    A page beyond the last is the first. Raises NotAllowed, NotThere, NotNow if they are back.
    """
    viewer = _who_looks_after(session, actor, person_id)
    name = _gone(session, viewer, person_id)
    left = unreachable.left_by(session, viewer.workspace_id, person_id)
    page = page if page * PAGE < len(left) else 0
    unproposed = sum(not one.is_proposed for one in left)
    shown = tuple(left[page * PAGE : (page + 1) * PAGE])
    return Left(person_id, name, shown, page, len(left), unproposed)


def wish_for(
    session: Session, actor: Actor, person_id: str, account_id: int, now: datetime
) -> Wish:
    """Return the abrupt handoff of one of these accounts, as it is proposed: as of today.

    Nobody hands over, and the reason is for the lead to choose. Raises NotAllowed, NotThere,
    NotNow if the person is back or the account is looked after.
    """
    viewer = _who_looks_after(session, actor, person_id)
    _gone(session, viewer, person_id)
    left = unreachable.left_by(session, viewer.workspace_id, person_id)
    if account_id not in {one.account_id for one in left}:
        raise NotNow(_("This account is looked after by now: a handoff of it runs, or ended."))
    return _wish(session, viewer, account_id, now)


def propose_all(session: Session, actor: Actor, person_id: str, now: datetime) -> int:
    """Make a silent draft for each of these accounts that has none; return how many that were.

    Only leads may. Raises NotAllowed, NotThere, NotNow if the person is back.
    """
    viewer = people.viewer(session, actor)
    if not viewer.is_lead:
        raise NotAllowed(_("Only leads can do that. Admins name them in my Home tab."))
    _gone(session, viewer, person_id)
    made = 0
    for one in unreachable.left_by(session, viewer.workspace_id, person_id):
        if one.is_proposed:
            continue
        wish = _wish(session, viewer, one.account_id, now)
        handoff = start.keep_draft(session, viewer, wish, now)
        session.add(
            LeaverDraft(
                workspace_id=viewer.workspace_id, handoff_id=handoff.id, person_id=person_id
            )
        )
        made += 1
    return made


def came_back(session: Session, workspace_id: str, person_id: str, now: datetime) -> int:
    """Withdraw the drafts that were made because somebody was gone; return how many that were.

    Their leads hear of it, each once. What was opened meanwhile goes on.
    """
    query = (
        select(Handoff)
        .join(LeaverDraft, LeaverDraft.handoff_id == Handoff.id)
        .where(
            LeaverDraft.workspace_id == workspace_id,
            LeaverDraft.person_id == person_id,
            Handoff.state == State.DRAFT,
        )
        .order_by(Handoff.id)
        .with_for_update(of=Handoff)
    )
    withdrawn: dict[str, int] = {}
    for handoff in session.scalars(query):
        proposal.end(session, handoff, None, "draft_withdrawn", now)
        withdrawn[handoff.lead_id] = withdrawn.get(handoff.lead_id, 0) + 1
    for lead_id, count in withdrawn.items():
        detail = {"person": person_id, "count": count}
        outbox.put(session, workspace_id, BACK, now, person_id=lead_id, detail=detail)
    return sum(withdrawn.values())


def back(session: Session, row: Outgoing) -> Back:
    """Return what a lead hears of somebody who is back."""
    names = people.names(session, row.workspace_id, [row.detail["person"]])
    return Back(names.get(row.detail["person"], ""), int(row.detail["count"]))


def _who_looks_after(session: Session, actor: Actor, person_id: str) -> Viewer:
    viewer = people.viewer(session, actor)
    above = reachable.above(session, viewer.workspace_id, person_id)
    if not viewer.is_lead and above != viewer.id:
        raise NotAllowed(_("Only leads can do that. Admins name them in my Home tab."))
    return viewer


def _gone(session: Session, viewer: Viewer, person_id: str) -> str:
    """Return the name of somebody who is gone. Raises NotThere, NotNow."""
    person = people.find(session, viewer.workspace_id, person_id)
    if person is None:
        raise NotThere(_("I cannot find this person in the workspace."))
    if person.deactivated_at is None:
        raise NotNow(_("{name} is back: their accounts have an owner.").format(name=person.name))
    return person.name


def _wish(session: Session, viewer: Viewer, account_id: int, now: datetime) -> Wish:
    account = session.get_one(Account, account_id)
    backup_id = backup.backup_of(session, viewer.workspace_id, account.id)
    if backup_id and reachable.is_gone(session, viewer.workspace_id, backup_id):
        backup_id = None
    return Wish(
        account_id=account.id,
        account_name=account.name,
        mode=Mode.ABRUPT,
        tier=account.tier or Tier.MID,
        temporary_id=backup_id,
        lead_id=viewer.id if viewer.is_lead else None,
        anchor_on=local_date(now, viewer.zone),
    )

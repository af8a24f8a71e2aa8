"""Somebody is deactivated, or back: all who must know that something of theirs is left behind."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, defer

from playbook import check_in, due, leaderless, left_accounts, observers, swap, unreachable
from playbook.access import FINISHED
from playbook.due import still_to_do
from playbook.holders import people_of
from storage.choices import State
from storage.tables import CheckIn, Handoff, LeaverDraft


def somebody_left(session: Session, workspace_id: str, person_id: str, now: datetime) -> None:
    """Let leads hear, once: whose part in a handoff is vacant, and whom a plan waits for in vain.

    Of what they led, and of accounts they own, hears who is one up, else the leads' channel. What
    they were to be asked and reminded of goes to the lead (R30).
    """
    swap.somebody_left(session, workspace_id, person_id, now)
    observers.somebody_left(session, workspace_id, person_id, now)
    leaderless.somebody_left(session, workspace_id, person_id, now)
    unreachable.somebody_left(session, workspace_id, person_id, now)
    _pass_on(session, workspace_id, person_id)


def may_be_back(session: Session, workspace_id: str, person_id: str) -> bool:
    """Whether anything waits for the return of this person: most people were never gone."""
    drafts = exists().where(
        LeaverDraft.workspace_id == workspace_id,
        LeaverDraft.person_id == person_id,
        Handoff.id == LeaverDraft.handoff_id,
        Handoff.state == State.DRAFT,
    )
    return bool(session.scalar(select(drafts)))


def somebody_is_back(session: Session, workspace_id: str, person_id: str, now: datetime) -> None:
    """Withdraw what was proposed because they were gone, unless it was opened."""
    left_accounts.came_back(session, workspace_id, person_id, now)
    due.reckon_again(session, workspace_id, [person_id])


def _pass_on(session: Session, workspace_id: str, person_id: str) -> None:
    """Let their check-ins and reminders go to the lead."""
    asked = select(CheckIn.handoff_id).where(
        CheckIn.workspace_id == workspace_id, CheckIn.person_id == person_id, still_to_do()
    )
    query = (
        select(Handoff)
        .where(
            Handoff.workspace_id == workspace_id,
            Handoff.id.in_(asked),
            Handoff.state.not_in((State.DRAFT, *FINISHED)),
        )
        .options(defer(Handoff.reason))
        .order_by(Handoff.id)
    )
    for handoff in session.scalars(query).all():
        if person_id in people_of(handoff):
            check_in.hand_over(session, handoff)
    due.reckon_again(session, workspace_id, [person_id])

"""Handoffs whose lead is gone, with neither manager nor deputy: any lead may put somebody in (R20).

The leads' channel hears of them, once, or every lead where there is none. Who puts somebody in
learns no more than the account's name: what a lead sees of a handoff is for who leads it then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from playbook import one_up, people, reminders, swap, unreachable
from playbook.access import FINISHED, Opened
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.people import Actor, Viewer
from playbook.swap import Swapped
from playbook.visibility import Role
from playbook.words import _
from storage import outbox
from storage.choices import State
from storage.tables import Account, Handoff, Outgoing

SHOWN = 40
"""A message has at most fifty blocks; what does not fit follows in another."""

AnyRow = Row[*tuple[Any, ...]]

_QUIET = (State.DRAFT, *FINISHED)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What leads read: who left, and the handoffs (id and account) they led.

    `channel_id` is the leads' channel, where there is one.
    """

    channel_id: str | None
    lead: str
    handoffs: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a lead is asked: who leads this account's handoff from now on. They themselves?"""

    handoff_id: int
    account: str
    lead: str
    viewer_id: str


def somebody_left(session: Session, workspace_id: str, person_id: str, now: datetime) -> None:
    """Let the leads' channel hear, once, of the handoffs that a deactivated lead leaves behind.

    Every lead hears where there is no such channel. Nothing is said here where somebody is one
    up, who hears of it by playbook.swap.
    """
    person = people.find(session, workspace_id, person_id)
    if person is None or not _is_gone(session, workspace_id, person_id):
        return
    ids = [row.id for row in _led_by(session, workspace_id, person_id)]
    since = f"{person.deactivated_at:%Y%m%d%H%M%S}"
    for told_id in unreachable.who_hears(session, workspace_id, person_id) if ids else ():
        for first in range(0, len(ids), SHOWN):
            outbox.put(
                session,
                workspace_id,
                "lead_left",
                now,
                person_id=told_id,
                detail={"person": person_id, "handoffs": ids[first : first + SHOWN]},
                once_key=f"lead_left:{person_id}:{since}:{first}:{told_id}",
            )


def left_behind(session: Session, row: Outgoing) -> LeftBehind | None:
    """Return what a row of the outbox says; None if all of it has a lead again."""
    person_id = row.detail["person"]
    person = people.find(session, row.workspace_id, person_id)
    if person is None or not _is_gone(session, row.workspace_id, person_id):
        return None
    found = tuple(
        (led.id, led.name)
        for led in _led_by(session, row.workspace_id, person_id)
        if led.id in row.detail["handoffs"]
    )
    channel_id = None if row.person_id else reminders.leads_channel(session, row.workspace_id)
    return LeftBehind(channel_id, person.name, found) if found else None


def question(session: Session, actor: Actor, handoff_id: int) -> Question:
    """Return what a lead is asked. Raises NotThere, NotAllowed for who is no lead, NotNow."""
    opened = _open(session, actor, handoff_id, for_change=False)
    names = people.names(session, actor.workspace_id, [opened.handoff.lead_id])
    lead = names.get(opened.handoff.lead_id, "")
    return Question(handoff_id, opened.account.name, lead, opened.viewer.id)


def put_in(
    session: Session, actor: Actor, handoff_id: int, person_id: str, now: datetime
) -> Swapped:
    """Let somebody lead a handoff that nobody leads; any lead may.

    Raises FieldErrors ("person"), NotThere, NotAllowed for who is no lead, NotNow.
    """
    opened = _open(session, actor, handoff_id, for_change=True)
    seen_id = opened.handoff.lead_id
    return swap.put_in(session, opened, Role.LEAD, person_id, now, seen_id=seen_id)


def _open(session: Session, actor: Actor, handoff_id: int, *, for_change: bool) -> Opened:
    """Return a handoff that nobody leads, for any lead."""
    viewer = _lead(session, actor)
    handoff = session.get(Handoff, handoff_id, with_for_update=for_change or None)
    if handoff is None or handoff.workspace_id != actor.workspace_id or handoff.state in _QUIET:
        raise NotThere(_("I can find no such handoff: perhaps it is over."))
    if not _is_gone(session, handoff.workspace_id, handoff.lead_id):
        names = people.names(session, handoff.workspace_id, [handoff.lead_id])
        raise NotNow(_("{name} leads it by now.").format(name=names.get(handoff.lead_id, "")))
    return Opened(handoff, session.get_one(Account, handoff.account_id), viewer, Role.LEAD)


def _lead(session: Session, actor: Actor) -> Viewer:
    viewer = people.viewer(session, actor)
    if not viewer.is_lead:
        raise NotAllowed(_("Only leads can do that. Admins name them in my Home tab."))
    return viewer


def _is_gone(session: Session, workspace_id: str, lead_id: str) -> bool:
    """Whether they are deactivated, and nobody is one up from them."""
    person = people.find(session, workspace_id, lead_id)
    if person is None or person.deactivated_at is None:
        return False
    return lead_id not in one_up.one_up(session, workspace_id, [lead_id])


def _led_by(session: Session, workspace_id: str, lead_id: str) -> Sequence[AnyRow]:
    query = (
        select(Handoff.id, Account.name)
        .join(Account, Account.id == Handoff.account_id)
        .where(
            Handoff.workspace_id == workspace_id,
            Handoff.lead_id == lead_id,
            Handoff.state.not_in(_QUIET),
        )
        .order_by(Account.name)
    )
    return session.execute(query).all()

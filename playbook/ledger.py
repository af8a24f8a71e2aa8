"""The ledger: every DM of a lead's handoffs, when it was due, and what came of it (R20)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from playbook import people
from playbook.coming_reading import led_ids
from playbook.errors import NotAllowed
from playbook.people import Actor
from playbook.words import _
from storage import outbox
from storage.choices import Delivery, Rung
from storage.tables import Account, CheckIn, Handoff, Outgoing, Reminded, Task

PAGE = 15
"""Entries on one page."""

_SAY_NOTHING = outbox.PLACE_EFFECTS | {"answer_shown"}
"""Effects that concern a person and are no message to them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message, or one line of a message that gathers.

    `title` and `rung` are empty where it is no reminder.

    `why` is Slack's word for what could not be delivered; a message that is dropped made no sense
    any more when it was to be sent. `answered_at` is when what it asked for was done, `handed_to`
    who is asked instead of somebody who said that it is not theirs. Whether somebody has read a
    message Slack tells no app.
    """

    effect: str
    account: str
    person_id: str | None
    state: Delivery
    due_at: datetime
    sent_at: datetime | None
    why: str | None
    title: str | None
    rung: Rung | None
    answered_at: datetime | None
    handed_to: str | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """One page of the ledger, the newest first; pages are counted from 0."""

    entries: tuple[Entry, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def read(session: Session, actor: Actor, page: int = 0) -> Ledger:
    """Return a page of the ledger of a lead's handoffs that are not over. Raises NotAllowed."""
    viewer = people.viewer(session, actor)
    if not viewer.is_lead:
        raise NotAllowed(_("The ledger is for leads. `/handoff due` shows what comes to you."))
    ids = led_ids(session, viewer)
    rows = session.execute(_page(viewer.workspace_id, ids, page)).all()
    if page and not rows:
        return read(session, actor)
    entries = tuple(_entry(row) for row in rows)
    return Ledger(entries, page, rows[0].total if rows else 0)


def _page(workspace_id: str, ids: Collection[int], page: int) -> Select[*tuple[Any, ...]]:
    handoff_id = func.coalesce(Reminded.handoff_id, Outgoing.handoff_id)
    of_digest = select(Reminded.outgoing_id).where(
        Reminded.workspace_id == workspace_id, Reminded.handoff_id.in_(ids)
    )
    is_message = and_(
        Outgoing.handoff_id.in_(ids),
        Outgoing.person_id.is_not(None),
        Outgoing.effect.not_in(_SAY_NOTHING),
    )
    return (
        select(
            Outgoing.effect,
            Account.name.label("account"),
            Outgoing.person_id,
            Outgoing.state,
            Outgoing.created_at,
            Outgoing.sent_at,
            Outgoing.why,
            Task.title,
            Reminded.rung,
            func.coalesce(CheckIn.answered_at, Task.done_at).label("answered_at"),
            CheckIn.handed_to,
            func.count().over().label("total"),
        )
        .outerjoin(Reminded, Reminded.outgoing_id == Outgoing.id)
        .join(Handoff, Handoff.id == handoff_id)
        .join(Account, Account.id == Handoff.account_id)
        .outerjoin(Task, Task.id == Reminded.task_id)
        .outerjoin(CheckIn, CheckIn.id == Outgoing.check_in_id)
        .where(
            Outgoing.workspace_id == workspace_id,
            or_(is_message, Outgoing.id.in_(of_digest)),
            handoff_id.in_(ids),
        )
        .order_by(Outgoing.id.desc(), Reminded.task_id, Reminded.handoff_id)
        .limit(PAGE)
        .offset(page * PAGE)
    )


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        effect=row.effect,
        account=row.account,
        person_id=row.person_id,
        state=row.state,
        due_at=row.created_at,
        sent_at=row.sent_at,
        why=row.why,
        title=row.title,
        rung=row.rung,
        answered_at=row.answered_at,
        handed_to=row.handed_to,
    )

"""The release report of the leads, and early cancellations, recorded against both (R15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session, defer

from playbook import access, audit, overview, people, release
from playbook.access import Opened
from playbook.errors import FieldErrors, NotAllowed, NotNow
from playbook.hours import local_date
from playbook.overview import PAGE
from playbook.people import Actor
from playbook.release import CANCELLED_EARLY, Release
from playbook.visibility import Role
from playbook.words import _
from storage.choices import Kind, State
from storage.tables import Account, Handoff


@dataclass(frozen=True, slots=True)
class Report:
    """One page of a lead's deals, counted from 0."""

    lines: tuple[Release, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Cancelling:
    """What the lead is asked when a customer cancelled early. `today` is the lead's date."""

    handoff_id: int
    account: str
    ae_id: str | None
    csm_id: str | None
    today: date


def listed(session: Session, actor: Actor, page: int = 0) -> Report:
    """Return a page of the deals that a lead oversees, the newest signature first.

    A page beyond the last is the first. Raises NotAllowed for who is no lead.
    """
    viewer = people.viewer(session, actor)
    if not viewer.is_lead:
        raise NotAllowed(_("The release report is for leads."))
    where = (
        Handoff.workspace_id == viewer.workspace_id,
        Handoff.kind == Kind.SALES_TO_CS,
        Handoff.state.not_in((State.DRAFT, State.CANCELLED)),
        overview.leads(viewer, access.led_by(session, viewer)),
    )
    rows = _page(session, where, page)
    if page and not rows:
        return listed(session, actor)
    found = [(row.Handoff, row.name) for row in rows]
    lines = release.read_many(session, viewer.workspace_id, found)
    return Report(tuple(lines), page, rows[0].total if rows else 0)


def cancelling(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Cancelling:
    """Return what the lead is asked. Raises NotThere, NotAllowed, NotNow."""
    opened = _for_the_lead(session, actor, handoff_id, for_change=False)
    handoff = opened.handoff
    return Cancelling(
        handoff_id,
        opened.account.name,
        handoff.outgoing_id,
        handoff.incoming_id,
        local_date(now, opened.viewer.zone),
    )


def record_cancellation(
    session: Session, actor: Actor, handoff_id: int, on: date | None, now: datetime
) -> str:
    """Record that the customer cancelled early, against the AE and the CSM; both hear of it.

    `on` is the day they did. Returns the account's name. Raises FieldErrors for "on", NotThere,
    NotAllowed, NotNow if it is recorded already.
    """
    opened = _for_the_lead(session, actor, handoff_id, for_change=True)
    handoff = opened.handoff
    if on is None or not handoff.anchor_on <= on <= local_date(now, opened.viewer.zone):
        raise FieldErrors({"on": _("Choose a day between the signature and today.")})
    handoff.version += 1
    both = {"ae": handoff.outgoing_id, "csm": handoff.incoming_id}
    audit.record(
        session,
        actor.workspace_id,
        actor.id,
        CANCELLED_EARLY,
        now,
        handoff=handoff,
        detail={**both, "on": on.isoformat()},
    )
    for person_id in filter(None, both.values()):
        release.tell(session, handoff, CANCELLED_EARLY, person_id, now)
    return opened.account.name


def _for_the_lead(session: Session, actor: Actor, handoff_id: int, *, for_change: bool) -> Opened:
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    access.require(opened, Role.LEAD)
    handoff, account = opened.handoff, opened.account.name
    if handoff.kind is not Kind.SALES_TO_CS or handoff.state is State.DRAFT:
        raise NotNow(_("Only a deal that was signed can be cancelled early."))
    if handoff.id in release.cancellations(session, handoff.workspace_id, [handoff.id]):
        raise NotNow(
            _("The early cancellation of {account} is recorded already.").format(account=account)
        )
    return opened


def _page(
    session: Session, where: Sequence[ColumnElement[bool]], page: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    query = (
        select(Handoff, Account.name, func.count().over().label("total"))
        .join(Account, Account.id == Handoff.account_id)
        .where(*where)
        .options(defer(Handoff.reason))
        .order_by(Handoff.anchor_on.desc(), Handoff.id.desc())
        .limit(PAGE)
        .offset(page * PAGE)
    )
    return session.execute(query).all()

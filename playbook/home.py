"""App Home: what a person sees when they come by without a question."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook import overview, people, unreachable, waiting
from playbook.errors import NotAllowed
from playbook.overview import Listed
from playbook.people import Actor, Viewer
from playbook.unreachable import Limbo
from playbook.waiting import DueCheckIn
from storage.choices import State
from storage.tables import Account, Handoff, Person

DRAFTS = 10
"""Drafts shown at once; opening one makes room for the next."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed handoff that waits for the viewer, its lead, to open it. `by` is a name."""

    handoff_id: int
    account: str
    by: str


@dataclass(frozen=True, slots=True)
class Home:
    """The viewer's home: what waits for them, and their handoffs."""

    viewer: Viewer
    check_ins: tuple[DueCheckIn, ...]
    drafts: tuple[Draft, ...]
    handoffs: Listed
    limbo: Limbo | None = None


def read(session: Session, actor: Actor, now: datetime) -> Home | None:
    """Return the person's home; None for somebody who can hold no role (R32)."""
    try:
        viewer = people.viewer(session, actor)
    except NotAllowed:
        return None
    handoffs = overview.of_viewer(session, viewer, now)
    return Home(
        viewer=viewer,
        check_ins=waiting.for_viewer(session, viewer, now),
        drafts=drafts_for(session, viewer) if handoffs.may_have_drafts else (),
        handoffs=handoffs,
        limbo=unreachable.in_limbo(session, viewer),
    )


def drafts_for(session: Session, viewer: Viewer) -> tuple[Draft, ...]:
    """Return the drafts that wait for the viewer, their lead, to open them."""
    session.flush()  # what is read below goes past the session
    which = {"workspace": viewer.workspace_id, "lead": viewer.id}
    rows = session.connection().execute(_DRAFTS, which)
    return tuple(Draft(handoff_id, account, by or "") for handoff_id, account, by in rows)


_DRAFTS = (
    select(Handoff.id, Account.name, Person.name)
    .join(Account, Account.id == Handoff.account_id)
    .outerjoin(
        Person,
        (Person.workspace_id == Handoff.workspace_id) & (Person.id == Handoff.started_by),
    )
    .where(
        Handoff.workspace_id == bindparam("workspace"),
        Handoff.lead_id == bindparam("lead"),
        Handoff.state == State.DRAFT,
    )
    .order_by(Handoff.id)
    .limit(DRAFTS)
)

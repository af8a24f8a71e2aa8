"""Silences as people read them: several handoffs in one message, and the clicks on it (R18).

What is due in one morning, or was held up by an outage, comes to each person as one message. It
says what is so when it is sent: where somebody was heard from meanwhile, a handoff drops out.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from playbook import access, attention, silence
from playbook.access import Opened
from playbook.errors import NotNow, NotThere
from playbook.people import Actor
from playbook.silence import EFFECT, RUNS_IN
from playbook.visibility import Role
from playbook.words import _
from storage.tables import Account, Contact, Handoff, Outgoing, Reminded, Silence

PAGE = 40
"""Handoffs on one page of the list, or in one message."""


@dataclass(frozen=True, slots=True)
class Silent:
    """One stakeholder from whom nothing has been heard since a moment, and what was done then."""

    contact_id: int
    name: str
    title: str
    since: datetime
    asked_at: datetime | None
    raised_at: datetime | None
    tried_at: datetime | None
    tried_by: str | None
    heard_at: datetime | None
    heard_by: str | None


@dataclass(frozen=True, slots=True)
class Silences:
    """Everybody of a handoff whose silence was told of; those not heard from first."""

    handoff_id: int
    account: str
    silent: tuple[Silent, ...]

    @property
    def waiting(self) -> tuple[Silent, ...]:
        """Those from whom nothing has been heard still."""
        return tuple(one for one in self.silent if one.heard_at is None)

    @property
    def is_no_signal(self) -> bool:
        """Whether somebody has been silent for so long that it counts as no signal."""
        return any(one.raised_at for one in self.waiting)


@dataclass(frozen=True, slots=True)
class Told:
    """What one message tells, by its id in the outbox: handoffs in which somebody is, or was,
    silent. A page of it, counted from 0, has PAGE of those that wait.
    """

    id: int
    handoffs: tuple[Silences, ...]
    page: int = 0

    @property
    def waiting(self) -> tuple[Silences, ...]:
        """The handoffs in which somebody is silent still; those that count as no signal first."""
        found = (one for one in self.handoffs if one.waiting)
        return tuple(sorted(found, key=lambda one: not one.is_no_signal))

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-len(self.waiting) // PAGE))

    @property
    def shown(self) -> tuple[Silences, ...]:
        """What the page lists."""
        return self.waiting[self.page * PAGE : (self.page + 1) * PAGE]


def heard(
    session: Session, actor: Actor, handoff_id: int, contact_id: int, now: datetime
) -> Silences:
    """Note that somebody has heard from a stakeholder, which ends the silence.

    Clicking twice changes nothing. Raises NotThere, NotAllowed, NotNow.
    """
    opened, clock = _find(session, actor, handoff_id, contact_id)
    if clock.heard_at is None:
        silence.signal(session, opened.handoff, [contact_id], actor.id, now)
        silence.note(session, opened.handoff, "silence_heard", actor.id, now)
        attention.reckon(session, opened.handoff, now, actor.id)
    return _silences(session, opened.handoff, opened.account)


def tried(
    session: Session, actor: Actor, handoff_id: int, contact_id: int, now: datetime
) -> Silences:
    """Note that somebody has tried another channel, or the champion; the clock goes on.

    Raises NotThere, NotAllowed, NotNow where there was a signal meanwhile.
    """
    opened, clock = _find(session, actor, handoff_id, contact_id)
    if clock.heard_at is not None:
        raise NotNow(_("They have been heard from meanwhile: nothing is left to try."))
    clock.tried_at, clock.tried_by = now, actor.id
    silence.note(session, opened.handoff, "silence_tried", actor.id, now)
    return _silences(session, opened.handoff, opened.account)


def read(session: Session, actor: Actor, handoff_id: int) -> Silences:
    """Return whose silence was told of, for who may say that they were heard from.

    Raises NotThere, NotAllowed.
    """
    opened = access.open_handoff(session, actor, handoff_id)
    access.require(opened, Role.LEAD, Role.INCOMING)
    return _silences(session, opened.handoff, opened.account)


def to_tell(
    session: Session, workspace_id: str, person_id: str, handoff_ids: Collection[int]
) -> tuple[Silences, ...]:
    """Return what there is to tell somebody of the silences in these handoffs, by account.

    Left out are those whose clocks do not run any more, and of which somebody else hears now.
    """
    query = (
        select(Handoff, Account.name)
        .join(Account, Account.id == Handoff.account_id)
        .where(
            Handoff.workspace_id == workspace_id,
            Handoff.id.in_(handoff_ids),
            Handoff.state.in_(RUNS_IN),
        )
        .order_by(Account.name, Handoff.id)
        .options(defer(Handoff.reason))
    )
    theirs = {
        handoff.id: account
        for handoff, account in session.execute(query)
        if person_id in silence.hearers([handoff])
    }
    silent = _told_of(session, workspace_id, theirs)
    found = (Silences(id_, account, silent.get(id_, ())) for id_, account in theirs.items())
    return tuple(one for one in found if one.silent)


def told(session: Session, row: Outgoing) -> Told:
    """Return what a message tells now."""
    query = select(Reminded.handoff_id).where(
        Reminded.workspace_id == row.workspace_id, Reminded.outgoing_id == row.id
    )
    ids = session.scalars(query).all()
    return Told(row.id, to_tell(session, row.workspace_id, str(row.person_id), ids))


def page(session: Session, actor: Actor, outgoing_id: int, number: int) -> Told:
    """Return a page of all that a message tells the actor, the last one where there are fewer.

    Raises NotThere where it is none of their messages.
    """
    row = session.get(Outgoing, outgoing_id)
    whose = (row.workspace_id, row.person_id, row.effect) if row else None
    if row is None or whose != (actor.workspace_id, actor.id, EFFECT):
        raise NotThere(_("This list is not there any more."))
    found = told(session, row)
    return Told(found.id, found.handoffs, min(number, found.pages - 1))


def listing(session: Session, workspace_id: str, handoff_id: int) -> Sequence[Outgoing]:
    """Return the messages that have arrived and tell of a handoff's silences."""
    query = (
        select(Outgoing)
        .join(Reminded, Reminded.outgoing_id == Outgoing.id)
        .where(
            Outgoing.workspace_id == workspace_id,
            Outgoing.effect == EFFECT,
            Outgoing.ts.is_not(None),
            Reminded.workspace_id == workspace_id,
            Reminded.handoff_id == handoff_id,
        )
        .order_by(Outgoing.id)
    )
    return session.scalars(query).all()


def _find(
    session: Session, actor: Actor, handoff_id: int, contact_id: int
) -> tuple[Opened, Silence]:
    opened = access.open_handoff(session, actor, handoff_id, for_change=True)
    access.require(opened, Role.LEAD, Role.INCOMING)
    access.require_running(opened)
    clock = session.get(Silence, (handoff_id, contact_id))
    if clock is None or clock.workspace_id != actor.workspace_id:
        raise NotThere(_("I can find no such person at the customer."))
    return opened, clock


def _silences(session: Session, handoff: Handoff, account: Account) -> Silences:
    silent = _told_of(session, handoff.workspace_id, [handoff.id])
    return Silences(handoff.id, account.name, silent.get(handoff.id, ()))


def _told_of(
    session: Session, workspace_id: str, handoff_ids: Collection[int]
) -> dict[int, tuple[Silent, ...]]:
    """Whose silence was told of in each handoff, those still silent first."""
    query = (
        select(Silence, Contact.name, Contact.title)
        .join(Contact, Contact.id == Silence.contact_id)
        .where(
            Silence.workspace_id == workspace_id,
            Silence.handoff_id.in_(handoff_ids),
            Silence.asked_at.is_not(None),
            Contact.has_left.is_(False),
            Contact.removed_at.is_(None),
        )
        .order_by(Silence.heard_at.is_not(None), Silence.since, Contact.name, Contact.id)
    )
    found: defaultdict[int, tuple[Silent, ...]] = defaultdict(tuple)
    for clock, name, title in session.execute(query):
        found[clock.handoff_id] += (_silent(clock, name, title or ""),)
    return found


def _silent(clock: Silence, name: str, title: str) -> Silent:
    return Silent(
        contact_id=clock.contact_id,
        name=name,
        title=title,
        since=clock.since,
        asked_at=clock.asked_at,
        raised_at=clock.raised_at,
        tried_at=clock.tried_at,
        tried_by=clock.tried_by,
        heard_at=clock.heard_at,
        heard_by=clock.heard_by,
    )

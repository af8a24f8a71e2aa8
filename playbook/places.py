"""Where a handoff's checklist is posted: each step of the set-up written down when it is done.

The set-up itself is done outside (bot.place): it reads how far it is, does the next step in Slack,
and says so here. A step that was done and not written down is found again there.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, union
from sqlalchemy.orm import Session

from playbook import audit, canvas
from playbook.access import FINISHED
from playbook.holders import parties, people_of
from playbook.progress import Checklist
from storage import deliveries, outbox
from storage.choices import Delivery, Place
from storage.deliveries import Claim
from storage.tables import Account, BookChannel, Handoff, Person, Workspace

_LONGEST = 60
"""Slack's names have up to 80 characters; this leaves room for what is added around it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How far the set-up of a handoff's place is. `people` are those who have a part.

    `name` is what a channel made for it is called. `book_channel_id` is that of the outgoing
    CSM's book, where there is one and the handoff belongs there.
    """

    handoff_id: int
    name: str
    place: Place
    channel_id: str | None
    checklist_ts: str | None
    is_pinned: bool
    is_over: bool
    people: tuple[str, ...]
    team_channel_id: str | None
    book_channel_id: str | None


def read(session: Session, claim: Claim) -> Setting:
    """Return how far it is. Without an outgoing CSM there is no book: it gets its own channel."""
    handoff, account, owner, team_channel_id, book_channel_id = _read(session, claim)
    in_book = handoff.place is Place.BOOK and owner is not None
    return Setting(
        handoff_id=handoff.id,
        name=f"book-{slug(owner, handoff.id)}"
        if in_book
        else f"handoff-{slug(account, handoff.id)}",
        place=Place.CHANNEL if handoff.place is Place.BOOK and not in_book else handoff.place,
        channel_id=handoff.channel_id,
        checklist_ts=handoff.checklist_ts,
        is_pinned=handoff.pinned_at is not None,
        is_over=handoff.state in FINISHED,
        people=people_of(handoff),
        team_channel_id=team_channel_id,
        book_channel_id=book_channel_id if in_book else None,
    )


def _read(session: Session, claim: Claim) -> Any:
    is_owner = and_(Person.workspace_id == Handoff.workspace_id, Person.id == Handoff.outgoing_id)
    is_book = and_(
        BookChannel.workspace_id == Handoff.workspace_id,
        BookChannel.outgoing_id == Handoff.outgoing_id,
        BookChannel.archived_at.is_(None),
    )
    query = (
        select(
            Handoff, Account.name, Person.name, Workspace.team_channel_id, BookChannel.channel_id
        )
        .join(Account, Account.id == Handoff.account_id)
        .join(Workspace, Workspace.id == Handoff.workspace_id)
        .outerjoin(Person, is_owner)
        .outerjoin(BookChannel, is_book)
        .where(Handoff.workspace_id == claim.workspace_id, Handoff.id == claim.handoff_id)
    )
    return session.execute(query).one()


def slug(account: str, handoff_id: int) -> str:
    """Return the account's name as a part of a channel's: lower case, no accents, hyphens."""
    plain = unicodedata.normalize("NFKD", account).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
    return found or str(handoff_id)


def has_channel(session: Session, workspace_id: str, channel_id: str) -> bool:
    """Whether some handoff, or a book, has this channel for its own."""
    handoff = select(Handoff.id).where(
        Handoff.workspace_id == workspace_id, Handoff.channel_id == channel_id
    )
    book = select(BookChannel.outgoing_id).where(
        BookChannel.workspace_id == workspace_id, BookChannel.channel_id == channel_id
    )
    found = session.execute(handoff.limit(1)).first() or session.execute(book.limit(1)).first()
    return found is not None


def channel_made(session: Session, claim: Claim, channel_id: str, now: datetime) -> None:
    """Note the handoff's own channel, or that of the book it belongs to."""
    handoff = _handoff(session, claim)
    handoff.channel_id = channel_id
    if handoff.place is Place.BOOK and handoff.outgoing_id is not None:
        session.merge(
            BookChannel(
                workspace_id=handoff.workspace_id,
                outgoing_id=handoff.outgoing_id,
                channel_id=channel_id,
                made_at=now,
                archived_at=None,
            )
        )


def entered(session: Session, claim: Claim, channel_id: str) -> None:
    """Note the channel of the thread, where it was not chosen but is the team's."""
    _handoff(session, claim).channel_id = channel_id


def moved_to_team_channel(session: Session, claim: Claim, channel_id: str, now: datetime) -> None:
    """Note that it is a thread in the team's channel instead, and tell the lead, once."""
    handoff = _handoff(session, claim)
    handoff.place, handoff.channel_id = Place.THREAD, channel_id
    _tell_lead(session, handoff, "place_moved", now)


def needs_channel(session: Session, claim: Claim, why: str, now: datetime) -> None:
    """Ask the lead for a channel; the set-up begins anew when they have chosen one."""
    if not deliveries.ended(session, claim, Delivery.DROPPED, why):
        return
    handoff = _handoff(session, claim)
    handoff.channel_id = None
    _tell_lead(session, handoff, "place_needed", now, f"{claim.id}")


def posted(session: Session, claim: Claim, ts: str, shown: Checklist, now: datetime) -> None:
    """Note where the checklist stands and what it shows."""
    handoff = _handoff(session, claim)
    if handoff.checklist_ts is not None:
        return
    handoff.checklist_ts = ts
    handoff.thread_ts = None if handoff.place is Place.CHANNEL else ts
    handoff.shown_version = shown.version
    handoff.changes_at = shown.changes_at
    audit.record(session, claim.workspace_id, None, "place_made", now, handoff=handoff)


def pinned(session: Session, claim: Claim, now: datetime) -> None:
    """Note that the checklist is pinned."""
    _handoff(session, claim).pinned_at = now


def not_invited(session: Session, claim: Claim, person_ids: Iterable[str], now: datetime) -> None:
    """Let the lead hear, once, of each person whom Slack lets nobody invite."""
    handoff = _handoff(session, claim)
    for person_id in person_ids:
        outbox.put(
            session,
            claim.workspace_id,
            "not_invited",
            now,
            handoff_id=handoff.id,
            person_id=handoff.lead_id,
            detail={"person": person_id},
            once_key=f"not_invited:{handoff.id}:{person_id}",
        )


def finished(session: Session, claim: Claim, now: datetime) -> None:
    """Note that the place stands, and let everybody who has a part hear of it.

    A place that was lost is found again, and its checklist is brought up to date by the worker.
    """
    handoff = _handoff(session, claim)
    if handoff.place_lost_at is not None:
        handoff.place_lost_at = handoff.place_lost_why = None
        handoff.shown_version = 0
        audit.record(session, claim.workspace_id, None, "place_found", now, handoff=handoff)
    canvas.placed(session, handoff, now)
    for person_id in parties(handoff):  # the temporary contact has heard when they were named
        tell_part(session, handoff, person_id, now)
    deliveries.sent(session, claim, str(handoff.channel_id), str(handoff.checklist_ts), now)


def tell_part(session: Session, handoff: Handoff, person_id: str, now: datetime) -> None:
    """Let somebody hear their part, if they have not heard it."""
    _put_part(session, handoff, person_id, now, f"part:{handoff.id}:{person_id}")


def tell_new_part(session: Session, handoff: Handoff, person_id: str, now: datetime) -> None:
    """Let somebody hear their part who has taken it just now, perhaps not for the first time."""
    first = f"part:{handoff.id}:{person_id}"
    if not _put_part(session, handoff, person_id, now, first):
        _put_part(session, handoff, person_id, now, f"{first}:{handoff.version}")


def _put_part(
    session: Session, handoff: Handoff, person_id: str, now: datetime, once_key: str
) -> bool:
    queued = outbox.put(
        session,
        handoff.workspace_id,
        "part",
        now,
        handoff_id=handoff.id,
        person_id=person_id,
        once_key=once_key,
    )
    return queued is not None


def set_up(session: Session, handoff: Handoff, now: datetime, why: str) -> bool:
    """Let the place be set up, as far as it is not; False if it was asked for, for this reason."""
    queued = outbox.put(
        session,
        handoff.workspace_id,
        "place",
        now,
        handoff_id=handoff.id,
        once_key=f"place:{handoff.id}:{why}",
    )
    return queued is not None


def stale(session: Session, now: datetime, limit: int) -> list[tuple[str, int]]:
    """Return the workspace and id of handoffs whose posted checklist is not true any more.

    It shows an older version, or a day has begun on which a task is due soon or late.
    """
    posted = select(Handoff.workspace_id, Handoff.id).where(
        Handoff.checklist_ts.is_not(None), Handoff.place_lost_at.is_(None)
    )
    query = union(
        posted.where(Handoff.shown_version < Handoff.version),
        posted.where(Handoff.changes_at.is_not(None), Handoff.changes_at <= now),
    ).limit(limit)
    return [(workspace_id, handoff_id) for workspace_id, handoff_id in session.execute(query)]


def _handoff(session: Session, claim: Claim) -> Handoff:
    return session.get_one(Handoff, claim.handoff_id, with_for_update=True)


def _tell_lead(
    session: Session, handoff: Handoff, effect: str, now: datetime, again: str = ""
) -> None:
    outbox.put(
        session,
        handoff.workspace_id,
        effect,
        now,
        handoff_id=handoff.id,
        person_id=handoff.lead_id,
        once_key=f"{effect}:{handoff.id}:{again}",
    )

"""Where a handoff's checklist is posted: each step of the set-up written down when it is done.

The set-up itself is done outside (bot.place): it reads how far it is, does the next step in Slack,
and says so here. A step that was done and not written down is found again there.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from playbook import audit
from playbook.access import FINISHED
from playbook.progress import Checklist
from storage import deliveries, outbox
from storage.choices import Delivery, Place
from storage.deliveries import Claim
from storage.tables import Account, Handoff, Workspace

_LONGEST = 60
"""Slack's names have up to 80 characters; this leaves room for what is added around it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How far the set-up of a handoff's place is. `people` are those who have a part."""

    handoff_id: int
    slug: str
    place: Place
    channel_id: str | None
    checklist_ts: str | None
    is_pinned: bool
    is_over: bool
    people: tuple[str, ...]
    team_channel_id: str | None


def read(session: Session, claim: Claim) -> Setting:
    """Return how far it is."""
    query = (
        select(Handoff, Account.name, Workspace.team_channel_id)
        .join(Account, Account.id == Handoff.account_id)
        .join(Workspace, Workspace.id == Handoff.workspace_id)
        .where(Handoff.workspace_id == claim.workspace_id, Handoff.id == claim.handoff_id)
    )
    handoff, account, team_channel_id = session.execute(query).one()
    return Setting(
        handoff_id=handoff.id,
        slug=slug(account, handoff.id),
        place=handoff.place,
        channel_id=handoff.channel_id,
        checklist_ts=handoff.checklist_ts,
        is_pinned=handoff.pinned_at is not None,
        is_over=handoff.state in FINISHED,
        people=_people(handoff),
        team_channel_id=team_channel_id,
    )


def slug(account: str, handoff_id: int) -> str:
    """Return the account's name as a part of a channel's: lower case, no accents, hyphens."""
    plain = unicodedata.normalize("NFKD", account).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
    return found or str(handoff_id)


def has_channel(session: Session, workspace_id: str, channel_id: str) -> bool:
    """Whether some handoff has this channel for its own."""
    query = select(Handoff.id).where(
        Handoff.workspace_id == workspace_id, Handoff.channel_id == channel_id
    )
    return session.scalar(query.limit(1)) is not None


def channel_made(session: Session, claim: Claim, channel_id: str) -> None:
    """Note the handoff's own channel."""
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
    handoff.thread_ts = ts if handoff.place is Place.THREAD else None
    handoff.shown_version = shown.version
    handoff.changes_at = shown.changes_at
    audit.record(session, claim.workspace_id, None, "place_made", now, handoff=handoff)


def pinned(session: Session, claim: Claim, now: datetime) -> None:
    """Note that the checklist is pinned."""
    _handoff(session, claim).pinned_at = now


def finished(session: Session, claim: Claim, now: datetime) -> None:
    """Note that the place stands, and let everybody who has a part hear of it."""
    handoff = _handoff(session, claim)
    for person_id in _people(handoff):
        outbox.put(
            session,
            claim.workspace_id,
            "part",
            now,
            handoff_id=handoff.id,
            person_id=person_id,
            once_key=f"part:{handoff.id}:{person_id}",
        )
    deliveries.sent(session, claim, str(handoff.channel_id), str(handoff.checklist_ts), now)


def stale(session: Session, now: datetime, limit: int) -> list[tuple[str, int]]:
    """Return the workspace and id of handoffs whose posted checklist is not true any more.

    It shows an older version, or a day has begun on which a task is due soon or late.
    """
    posted = select(Handoff.workspace_id, Handoff.id).where(Handoff.checklist_ts.is_not(None))
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


def _people(handoff: Handoff) -> tuple[str, ...]:
    named = (handoff.outgoing_id, handoff.incoming_id, handoff.lead_id)
    return tuple(dict.fromkeys(one for one in named if one))

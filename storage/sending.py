"""Which messages are sent now, and by whom: shared out among processes at the pace Slack allows.

Whoever sends takes a few rows of one workspace at a time, as many as may be sent just then, and
holds them for a while. A row whose holder ends without a word comes up again when that while is
over. The pace is one row a workspace: who holds it takes, others pass it over, and no workspace
waits for another. All times are real. https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, update
from sqlalchemy.orm import Session

from storage.deliveries import Claim, begin, is_ours, is_waiting, ours
from storage.outbox import PLACE_EFFECTS
from storage.tables import Outgoing, Pace
from storage.upsert import insert_into

_ROUNDING = 1e-3


@dataclass(frozen=True, slots=True)
class Limits:
    """How many messages a second a workspace takes, and one person or channel in it."""

    a_second: float
    to_one_a_second: float

    def room(self, used_until: datetime, now: datetime) -> int:
        """Return how many may be sent now: after a rest what half a second takes, else the rest.

        The other half is left for what arrives late, so that Slack never counts too many a second.
        """
        ahead = max(0.0, (used_until - now).total_seconds())
        return math.floor(max(1.0, self.a_second / 2) - ahead * self.a_second + _ROUNDING)

    def used_by(self, count: int, used_until: datetime, now: datetime) -> datetime:
        """Return through when the pace is used up once so many more are sent."""
        return max(used_until, now) + timedelta(seconds=count / self.a_second)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sends, for how long it may hold a row, and how long a call to Slack takes at most."""

    executor: str
    lease: timedelta
    call: timedelta


def workspaces_waiting(session: Session) -> list[str]:
    """Return the workspaces in which messages wait or are under way."""
    return list(_waiting_after(session))


def take(
    session: Session,
    workspace_id: str,
    limits: Limits,
    holder: Holder,
    most: int,
    now: datetime,
    tried_at: datetime,
) -> list[Claim]:
    """Begin to send up to so many messages of a workspace, each to somebody else.

    What somebody waits for comes before what can wait (storage.outbox), the oldest first.

    Returns none while Slack wants none, or another process takes. `now` is real, `tried_at` the
    time that is followed.
    """
    until = time.monotonic() + (holder.lease - holder.call).total_seconds()
    pace = _hold_pace(session, workspace_id, now)
    if pace is None or (pace.closed_until and pace.closed_until > now):
        return []
    recent = _recent(pace, limits, now)
    count = min(limits.room(pace.used_until, now), most)
    rows = _one_each(_due(session, workspace_id, recent, count, now)) if count else []
    for row in rows:
        row.next_at, row.held_by = now + holder.lease, holder.executor
    pace.used_until = limits.used_by(len(rows), pace.used_until, now)
    pace.recent = recent | {_target(row): now.timestamp() for row in rows}
    return [begin(row, tried_at, until) for row in rows]


def close(session: Session, workspace_id: str, until: datetime) -> None:
    """Send nothing more to a workspace until then: Slack asked for it (Retry-After)."""
    session.execute(
        update(Pace)
        .where(
            Pace.workspace_id == workspace_id,
            or_(Pace.closed_until.is_(None), Pace.closed_until < until),
        )
        .values(closed_until=until)
    )


_CLOSED_UNTIL = (
    select(Pace.closed_until)
    .select_from(Outgoing)
    .outerjoin(Pace, Pace.workspace_id == Outgoing.workspace_id)
    .where(is_ours())
)
"""Built once: it is asked before every message."""


def wait_before(session: Session, held: Claim, now: datetime) -> float | None:
    """Return how long Slack wants no message of the workspace, in seconds; mostly 0.

    None if this attempt is not the newest: asked just before something is sent.
    """
    found = session.execute(_CLOSED_UNTIL, ours(held)).first()
    if found is None:
        return None
    (until,) = found
    return max(0.0, (until - now).total_seconds()) if until else 0.0


def let_go(session: Session, executor: str) -> None:
    """Let others, or itself, take at once what an earlier process of this name held."""
    session.execute(
        update(Outgoing)
        .where(is_waiting(), Outgoing.held_by == executor)
        .values(next_at=None, held_by=None)
    )


def _waiting_after(session: Session) -> Iterator[str]:
    """Step from one workspace to the next through the index: the rows of one may be many."""
    last = ""
    while True:
        query = select(Outgoing.workspace_id).where(is_waiting(), Outgoing.workspace_id > last)
        found = session.scalar(query.order_by(Outgoing.workspace_id).limit(1))
        if found is None:
            return
        last = found
        yield found


def _hold_pace(session: Session, workspace_id: str, now: datetime) -> Pace | None:
    """Lock the workspace's pace; None while somebody else has it."""
    if session.get(Pace, workspace_id) is None:
        new = {"workspace_id": workspace_id, "used_until": now, "recent": {}}
        insert = insert_into(Pace, session.get_bind().dialect.name).values(new)
        session.execute(insert.on_conflict_do_nothing())
    query = select(Pace).where(Pace.workspace_id == workspace_id)
    locked = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return session.scalar(locked)


def _recent(pace: Pace, limits: Limits, now: datetime) -> dict[str, float]:
    """Return who was sent something just now, so that they have to wait for the next one."""
    since = now.timestamp() - 1 / limits.to_one_a_second
    return {target: at for target, at in pace.recent.items() if at > since}


def _due(
    session: Session, workspace_id: str, recent: dict[str, float], count: int, now: datetime
) -> Sequence[Outgoing]:
    query = (
        select(Outgoing)
        .where(
            is_waiting(),
            Outgoing.workspace_id == workspace_id,
            Outgoing.effect.not_in(PLACE_EFFECTS),
            or_(Outgoing.next_at.is_(None), Outgoing.next_at <= now),
            not_(_goes_to(recent)),
        )
        .order_by(Outgoing.can_wait, Outgoing.id)
        .limit(count)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(query).all()


def _goes_to(targets: dict[str, float]) -> ColumnElement[bool]:
    handoffs = [int(target[1:]) for target in targets if target.startswith(_HANDOFF)]
    handoff_id = func.coalesce(Outgoing.handoff_id, 0)
    to_handoff = and_(Outgoing.person_id.is_(None), handoff_id.in_(handoffs))
    return or_(func.coalesce(Outgoing.person_id, "").in_(targets), to_handoff)


def _one_each(rows: Sequence[Outgoing]) -> list[Outgoing]:
    first: dict[str, Outgoing] = {}
    for row in rows:
        first.setdefault(_target(row), row)
    return list(first.values())


_HANDOFF = "#"


def _target(row: Outgoing) -> str:
    """Return what stands for who hears: a person, else a handoff, else the leads' channel."""
    if row.person_id is not None:
        return row.person_id
    return f"{_HANDOFF}{row.handoff_id or 0}"

"""How the kinds of check-ins differ when they fall due: since and until when (R17, R22).

A debrief is asked for once business as usual is reached, a touchpoint until day 90 (R23). What is
done by hand in the plan is not asked about any more; sentiment is: there the answer counts.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import audit, reachable
from playbook.hours import Hours, local_date, moment_for
from storage import outbox
from storage.choices import CheckInKind, CheckInState, State
from storage.tables import CheckIn, Handoff, Touchpoint, Workspace

LAST_DAY = timedelta(days=90)
"""R23: so long after the firm date a leadership touchpoint still counts."""

MISSED = "touchpoint_missed"
"""The effect by which who is one up hears that there was no touchpoint."""


def effect(kind: CheckInKind) -> str:
    """Return the effect by which a question of this kind is sent."""
    return "check_in" if kind is CheckInKind.SENTIMENT else kind.value


def is_done_by_hand(kind: CheckInKind, done_at: datetime | None) -> bool:
    """Whether a ticked task leaves nothing to ask."""
    return kind is not CheckInKind.SENTIMENT and done_at is not None


def must_wait(kind: CheckInKind, state: State) -> bool:
    """Whether it is too early, whatever the date: what is on hold, or a debrief before its time."""
    return state is State.ON_HOLD or (kind is CheckInKind.DEBRIEF and state is not State.BAU)


def last_day(check_in: CheckIn, handoff: Handoff) -> date:
    """Return the last day for a touchpoint; one that the template dates later has its own day."""
    return max(handoff.anchor_on + LAST_DAY, check_in.due_on)


def is_too_late(check_in: CheckIn, handoff: Handoff, now: datetime) -> bool:
    """Whether the touchpoint was missed: day 90 is over."""
    is_touchpoint = check_in.kind is CheckInKind.TOUCHPOINT
    return is_touchpoint and local_date(now, check_in.zone) > last_day(check_in, handoff)


def no_later(check_in: CheckIn, handoff: Handoff, hours: Hours) -> datetime:
    """Return when it is asked next, at the latest on the morning after the last day."""
    if check_in.kind is not CheckInKind.TOUCHPOINT:
        return check_in.due_at
    after = moment_for(last_day(check_in, handoff) + timedelta(days=1), hours)
    return min(check_in.due_at, after)


def miss(session: Session, check_in: CheckIn, handoff: Handoff, now: datetime) -> None:
    """Give a touchpoint up, visibly; who is one up hears so once, else the leads' channel."""
    check_in.state = CheckInState.CANCELLED
    session.add(
        Touchpoint(
            workspace_id=handoff.workspace_id,
            handoff_id=handoff.id,
            contact_ids=[],
            missed_at=now,
        )
    )
    handoff.version += 1
    audit.record(session, handoff.workspace_id, None, MISSED, now, handoff=handoff)
    outbox.put(
        session,
        handoff.workspace_id,
        MISSED,
        now,
        handoff_id=handoff.id,
        person_id=_who_hears(session, handoff),
        once_key=f"{MISSED}:{check_in.id}",
    )


def _who_hears(session: Session, handoff: Handoff) -> str | None:
    """Who is one up; None stands for the leads' channel, and without one the lead hears."""
    above = reachable.above(session, handoff.workspace_id, handoff.lead_id)
    channel = select(Workspace.leads_channel_id).where(Workspace.id == handoff.workspace_id)
    if above or session.scalar(channel):
        return above
    return handoff.lead_id

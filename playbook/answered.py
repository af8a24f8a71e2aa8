"""What follows from an answer to a check-in: the task, concerns, attention, and who hears.

After business as usual a check-in that turns bad opens the handoff again (R21): it goes back to
settling by itself, and everybody hears once.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from playbook import attention, audit, checklist, concerns, gaps, moves, silence, states
from playbook.access import Opened
from playbook.check_in import EVENT
from playbook.holders import holders
from playbook.sentiment import BAD, Stakeholder
from playbook.states import Made, Name
from playbook.words import _
from storage import outbox
from storage.choices import CheckInState, Owner, Score, State
from storage.tables import CheckIn, Handoff


def follow_up(
    session: Session,
    opened: Opened,
    check_in: CheckIn,
    found: Iterable[Stakeholder],
    now: datetime,
) -> None:
    """Let the plan and the people know what was written. `found` are those written about."""
    handoff, by = opened.handoff, opened.viewer.id
    written = list(found)
    _note(session, handoff, check_in, by, now)
    # Before the task is ticked: a handoff that is opened again is not closed by its last task.
    reopened = _reopen(session, handoff, written, by, now)
    checklist.happened(session, handoff, EVENT.format(key=check_in.key), by, now)
    _hear(session, handoff, check_in, written, by, now)
    attention.reckon(session, handoff, now, by)
    _show(session, check_in, now)
    if any(one.needs_attention for one in written):
        _tell(session, handoff, check_in, by, now, reopened=reopened)


def _note(session: Session, handoff: Handoff, check_in: CheckIn, by: str, now: datetime) -> None:
    is_first = check_in.state is not CheckInState.ANSWERED
    if is_first:
        check_in.state = CheckInState.ANSWERED
        check_in.answered_at, check_in.answered_by = now, by
    what = "check_in_answered" if is_first else "check_in_corrected"
    detail = {"check_in": check_in.key}
    audit.record(session, check_in.workspace_id, by, what, now, handoff=handoff, detail=detail)
    handoff.version += 1


def _hear(
    session: Session,
    handoff: Handoff,
    check_in: CheckIn,
    written: Iterable[Stakeholder],
    by: str,
    now: datetime,
) -> None:
    """A signal ends a silence; uneasy or at risk opens a concern (R18, R19)."""
    scores = {one.contact_id: one.score for one in written if one.score and not one.is_past}
    signals = [who for who, score in scores.items() if score is not Score.NO_SIGNAL]
    silence.signal(session, handoff, signals, by, now)
    concerns.follow(session, handoff, check_in.id, scores, now)


def _show(session: Session, check_in: CheckIn, now: datetime) -> None:
    outbox.put(
        session,
        check_in.workspace_id,
        "answer_shown",
        now,
        handoff_id=check_in.handoff_id,
        check_in_id=check_in.id,
        person_id=check_in.person_id,
    )


def _reopen(
    session: Session, handoff: Handoff, written: Iterable[Stakeholder], by: str, now: datetime
) -> bool:
    """Open the handoff again if somebody has turned bad; whoever is alarmed hears it there.

    Where another handoff of the account is open, that one has the account's people in its care.
    """
    if handoff.state is not State.BAU or not any(map(_turned_bad, written)):
        return False
    move = states.move_named(moves.standing(session, handoff, now), Name.REOPEN)
    if move is None or gaps.is_another_open(session, handoff):
        return False
    told = frozenset(_concerned(handoff, by))
    why = _("A check-in found somebody at the customer uneasy or at risk.")
    moves.carry_out(session, handoff, Made(move, handoff.state, None, now, why=why, told=told))
    return True


def _turned_bad(one: Stakeholder) -> bool:
    """Whether it is worse than the time before: what a lead has overruled is no news."""
    if one.score not in BAD or one.is_past:
        return False
    return one.before not in BAD or (one.before, one.score) == (Score.UNEASY, Score.AT_RISK)


def _tell(
    session: Session,
    handoff: Handoff,
    check_in: CheckIn,
    by: str,
    now: datetime,
    *,
    reopened: bool,
) -> None:
    """TEMPLATES.md, at once: a sentiment that needs attention goes to lead and incoming CSM."""
    for person_id in _concerned(handoff, by):
        outbox.put(
            session,
            check_in.workspace_id,
            "attention",
            now,
            handoff_id=handoff.id,
            check_in_id=check_in.id,
            person_id=person_id,
            detail={"reopened": True} if reopened else {},
        )


def _concerned(handoff: Handoff, by: str) -> list[str]:
    found = {holders(handoff)[Owner.INCOMING], handoff.lead_id} - {None, by}
    return sorted(person_id for person_id in found if person_id)

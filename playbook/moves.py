"""Moving a handoff from state to state, with all that goes with it (States; the table is pure).

Handoff moves by itself as tasks are done (`advance`) and as days come (`fall_due`); what people
move by hand is playbook.move_on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, defer

from playbook import (
    archiving,
    audit,
    clarify,
    hold,
    ownership,
    states,
    triggers,
    verdict,
    waivers,
)
from playbook.holders import people_of
from playbook.hours import STANDARD, Hours, hours_of, local_date, moment_for
from playbook.states import RUNNING, Fact, Made, Standing
from playbook.words import _
from storage import outbox
from storage.choices import Mode, State
from storage.tables import Handoff, Task


def advance(session: Session, handoff: Handoff, actor_id: str | None, now: datetime) -> None:
    """Make the moves that Handoff makes by itself, now that a task is done or a day has come."""
    if not any(move.by_itself for move in states.moves_from(_bare(handoff))):
        return
    here = _with_tasks(session, handoff)
    if not states.next_by_itself(replace(here, facts=frozenset(Fact))):
        return  # a task is not done yet, so the facts need not be looked up
    here = _with_facts(session, handoff, here, now)
    while move := states.next_by_itself(here):
        carry_out(session, handoff, Made(move, handoff.state, actor_id, now))
        here = replace(here, state=handoff.state)


def carry_out(session: Session, handoff: Handoff, made: Made) -> None:
    """Set the state, with what the move triggers, and write it down.

    Whether the move may be made is the caller's to check.
    """
    if made.move.guard.not_waited_for:
        _list_what_is_passed_by(session, handoff, made)
    handoff.state = states.target_of(made.move, _bare(handoff))
    handoff.version += 1
    triggers.set_off(session, handoff, made)
    set_clock(session, handoff)
    archiving.plan(session, handoff, made.at)
    audit.record(
        session,
        handoff.workspace_id,
        made.by,
        "moved",
        made.at,
        handoff=handoff,
        detail={"from": made.before.value, "to": handoff.state.value, "move": made.move.name.value},
        confidential={"reason": made.why} if made.why else None,
    )


def set_clock(session: Session, handoff: Handoff, lead: Hours | None = None) -> None:
    """Note when the calendar next moves the handoff.

    Call it when a handoff is opened, and when its firm date or mode has changed; `lead` are the
    lead's hours, where they are known already.
    """
    on = _acts_on(handoff)
    handoff.acts_at = moment_for(on, lead or _lead(session, handoff)) if on else None


def fall_due(session: Session, now: datetime, limit: int = 100) -> int:
    """Do what the calendar brings, for up to so many handoffs; return for how many it did.

    The overlap ends, an account changes hands on the day of last contact, a lead is asked whether
    a hold is over. What another worker holds is passed over.
    """
    query = (
        select(Handoff)
        .where(Handoff.acts_at.is_not(None), Handoff.acts_at <= now)
        .order_by(Handoff.acts_at)
        .limit(limit)
        .options(defer(Handoff.reason))
        .with_for_update(skip_locked=True)
    )
    due = session.scalars(query).all()
    for handoff in due:
        set_clock(session, handoff)
        if handoff.acts_at and handoff.acts_at <= now:
            handoff.acts_at = None
            _act(session, handoff, now)
        advance(session, handoff, None, now)
    return len(due)


def next_due(session: Session) -> datetime | None:
    """Return when the calendar next brings something, in any workspace."""
    query = select(func.min(Handoff.acts_at)).where(Handoff.acts_at.is_not(None))
    return session.scalar(query)


def standing(session: Session, handoff: Handoff, now: datetime) -> Standing:
    """Return where the handoff is, with its tasks and the facts that Handoff judges by itself."""
    return _with_facts(session, handoff, _with_tasks(session, handoff), now)


def _with_facts(session: Session, handoff: Handoff, here: Standing, now: datetime) -> Standing:
    facts: set[Fact] = set()
    if local_date(now, _lead(session, handoff).zone) >= handoff.anchor_on:
        facts.add(Fact.FIRM_DATE)
    if handoff.incoming_id or handoff.temporary_id:
        facts.add(Fact.SOMEBODY_NAMED)
    if handoff.state is State.PREPARING:
        facts.update(_read(session, handoff))
    return replace(here, facts=facts)


def _read(session: Session, handoff: Handoff) -> Iterator[Fact]:
    """What holds of a blueprint that was read (R8)."""
    if verdict.is_accepted(session, handoff):
        yield Fact.ACCEPTED
    if not clarify.open_count(session, handoff):
        yield Fact.NOTHING_ASKED


def _bare(handoff: Handoff) -> Standing:
    return Standing(handoff.state, handoff.kind, handoff.mode, held_from=handoff.held_from)


def _list_what_is_passed_by(session: Session, handoff: Handoff, made: Made) -> None:
    keys = states.passed_by(made.move, standing(session, handoff, made.at))
    if keys:
        gaps = _titles(session, handoff, keys)
        why = _("Nobody is there to ask: the introduction does not wait for the data dump.")
        waivers.write(session, handoff, made.move.name, gaps, why, None, made.at)


def _titles(session: Session, handoff: Handoff, keys: Sequence[str]) -> list[str]:
    query = (
        select(Task.title)
        .where(
            Task.workspace_id == handoff.workspace_id,
            Task.handoff_id == handoff.id,
            Task.key.in_(keys),
        )
        .order_by(Task.position)
    )
    return list(session.scalars(query))


def _acts_on(handoff: Handoff) -> date | None:
    if handoff.state is State.ON_HOLD:
        return handoff.resume_on
    changes_hands = handoff.mode is Mode.HARD and handoff.state in RUNNING
    if handoff.state is State.OVERLAPPING or changes_hands:
        return handoff.anchor_on
    return None


def _act(session: Session, handoff: Handoff, now: datetime) -> None:
    if handoff.state is State.ON_HOLD:
        hold.remind(session, handoff, now)
        return
    if handoff.mode is Mode.HARD and ownership.change_owner(session, handoff, None, now):
        handoff.version += 1
        _tell_of_owner(session, handoff, now)


def _tell_of_owner(session: Session, handoff: Handoff, now: datetime) -> None:
    for person_id in people_of(handoff):
        outbox.put(
            session,
            handoff.workspace_id,
            "last_contact",
            now,
            handoff_id=handoff.id,
            person_id=person_id,
            once_key=f"last_contact:{handoff.id}:{handoff.version}:{person_id}",
        )


def _lead(session: Session, handoff: Handoff) -> Hours:
    hours = hours_of(session, handoff.workspace_id, [handoff.lead_id])
    return hours.get(handoff.lead_id, STANDARD)


_KEYS = select(
    Task.key, or_(Task.done_at.is_not(None), Task.skipped_at.is_not(None)).label("is_done")
).where(Task.workspace_id == bindparam("workspace"), Task.handoff_id == bindparam("handoff"))


def _with_tasks(session: Session, handoff: Handoff) -> Standing:
    session.flush()  # what is read below goes past the session
    here = {"workspace": handoff.workspace_id, "handoff": handoff.id}
    rows = session.connection().execute(_KEYS, here).all()
    planned, done = {row.key for row in rows}, {row.key for row in rows if row.is_done}
    return replace(_bare(handoff), planned=planned, done=done)

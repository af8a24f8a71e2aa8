"""Concerns: what worries somebody at the customer, worked in four steps (R19).

Acknowledged, answer stated, plan agreed (with owner and date), word kept: one after the other, each
with who and when. A step back has a reason, and what was done stays in the history. While a
concern is open it blocks business as usual (playbook.bau_gaps).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import audit, once
from playbook.access import Opened
from playbook.concern_reading import (
    OVER,
    STEPS,
    Case,
    at_customer,
    case_of,
    find,
    next_of,
    open_for,
    require_running,
)
from playbook.errors import FieldErrors, NotNow, NotThere
from playbook.holders import holders
from playbook.hours import STANDARD, hours_of, local_date
from playbook.people import Actor
from playbook.words import _
from storage import outbox
from storage.choices import ConcernState, Owner, Score
from storage.tables import Concern, ConcernStep, Contact, Handoff

LONGEST = 2000
"""Characters of a concern's text, and of what is said at a step."""

EFFECT = "concern"
"""The effect by which lead and incoming CSM hear that somebody has opened one."""


@dataclass(frozen=True, slots=True)
class Working:
    """What somebody says at a step. The plan's step has an owner and a date."""

    note: str = ""
    owner_id: str | None = None
    due_on: date | None = None


def raise_one(
    session: Session,
    actor: Actor,
    handoff_id: int,
    contact_id: int | None,
    text: str,
    now: datetime,
    *,
    key: str,
) -> int:
    """Open a concern from anything that somebody at the customer raised; return its id.

    Lead and incoming CSM hear of it at once, but for whoever opens it. `key` is the request's.
    Raises FieldErrors for "text", NotThere, NotAllowed, NotNow.
    """
    opened = open_for(session, actor, handoff_id, for_change=True)
    require_running(opened)
    if not text.strip():
        raise FieldErrors({"text": _("Say what worries them.")})
    _require_contact(session, opened, contact_id)
    if not once.first_time(session, actor.workspace_id, key, now):
        return _newest_of(session, opened.handoff, actor.id)
    concern = _new(session, opened.handoff, contact_id, actor.id, now)
    concern.text = text.strip()[:LONGEST]
    session.flush()
    for person_id in _concerned(opened.handoff, actor.id):
        outbox.put(
            session,
            actor.workspace_id,
            EFFECT,
            now,
            handoff_id=handoff_id,
            person_id=person_id,
            detail={"concern": concern.id},
        )
    return concern.id


def go_on(
    session: Session,
    actor: Actor,
    concern_id: int,
    said: Working,
    now: datetime,
    *,
    seen: int,
) -> Case:
    """Make the next step of a concern; `seen` is the version that the person looked at.

    Raises FieldErrors for "note", "owner" and "due"; NotNow for a concern that has moved meanwhile
    or is over; NotThere, NotAllowed.
    """
    concern, opened = find(session, actor, concern_id, for_change=True)
    require_running(opened)
    state = next_of(concern.state)
    if state is None or concern.version != seen:
        raise _moved_on()
    _check(session, opened, state, said, now)
    if state is ConcernState.AGREED:
        concern.owner_id, concern.due_on = said.owner_id, said.due_on
    _step(session, opened.handoff, concern, state, actor.id, said.note, now)
    return case_of(session, concern, opened)


def go_back(
    session: Session, actor: Actor, concern_id: int, why: str, now: datetime, *, seen: int
) -> Case:
    """Take a concern one step back, or open one again whose word was not kept after all.

    Raises FieldErrors for "why" where it is empty; NotNow, NotThere, NotAllowed.
    """
    concern, opened = find(session, actor, concern_id, for_change=True)
    require_running(opened)
    if concern.state not in STEPS[1:] or concern.version != seen:
        raise _moved_on()
    if not why.strip():
        raise FieldErrors({"why": _("Please say why: it stays beside the step.")})
    state = STEPS[STEPS.index(concern.state) - 1]
    _step(session, opened.handoff, concern, state, actor.id, why, now, is_back=True)
    return case_of(session, concern, opened)


def follow(
    session: Session,
    handoff: Handoff,
    check_in_id: int,
    scores: Mapping[int, Score],
    now: datetime,
) -> None:
    """Let concerns follow what a check-in found of stakeholders, by contact.

    Somebody uneasy or at risk has one opened, unless one of theirs is open. A correction takes
    back what it opened by mistake and nobody has touched.
    """
    open_ones = [one for one in _of(session, handoff) if one.state not in OVER]
    for contact_id, score in scores.items():
        theirs = [one for one in open_ones if one.contact_id == contact_id]
        if score not in (Score.UNEASY, Score.AT_RISK):
            for concern in theirs:
                if concern.check_in_id == check_in_id and concern.version == 1:
                    _step(session, handoff, concern, ConcernState.WITHDRAWN, None, "", now)
        elif not theirs:
            _new(session, handoff, contact_id, None, now).check_in_id = check_in_id


def _moved_on() -> NotNow:
    return NotNow(_("This concern has moved on meanwhile. Open it again to see where it stands."))


def _check(
    session: Session, opened: Opened, state: ConcernState, said: Working, now: datetime
) -> None:
    errors: dict[str, str] = {}
    if not said.note.strip() and state is not ConcernState.KEPT:
        errors["note"] = _("Write it down in a sentence: the others read it here.")
    if state is ConcernState.AGREED:
        errors |= _plan_errors(session, opened, said, now)
    if errors:
        raise FieldErrors(errors)


def _plan_errors(session: Session, opened: Opened, said: Working, now: datetime) -> dict[str, str]:
    errors = {}
    own = {person for person in holders(opened.handoff).values() if person}
    if said.owner_id not in own:
        errors["owner"] = _("Choose somebody of this handoff: they keep the word.")
    hours = hours_of(session, opened.handoff.workspace_id, [opened.viewer.id])
    today = local_date(now, hours.get(opened.viewer.id, STANDARD).zone)
    if said.due_on is None or said.due_on < today:
        errors["due"] = _("Choose the day by which the word is kept, today or later.")
    return errors


def _require_contact(session: Session, opened: Opened, contact_id: int | None) -> None:
    if contact_id is None:
        return
    query = select(Contact.id).where(*at_customer(opened.handoff), Contact.id == contact_id)
    if session.scalar(query) is None:
        raise NotThere(
            _("One of these people is not at {account}.").format(account=opened.account.name)
        )


def _new(
    session: Session, handoff: Handoff, contact_id: int | None, by: str | None, now: datetime
) -> Concern:
    concern = Concern(
        workspace_id=handoff.workspace_id,
        handoff_id=handoff.id,
        contact_id=contact_id,
        state=ConcernState.OPEN,
        opened_by=by,
        opened_at=now,
        version=1,
    )
    session.add(concern)
    handoff.version += 1
    audit.record(session, handoff.workspace_id, by, "concern_opened", now, handoff=handoff)
    return concern


def _step(
    session: Session,
    handoff: Handoff,
    concern: Concern,
    state: ConcernState,
    by: str | None,
    note: str,
    now: datetime,
    *,
    is_back: bool = False,
) -> None:
    session.add(
        ConcernStep(
            workspace_id=concern.workspace_id,
            concern_id=concern.id,
            state=state,
            is_back=is_back,
            note=note.strip()[:LONGEST] or None,
            by=by,
            at=now,
        )
    )
    concern.state = state
    concern.version += 1
    handoff.version += 1
    what = "concern_went_back" if is_back else f"concern_{state.value}"
    audit.record(session, handoff.workspace_id, by, what, now, handoff=handoff)
    session.flush()


def _newest_of(session: Session, handoff: Handoff, by: str) -> int:
    """What the same request, which has come again, has opened."""
    return max(one.id for one in _of(session, handoff) if one.opened_by == by)


def _concerned(handoff: Handoff, but: str) -> list[str]:
    found = {handoff.lead_id, holders(handoff)[Owner.INCOMING]} - {None, but}
    return sorted(person_id for person_id in found if person_id)


def _of(session: Session, handoff: Handoff) -> Sequence[Concern]:
    query = select(Concern).where(
        Concern.workspace_id == handoff.workspace_id, Concern.handoff_id == handoff.id
    )
    return session.scalars(query.order_by(Concern.id)).all()

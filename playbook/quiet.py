"""Quiet days: a lead spares people their digest, for an offsite or a course (R20)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from playbook import audit, due, people
from playbook.access import FINISHED, led_by
from playbook.errors import FieldErrors, NotAllowed
from playbook.hours import Hours, local_date
from playbook.ladder import Workdays
from playbook.people import Actor, Viewer
from playbook.words import _
from storage.tables import Handoff, QuietDays

LONGEST = 31
"""Days of one quiet time; who is away for longer needs a temporary contact (R2, R30)."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet days that are to come, or are under way, of one person."""

    id: int
    person_id: str
    starts_on: date
    ends_on: date


def workdays(
    session: Session, workspace_id: str, hours: dict[str, Hours], since: date
) -> dict[str, Workdays]:
    """Return these people's working days, without the quiet days that end after `since`."""
    which = {"workspace": workspace_id, "people": list(hours), "since": since}
    quiet: dict[str, list[tuple[date, date]]] = {}
    session.flush()  # what is read below goes past the session
    for person_id, first, last in session.connection().execute(_SINCE, which):
        quiet.setdefault(person_id, []).append((first, last))
    return {
        person_id: Workdays(theirs.calendar, tuple(quiet.get(person_id, ())))
        for person_id, theirs in hours.items()
    }


_SINCE = select(QuietDays.person_id, QuietDays.starts_on, QuietDays.ends_on).where(
    QuietDays.workspace_id == bindparam("workspace"),
    QuietDays.person_id.in_(bindparam("people", expanding=True)),
    QuietDays.ends_on >= bindparam("since"),
)


def read(session: Session, actor: Actor, now: datetime) -> tuple[Quiet, ...]:
    """Return the quiet days of a lead's people that are not over. Raises NotAllowed."""
    viewer = _lead(session, actor)
    query = (
        select(QuietDays.id, QuietDays.person_id, QuietDays.starts_on, QuietDays.ends_on)
        .where(
            QuietDays.workspace_id == viewer.workspace_id,
            QuietDays.person_id.in_(_their_people(session, viewer)),
            QuietDays.ends_on >= local_date(now, viewer.zone),
        )
        .order_by(QuietDays.starts_on, QuietDays.id)
    )
    return tuple(Quiet(*row) for row in session.execute(query))


def set_days(
    session: Session,
    actor: Actor,
    person_ids: Collection[str],
    first: date | None,
    last: date | None,
    now: datetime,
) -> None:
    """Spare these people their digest from the first to the last day.

    Raises NotAllowed, or FieldErrors for days that are over or too many, and for people whose lead
    the actor is not.
    """
    viewer = _lead(session, actor)
    errors = _wrong_days(first, last, local_date(now, viewer.zone))
    if not person_ids or not set(person_ids) <= _their_people(session, viewer):
        errors["people"] = _("Choose yourself, or people whose handoffs you lead.")
    if errors or first is None or last is None:
        raise FieldErrors(errors)
    for person_id in dict.fromkeys(person_ids):
        session.add(
            QuietDays(
                workspace_id=viewer.workspace_id,
                person_id=person_id,
                starts_on=first,
                ends_on=last,
                by=viewer.id,
                at=now,
            )
        )
    detail = {"people": sorted(person_ids), "from": str(first), "until": str(last)}
    audit.record(session, viewer.workspace_id, viewer.id, "quiet_days_set", now, detail=detail)
    session.flush()
    due.reckon_again(session, viewer.workspace_id, person_ids)


def end(session: Session, actor: Actor, quiet_id: int, now: datetime) -> None:
    """Take quiet days back. Raises NotAllowed; days that are gone already stay gone."""
    viewer = _lead(session, actor)
    gone = session.execute(
        delete(QuietDays)
        .where(
            QuietDays.workspace_id == viewer.workspace_id,
            QuietDays.id == quiet_id,
            QuietDays.person_id.in_(_their_people(session, viewer)),
        )
        .returning(QuietDays.person_id)
    ).scalars()
    if found := list(gone):
        detail = {"people": found}
        audit.record(
            session, viewer.workspace_id, viewer.id, "quiet_days_ended", now, detail=detail
        )
        due.reckon_again(session, viewer.workspace_id, found)


def _lead(session: Session, actor: Actor) -> Viewer:
    viewer = people.viewer(session, actor)
    if not viewer.is_lead:
        raise NotAllowed(_("Quiet days are for leads to set. Please ask yours."))
    return viewer


def _their_people(session: Session, viewer: Viewer) -> set[str]:
    """The lead, whom they manage or stand in for, and the people of the handoffs they lead."""
    query = select(Handoff.outgoing_id, Handoff.incoming_id, Handoff.temporary_id).where(
        Handoff.workspace_id == viewer.workspace_id,
        Handoff.lead_id == viewer.id,
        Handoff.state.not_in(FINISHED),
    )
    named = {person for row in session.execute(query) for person in row if person}
    return {viewer.id} | led_by(session, viewer) | named


def _wrong_days(first: date | None, last: date | None, today: date) -> dict[str, str]:
    if first is None:
        return {"first": _("Choose the first day.")}
    if last is None or last < first:
        return {"last": _("Choose the last day: the first one, or one after it.")}
    if last < today:
        return {"last": _("These days are over. Choose days that are still to come.")}
    if (last - first).days >= LONGEST:
        said = _(
            "Up to {n} days. Who is away for longer needs a temporary contact: type "
            "/handoff start, and choose the reason “Leave”."
        )
        return {"last": said.format(n=LONGEST)}
    return {}

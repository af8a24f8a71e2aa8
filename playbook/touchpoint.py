"""The leadership touchpoint: between day 60 and day 90 a lead speaks with the customer (R23).

The lead is asked at the template's date, then weekly, until day 90. After that it is missed, which
stays visible; it may be recorded late all the same. Notes are encrypted and leave in no message.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from playbook import afterwards, asking, asks, audit, once
from playbook.access import FINISHED, Opened
from playbook.errors import FieldErrors, NotNow
from playbook.hours import STANDARD, hours_of, local_date, moment_for
from playbook.people import Actor
from playbook.visibility import Role
from playbook.words import _
from storage.choices import CheckInKind, CheckInState, Impression, Tier
from storage.tables import Account, CheckIn, Contact, Handoff, Touchpoint

LONGEST = 3000
"""Characters of the notes."""

MOST_CONTACTS = 100
"""A select has room for so many; key stakeholders come first."""


@dataclass(frozen=True, slots=True)
class With:
    """Somebody at the customer whom the lead may have spoken with."""

    contact_id: int
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Held:
    """A touchpoint that was: when it was, whom with (names), what the impression was, who says so.

    `notes` is empty unless it was asked for.
    """

    on: date
    names: tuple[str, ...]
    impression: Impression
    by: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The touchpoint of a handoff: as it is asked for, recorded and read.

    `questions` are in English, for blocks to translate. `next_at` is when the lead is asked again;
    `missed_at` since when it counts as missed.
    """

    handoff_id: int
    account: str
    lead_id: str
    tier: Tier
    questions: tuple[str, ...]
    last_day: date
    today: date
    next_at: datetime | None
    times_asked: int
    is_over: bool
    contacts: tuple[With, ...] = ()
    held: Held | None = None
    missed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a lead records."""

    held_on: date | None
    contact_ids: tuple[int, ...]
    impression: Impression | None
    notes: str = ""


def read(session: Session, workspace_id: str, handoff_id: int, now: datetime) -> Sheet | None:
    """Return the touchpoint without notes, for messages; None if there is no such handoff."""
    query = (
        select(Handoff, Account)
        .join(Account, Account.id == Handoff.account_id)
        .where(Handoff.workspace_id == workspace_id, Handoff.id == handoff_id)
        .options(defer(Handoff.reason))
    )
    found = session.execute(query).first()
    return _sheet(session, *found, now) if found else None


def without_notes(session: Session, opened: Opened, now: datetime) -> Sheet:
    """`read`, where the handoff is opened already."""
    return _sheet(session, opened.handoff, opened.account, now)


def open_sheet(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Sheet:
    """Return the touchpoint with its notes, for who leads. Raises NotThere, NotAllowed."""
    opened = asks.open_to_read(session, actor, handoff_id)
    return _sheet(session, opened.handoff, opened.account, now, with_notes=True)


def record(
    session: Session, actor: Actor, handoff_id: int, given: Given, now: datetime, *, key: str
) -> Sheet:
    """Write down that it was, and tick its task. `key` is the request's.

    Raises FieldErrors ("held_on", "with", "impression"), NotThere, NotAllowed, NotNow.
    """
    opened = asks.open_for(session, actor, handoff_id, Role.LEAD, for_change=True)
    contacts = _contacts(session, opened.account)
    if wrong := _wrong(opened, given, contacts, now):
        raise FieldErrors(wrong)
    if once.first_time(session, actor.workspace_id, key, now):
        _write(session, opened, given, now)
    return _sheet(session, opened.handoff, opened.account, now)


def not_yet(
    session: Session, actor: Actor, handoff_id: int, on: date | None, now: datetime
) -> Sheet:
    """Ask again on this date, which is day 90 at the latest.

    Raises FieldErrors ("on"), NotThere, NotAllowed, NotNow where nothing is asked any more.
    """
    opened = asks.open_for(session, actor, handoff_id, Role.LEAD, for_change=True)
    check_in = _asked(session, opened.handoff)
    if check_in is None or check_in.state not in (CheckInState.PLANNED, CheckInState.ASKED):
        raise NotNow(_("I ask for this touchpoint no more: it is recorded, or day 90 is over."))
    last_day = asking.last_day(check_in, opened.handoff)
    if on is None or not local_date(now, opened.viewer.zone) < on <= last_day:
        said = _("Choose a day after today, by {day} at the latest: that is day 90.")
        raise FieldErrors({"on": said.format(day=last_day.isoformat())})
    hours = hours_of(session, actor.workspace_id, [check_in.person_id])
    check_in.due_at = moment_for(on, hours.get(check_in.person_id, STANDARD))
    detail = {"until": on.isoformat()}
    audit.record(
        session, actor.workspace_id, actor.id, "touchpoint_put_off", now,
        handoff=opened.handoff, detail=detail,
    )  # fmt: skip
    asks.show(session, opened.handoff, CheckInKind.TOUCHPOINT, now)
    return _sheet(session, opened.handoff, opened.account, now)


def _wrong(opened: Opened, given: Given, contacts: Sequence[With], now: datetime) -> dict[str, str]:
    wrong = {}
    if given.held_on is None or given.held_on > local_date(now, opened.viewer.zone):
        wrong["held_on"] = _("When did you speak? It is today or earlier.")
    if not given.contact_ids and contacts:
        wrong["with"] = _("Say whom you spoke with.")
    elif not set(given.contact_ids) <= {one.contact_id for one in contacts}:
        wrong["with"] = _("One of these people is not at the account any more. Choose again.")
    if given.impression is None:
        wrong["impression"] = _("Choose how they spoke of the change.")
    return wrong


def _write(session: Session, opened: Opened, given: Given, now: datetime) -> None:
    handoff, by = opened.handoff, opened.viewer.id
    session.add(
        Touchpoint(
            workspace_id=handoff.workspace_id,
            handoff_id=handoff.id,
            held_on=given.held_on,
            contact_ids=list(given.contact_ids),
            impression=given.impression,
            notes=given.notes.strip()[:LONGEST] or None,
            by=by,
            at=now,
        )
    )
    for check_in in asks.of_handoff(session, handoff, CheckInKind.TOUCHPOINT):
        if check_in.state is not CheckInState.CANCELLED:
            asks.answered(check_in, by, now)
    audit.record(session, handoff.workspace_id, by, "touchpoint_recorded", now, handoff=handoff)
    asks.close(session, opened, CheckInKind.TOUCHPOINT, now)


def _sheet(
    session: Session,
    handoff: Handoff,
    account: Account,
    now: datetime,
    *,
    with_notes: bool = False,
) -> Sheet:
    asked = asks.of_handoff(session, handoff, CheckInKind.TOUCHPOINT)
    check_in = asked[-1] if asked else None
    rows = _rows(session, handoff)
    contacts = _contacts(session, account)
    last = next((row for row in rows if row.held_on), None)
    missed = next((row.missed_at for row in rows if row.missed_at), None)
    zone = check_in.zone if check_in else STANDARD.zone
    is_asked = check_in is not None and check_in.state is CheckInState.ASKED
    return Sheet(
        handoff_id=handoff.id,
        account=account.name,
        lead_id=handoff.lead_id,
        tier=handoff.tier,
        questions=afterwards.soft_questions(handoff.tier),
        last_day=asking.last_day(check_in, handoff) if check_in else _day_90(handoff),
        today=local_date(now, zone),
        next_at=check_in.due_at if check_in and is_asked else None,
        times_asked=check_in.times_asked if check_in else 0,
        is_over=handoff.state in FINISHED,
        contacts=contacts,
        held=_held(last, contacts, with_notes=with_notes) if last else None,
        missed_at=None if last else missed,
    )


def _day_90(handoff: Handoff) -> date:
    return handoff.anchor_on + asking.LAST_DAY


def _asked(session: Session, handoff: Handoff) -> CheckIn | None:
    found = asks.of_handoff(session, handoff, CheckInKind.TOUCHPOINT)
    return found[-1] if found else None


def _rows(session: Session, handoff: Handoff) -> Sequence[Touchpoint]:
    query = (
        select(Touchpoint)
        .where(Touchpoint.workspace_id == handoff.workspace_id, Touchpoint.handoff_id == handoff.id)
        .order_by(Touchpoint.id.desc())
    )
    return session.scalars(query).all()


def _held(row: Touchpoint, contacts: Sequence[With], *, with_notes: bool) -> Held:
    names = {one.contact_id: one.name for one in contacts}
    return Held(
        on=row.held_on or date.min,
        names=tuple(names[one] for one in row.contact_ids if one in names),
        impression=row.impression or Impression.MIXED,
        by=row.by or "",
        notes=(row.notes or "") if with_notes else "",
    )


def _contacts(session: Session, account: Account) -> tuple[With, ...]:
    query = (
        select(Contact.id, Contact.name, Contact.title)
        .where(
            Contact.workspace_id == account.workspace_id,
            Contact.account_id == account.id,
            Contact.has_left.is_(False),
            Contact.removed_at.is_(None),
        )
        .order_by(Contact.is_key_stakeholder.desc(), Contact.name)
        .limit(MOST_CONTACTS)
    )
    return tuple(With(id_, name, title or "") for id_, name, title in session.execute(query))

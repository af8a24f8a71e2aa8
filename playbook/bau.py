"""Business as usual: what is missing for it, and the lead who confirms it (R21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from playbook import access, audit, checklist, moves, people, states
from playbook.access import Opened
from playbook.due import waits_for_answer
from playbook.errors import FieldErrors, NotNow
from playbook.hours import hours_of
from playbook.people import Actor
from playbook.states import RUNNING, Name
from playbook.templates.model import Event, Stakeholders
from playbook.visibility import Role
from playbook.words import _, n_
from storage import outbox
from storage.choices import Anchor, Score, State
from storage.tables import CheckIn, Contact, Handoff, Observer, OpenItem, Sentiment, Task, Waiver

AnyRow = Row[*tuple[Any, ...]]

_UNHAPPY = (Score.UNEASY, Score.AT_RISK)


@dataclass(frozen=True, slots=True)
class Readiness:
    """How near a handoff is to business as usual: `missing` has a sentence for each gap."""

    handoff_id: int
    account: str
    incoming: str
    missing: tuple[str, ...]


def readiness(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Readiness:
    """Return what the lead is asked to confirm. Raises NotThere, NotAllowed, NotNow."""
    opened = _open(session, actor, handoff_id, for_change=False)
    handoff = opened.handoff
    named = people.names(session, handoff.workspace_id, [handoff.incoming_id])
    return Readiness(
        handoff_id=handoff.id,
        account=opened.account.name,
        incoming=named.get(handoff.incoming_id or "", ""),
        missing=missing(session, handoff, now),
    )


def confirm(session: Session, actor: Actor, handoff_id: int, reason: str, now: datetime) -> None:
    """Set business as usual and let everybody hear; only the lead may.

    Raises FieldErrors for "reason" where something is missing and it is empty: overruling needs
    one, in writing, and it stays with the gaps that it left. Check-ins and tasks that are planned
    for later stay planned. Raises NotThere, NotAllowed, NotNow.
    """
    opened = _open(session, actor, handoff_id, for_change=True)
    handoff, reason = opened.handoff, reason.strip()
    gaps = missing(session, handoff, now)
    if gaps and not reason:
        raise FieldErrors({"reason": _("Something is missing: please say why it may stay so.")})
    if gaps:
        _waive(session, opened, gaps, reason, now)
    else:
        audit.record(session, actor.workspace_id, actor.id, "bau_confirmed", now, handoff=handoff)
    checklist.happened(session, handoff, Event.BAU_CONFIRMED, actor.id, now)
    moves.carry_out(session, handoff, states.CONFIRM_BAU, actor.id, now)
    _date_what_follows(session, handoff, now)
    _announce(session, handoff, now)


def missing(session: Session, handoff: Handoff, now: datetime) -> tuple[str, ...]:
    """Return what business as usual still lacks, a sentence each; nothing: it may be confirmed.

    R21: tasks left over and open items that are still the outgoing CSM's, check-ins that are due
    and unanswered, and every key stakeholder whose sentiment is unknown, silent or negative.
    """
    return (
        *_leftovers(session, handoff),
        *_items_not_taken_over(session, handoff),
        *_unanswered(session, handoff, now),
        *_sentiments(session, handoff),
    )


def _open(session: Session, actor: Actor, handoff_id: int, *, for_change: bool) -> Opened:
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    access.require(opened, Role.LEAD)
    account, state = opened.account.name, opened.handoff.state
    if state in (State.BAU, State.CLOSED):
        raise NotNow(_("{account} is in business as usual already.").format(account=account))
    access.require_running(opened)
    if state not in RUNNING:
        raise NotNow(_("The handoff of {account} is not under way.").format(account=account))
    return opened


def _leftovers(session: Session, handoff: Handoff) -> Iterable[str]:
    query = (
        select(Task.title, Task.event)
        .where(
            Task.workspace_id == handoff.workspace_id,
            Task.handoff_id == handoff.id,
            Task.phase != State.BAU,
            Task.done_at.is_(None),
            Task.skipped_at.is_(None),
        )
        .order_by(Task.position)
    )
    for title, event in session.execute(query):
        # A check-in counts below, once it is due; confirming ticks its own task.
        if not (event or "").startswith(("check_in_answered", Event.BAU_CONFIRMED)):
            yield _("Still to do: {title}").format(title=title)


def _items_not_taken_over(session: Session, handoff: Handoff) -> Iterable[str]:
    if handoff.outgoing_id is None:
        return
    query = select(func.count()).where(
        OpenItem.workspace_id == handoff.workspace_id,
        OpenItem.account_id == handoff.account_id,
        OpenItem.owner_id == handoff.outgoing_id,
        OpenItem.closed_at.is_(None),
        OpenItem.removed_at.is_(None),
    )
    if count := session.scalar(query):
        yield n_(
            "{n} open item is still the outgoing CSM's: name a new owner in the data dump",
            "{n} open items are still the outgoing CSM's: name new owners in the data dump",
            count,
        ).format(n=count)


def _unanswered(session: Session, handoff: Handoff, now: datetime) -> Iterable[str]:
    query = select(func.count()).where(
        CheckIn.workspace_id == handoff.workspace_id,
        CheckIn.handoff_id == handoff.id,
        waits_for_answer(now),
    )
    if count := session.scalar(query):
        yield n_(
            "{n} check-in is due and not answered",
            "{n} check-ins are due and not answered",
            count,
        ).format(n=count)


def _sentiments(session: Session, handoff: Handoff) -> Iterable[str]:
    stakeholders = _stakeholders(session, handoff)
    if not stakeholders:
        yield _("Nobody at the customer is marked as a key stakeholder")
    last = _last_scores(session, handoff)
    for contact in stakeholders:
        score = last.get(contact.id)
        if said := _gap(score):
            yield said.format(name=contact.name)


def _gap(score: Score | None) -> str | None:
    if score is None:
        return _("How {name} feels is not known")
    if score is Score.NO_SIGNAL:
        return _("No signal from {name}: silence is not approval")
    if score in _UNHAPPY:
        return _("{name} is not happy")
    return None


def _stakeholders(session: Session, handoff: Handoff) -> list[AnyRow]:
    """The key stakeholders; where nobody is marked one, the points of contact."""
    query = (
        select(Contact.id, Contact.name, Contact.is_key_stakeholder, Contact.roles)
        .where(
            Contact.workspace_id == handoff.workspace_id,
            Contact.account_id == handoff.account_id,
            Contact.has_left.is_(False),
            Contact.removed_at.is_(None),
        )
        .order_by(Contact.id)
    )
    contacts = list(session.execute(query).all())
    key = [contact for contact in contacts if contact.is_key_stakeholder]
    return key or [one for one in contacts if Stakeholders.POINT_OF_CONTACT in one.roles]


def _last_scores(session: Session, handoff: Handoff) -> dict[int, Score]:
    query = (
        select(Sentiment.contact_id, Sentiment.score)
        .join(CheckIn, CheckIn.id == Sentiment.check_in_id)
        .where(
            Sentiment.workspace_id == handoff.workspace_id,
            Sentiment.handoff_id == handoff.id,
            Sentiment.replaced_at.is_(None),
        )
        .order_by(CheckIn.due_on, Sentiment.at, Sentiment.id)
    )
    return {row.contact_id: row.score for row in session.execute(query)}


def _waive(
    session: Session, opened: Opened, gaps: tuple[str, ...], reason: str, now: datetime
) -> None:
    handoff, lead_id = opened.handoff, opened.viewer.id
    session.add(
        Waiver(
            workspace_id=handoff.workspace_id,
            handoff_id=handoff.id,
            move=Name.CONFIRM_BAU,
            missing=list(gaps),
            reason=reason,
            by=lead_id,
            at=now,
        )
    )
    audit.record(
        session,
        handoff.workspace_id,
        lead_id,
        "bau_overruled",
        now,
        handoff=handoff,
        detail={"open": len(gaps)},
        confidential={"reason": reason, "missing": list(gaps)},
    )


def _date_what_follows(session: Session, handoff: Handoff, now: datetime) -> None:
    """Move what is counted from business as usual (B) to the date on which it was reached."""
    query = select(Task).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.anchor == Anchor.BAU,
        Task.done_at.is_(None),
    )
    hours = hours_of(session, handoff.workspace_id, [handoff.lead_id])[handoff.lead_id]
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    for task in session.scalars(query):
        task.due_on = hours.calendar.at_or_after(today + timedelta(days=task.offset_days))


def _announce(session: Session, handoff: Handoff, now: datetime) -> None:
    query = select(Observer.person_id).where(
        Observer.workspace_id == handoff.workspace_id, Observer.handoff_id == handoff.id
    )
    own = (handoff.outgoing_id, handoff.incoming_id, handoff.lead_id)
    hearers = dict.fromkeys([*own, *session.scalars(query)])
    once = f"{handoff.id}:{handoff.version}"
    for person_id in filter(None, hearers):
        outbox.put(
            session,
            handoff.workspace_id,
            "bau",
            now,
            handoff_id=handoff.id,
            person_id=person_id,
            once_key=f"bau:{once}:{person_id}",
        )
    outbox.put(
        session,
        handoff.workspace_id,
        "closing",
        now,
        handoff_id=handoff.id,
        once_key=f"closing:{once}",
    )

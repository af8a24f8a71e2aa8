"""The silence of a key stakeholder: what starts its clock, and what it brings (R18, TEMPLATES.md).

A clock for each key stakeholder (where nobody is marked, for the points of contact) runs while the
handoff is introducing, overlapping or settling and the customer has been told, which is when its
"customer told" task is done. It begins at the moment from which all of this is so. It ends with the
first signal: an answer to a check-in that is not "no signal", or somebody's click "I heard from
them"; who had one before has no clock. A pause, such as a hold, starts it anew.

Days are working days of whoever hears of it, at their nine o'clock (TEMPLATES.md, ladder). After
ASK_AFTER the incoming CSM is asked to try another channel or the champion. After RAISE_AFTER the
silence counts as "no signal": the lead hears, and it blocks business as usual. What somebody hears
of it in one morning, after an outage too, is one message (playbook.silences).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session, defer

from playbook import attention, audit
from playbook.holders import Named, holders
from playbook.hours import (
    STANDARD,
    Hours,
    hours_of,
    is_working,
    local_date,
    moment_in,
    next_start,
)
from playbook.stakeholders import key_among
from playbook.templates.model import Event
from storage import outbox
from storage.choices import Owner, Rung, Score, State
from storage.tables import Contact, Handoff, Reminded, Sentiment, Silence, Task

ASK_AFTER = 5
"""Working days after which the incoming CSM is asked to try something else."""
RAISE_AFTER = 10
"""Working days after which it counts as no signal and goes to the lead."""
RUNS_IN = (State.INTRODUCING, State.OVERLAPPING, State.SETTLING)

EFFECT = "silence"
"""The effect by which the incoming CSM, and then the lead, hears who is silent."""
OF_NO_TASK = 0
"""What stands for the task of a line that is of a whole handoff (storage.tables.Reminded)."""

AnyRow = Row[*tuple[Any, ...]]


def follow(session: Session, workspace_id: str, handoffs: Sequence[Handoff], now: datetime) -> None:
    """Let the clocks of these handoffs run, or stand still, as they are now."""
    known = _clocks(session, workspace_id, [handoff.id for handoff in handoffs])
    told = _told(session, workspace_id, [one.id for one in handoffs if one.state in RUNS_IN])
    running = [handoff for handoff in handoffs if handoff.id in told]
    wanted = _stakeholders(session, workspace_id, {one.account_id for one in running})
    hours = hours_of(session, workspace_id, hearers(running)) if running else {}
    heard = _heard(session, workspace_id, told)
    for handoff in handoffs:
        contacts = wanted.get(handoff.account_id, set()) if handoff.id in told else set()
        clocks = known.get(handoff.id, {})
        for contact_id in sorted(contacts - clocks.keys() - heard):
            clocks[contact_id] = Silence(
                workspace_id=workspace_id, handoff_id=handoff.id, contact_id=contact_id, since=now
            )
            session.add(clocks[contact_id])
        for contact_id, clock in clocks.items():
            _set(clock, handoff, hours, now, runs=contact_id in contacts)


def fall_due(session: Session, now: datetime, limit: int = 100) -> int:
    """Let the clocks strike that are due, gathered by person; return how many were dealt with.

    Workers share: what another holds is passed over. Who is not at work hears when they are.
    """
    query = (
        select(Silence, Handoff)
        .join(Handoff, Handoff.id == Silence.handoff_id)
        .where(Silence.due_at.is_not(None), Silence.due_at <= now)
        .order_by(Silence.due_at, Silence.handoff_id)
        .limit(limit)
        .options(defer(Handoff.reason))
        .with_for_update(of=(Silence, Handoff), skip_locked=True)
    )
    due: defaultdict[tuple[int, bool], list[Silence]] = defaultdict(list)
    handoffs: dict[int, Handoff] = {}
    for clock, handoff in session.execute(query):
        handoffs[handoff.id] = handoff
        due[handoff.id, clock.asked_at is not None].append(clock)
    struck = (
        _strike(session, handoffs[handoff_id], clocks, now, raises=was_asked)
        for (handoff_id, was_asked), clocks in due.items()
    )
    _tell(session, [news for news in struck if news], now)
    return sum(map(len, due.values()))


def next_due(session: Session) -> datetime | None:
    """Return when the next clock strikes, in any workspace; None if none runs."""
    return session.scalar(select(func.min(Silence.due_at)).where(Silence.due_at.is_not(None)))


def signal(
    session: Session,
    handoff: Handoff,
    contact_ids: Collection[int],
    by: str,
    now: datetime,
) -> None:
    """End the clocks of those from whom something was heard."""
    clocks = _clocks(session, handoff.workspace_id, [handoff.id])[handoff.id]
    for contact_id, clock in clocks.items():
        if contact_id in contact_ids and clock.heard_at is None:
            clock.heard_at, clock.heard_by, clock.due_at = now, by, None


def no_signal(session: Session, handoff: Handoff) -> Mapping[int, datetime]:
    """Return whose silence counts as "no signal", by contact, and from when."""
    query = select(Silence.contact_id, Silence.raised_at).where(
        Silence.workspace_id == handoff.workspace_id,
        Silence.handoff_id == handoff.id,
        Silence.raised_at.is_not(None),
        Silence.heard_at.is_(None),
    )
    return {row.contact_id: row.raised_at for row in session.execute(query)}


def note(session: Session, handoff: Handoff, what: str, by: str | None, now: datetime) -> None:
    """Keep in the trail what happened to a silence, and let the handoff's surfaces follow."""
    handoff.version += 1
    audit.record(session, handoff.workspace_id, by, what, now, handoff=handoff)


def _clocks(
    session: Session, workspace_id: str, handoff_ids: Collection[int]
) -> dict[int, dict[int, Silence]]:
    """The clocks of each handoff, by contact."""
    here = {"workspace": workspace_id, "ids": handoff_ids}
    found: dict[int, dict[int, Silence]] = {handoff_id: {} for handoff_id in handoff_ids}
    for clock in session.scalars(_CLOCKS, here):
        found[clock.handoff_id][clock.contact_id] = clock
    return found


def _told(session: Session, workspace_id: str, handoff_ids: Collection[int]) -> set[int]:
    """Which of these handoffs' customers have been told."""
    query = select(Task.handoff_id).where(
        Task.workspace_id == workspace_id,
        Task.handoff_id.in_(handoff_ids),
        Task.event == Event.CUSTOMER_TOLD,
        Task.done_at.is_not(None),
    )
    return set(session.scalars(query)) if handoff_ids else set()


def _heard(session: Session, workspace_id: str, handoff_ids: Collection[int]) -> set[int]:
    """Of whom a check-in of these handoffs has had a signal: no clock begins for them."""
    query = select(Sentiment.contact_id).where(
        Sentiment.workspace_id == workspace_id,
        Sentiment.handoff_id.in_(handoff_ids),
        Sentiment.replaced_at.is_(None),
        Sentiment.score != Score.NO_SIGNAL,
    )
    return set(session.scalars(query)) if handoff_ids else set()


def _stakeholders(
    session: Session, workspace_id: str, account_ids: Collection[int]
) -> dict[int, set[int]]:
    """The key stakeholders of each account, by their ids."""
    if not account_ids:
        return {}
    query = select(Contact.id, Contact.account_id, Contact.is_key_stakeholder, Contact.roles).where(
        Contact.workspace_id == workspace_id,
        Contact.account_id.in_(account_ids),
        Contact.has_left.is_(False),
        Contact.removed_at.is_(None),
    )
    of: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for contact in session.execute(query):
        of[contact.account_id].append(contact)
    return {account: {one.id for one in key_among(there)} for account, there in of.items()}


def hearer(handoff: Named, *, raises: bool) -> str:
    """Return who hears of a silence: the incoming CSM, and then, where it `raises`, the lead."""
    incoming = holders(handoff)[Owner.INCOMING]
    return handoff.lead_id if raises or incoming is None else incoming


def hearers(handoffs: Iterable[Named]) -> set[str]:
    """Return who hears of silences in these handoffs, sooner or later."""
    return {hearer(one, raises=raises) for one in handoffs for raises in (False, True)}


def _set(
    clock: Silence, handoff: Handoff, hours: Mapping[str, Hours], now: datetime, *, runs: bool
) -> None:
    """Let one clock run or stand still; what has struck twice, or has ended, stays as it is."""
    if clock.heard_at or clock.raised_at or not runs:
        clock.due_at = None
        return
    if clock.due_at is None:
        clock.since = now
    clock.due_at = _strikes_at(clock, handoff, hours)


def _strikes_at(clock: Silence, handoff: Handoff, hours: Mapping[str, Hours]) -> datetime:
    """Return when a clock strikes next; of what is late the lead hears a day after the first."""
    theirs = hours.get(hearer(handoff, raises=clock.asked_at is not None), STANDARD)
    if clock.asked_at is None:
        return moment_in(ASK_AFTER, clock.since, theirs)
    after_ten = moment_in(RAISE_AFTER, clock.since, theirs)
    return max(after_ten, moment_in(1, clock.asked_at, theirs))


@dataclass(frozen=True, slots=True)
class _News:
    """That clocks of a handoff have struck: who hears of it, on which day of theirs."""

    handoff: Handoff
    person_id: str
    on: date
    rung: Rung


def _strike(
    session: Session, handoff: Handoff, clocks: Sequence[Silence], now: datetime, *, raises: bool
) -> _News | None:
    if handoff.state not in RUNS_IN:
        for clock in clocks:
            clock.due_at = None
        return None
    person_id = hearer(handoff, raises=raises)
    hours = hours_of(session, handoff.workspace_id, hearers([handoff]))
    theirs = hours.get(person_id, STANDARD)
    if not is_working(now, theirs):
        for clock in clocks:
            clock.due_at = next_start(now, theirs)
        return None
    for clock in clocks:
        if raises:
            clock.raised_at, clock.due_at = now, None
        else:
            clock.asked_at = now
            clock.due_at = _strikes_at(clock, handoff, hours)
    note(session, handoff, "silence_raised" if raises else "silence_asked", None, now)
    if raises:
        attention.reckon(session, handoff, now)
    rung = Rung.LEAD if raises else Rung.DUE
    return _News(handoff, person_id, local_date(now, theirs.zone), rung)


def _tell(session: Session, struck: Sequence[_News], now: datetime) -> None:
    """Let each person hear by one message, however many handoffs it is of.

    Person by person in one order, so that two workers never wait for each other.
    """
    for news in sorted(struck, key=lambda one: (one.handoff.workspace_id, one.person_id)):
        workspace_id = news.handoff.workspace_id
        row = outbox.gather(
            session, workspace_id, EFFECT, now, person_id=news.person_id, on=news.on
        )
        line = Reminded(
            workspace_id=workspace_id,
            outgoing_id=row.id,
            task_id=OF_NO_TASK,
            handoff_id=news.handoff.id,
            rung=news.rung,
        )
        session.merge(line)


_CLOCKS = (
    select(Silence)
    .where(
        Silence.workspace_id == bindparam("workspace"),
        Silence.handoff_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(Silence.handoff_id, Silence.contact_id)
)
"""Built once: it is asked after every change."""

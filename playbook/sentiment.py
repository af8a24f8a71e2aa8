"""Sentiment: what a check-in asks about each stakeholder, and what was answered (R17, R18).

Notes are read only for the one person who opens a modal; what is read for messages has none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session, defer

from playbook.access import FINISHED
from playbook.templates.model import Stakeholders
from storage.choices import CheckInState, Score
from storage.tables import Account, CheckIn, Contact, Handoff, Sentiment

AT_MOST = 40
"""Stakeholders asked about in one check-in: two inputs each, under a modal's 100 blocks."""

BAD = (Score.AT_RISK, Score.UNEASY)
_TROUBLE = frozenset((*BAD, Score.NO_SIGNAL))

TREND = 4
"""Earlier answers that a message shows of each stakeholder; the whole is playbook.trend."""


class Common(StrEnum):
    """The answer that one click gives for everybody."""

    AS_BEFORE = "as_before"
    COMFORTABLE = "comfortable"


AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Felt:
    """How somebody felt, and when that was answered."""

    score: Score
    at: datetime


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """One person at the customer: what was answered about them, and what the times before.

    `trail` are the last answers of earlier dates, oldest first. `note` is empty unless it was
    asked for. `is_past`: there is an answer of a later date, so this one says how it was.
    """

    contact_id: int
    name: str
    title: str
    score: Score | None = None
    note: str = ""
    trail: tuple[Felt, ...] = ()
    is_past: bool = False

    @property
    def before(self) -> Score | None:
        """What was answered the time before."""
        return self.trail[-1].score if self.trail else None

    @property
    def needs_attention(self) -> bool:
        """R18: uneasy or at risk, or no signal twice in a row."""
        silent = self.score is Score.NO_SIGNAL and self.before is Score.NO_SIGNAL
        return not self.is_past and (self.score in BAD or silent)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A check-in with its stakeholders, as it is asked, answered and read.

    `newest` is the id of the newest answer (0: none): an
    answer given on another newest one was given on what is no longer so; `basis` is the same for
    what the common answer stands on. `left_out` counts the stakeholders beyond AT_MOST.
    """

    check_in_id: int
    handoff_id: int
    account: str
    person_id: str
    incoming_id: str | None
    due_on: date
    state: CheckInState
    is_over: bool
    answered_at: datetime | None
    answered_by: str | None
    newest: int
    stakeholders: tuple[Stakeholder, ...] = field(default=())
    left_out: int = 0
    basis: int = 0

    @property
    def is_answered(self) -> bool:
        """Whether somebody has answered."""
        return self.state is CheckInState.ANSWERED

    @property
    def common(self) -> Common | None:
        """The answer that one click may give: as before where all are known, else comfortable.

        None where that would say of somebody who was unhappy or silent that all is well.
        """
        before = [one.before for one in self.stakeholders]
        if not before or self.is_answered:
            return None
        if all(before):
            return Common.AS_BEFORE
        return None if self.was_troubled else Common.COMFORTABLE

    @property
    def was_troubled(self) -> bool:
        """Whether somebody was unhappy or silent the time before (R18)."""
        return not _TROUBLE.isdisjoint(one.before for one in self.stakeholders)


def commonly(one: Stakeholder, common: Common) -> Score | None:
    """Return what one click says of a stakeholder."""
    return one.before if common is Common.AS_BEFORE else Score.COMFORTABLE


_WITH_ITS_HANDOFF = (
    select(CheckIn, Handoff, Account)
    .join(Handoff, Handoff.id == CheckIn.handoff_id)
    .join(Account, Account.id == Handoff.account_id)
    .where(
        CheckIn.workspace_id == bindparam("workspace_id"), CheckIn.id == bindparam("check_in_id")
    )
    .options(defer(Handoff.reason))
)
"""Built once, as the statements below are, for many are asked at a time."""


def read(session: Session, workspace_id: str, check_in_id: int) -> Sheet | None:
    """Return the check-in without notes, for messages; None if there is none."""
    which = {"workspace_id": workspace_id, "check_in_id": check_in_id}
    found = session.execute(_WITH_ITS_HANDOFF, which).first()
    return sheet(session, *found) if found else None


def sheet(
    session: Session,
    check_in: CheckIn,
    handoff: Handoff,
    account: Account,
    *,
    with_notes: bool = False,
) -> Sheet:
    """Return a check-in whose rows are at hand, in two statements.

    Who may read it, and its notes, is asked in playbook.answering.
    """
    given = _given(session, check_in, with_notes=with_notes)
    here = {row.contact_id: row for row in given if row.check_in_id == check_in.id}
    contacts = _asked_about(session, check_in, account.id, here)
    trails, later = _around(given, check_in)
    return Sheet(
        check_in_id=check_in.id,
        handoff_id=check_in.handoff_id,
        account=account.name,
        person_id=check_in.person_id,
        incoming_id=handoff.incoming_id,
        due_on=check_in.due_on,
        state=check_in.state,
        is_over=handoff.state in FINISHED or check_in.state is CheckInState.CANCELLED,
        answered_at=check_in.answered_at,
        answered_by=check_in.answered_by,
        newest=max((row.id for row in here.values()), default=0),
        stakeholders=tuple(
            _stakeholder(contact, here.get(contact.id), trails[contact.id], contact.id in later)
            for contact in contacts[:AT_MOST]
        ),
        left_out=max(0, len(contacts) - AT_MOST),
        basis=_basis(given, check_in),
    )


# Statements that a click waits for are built once: building one costs as much as running it.
_GIVEN = (
    select(
        Sentiment.id,
        Sentiment.contact_id,
        Sentiment.check_in_id,
        Sentiment.score,
        Sentiment.at,
        CheckIn.due_on,
    )
    .join(CheckIn, CheckIn.id == Sentiment.check_in_id)
    .where(
        Sentiment.workspace_id == bindparam("workspace_id"),
        Sentiment.handoff_id == bindparam("handoff_id"),
        Sentiment.replaced_at.is_(None),
    )
    .order_by(CheckIn.due_on, Sentiment.at, Sentiment.id)
)
_GIVEN_WITH_NOTES = _GIVEN.add_columns(Sentiment.note)

_CONTACTS = (
    select(
        Contact.id,
        Contact.name,
        Contact.title,
        Contact.roles,
        Contact.is_key_stakeholder,
        Contact.has_left,
    )
    .where(
        Contact.workspace_id == bindparam("workspace_id"),
        Contact.account_id == bindparam("account_id"),
        Contact.removed_at.is_(None),
    )
    .order_by(Contact.id)
)


def _given(session: Session, check_in: CheckIn, *, with_notes: bool) -> Sequence[AnyRow]:
    """What was answered in this handoff and not corrected since, in the order of the check-ins."""
    where = {"workspace_id": check_in.workspace_id, "handoff_id": check_in.handoff_id}
    return session.execute(_GIVEN_WITH_NOTES if with_notes else _GIVEN, where).all()


def _around(
    given: Iterable[AnyRow], check_in: CheckIn
) -> tuple[Mapping[int, list[Felt]], set[int]]:
    """What was answered of each stakeholder for earlier dates, one a date, and of whom for later.

    Two people may be asked on one date: the answer that was given last is that date's.
    """
    by_date: defaultdict[int, dict[date, Felt]] = defaultdict(dict)
    later = set()
    for row in given:
        if row.due_on < check_in.due_on:
            by_date[row.contact_id][row.due_on] = Felt(row.score, row.at)
        elif row.due_on > check_in.due_on:
            later.add(row.contact_id)
    trails = {who: list(dates.values())[-TREND:] for who, dates in by_date.items()}
    return defaultdict(list, trails), later


def _basis(given: Iterable[AnyRow], check_in: CheckIn) -> int:
    """The newest answer of this check-in or an earlier date; who else is asked today is no part."""
    known = (row for row in given if row.due_on < check_in.due_on or row.check_in_id == check_in.id)
    return max((row.id for row in known), default=0)


def _asked_about(
    session: Session, check_in: CheckIn, account_id: int, answered: Iterable[int]
) -> list[AnyRow]:
    """Whom the template has asked about, and whoever was answered about.

    Where nobody is marked a key stakeholder, the points of contact are asked about.
    """
    where = {"workspace_id": check_in.workspace_id, "account_id": account_id}
    contacts = session.execute(_CONTACTS, where).all()
    here = [contact for contact in contacts if not contact.has_left]
    keys = [contact.id for contact in here if contact.is_key_stakeholder]
    points = [contact.id for contact in here if Stakeholders.POINT_OF_CONTACT in contact.roles]
    narrow = check_in.about == Stakeholders.POINT_OF_CONTACT
    wanted = {*((points or keys) if narrow else (keys or points)), *answered}
    return [contact for contact in contacts if contact.id in wanted]


def _stakeholder(
    contact: AnyRow, now: AnyRow | None, trail: Sequence[Felt], is_past: bool
) -> Stakeholder:
    return Stakeholder(
        contact_id=contact.id,
        name=contact.name,
        title=contact.title or "",
        score=now.score if now else None,
        note=getattr(now, "note", None) or "",
        trail=tuple(trail),
        is_past=is_past,
    )

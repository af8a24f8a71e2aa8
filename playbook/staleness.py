"""How fresh a blueprint is: when each section was last written, or said to be up to date (R9).

Read for many accounts at once in one statement, without any text.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, String, bindparam, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from playbook.access import Opened
from playbook.blueprint import Known
from playbook.questions import Input, Section
from storage.choices import ItemKind, Tier
from storage.tables import Answer, Confirmation, Contact, OpenItem

CADENCE: Mapping[Tier, int] = {Tier.HIGH: 30, Tier.MID: 90, Tier.LOW: 180}
"""After how many calendar days without a touch a section is stale, by the account's tier."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a blueprint holds, and when it was last touched: by question, by list, as a whole."""

    known: Known
    answers: Mapping[str, datetime]
    contacts: datetime | None
    items: Mapping[ItemKind, datetime]
    confirmed: datetime | None

    def of(self, section: Section) -> datetime | None:
        """Return when the section was last written or confirmed; None if it never was."""
        moments = [self.confirmed]
        for question in section.questions:
            moments.append(self.answers.get(question.key))
            if question.input is Input.PEOPLE:
                moments.append(self.contacts)
            if question.item:
                moments.append(self.items.get(question.item))
        return max((moment for moment in moments if moment), default=None)

    def sections(self, asked: Collection[Section]) -> dict[str, datetime]:
        """Return when each section was last touched, by its key; those never touched are not in."""
        touched = {section.key: self.of(section) for section in asked}
        return {key: moment for key, moment in touched.items() if moment}

    def oldest(self, asked: Collection[Section]) -> datetime | None:
        """Return when the section was touched that has waited longest.

        Sections that never were are missing, not old; None where all of them are.
        """
        return min(self.sections(asked).values(), default=None)


def is_stale(touched: datetime | None, tier: Tier | None, now: datetime) -> bool:
    """Whether what was touched then is due for another look; what never was, is."""
    return touched is None or touched <= now - longest(tier)


def longest(tier: Tier | None) -> timedelta:
    """Return how long a blueprint of this tier stays fresh; without a tier as for the middle."""
    return timedelta(days=CADENCE[tier or Tier.MID])


def read(session: Session, workspace_id: str, account_ids: Collection[int]) -> dict[int, Freshness]:
    """Return how fresh the blueprints of these accounts are, in one statement."""
    session.flush()  # what is read below goes past the session
    which = {"workspace_id": workspace_id, "accounts": list(account_ids)}
    gathered: dict[int, _Gathered] = {account_id: _Gathered() for account_id in account_ids}
    for row in session.connection().execute(_TOUCHED, which):
        gathered[row.account_id].add(row.of, row.name, row.total, row.present, row.at)
    return {account_id: found.frozen() for account_id, found in gathered.items()}


def of(session: Session, opened: Opened) -> Freshness:
    """Return how fresh the blueprint of what was opened is."""
    return read(session, opened.account.workspace_id, [opened.account.id])[opened.account.id]


class _Gathered:
    """The rows of one account, as they come in."""

    def __init__(self) -> None:
        self._moments: dict[str, dict[str, datetime]] = {}
        self._totals: dict[str, dict[str, int]] = {}
        self._present = 0

    def add(self, of: str, name: str, total: int, present: int, at: datetime) -> None:
        self._moments.setdefault(of, {})[name] = at
        self._totals.setdefault(of, {})[name] = total
        if of == _PEOPLE:
            self._present = present

    def frozen(self) -> Freshness:
        answers = self._moments.get(_ANSWER, {})
        items = {ItemKind(kind): total for kind, total in self._totals.get(_ITEM, {}).items()}
        return Freshness(
            known=Known(
                answered=frozenset(answers),
                contacts=self._totals.get(_PEOPLE, {}).get("", 0),
                present=self._present,
                items=items,
            ),
            answers=answers,
            contacts=self._moments.get(_PEOPLE, {}).get(""),
            items={ItemKind(kind): at for kind, at in self._moments.get(_ITEM, {}).items()},
            confirmed=self._moments.get(_CONFIRMED, {}).get(""),
        )


_ANSWER, _PEOPLE, _ITEM, _CONFIRMED = "answer", "people", "item", "confirmed"
_WORKSPACE: BindParameter[str] = bindparam("workspace_id")
_ACCOUNTS: BindParameter[list[int]] = bindparam("accounts", expanding=True)
_TOUCHED = union_all(
    select(
        Answer.account_id,
        literal(_ANSWER).label("of"),
        Answer.question.label("name"),
        literal(1).label("total"),
        literal(1).label("present"),
        Answer.written_at.label("at"),
    ).where(
        Answer.workspace_id == _WORKSPACE,
        Answer.account_id.in_(_ACCOUNTS),
        Answer.replaced_at.is_(None),
        or_(Answer.is_nothing, Answer.text.is_not(None)),
    ),
    select(
        Contact.account_id,
        literal(_PEOPLE),
        literal(""),
        func.count(),
        func.count().filter(Contact.has_left.is_(False)),
        func.max(Contact.written_at),
    )
    .where(
        Contact.workspace_id == _WORKSPACE,
        Contact.account_id.in_(_ACCOUNTS),
        Contact.removed_at.is_(None),
    )
    .group_by(Contact.account_id),
    select(
        OpenItem.account_id,
        literal(_ITEM),
        cast(OpenItem.kind, String),
        func.count(),
        func.count(),
        func.max(OpenItem.written_at),
    )
    .where(
        OpenItem.workspace_id == _WORKSPACE,
        OpenItem.account_id.in_(_ACCOUNTS),
        OpenItem.removed_at.is_(None),
    )
    .group_by(OpenItem.account_id, OpenItem.kind),
    select(
        Confirmation.account_id,
        literal(_CONFIRMED),
        literal(""),
        func.count(),
        func.count(),
        func.max(Confirmation.at),
    )
    .where(Confirmation.workspace_id == _WORKSPACE, Confirmation.account_id.in_(_ACCOUNTS))
    .group_by(Confirmation.account_id),
)

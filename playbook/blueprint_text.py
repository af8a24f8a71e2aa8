"""A blueprint as a whole, for surfaces that are no modal: the canvas, and what is exported (R31).

What may be seen is said by fields (playbook.visibility), not by a viewer: a canvas is read by
every member of a channel at once. What may not be seen is not even read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from playbook import blueprint, people, sections, weighing
from playbook.blueprint import SectionRead
from playbook.completeness import Completeness
from playbook.visibility import Field
from storage.choices import Depth, Kind, Reason, State
from storage.tables import Account, Handoff


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the blueprint of an account: nobody in particular, who may see these fields."""

    account: Account
    fields: frozenset[Field]

    def sees(self, field: Field) -> bool:
        """Whether they see the field."""
        return field in self.fields


@dataclass(frozen=True, slots=True)
class Whole:
    """A blueprint. `names` are those of the people who wrote or own something, by id.

    `reason` is None where it may not be seen, and where there is none.
    """

    account: str
    kind: Kind
    sections: tuple[SectionRead, ...]
    completeness: Completeness
    names: Mapping[str, str]
    reason: Reason | None


def read(session: Session, account: Account, fields: frozenset[Field]) -> Whole:
    """Return the blueprint of an account as far as these fields let it be seen.

    It is as the newest handoff asks for it, drafts aside; an account that never had one is asked
    everything. The number of statements does not depend on how much there is.
    """
    kind, depth, reason, weights = _asked_by(session, account, is_why_seen=Field.REASON in fields)
    found = blueprint.known(session, account.workspace_id, account.id)
    asked, reader = sections.asked(kind, depth), Reader(account, fields)
    read_of = blueprint.read(session, reader, asked, found, pages=None)
    return Whole(
        account=account.name,
        kind=kind,
        sections=read_of,
        completeness=blueprint.complete_as(found, kind, depth, weights),
        names=people.names(session, account.workspace_id, _named(read_of)),
        reason=reason,
    )


def _asked_by(
    session: Session, account: Account, *, is_why_seen: bool
) -> tuple[Kind, Depth, Reason | None, Mapping[str, int] | None]:
    query = _NEWEST_WITH_REASON if is_why_seen else _NEWEST
    which = {"workspace_id": account.workspace_id, "account_id": account.id}
    found: Row[Any] | None = session.execute(query, which).first()
    if found is None:
        return Kind.CSM_TO_CSM, Depth.FULL, None, None
    why = Reason(found.reason) if is_why_seen and found.reason else None
    version = (found.template, found.template_version)
    weights = weighing.weights_of(session, account.workspace_id, [version])[version]
    return found.kind, found.depth, why, weights


def _named(found: Iterable[SectionRead]) -> set[str | None]:
    questions = [question for part in found for question in part.questions]
    wrote = {question.answer.by for question in questions if question.answer}
    return wrote | {item.owner_id for question in questions for item in question.items}


_NEWEST = (
    select(Handoff.kind, Handoff.depth, Handoff.template, Handoff.template_version)
    .where(
        Handoff.workspace_id == bindparam("workspace_id"),
        Handoff.account_id == bindparam("account_id"),
        Handoff.state != State.DRAFT,
    )
    .order_by(Handoff.id.desc())
    .limit(1)
)
_NEWEST_WITH_REASON = _NEWEST.add_columns(Handoff.reason)

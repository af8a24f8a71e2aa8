"""The key stakeholders of a handoff in a line: who they are, and how they felt last (R17, R18)."""

from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from playbook import bau_gaps, entries
from playbook.access import Opened
from playbook.sentiment import BAD
from playbook.stakeholders import key_among
from playbook.visibility import Field
from storage.choices import Score
from storage.tables import Contact, Handoff, Silence


@dataclass(frozen=True, slots=True)
class Somebody:
    """One key stakeholder. `score` is what was answered last, if anything was.

    `is_silent`: nothing was heard from them since they were told, and a colleague knows.
    """

    name: str
    score: Score | None = None
    is_silent: bool = False

    @property
    def needs_care(self) -> bool:
        """Whether they are unhappy or silent."""
        return self.is_silent or self.score in BAD


@dataclass(frozen=True, slots=True)
class AtCustomer:
    """The key stakeholders who are still there, those who need care first, then by name.

    For who may not see sentiment they are names.
    """

    people: tuple[Somebody, ...]


NOBODY = AtCustomer(())


def read(session: Session, opened: Opened) -> AtCustomer:
    """Return them as the viewer may see them, in three statements at most."""
    if not opened.sees(Field.BLUEPRINT):
        return NOBODY
    session.flush()  # what is read below goes past the session
    which = {"workspace": opened.handoff.workspace_id, "account": opened.account.id}
    there = key_among(session.connection().execute(_THERE, which).all())
    if not opened.sees(Field.SENTIMENT):
        return AtCustomer(tuple(Somebody(one.name) for one in there))
    scores, silent = bau_gaps.last_scores(session, opened.handoff), _silent(session, opened.handoff)
    found = [Somebody(one.name, scores.get(one.id), one.id in silent) for one in there]
    return AtCustomer(tuple(sorted(found, key=lambda one: not one.needs_care)))


_WORKSPACE: BindParameter[str] = bindparam("workspace")
_ACCOUNT: BindParameter[int] = bindparam("account")
_THERE = (
    select(Contact.id, Contact.name, Contact.is_key_stakeholder, Contact.roles)
    .where(*entries.contacts_of(_WORKSPACE, _ACCOUNT), Contact.has_left.is_(False))
    .order_by(Contact.name, Contact.id)
)


def _silent(session: Session, handoff: Handoff) -> set[int]:
    """Of whom somebody was told that nothing was heard, and nothing was heard since."""
    here = {"workspace": handoff.workspace_id, "handoff": handoff.id}
    return set(session.connection().execute(_SILENT, here).scalars())


_SILENT = select(Silence.contact_id).where(
    Silence.workspace_id == bindparam("workspace"),
    Silence.handoff_id == bindparam("handoff"),
    Silence.asked_at.is_not(None),
    Silence.heard_at.is_(None),
)

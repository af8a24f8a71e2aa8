"""What is exported of blueprints: for whom runs Handoff, from the command line (R31).

By default it is what every member of a handoff may see. More is exported on request only, and
then the audit trail has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import audit, blueprint_text
from playbook.accounts import name_key
from playbook.blueprint_text import Whole
from playbook.visibility import SHARED, Field
from storage.choices import State
from storage.tables import Account, Handoff

EVERYTHING = SHARED | {Field.JUDGEMENT, Field.TEMPERAMENT, Field.PERSONAL_DETAILS}
"""What its outgoing and incoming CSM see of a blueprint."""

CONFIDENTIAL = EVERYTHING | {Field.REASON}
"""What its lead sees of a blueprint, with the reason for the handoff."""

_NEAR = 3


class ExportRefused(Exception):
    """Nothing was exported. `str()` says why, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The blueprint of an account. `account_id` tells accounts of like names apart."""

    account_id: int
    whole: Whole


def export(
    session: Session,
    workspace_id: str,
    names: Sequence[str],
    fields: frozenset[Field],
    now: datetime,
) -> list[Exported]:
    """Return the blueprints of the accounts of these names, or of all where none is named.

    What goes beyond SHARED is written down. Raises ExportRefused for a name that no account has.
    """
    found = _accounts(session, workspace_id, names)
    if fields - SHARED:
        for account in found:
            _record(session, account, fields, now)
    return [Exported(one.id, blueprint_text.read(session, one, fields)) for one in found]


def _accounts(session: Session, workspace_id: str, names: Sequence[str]) -> list[Account]:
    query = select(Account).where(Account.workspace_id == workspace_id).order_by(Account.name_key)
    known = {account.name_key: account for account in session.scalars(query)}
    if not known:
        raise ExportRefused("There is no account yet.")
    if not names:
        return list(known.values())
    unknown = [name for name in names if name_key(name) not in known]
    if unknown:
        raise ExportRefused("\n".join(_no_such(name, known) for name in unknown))
    return [known[key] for key in dict.fromkeys(name_key(name) for name in names)]


def _no_such(name: str, known: dict[str, Account]) -> str:
    key = name_key(name)
    holding = [one for one in known if key and key in one]
    near = list(dict.fromkeys([*holding, *get_close_matches(key, known, _NEAR)]))[:_NEAR]
    said = f"There is no account “{name}”."
    if not near:
        return said
    names = ", ".join(f"“{known[one].name}”" for one in near)
    return f"{said} Did you mean {names}?"


def _record(session: Session, account: Account, fields: frozenset[Field], now: datetime) -> None:
    """Write it down with the newest handoff, whose people then read it in its history."""
    query = (
        select(Handoff)
        .where(
            Handoff.workspace_id == account.workspace_id,
            Handoff.account_id == account.id,
            Handoff.state != State.DRAFT,
        )
        .order_by(Handoff.id.desc())
        .limit(1)
    )
    what = "reason_exported" if Field.REASON in fields else "blueprint_exported"
    handoff = session.scalars(query).first()
    audit.record(
        session, account.workspace_id, None, what, now, handoff=handoff, account_id=account.id
    )

"""What the forms of a dump's lists have in common: an entry is added, changed or taken out.

A form is one modal on top of the dump: of a person at the customer (playbook.dump_people) or of an
open item (playbook.dump_items). What is typed into it is a draft under the form's name until it is
submitted, so a new entry survives a closed modal as well.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from playbook import audit, canvas, drafts, entry_versions, once, people
from playbook.access import Opened
from playbook.answers import LONGEST, too_long
from playbook.drafts import Typed, Value, Values
from playbook.errors import FieldErrors, NotNow, PlaybookError
from playbook.words import _
from storage.tables import Contact, OpenItem

SHORT = 200
"""How many characters a name or title may have."""

Entry = TypeVar("Entry", Contact, OpenItem)
"""What a list is made of: a person at the customer, or an open item."""


@dataclass(frozen=True, slots=True)
class Form:
    """An entry's form: what stands in its inputs. `entry_id` is None for a new entry.

    `hidden` are the inputs that this person may not see, `kept_until` the day on which a person's
    personal details are emptied. `saved` is what the entry holds, `theirs`
    what somebody else (`by`, a name) wrote into inputs that this person has filled otherwise.
    """

    name: str
    entry_id: int | None
    account: str
    values: Mapping[str, Value]
    hidden: frozenset[str] = frozenset()
    saved: Mapping[str, Value] = field(default_factory=dict)
    theirs: Mapping[str, Value] = field(default_factory=dict)
    by: str = ""
    kept_until: date | None = None

    @property
    def marks(self) -> dict[str, str]:
        """What the entry held when the form was shown, short enough for a modal's metadata."""
        return {name: _mark(value) for name, value in self.saved.items() if name not in self.hidden}


class Clash(PlaybookError):
    """Somebody else has filled the same inputs meanwhile. `form` shows both, to be saved again."""

    def __init__(self, form: Form) -> None:
        super().__init__(_("Somebody else has changed this meanwhile."))
        self.form = form


def name_of(kind: str, entry_id: int | None) -> str:
    """Return the name of an entry's form, under which its drafts are kept."""
    return f"{kind}/{entry_id or 'new'}"


def filled(session: Session, opened: Opened, form: Form) -> Form:
    """Return the form with what this person had typed into it before, if they did not submit it."""
    typed = drafts.read(session, opened, form.name)
    shown = {name: value for name, value in typed.items() if name not in form.hidden}
    return replace(form, values={**form.values, **shown})


def merged(
    session: Session,
    opened: Opened,
    entry: Contact | OpenItem,
    form: Form,
    typed: Values,
    marks: Mapping[str, str],
) -> Values:
    """Return what is to be written of an entry: what this person has changed since it was shown.

    `form` is of the entry as it is now, `marks` of what was shown. What somebody else has changed
    meanwhile stays; raises Clash where both changed the same.
    """
    mine = {
        name: value
        for name, value in typed.items()
        if name not in marks or _mark(value) != marks[name]
    }
    theirs = {
        name: value
        for name, value in form.saved.items()
        if name in marks and name in mine and _mark(value) not in (marks[name], _mark(mine[name]))
    }
    if theirs:
        names = people.names(session, opened.account.workspace_id, [entry.written_by])
        by = names.get(entry.written_by, "")
        raise Clash(replace(form, values={**form.values, **mine}, theirs=theirs, by=by))
    return {**form.saved, **mine}


def _mark(value: Value) -> str:
    """Return a short mark of what stands in an input; space around it and order do not matter."""
    plain = value.strip() if isinstance(value, str) else sorted(value or ())
    return hashlib.sha256(json.dumps(plain or None).encode()).hexdigest()[:8]


def text(values: Values, name: str) -> str | None:
    """Return what was typed into an input, without space around it; None if there is nothing.

    Zero characters are left out: PostgreSQL holds none in a text.
    """
    value = values.get(name)
    return value.replace("\0", "").strip() or None if isinstance(value, str) else None


def chosen(values: Values, name: str) -> list[str]:
    """Return what was chosen where several things may be."""
    value = values.get(name)
    return list(value) if isinstance(value, list) else []


def check_texts(values: Values, required: str, short: frozenset[str]) -> None:
    """Raise FieldErrors for a required text that is missing, and for texts that are too long."""
    problems = {
        name: problem
        for name in values
        if (problem := too_long(text(values, name), SHORT if name in short else LONGEST))
    }
    if not text(values, required):
        problems[required] = _("Please write something here.")
    if problems:
        raise FieldErrors(problems)


def to_write(
    session: Session,
    opened: Opened,
    table: type[Entry],
    entry_id: int | None,
    key: str,
    now: datetime,
) -> Entry | None:
    """Return the entry that a form is of, or a new one, to be written.

    `key` is the request's: None for a new entry that it has added already. Raises NotNow for an
    entry that somebody took out meanwhile.
    """
    if entry_id is None:
        return _new(session, opened, table, key, now)
    found = in_the_list(session, opened, table, entry_id)
    if found is None:
        raise gone()
    return found


def take_out(
    session: Session, opened: Opened, table: type[Entry], entry_id: int, what: str, now: datetime
) -> None:
    """Take an entry out of its list, if it is still in it, and note `what` was done."""
    found = in_the_list(session, opened, table, entry_id)
    if found is not None:
        with entry_versions.kept(session, found, opened.viewer.id, now):
            found.removed_at = now
        record(session, opened, what, now)
        session.flush()


def finish(session: Session, opened: Opened, typed: Typed, what: str, now: datetime) -> None:
    """Note that a form was submitted: it is no draft any more, and the trail has the change."""
    drafts.put_away(session, opened, typed, typed.values.keys(), now)
    record(session, opened, what, now)


def record(session: Session, opened: Opened, what: str, now: datetime) -> None:
    """Write down that this person changed an entry, and let the canvas follow.

    What it says stays in the blueprint.
    """
    workspace_id, person_id = opened.handoff.workspace_id, opened.viewer.id
    canvas.changed(session, workspace_id, opened.account.id, now)
    audit.record(session, workspace_id, person_id, what, now, handoff=opened.handoff)


def gone() -> NotNow:
    """Return the refusal for an entry that somebody took out meanwhile."""
    return NotNow(_("Somebody has taken this entry out meanwhile. Nothing was changed."))


def _new(
    session: Session, opened: Opened, table: type[Entry], key: str, now: datetime
) -> Entry | None:
    workspace_id = opened.handoff.workspace_id
    if not once.first_time(session, workspace_id, key, now):
        return None
    entry = table(workspace_id=workspace_id, account_id=opened.account.id)
    session.add(entry)
    return entry


def in_the_list(
    session: Session, opened: Opened, table: type[Entry], entry_id: int
) -> Entry | None:
    """Return an entry of the account, or None if it is not there or was taken out."""
    entry = session.get(table, entry_id)
    if entry is None or entry.removed_at is not None:
        return None
    account = (opened.handoff.workspace_id, opened.account.id)
    return entry if (entry.workspace_id, entry.account_id) == account else None

"""Open items: adding issues, promises, risks and so on to a blueprint, changing and removing (R5).

An item that is dealt with is closed, and keeps what was done; one that was a mistake is removed.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from playbook import drafts, dump, dump_view, entries, entry_versions, forms
from playbook.access import Opened
from playbook.drafts import Typed, Value, Values
from playbook.dump_view import Place, Shown
from playbook.entries import ItemLine
from playbook.errors import FieldErrors, NotThere
from playbook.forms import Form
from playbook.people import Actor
from playbook.words import _
from playbook.writers import open_for_writing
from storage.choices import ItemKind
from storage.tables import OpenItem

ITEMS = "items"
"""What the names of their forms begin with."""

CLOSED = "closed"
"""What is ticked in the form's input "flags" when the item is dealt with."""


def form(
    session: Session,
    actor: Actor,
    handoff_id: int,
    item_id: int | None,
    kind: str | None,
    typed: Typed,
    now: datetime,
) -> Form:
    """Return the form of an item, or of a new one of this kind; keep what stood in the view below.

    Raises Refused.
    """
    opened = open_for_writing(session, actor, handoff_id)
    drafts.keep(session, opened, typed, now)
    found = _form(session, opened, item_id) if item_id else _new_form(opened, kind)
    return forms.filled(session, opened, found)


def _form(session: Session, opened: Opened, item_id: int) -> Form:
    line = entries.item(session, opened, item_id)
    if line is None:
        raise forms.gone()
    values = _values(line)
    name = forms.name_of(ITEMS, item_id)
    return Form(name, item_id, opened.account.name, values, saved=values)


def _new_form(opened: Opened, kind: str | None) -> Form:
    if kind not in set(ItemKind):
        raise NotThere(_("There is no list for that any more."))
    return Form(forms.name_of(f"{ITEMS}/{kind}", None), None, opened.account.name, {"kind": kind})


def save(
    session: Session,
    actor: Actor,
    item_id: int | None,
    typed: Typed,
    to: Place,
    key: str,
    now: datetime,
    marks: Mapping[str, str] | None = None,
) -> Shown:
    """Save an item and return the view of the dump, on the page that it stands on.

    `key` is the request's: a new item is added once. `marks` are the form's as it was shown: what
    somebody else has changed since stays. Raises FieldErrors, Clash and Refused.
    """
    opened = open_for_writing(session, actor, to.handoff_id, for_change=True)
    forms.check_texts(typed.values, "text", frozenset())
    item = forms.to_write(session, opened, OpenItem, item_id, key, now)
    if item is not None:
        values = typed.values
        if item_id and marks:
            found = _form(session, opened, item_id)
            values = forms.merged(session, opened, item, found, values, marks)
        with entry_versions.kept(session, item, actor.id, now):
            _write(opened, item, values, now)
        forms.finish(session, opened, typed, "item_written", now)
        session.flush()
        kind, page = item.kind, entries.page_of_item(session, opened, item.id)
        to = dump_view.on_page(opened, to, page, lambda question: question.item is kind)
    return dump.go(session, opened, to)


def remove(
    session: Session, actor: Actor, item_id: int, typed: Typed, to: Place, now: datetime
) -> Shown:
    """Take an item out and return the view. `typed` is what stood in the view's inputs.

    Raises Refused.
    """
    opened = open_for_writing(session, actor, to.handoff_id, for_change=True)
    drafts.keep(session, opened, typed, now)
    forms.take_out(session, opened, OpenItem, item_id, "item_removed", now)
    return dump.go(session, opened, to)


def _write(opened: Opened, item: OpenItem, values: Values, now: datetime) -> None:
    item.kind = _kind(values)
    item.text = forms.text(values, "text") or ""
    item.owner_id = forms.text(values, "owner")
    item.due_on = _due_on(values)
    item.what_was_done = forms.text(values, "what_was_done")
    is_closed = CLOSED in forms.chosen(values, "flags")
    item.closed_at = (item.closed_at or now) if is_closed else None
    item.written_by, item.written_at = opened.viewer.id, now


def _kind(values: Values) -> ItemKind:
    kind = forms.text(values, "kind")
    if kind not in set(ItemKind):
        raise FieldErrors({"kind": _("Please choose one of the options.")})
    return ItemKind(kind)


def _due_on(values: Values) -> date | None:
    written = forms.text(values, "due_on")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise FieldErrors({"due_on": _("This is not a date.")}) from error


def _values(line: ItemLine) -> dict[str, Value]:
    return {
        "kind": line.kind.value,
        "text": line.text,
        "owner": line.owner_id,
        "due_on": line.due_on.isoformat() if line.due_on else None,
        "what_was_done": line.what_was_done,
        "flags": [CLOSED] if line.closed_at else [],
    }

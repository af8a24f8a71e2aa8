"""The people at the customer: adding them to a blueprint, changing and removing them (R5)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from playbook import drafts, dump, dump_view, entries, entry_versions, forms, personal
from playbook.access import Opened
from playbook.drafts import Typed, Value, Values
from playbook.dump_view import Place, Shown
from playbook.entries import ContactLine
from playbook.forms import Form
from playbook.people import Actor
from playbook.questions import Input
from playbook.visibility import Field
from playbook.writers import open_for_writing
from storage.choices import ContactRole
from storage.tables import Contact

PEOPLE = "people"
"""What the names of their forms begin with."""

FLAGS = ("is_key_stakeholder", "has_left", "is_reference")
"""What is ticked or not; together they are the form's input "flags"."""

TEXTS = (
    "name", "title", "email", "responsibilities", "communication_style", "expectations",
    "concerns", "product_sentiment", "temperament", "personal_details",
)  # fmt: skip
"""What is written about a person; each is an input of the form."""

_SHORT = frozenset({"name", "title", "email"})
_GUARDED = {"temperament": Field.TEMPERAMENT, "personal_details": Field.PERSONAL_DETAILS}


def form(
    session: Session,
    actor: Actor,
    handoff_id: int,
    contact_id: int | None,
    typed: Typed,
    now: datetime,
) -> Form:
    """Return the form of a person, or of a new one, and keep what stood in the view below it.

    Raises Refused.
    """
    opened = open_for_writing(session, actor, handoff_id)
    drafts.keep(session, opened, typed, now)
    return forms.filled(session, opened, _form(session, opened, contact_id))


def _form(session: Session, opened: Opened, contact_id: int | None) -> Form:
    line = entries.contact(session, opened, contact_id) if contact_id else None
    if contact_id and line is None:
        raise forms.gone()
    hidden = frozenset(name for name, field in _GUARDED.items() if not opened.sees(field))
    name = forms.name_of(PEOPLE, contact_id)
    values = _values(line) if line else {}
    until = line.personal_until if line else None
    return Form(name, contact_id, opened.account.name, values, hidden, values, kept_until=until)


def save(
    session: Session,
    actor: Actor,
    contact_id: int | None,
    typed: Typed,
    to: Place,
    key: str,
    now: datetime,
    marks: Mapping[str, str] | None = None,
) -> Shown:
    """Save a person and return the view of the dump, on the page that they stand on.

    `key` is the request's: a new person is added once. `marks` are the form's as it was shown: what
    somebody else has changed since stays. Raises FieldErrors, Clash and Refused.
    """
    opened = open_for_writing(session, actor, to.handoff_id, for_change=True)
    forms.check_texts(typed.values, "name", _SHORT)
    contact = forms.to_write(session, opened, Contact, contact_id, key, now)
    if contact is not None:
        values = typed.values
        if contact_id and marks:
            found = _form(session, opened, contact_id)
            values = forms.merged(session, opened, contact, found, values, marks)
        with entry_versions.kept(session, contact, actor.id, now):
            _write(session, opened, contact, values, now)
        forms.finish(session, opened, typed, "contact_written", now)
        session.flush()
        page = entries.page_of_contact(session, opened, contact.id)
        to = dump_view.on_page(opened, to, page, lambda question: question.input is Input.PEOPLE)
    return dump.go(session, opened, to)


def mark_left(
    session: Session, actor: Actor, contact_id: int, typed: Typed, to: Place, now: datetime
) -> Shown:
    """Mark that a person has left the company: they stay in the list, and return the view.

    `typed` is what stood in the view's inputs. Raises Refused.
    """
    opened = open_for_writing(session, actor, to.handoff_id, for_change=True)
    drafts.keep(session, opened, typed, now)
    contact = forms.in_the_list(session, opened, Contact, contact_id)
    if contact is None:
        raise forms.gone()
    with entry_versions.kept(session, contact, actor.id, now):
        contact.has_left = True
        contact.written_by, contact.written_at = opened.viewer.id, now
    forms.record(session, opened, "contact_written", now)
    session.flush()
    return dump.go(session, opened, to)


def remove(
    session: Session, actor: Actor, contact_id: int, typed: Typed, to: Place, now: datetime
) -> Shown:
    """Take a person out (who has left the company is marked instead), and return the view.

    `typed` is what stood in the view's inputs. Raises Refused.
    """
    opened = open_for_writing(session, actor, to.handoff_id, for_change=True)
    drafts.keep(session, opened, typed, now)
    forms.take_out(session, opened, Contact, contact_id, "contact_removed", now)
    return dump.go(session, opened, to)


def _write(
    session: Session, opened: Opened, contact: Contact, values: Values, now: datetime
) -> None:
    for name in TEXTS:
        if name in values and (name not in _GUARDED or opened.sees(_GUARDED[name])):
            setattr(contact, name, forms.text(values, name))
    if "roles" in values:
        known = set(ContactRole)
        contact.roles = [role for role in forms.chosen(values, "roles") if role in known]
    if "flags" in values:
        ticked = forms.chosen(values, "flags")
        for flag in FLAGS:
            setattr(contact, flag, flag in ticked)
    contact.written_by, contact.written_at = opened.viewer.id, now
    personal.keep(session, contact, now)


def _values(line: ContactLine) -> dict[str, Value]:
    texts: dict[str, Value] = {name: getattr(line, name) for name in TEXTS}
    flags = [flag for flag in FLAGS if getattr(line, flag)]
    return {**texts, "roles": list(line.roles), "flags": flags}

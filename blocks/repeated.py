"""What the customer had to repeat: the modal that notes it and shows what was noted (R8)."""

from collections.abc import Iterator
from datetime import date

from blocks.blueprint import day_in
from blocks.dump_place import pack
from blocks.kit import (
    Json,
    bold,
    button,
    confirm,
    context,
    cut,
    date_picker,
    day,
    divider,
    escape,
    input_block,
    mention,
    modal,
    option,
    section,
    static_select,
    text_input,
)
from playbook.dump_view import Place
from playbook.repeated import FORM, Line, Sheet
from playbook.words import _, n_

SOMEBODY = "somebody"
"""The option that stands for somebody who is not among the contacts."""

_ACCOUNT = 150
_WHAT = 600


def sheet(found: Sheet, rendering: str, *, is_noted: bool = False) -> Json:
    """Return the modal: the form, and below it what was noted, the newest first."""
    blocks = [context(f"{bold(cut(found.account, _ACCOUNT))} · {_count(found.total)}")]
    if is_noted:
        blocks.append(section(_("Noted. Thank you: the next handoff can do better.")))
    if found.may_note:
        blocks += _form(found, rendering)
    blocks += _noted(found)
    return modal(
        "repeated",
        _("Had to be repeated"),
        blocks,
        submit=_("Note it") if found.may_note else None,
        close=_("Close"),
        metadata=pack(Place(found.handoff_id, "", rendering, {}), FORM),
    )


def in_status(count: int) -> str:
    """Return how often they had to repeat something, for a status; empty for never."""
    if not count:
        return ""
    said = n_("They had to repeat something once", "They had to repeat something {n} times", count)
    return said.format(n=count)


def in_closing(count: int) -> str:
    """Return how often the customer had to repeat something, for a closing summary."""
    if not count:
        return _("The customer never had to repeat anything, as far as we noted.")
    return n_(
        "The customer had to repeat something once.",
        "The customer had to repeat something {n} times.",
        count,
    ).format(n=count)


def _count(total: int) -> str:
    return in_status(total) or _("nothing was noted so far")


def _form(found: Sheet, rendering: str) -> Iterator[Json]:
    yield _who(found, rendering)
    what = found.typed.get("what")
    yield input_block(
        _("What did they have to say again?"),
        text_input(
            "dump.typed",
            what if isinstance(what, str) else None,
            multiline=True,
            save_as_typed=True,
        ),
        f"what@{rendering}",
        dispatch=True,
    )
    yield input_block(
        _("When?"), date_picker("dump.typed", _on(found)), f"on@{rendering}", dispatch=True
    )


def _who(found: Sheet, rendering: str) -> Json:
    options = [option(name, str(contact_id)) for contact_id, name in found.contacts.items()]
    options.append(option(_("Somebody else"), SOMEBODY))
    chosen = found.typed.get("who")
    element = static_select(
        "dump.typed", options, chosen if isinstance(chosen, str) else None, _("Choose")
    )
    return input_block(_("Who at the customer?"), element, f"who@{rendering}", dispatch=True)


def _on(found: Sheet) -> date:
    typed = found.typed.get("on")
    return (day_in(typed) if isinstance(typed, str) else None) or found.today


def _noted(found: Sheet) -> Iterator[Json]:
    for line in found.lines:
        yield divider()
        yield section(_said(line), _remove(line))
    if more := found.total - len(found.lines):
        yield context(n_("and {n} earlier", "and {n} earlier", more).format(n=more))


def _said(line: Line) -> str:
    who = bold(line.who) if line.who else _("*Somebody*")
    noted = _("noted by {who}").format(who=mention(line.noted_by))
    return f"{who} · {day(line.on)} · {noted}\n{escape(cut(line.what, _WHAT))}"


def _remove(line: Line) -> Json | None:
    if not line.may_remove:
        return None
    sure = confirm(
        _("Take this out?"),
        _("It does not count any more then."),
        _("Take out"),
        _("Keep"),
    )
    return button(_("Take out"), f"repeated.remove:{line.id}", str(line.id), confirm=sure)

"""The people at the customer and their data: the list, the question before one is erased (R31)."""

from collections.abc import Iterator, Sequence

from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    day,
    divider,
    escape,
    input_block,
    modal,
    section,
    text_input,
)
from playbook.contacts_privacy import Erasing, Listed, OneContact
from playbook.mentions import Mention
from playbook.words import _, n_

_NAME = 150
_EXCERPT = 200
_SHOWN = 20


def listed(found: Listed) -> Json:
    """Return the modal that lists the people, each with what can be done with their data."""
    said = _("What is kept of the people at {account}. What you export comes to you alone.").format(
        account=bold(cut(found.account, _NAME))
    )
    blocks = [section(said)]
    for contact in found.contacts:
        blocks.append(section(_line(contact)))
        blocks.append(actions(_buttons(contact, found)))
    if not found.contacts:
        blocks.append(
            section(_("Nobody is known yet: who hands over writes down the people in the dump."))
        )
    if found.pages > 1:
        blocks.append(actions(list(_page_buttons(found))))
        blocks.append(_where(found))
    metadata = f"{found.number}:{found.page}"
    return modal("contacts", _("Contacts and privacy"), blocks, close=_("Close"), metadata=metadata)


def erasing(found: Erasing) -> Json:
    """Return the question before somebody is erased, with what has to be checked by hand."""
    name = bold(cut(found.name, _NAME))
    blocks = [
        section(
            _(
                "Erase {name}? Everything kept about them is emptied: their attributes and what "
                "these were before, what is being typed of them, notes on how they felt, their "
                "concerns, questions about them. Scores stay as numbers. *This cannot be taken "
                "back.*"
            ).format(name=name)
        ),
        input_block(
            _("Type their name to confirm it"), text_input("name", max_length=300), "name",
            hint=cut(found.name, _NAME),
        ),
        *_by_hand(found.mentions),
    ]  # fmt: skip
    return modal(
        "contacts.erase", _("Erase a contact"), blocks, submit=_("Erase"), close=_("Cancel"),
        metadata=f"{found.number}:{found.contact_id}",
    )  # fmt: skip


def erased(found: Erasing) -> Json:
    """Return what the lead sees once somebody is erased, and what is left to do by hand."""
    said = _("What was kept about them at {account} is emptied.").format(
        account=bold(cut(found.account, _NAME))
    )
    return modal(
        "contacts.erased", _("Erased"), [section(said), *_by_hand(found.mentions)],
        close=_("Close"),
    )  # fmt: skip


def coming(name: str) -> str:
    """Return the words beside the file of an export."""
    return _(
        "This is what you may see of {name}. Please keep it no longer than you need it."
    ).format(name=bold(cut(name, _NAME)))


def _line(contact: OneContact) -> str:
    title = f", {escape(cut(contact.title, _NAME))}" if contact.title else ""
    lines = [f"{bold(cut(contact.name, _NAME))}{title}"]
    if contact.is_removed:
        lines.append(_("Was taken out of the blueprint; what was written is kept"))
    if contact.has_left:
        lines.append(_("Has left the company"))
    if contact.kept_until:
        kept = _("Personal details are kept until {day}").format(day=day(contact.kept_until))
        lines.append(kept)
    return "\n".join(lines)


def _buttons(contact: OneContact, found: Listed) -> list[Json]:
    value = f"{found.number}:{contact.id}"
    buttons = [button(_("Export"), "contacts.export", value)]
    if contact.kept_until:
        buttons.append(button(_("Keep them longer"), "contacts.renew", value))
    if found.may_erase:
        buttons.append(button(_("Erase…"), "contacts.erasing", value, style="danger"))
    return buttons


def _page_buttons(found: Listed) -> Iterator[Json]:
    if found.page > 0:
        yield button(_("Earlier"), "contacts.page:back", f"{found.number}:{found.page - 1}")
    if found.page + 1 < found.pages:
        yield button(_("Later"), "contacts.page:on", f"{found.number}:{found.page + 1}")


def _where(found: Listed) -> Json:
    return context(
        _("Page {page} of {pages}, {total} in all").format(
            page=found.page + 1, pages=found.pages, total=found.total
        )
    )


def _by_hand(found: Sequence[Mention]) -> list[Json]:
    if not found:
        return []
    said = n_(
        "*To check by hand:* {count} text names them, and stays as it is.",
        "*To check by hand:* {count} texts name them, and stay as they are.",
        len(found),
    ).format(count=len(found))
    lines = [section(_excerpt(one)) for one in found[:_SHOWN]]
    more = len(found) - _SHOWN
    rest = [context(_("… and {count} more").format(count=more))] if more > 0 else []
    return [divider(), section(said), *lines, *rest]


def _excerpt(found: Mention) -> str:
    kind = {
        "answer": _("Answer"),
        "item": _("Open item"),
        "log": _("Account log"),
        "question": _("Question"),
        "message": _("Customer message"),
        "review": _("What was missing"),
        "repeated": _("What they had to repeat"),
        "concern": _("Concern"),
        "sentiment": _("Note of a check-in"),
        "plan": _("Plan"),
        "touchpoint": _("Touchpoint"),
        "look": _("A lead’s look"),
        "debrief": _("Debrief"),
        "waiver": _("What was set aside"),
    }[found.kind]
    return f"{kind}, {day(found.written_at.date())}: {escape(cut(found.text, _EXCERPT))}"

"""What a lead hears when somebody is gone who still owns accounts, and what they do then (R30)."""

import json

from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    confirm,
    context,
    cut,
    escape,
    modal,
    section,
)
from blocks.paging import turning
from playbook.left_accounts import Back, Left
from playbook.unreachable import LeftAccount, Limbo, Unreachable
from playbook.words import _, n_

_MOST = 8
_NAME = 150


def message(found: Unreachable) -> tuple[str, list[Json]]:
    """Return who is gone and which accounts nobody looks after: text and blocks."""
    n = len(found.accounts)
    text = n_(
        "{name} is deactivated and owns {n} account that nobody looks after now.",
        "{name} is deactivated and owns {n} accounts that nobody looks after now.",
        n,
    ).format(name=escape(cut(found.name, _NAME)), n=n)
    next_step = _("Start an abrupt handoff of each, and name who stands in.")
    lines = [
        _line(found.person_id, one, is_primary=not at)
        for at, one in enumerate(found.accounts[:_MOST])
    ]
    return text, [section(f"{text} {next_step}"), *lines, *_all_of_them(found)]


def listing(found: Left, note: str = "") -> Json:
    """Return a page of the accounts that somebody left, as a modal."""
    blocks = [context(note)] if note else []
    said = n_(
        "{name} is deactivated and owns {n} account that nobody looks after now.",
        "{name} is deactivated and owns {n} accounts that nobody looks after now.",
        found.total,
    ).format(name=escape(cut(found.name, _NAME)), n=found.total)
    blocks.append(section(said))
    if found.unproposed:
        blocks.append(actions([_propose_all(found.person_id, found.unproposed)]))
    blocks += [_line(found.person_id, one) for one in found.accounts]
    blocks += turning("leaver.page", found.page, found.pages, of=f"{found.person_id}:")
    metadata = json.dumps({"person": found.person_id, "page": found.page})
    return modal("leaver.list", _("In limbo"), blocks, close=_("Close"), metadata=metadata)


def proposed(count: int) -> str:
    """Return that drafts were made."""
    return n_(
        "{n} draft waits for you in my Home tab. It is silent until you open it.",
        "{n} drafts wait for you in my Home tab. They are silent until you open them.",
        count,
    ).format(n=count)


def back(found: Back) -> tuple[str, list[Json]]:
    """Return what a lead hears of somebody who is back: text and blocks."""
    text = n_(
        "{name} is back, so I have withdrawn the draft that was made because they were gone.",
        "{name} is back, so I have withdrawn the {n} drafts that were made because they were gone.",
        found.count,
    ).format(name=escape(cut(found.name, _NAME)), n=found.count)
    rest = _("Handoffs that you have opened meanwhile go on.")
    return text, [section(f"{text} {rest}")]


def in_limbo(found: Limbo | None) -> list[Json]:
    """Return the line of a lead's home: accounts that nobody looks after."""
    if found is None:
        return []
    names = ", ".join(bold(cut(name, _NAME)) for name in found.names)
    if more := found.total - len(found.names):
        names = _("{names} and {n} more").format(names=names, n=more)
    said = n_(
        "*In limbo* · {n} account whose owner is gone: {names}",
        "*In limbo* · {n} accounts whose owner is gone: {names}",
        found.total,
    ).format(n=found.total, names=names)
    return [section(said, button(_("Look after them"), "leaver.list", f"{found.person_id}:0"))]


def _line(person_id: str, one: LeftAccount, *, is_primary: bool = False) -> Json:
    name = bold(cut(one.name, _NAME))
    if one.is_proposed:
        return section(_("{account} · a draft waits").format(account=name))
    style = "primary" if is_primary else None
    value = f"{person_id}:{one.account_id}"
    starting = button(_("Start a handoff"), f"leaver.start:{one.account_id}", value, style=style)
    return section(name, starting)


def _all_of_them(found: Unreachable) -> list[Json]:
    buttons = []
    unproposed = sum(not one.is_proposed for one in found.accounts)
    if unproposed > 1 and found.may_propose:
        buttons.append(_propose_all(found.person_id, unproposed))
    if len(found.accounts) > _MOST:
        all_of_them = _("See all {n}").format(n=len(found.accounts))
        buttons.append(button(all_of_them, "leaver.list", f"{found.person_id}:0"))
    return [actions(buttons)] if buttons else []


def _propose_all(person_id: str, count: int) -> Json:
    question = confirm(
        _("Make a draft of each?"),
        _("Drafts are silent: nobody hears of one until you open it, with its reason."),
        _("Make them"),
        _("Not now"),
    )
    label = n_("Make a draft", "Make {n} drafts", count).format(n=count)
    return button(label, "leaver.propose_all", person_id, confirm=question)

"""The silence of a handoff's stakeholders: each by name, with one click for what was done (R18).

As a message, or as a modal where the message lists several handoffs (blocks.silences). What is
clicked is shown in the same place: who was heard from, when another channel was tried.
"""

from collections.abc import Iterable

from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    day,
    escape,
    header,
    mention,
    modal,
    section,
)
from playbook.silences import Silences, Silent
from playbook.words import _, n_

SHOWN = 15
"""Stakeholders listed in a message, those still silent first; the others follow as these answer."""

_NAME = 150


def message(found: Silences) -> tuple[str, list[Json]]:
    """Return the DM: its text and blocks."""
    account = cut(found.account, _NAME)
    text = _("{account}: {what}").format(account=escape(account), what=_headline(found))
    return text, [header(_("Silence at {account}").format(account=account)), *_content(found)]


def view(found: Silences) -> Json:
    """Return the same as a modal."""
    account = section(bold(cut(found.account, _NAME)))
    return modal("silence", _("Silence"), [account, *_content(found)], close=_("Close"))


def _content(found: Silences) -> list[Json]:
    first = found.waiting[:1]
    blocks = list(_intro(found))
    for one in found.silent[:SHOWN]:
        blocks += _about(one, found.handoff_id, is_primary=one in first)
    if len(found.silent) > SHOWN:
        blocks.append(context(_more(len(found.silent) - SHOWN)))
    return blocks


def _more(count: int) -> str:
    return n_(
        "{n} more: they come here as these are heard from.",
        "{n} more: they come here as these are heard from.",
        count,
    ).format(n=count)


def _headline(found: Silences) -> str:
    waiting = found.waiting
    if not waiting:
        return _("everybody was heard from. Thank you.")
    return n_(
        "nothing was heard from {n} key stakeholder",
        "nothing was heard from {n} key stakeholders",
        len(waiting),
    ).format(n=len(waiting))


def _intro(found: Silences) -> Iterable[Json]:
    if not found.waiting:
        yield section(_("Everybody was heard from. Thank you."))
        return
    if found.is_no_signal:
        yield section(
            _(
                "After ten working days silence counts as *no signal*: it ranks below neutral, and "
                "business as usual waits for a word from them. Who can reach them?"
            )
        )
        return
    yield section(
        _(
            "They know of the change for five working days and have not said a word. Try another "
            "channel, or ask their champion how they see it. Silence is not approval."
        )
    )


def _about(one: Silent, handoff_id: int, *, is_primary: bool) -> list[Json]:
    said = bold(cut(one.name, _NAME))
    if one.title:
        said += ", " + escape(cut(one.title, _NAME))
    block = section(f"{said}\n{_standing(one)}")
    if one.heard_at:
        return [block]
    value, style = f"{handoff_id}:{one.contact_id}", "primary" if is_primary else None
    again = _("Tried another channel again") if one.tried_at else _("Tried another channel")
    return [
        block,
        actions(
            [
                button(_("I heard from them"), "silence.heard", value, style=style),
                button(again, "silence.tried", value),
            ]
        ),
    ]


def _standing(one: Silent) -> str:
    if one.heard_at:
        return _("✓ Heard from: {who}, {day}").format(
            who=mention(one.heard_by, _("somebody")), day=day(one.heard_at.date())
        )
    said = [_("Silent since {day}").format(day=day(one.since.date()))]
    if one.raised_at:
        said.append(_("no signal since {day}").format(day=day(one.raised_at.date())))
    if one.tried_at:
        said.append(
            _("{who} tried another channel {day}").format(
                who=mention(one.tried_by, _("somebody")), day=day(one.tried_at.date())
            )
        )
    return " · ".join(said)

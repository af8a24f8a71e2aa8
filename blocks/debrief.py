"""The debrief: the DM that asks, the modal for one's part, and the one in which it is closed."""

from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    divider,
    escape,
    header,
    input_block,
    mention,
    modal,
    moment,
    multi_static_select,
    option,
    plain,
    section,
    text_input,
)
from playbook.afterwards import themes
from playbook.debrief import LONGEST, LONGEST_THEME, Part, Sheet, Whole
from playbook.words import _, n_

_NAME = 150


def theme_name(theme: str) -> str:
    """Return what a theme is called: one of the list, or somebody's own words, unescaped."""
    listed = {one.key: one.title for one in themes()}
    return _(listed[theme]) if theme in listed else theme


def message(sheet: Sheet) -> tuple[str, list[Json]]:
    """Return the DM for one person: it asks, thanks them, or says why it asks no more."""
    if sheet.closed_at or sheet.is_over:
        return _closed(sheet)
    if sheet.handed_to:
        return _handed_on(sheet, sheet.handed_to)
    return _for_the_lead(sheet) if sheet.is_lead else _asking(sheet)


def form(sheet: Sheet) -> Json:
    """Return the modal for one's own part, with what one wrote before."""
    own = sheet.own
    options = [option(_(one.title), one.key) for one in themes()]
    about = multi_static_select("themes", options, own.themes, _("Choose what it was about"))
    said = _("The lead reads it; without names it helps the next handoff of this kind.")
    return modal(
        "debrief.write",
        _("Debrief"),
        [
            section(f"{bold(cut(sheet.account, _NAME))}\n{said}"),
            _answer(_("What worked?"), "worked", own.worked),
            _answer(_("What did not?"), "did_not", own.did_not),
            _answer(
                _("What should we change?"),
                "to_change",
                own.to_change,
                _("Who edits the templates reads this beside them."),
            ),
            input_block(_("Themes"), about, "themes", optional=True),
            input_block(
                _("A theme in your own words"),
                text_input("own_theme", own.own_theme, max_length=LONGEST_THEME),
                "own_theme",
                optional=True,
            ),
        ],
        submit=_("Save"),
        close=_("Cancel"),
        metadata=str(sheet.handoff_id),
    )


def whole(found: Whole) -> Json:
    """Return the modal in which the lead reads everybody's part and closes it."""
    blocks = [section(bold(cut(found.account, _NAME))), *_waiting(found)]
    for part in found.parts:
        blocks += [divider(), *_part(part)]
    if not found.parts:
        blocks.append(section(_("Nobody has written anything yet.")))
    can_close = bool(found.parts) and found.closed_at is None
    if can_close:
        blocks.append(context(_("Once it is closed, nobody adds to it, and the catalogue has it.")))
    return modal(
        "debrief.close",
        _("Debrief"),
        blocks,
        submit=_("Close the debrief") if can_close else None,
        close=_("Not yet") if can_close else _("Close"),
        metadata=str(found.handoff_id),
    )


def _answer(label: str, name: str, text: str, hint: str = "") -> Json:
    element = text_input(name, text, multiline=True, max_length=LONGEST)
    return input_block(label, element, name, optional=True, hint=hint)


def _asking(sheet: Sheet) -> tuple[str, list[Json]]:
    account = cut(sheet.account, _NAME)
    which = str(sheet.handoff_id)
    if sheet.own.at:
        text = _("Thank you: your part of the debrief of {account} is with the lead.").format(
            account=escape(account)
        )
        change = button(_("Change it…"), "debrief.open", which)
        return text, [section(text, change)]
    text = _("Debrief of {account}: what worked, what did not, what to change?").format(
        account=escape(account)
    )
    said = _("The account is in business as usual. Five minutes now help the next handoff:")
    three = _("what worked, what did not, and what we should change.")
    return text, [
        header(_("Debrief: {account}").format(account=account)),
        section(f"{said} {three}"),
        actions([button(_("Write my part…"), "debrief.open", which, style="primary")]),
    ]


def _for_the_lead(sheet: Sheet) -> tuple[str, list[Json]]:
    account = cut(sheet.account, _NAME)
    which = str(sheet.handoff_id)
    has_written = sheet.own.at is not None
    text = _("Debrief of {account}: your part, and then close it.")
    said = _("What worked, what did not, and what should we change?")
    if has_written:
        text = _("Debrief of {account}: your part is written, closing it remains.")
        said = _("Your part is written. What remains: read everybody's part, and close it.")
    text = text.format(account=escape(account))
    writing = _("Change my part…") if has_written else _("Write my part…")
    style = None if has_written else "primary"
    buttons = [button(writing, "debrief.open", which, style=style)]
    if sheet.written_by:
        style = "primary" if has_written else None
        buttons.append(button(_("Read all and close…"), "debrief.whole", which, style=style))
    return text, [
        header(_("Debrief: {account}").format(account=account)),
        section(said),
        context(_written(sheet)),
        actions(buttons),
    ]


def _written(sheet: Sheet) -> str:
    if not sheet.written_by:
        return _("Nobody has written yet. You close it when you have read everybody's part.")
    who = ", ".join(mention(one) for one in sheet.written_by)
    return _("Written so far: {who}. You close it when you have read it.").format(who=who)


def _handed_on(sheet: Sheet, to_id: str) -> tuple[str, list[Json]]:
    text = _("Debrief of {account}: you said that it is not yours, and {who} is asked.").format(
        account=escape(cut(sheet.account, _NAME)), who=mention(to_id)
    )
    return text, [section(text)]


def _closed(sheet: Sheet) -> tuple[str, list[Json]]:
    account = escape(cut(sheet.account, _NAME))
    text = _("The debrief of {account} is closed. Thank you.").format(account=account)
    blocks = [section(text)]
    if sheet.closed_at:
        blocks.append(context(moment(sheet.closed_at)))
    return text, blocks


def _waiting(found: Whole) -> list[Json]:
    if not found.waits_for or found.closed_at:
        return []
    who = ", ".join(mention(one) for one in found.waits_for)
    count = len(found.waits_for)
    said = n_("{who} has not written yet.", "{who} have not written yet.", count)
    return [context(said.format(who=who))]


def _part(part: Part) -> list[Json]:
    who = mention(part.by)
    blocks: list[Json] = [section(f"{who} · {moment(part.at)}" if part.at else who)]
    for title, text in (
        (_("What worked"), part.worked),
        (_("What did not"), part.did_not),
        (_("What to change"), part.to_change),
    ):
        if text:
            # Plain text shows what was typed as it was typed, at full length.
            blocks += [context(f"*{title}*"), {"type": "section", "text": plain(text, LONGEST)}]
    named = [theme_name(theme) for theme in (*part.themes, part.own_theme) if theme]
    if named:
        blocks.append(context(_("Themes: {names}").format(names=escape(", ".join(named)))))
    return blocks

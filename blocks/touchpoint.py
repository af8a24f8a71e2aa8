"""The leadership touchpoint: the DM that asks, the modals that record it or put it off (R23)."""

from datetime import date

from blocks.kit import (
    LIMITS,
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    date_picker,
    day,
    escape,
    header,
    input_block,
    mention,
    modal,
    moment,
    multi_static_select,
    option,
    plain,
    radio_buttons,
    section,
    text_input,
)
from playbook.touchpoint import LONGEST, Held, Sheet
from playbook.words import _

_NAME = 150


def impression_name(word: str) -> str:
    """Return how the customer spoke of the change."""
    return {
        "glad": _("Glad: the change went well for them"),
        "mixed": _("Mixed: some of it went well, some did not"),
        "worried": _("Worried: something has to change"),
    }[word]


def message(sheet: Sheet) -> tuple[str, list[Json]]:
    """Return the lead's DM: it asks, or it shows what was recorded."""
    if sheet.held:
        return _recorded(sheet, sheet.held)
    if sheet.is_over:
        return _said(_("{account}: no touchpoint is needed any more."), sheet)
    return _said(_("{account}: day 90 is over."), sheet) if sheet.missed_at else _asking(sheet)


def missed(sheet: Sheet, channel: str | None = None) -> tuple[str, list[Json]]:
    """Return what is said once when day 90 is over: one up, or in the leads' channel."""
    account = cut(sheet.account, _NAME)
    text = _("Nobody in the lead has spoken with {account} since the handoff.").format(
        account=escape(account)
    )
    why = _("{lead} was asked {n} times until {day}, day 90. It stays in the plan as missed.")
    blocks = [
        header(_("Touchpoint missed: {account}").format(account=account)),
        section(
            why.format(lead=mention(sheet.lead_id), n=sheet.times_asked, day=day(sheet.last_day))
        ),
    ]
    if channel is None:
        late = button(_("Record it late…"), "touchpoint.open", str(sheet.handoff_id))
        blocks.append(actions([late]))
    return text, blocks


def form(sheet: Sheet) -> Json:
    """Return the modal that records it."""
    return modal(
        "touchpoint.record",
        _("Touchpoint"),
        [
            section(bold(cut(sheet.account, _NAME))),
            input_block(_("When did you speak?"), date_picker("held_on", sheet.today), "held_on"),
            *_with_whom(sheet),
            input_block(
                _("How did they speak of the change?"),
                radio_buttons("impression", _impressions()),
                "impression",
            ),
            input_block(
                _("Notes"),
                text_input("notes", multiline=True, max_length=LONGEST),
                "notes",
                optional=True,
                hint=_("Only who leads this handoff reads them."),
            ),
        ],
        submit=_("Record"),
        close=_("Cancel"),
        metadata=str(sheet.handoff_id),
    )


def later_form(sheet: Sheet) -> Json:
    """Return the modal that asks when the lead wants to be asked again."""
    said = _("{account}: the touchpoint counts until {day}, day 90.").format(
        account=bold(cut(sheet.account, _NAME)), day=day(sheet.last_day)
    )
    return modal(
        "touchpoint.put_off",
        _("Not yet"),
        [
            section(said),
            input_block(_("When shall I ask again?"), date_picker("on", _next_week(sheet)), "on"),
        ],
        submit=_("Ask me then"),
        close=_("Cancel"),
        metadata=str(sheet.handoff_id),
    )


def notes(sheet: Sheet) -> Json:
    """Return the modal in which one lead reads what was recorded."""
    blocks = [section(bold(cut(sheet.account, _NAME)))]
    if sheet.held:
        blocks.append(section(_outcome(sheet.held)))
        if sheet.held.notes:
            # Plain text shows what was typed as it was typed.
            blocks.append({"type": "section", "text": plain(sheet.held.notes, LIMITS["section"])})
    return modal("touchpoint.notes", _("Touchpoint"), blocks, close=_("Close"))


def in_status(sheet: Sheet | None) -> list[Json]:
    """Return the line of a handoff's status: that it was missed, or what was recorded."""
    if sheet is None:
        return []
    which = str(sheet.handoff_id)
    if sheet.held:
        reading = button(_("Read the notes"), "touchpoint.read", which)
        return [
            section(_("*Leadership touchpoint*\n{what}").format(what=_outcome(sheet.held)), reading)
        ]
    if sheet.missed_at is None:
        return []
    said = _("*Leadership touchpoint: missed*\nDay 90 was {day}.").format(day=day(sheet.last_day))
    return [section(said, button(_("Record it late…"), "touchpoint.open", which))]


def _asking(sheet: Sheet) -> tuple[str, list[Json]]:
    account = cut(sheet.account, _NAME)
    text = _("Time for a word with {account}: the leadership touchpoint.").format(
        account=escape(account)
    )
    asked = _("Some weeks after the handoff you speak with them yourself. Soft questions help:")
    which = str(sheet.handoff_id)
    return text, [
        header(_("Touchpoint: {account}").format(account=account)),
        section("\n".join([asked, *(f"• {_(question)}" for question in sheet.questions)])),
        actions(
            [
                button(_("Record it…"), "touchpoint.open", which, style="primary"),
                button(_("Not yet"), "touchpoint.later", which),
            ]
        ),
        context(_when(sheet)),
    ]


def _when(sheet: Sheet) -> str:
    said = _("It counts until {day}, day 90.").format(day=day(sheet.last_day))
    if sheet.next_at is None or sheet.next_at.date() > sheet.last_day:
        return said
    again = _("I ask again {moment}.").format(moment=moment(sheet.next_at))
    return f"{said} {again}"


def _recorded(sheet: Sheet, held: Held) -> tuple[str, list[Json]]:
    text = _("{account}: the touchpoint is recorded.").format(
        account=escape(cut(sheet.account, _NAME))
    )
    reading = button(_("Read the notes"), "touchpoint.read", str(sheet.handoff_id))
    return text, [section(f"{text}\n{_outcome(held)}", reading)]


def _outcome(held: Held) -> str:
    whom = ", ".join(escape(cut(name, _NAME)) for name in held.names[:10])
    said = _("Held {day}, says {who}. {impression}.")
    if whom:
        said = _("Held {day} with {names}. {impression}.")
    return said.format(
        day=day(held.on),
        who=mention(held.by),
        names=whom,
        impression=impression_name(held.impression),
    )


def _with_whom(sheet: Sheet) -> list[Json]:
    if not sheet.contacts:
        return [context(_("Nobody at the customer is named in the blueprint yet."))]
    options = [
        option(cut(one.name, _NAME), str(one.contact_id), one.title or None)
        for one in sheet.contacts
    ]
    return [input_block(_("With whom?"), multi_static_select("with", options), "with")]


def _impressions() -> list[Json]:
    return [option(impression_name(word), word) for word in ("glad", "mixed", "worried")]


def _next_week(sheet: Sheet) -> date:
    return min(date.fromordinal(sheet.today.toordinal() + 7), sheet.last_day)


def _said(text: str, sheet: Sheet) -> tuple[str, list[Json]]:
    said = text.format(account=escape(cut(sheet.account, _NAME)))
    return said, [section(said)]

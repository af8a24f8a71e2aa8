"""Check-ins: the DM that asks and then shows the answer, the modal that takes it, the alarm.

Messages carry scores and never notes: those are read in a modal, by one person.
"""

import json
from collections.abc import Sequence

from blocks.kit import (
    LIMITS,
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    day,
    divider,
    escape,
    header,
    input_block,
    mention,
    modal,
    moment,
    option,
    plain,
    section,
    static_select,
    text_input,
)
from playbook.matters import Matters
from playbook.sentiment import Felt, Sheet, Stakeholder
from playbook.words import _, n_

SHOWN = 20
"""Stakeholders listed in a message; the modal has them all."""

_NAME = 150
_SCORES = ("delighted", "comfortable", "neutral", "uneasy", "at_risk", "no_signal")


def score_name(score: str) -> str:
    """Return what a score is called (R17)."""
    return {
        "delighted": _("Delighted"),
        "comfortable": _("Comfortable"),
        "neutral": _("Neutral"),
        "uneasy": _("Uneasy"),
        "at_risk": _("At risk"),
        "no_signal": _("No signal"),
    }[score]


def score_meaning(score: str) -> str:
    """Return what a score means, in a line that helps to choose."""
    return {
        "delighted": _("They say so unasked, or would recommend us"),
        "comfortable": _("Glad to talk, things go on as before"),
        "neutral": _("Neither pleased nor worried"),
        "uneasy": _("Doubts, short answers, questions about the change"),
        "at_risk": _("Complaints, an escalation, or talk of leaving"),
        "no_signal": _("Not a word from them: a finding too, not a pass"),
    }[score]


def message(
    sheet: Sheet, matters: Matters | None = None, not_of: str | None = None
) -> tuple[str, list[Json]]:
    """Return the DM: its text and blocks. It asks, or it shows what was answered.

    For the question, `matters` is what else is open at the customer, and `not_of` who was asked
    before and said that it is not theirs.
    """
    if sheet.is_answered:
        return _shown(sheet)
    return _no_longer(sheet) if sheet.is_over else _asking(sheet, matters, not_of)


def handed_on(sheet: Sheet, to_id: str) -> tuple[str, list[Json]]:
    """Return what the DM shows whose reader has said that it is not theirs."""
    text = _("Check-in on {account}: you said that it is not yours, and {who} is asked.").format(
        account=escape(cut(sheet.account, _NAME)), who=mention(to_id)
    )
    return text, [section(text)]


def alarm(sheet: Sheet, *, reopened: bool = False) -> tuple[str, list[Json]]:
    """Return the message to those who must know at once that somebody is unhappy or silent.

    `reopened`: the answer has opened a handoff again that was in business as usual.
    """
    account = cut(sheet.account, _NAME)
    found = [one for one in sheet.stakeholders if one.needs_attention]
    text = _("{account} needs attention: {who}.").format(
        account=escape(account), who=", ".join(escape(_feels(one)) for one in found[:SHOWN])
    )
    blocks = [
        header(_("{account} needs attention").format(account=account)),
        section(
            _("{who} answered a check-in and found this:").format(
                who=mention(sheet.answered_by, _("Somebody"))
            )
        ),
        *_list(found),
        section(_what_is_next(found, reopened=reopened)),
        actions(_alarm_buttons(sheet, found)),
    ]
    return text, blocks


def form(sheet: Sheet) -> Json:
    """Return the modal that takes the answer, or its correction."""
    blocks = [*_introduction(sheet), *_questions(sheet)]
    return modal(
        "check_in.answer",
        _("Correct a check-in") if sheet.is_answered else _("Check-in"),
        blocks,
        submit=_("Correct") if sheet.is_answered else _("Answer"),
        close=_("Cancel"),
        metadata=json.dumps({"check_in": sheet.check_in_id, "seen": sheet.newest}),
    )


def answers(sheet: Sheet) -> Json:
    """Return the modal in which one person reads the answers with their notes."""
    top = section(bold(cut(sheet.account, _NAME)))
    if sheet.is_answered:
        lines = [block for one in sheet.stakeholders for block in _with_note(one)]
        blocks = [top, context(_answered(sheet)), divider(), *lines]
    else:
        blocks = [top, section(_("Nobody has answered this check-in yet."))]
    return modal("check_in.answers", _("Check-in"), blocks, close=_("Close"))


def _what_is_next(found: Sequence[Stakeholder], *, reopened: bool) -> str:
    lines = []
    if reopened:
        lines.append(_("*The handoff is open again:* it is back at settling."))
    if any(map(_is_unhappy, found)):
        lines.append(
            _(
                "*What is next:* their concern is open. Acknowledge it first, then work it through "
                "in four steps. Business as usual waits until the word is kept."
            )
        )
    else:
        lines.append(
            _(
                "*What is next:* try another channel, or ask their champion. "
                "Business as usual waits for a signal: silence is not approval."
            )
        )
    return "\n".join(lines)


def _alarm_buttons(sheet: Sheet, found: Sequence[Stakeholder]) -> list[Json]:
    notes = ("check_in.read", _id(sheet))
    if not any(map(_is_unhappy, found)):
        return [button(_("Read the notes"), *notes, style="primary")]
    concerns = button(_("Concerns"), "concern.list", str(sheet.handoff_id), style="primary")
    return [concerns, button(_("Read the notes"), *notes)]


def _is_unhappy(one: Stakeholder) -> bool:
    return one.score in ("uneasy", "at_risk")


def _asking(sheet: Sheet, matters: Matters | None, not_of: str | None) -> tuple[str, list[Json]]:
    account = cut(sheet.account, _NAME)
    text = _("Check-in on {account}: how are the people there?").format(account=escape(account))
    blocks = [
        header(_("Check-in: {account}").format(account=account)),
        section(_question(sheet)),
        *([context(says_not_theirs(not_of))] if not_of else ()),
        *_list(sheet.stakeholders),
        *_open_matters(matters),
        actions(_ways_to_answer(sheet)),
        context(_why_now(sheet)),
    ]
    return text, blocks


def says_not_theirs(person_id: str) -> str:
    """Return that somebody who was asked has said that it is not theirs."""
    return _("{who} says that it is not theirs, so you are asked.").format(who=mention(person_id))


def _ways_to_answer(sheet: Sheet) -> list[Json]:
    """One click for the common answer, and the modal; the primary one is what is likely.

    Of who was unhappy or silent the time before, that is to say how it is now (R18, R19).
    """
    words = {"as_before": _("All as before"), "comfortable": _("Everybody comfortable")}
    if sheet.common is None:
        return [button(_("Answer"), "check_in.open", _id(sheet), style="primary")]
    value = f"{sheet.check_in_id}:{sheet.common}:{sheet.basis}"
    if sheet.was_troubled:
        return [
            button(_("Say how it is now"), "check_in.open", _id(sheet), style="primary"),
            button(words[sheet.common], "check_in.common", value),
        ]
    return [
        button(words[sheet.common], "check_in.common", value, style="primary"),
        button(_("Answer one by one"), "check_in.open", _id(sheet)),
    ]


def _open_matters(matters: Matters | None) -> list[Json]:
    if matters is None or not matters:
        return []
    found = [
        n_("{n} concern", "{n} concerns", matters.concerns).format(n=matters.concerns),
        n_("{n} open item", "{n} open items", matters.items).format(n=matters.items),
        n_("{n} late task", "{n} late tasks", matters.late).format(n=matters.late),
    ]
    counts = (matters.concerns, matters.items, matters.late)
    said = ", ".join(part for part, count in zip(found, counts, strict=True) if count)
    return [context(_("*Still open:* {what}").format(what=said))]


def _shown(sheet: Sheet) -> tuple[str, list[Json]]:
    account = cut(sheet.account, _NAME)
    text = _("Check-in on {account}: answered.").format(account=escape(account))
    blocks = [
        header(_("Check-in answered: {account}").format(account=account)),
        *_list(sheet.stakeholders),
        context(f"{_answered(sheet)} {_consequence(sheet)}"),
        actions([button(_("See or correct"), "check_in.open", _id(sheet))]),
    ]
    return text, blocks


def _no_longer(sheet: Sheet) -> tuple[str, list[Json]]:
    text = _("Check-in on {account}: nothing to answer any more.").format(
        account=escape(cut(sheet.account, _NAME))
    )
    return text, [section(text)]


def _question(sheet: Sheet) -> str:
    if not sheet.stakeholders:
        return _("How do they feel there? Nobody is named yet, so I ask you for a name too.")
    if sheet.incoming_id:
        return _("How do these people feel about the change to {incoming}?").format(
            incoming=mention(sheet.incoming_id)
        )
    return _("How do these people feel about the change?")


def _why_now(sheet: Sheet) -> str:
    due = _("Due {day}.").format(day=day(sheet.due_on))
    silence = _("Silence is not approval: “no signal” is an answer too.")
    climbs = _("What is not answered comes in your digest from tomorrow, and climbs from there.")
    return f"{due} {silence} {climbs}"


def _answered(sheet: Sheet) -> str:
    if sheet.answered_at is None:
        return _("Answered.")
    return _("Answered by {who}, {moment}.").format(
        who=mention(sheet.answered_by, _("somebody")), moment=moment(sheet.answered_at)
    )


def _consequence(sheet: Sheet) -> str:
    if any(one.needs_attention for one in sheet.stakeholders):
        return _("The handoff is marked as needing attention, and those concerned know.")
    return _("Its task in the checklist is ticked.")


def _list(stakeholders: Sequence[Stakeholder]) -> list[Json]:
    lines = [section(_line(one)) for one in stakeholders[:SHOWN]]
    more = len(stakeholders) - SHOWN
    if more > 0:
        said = n_(
            "{count} more: the button shows all.", "{count} more: the button shows all.", more
        )
        lines.append(context(said.format(count=more)))
    return lines


def _line(one: Stakeholder) -> str:
    said = bold(cut(one.name, _NAME))
    if one.title:
        said += ", " + escape(cut(one.title, _NAME))
    return f"{said}\n{_trend(one)}"


def _trend(one: Stakeholder) -> str:
    """What was answered, and what the times before: the trend in words."""
    before = trail(one.trail)
    if one.score is None:
        said = _("So far: {before}") if len(one.trail) > 1 else _("Last time: {before}")
        return said.format(before=before) if before else _("Not asked before")
    now = f"*{score_name(one.score)}*"
    return _("{now}, before: {before}").format(now=now, before=before) if before else now


def trail(felt: Sequence[Felt]) -> str:
    """Return how somebody felt over time, oldest first: "Neutral (9 Mar) → Uneasy (16 Mar)"."""
    return " → ".join(f"{score_name(one.score)} ({day(one.at.date())})" for one in felt)


def _introduction(sheet: Sheet) -> list[Json]:
    said = [section(_about(sheet))]
    if sheet.is_answered:
        kept = _("What you change is kept beside the first answer.")
        said.append(context(f"{_answered(sheet)} {kept}"))
    said.append(context(_("Notes are for the lead and the incoming CSM, and are in no message.")))
    if sheet.left_out:
        said.append(context(_left_out(sheet)))
    return said


def _about(sheet: Sheet) -> str:
    return f"{bold(cut(sheet.account, _NAME))}\n{_question(sheet)}"


def _left_out(sheet: Sheet) -> str:
    return n_(
        "{count} more key stakeholder is not asked about here: "
        "in the blueprint you can say who is key.",
        "{count} more key stakeholders are not asked about here: "
        "in the blueprint you can say who is key.",
        sheet.left_out,
    ).format(count=sheet.left_out)


def _questions(sheet: Sheet) -> list[Json]:
    if not sheet.stakeholders:
        return _naming(sheet)
    return [block for one in sheet.stakeholders for block in _question_on(one)]


def _question_on(one: Stakeholder) -> list[Json]:
    name = cut(one.name, _NAME)
    label = f"{name}, {cut(one.title, _NAME)}" if one.title else name
    last = _("Last time: {score}").format(score=score_name(one.before)) if one.before else ""
    return [
        _score_input(label, f"score@{one.contact_id}", one.score, last),
        _note_input(_("Note on {name}").format(name=name), f"note@{one.contact_id}", one.note),
    ]


def _naming(sheet: Sheet) -> list[Json]:
    account = cut(sheet.account, _NAME)
    contact = _("Your point of contact at {account}").format(account=account)
    return [
        input_block(contact, text_input("name", max_length=200), "name"),
        _score_input(_("How do they feel?"), "score@new"),
        _note_input(_("Note"), "note@new"),
    ]


def _score_input(label: str, block_id: str, score: str | None = None, hint: str = "") -> Json:
    options = [option(score_name(word), word, score_meaning(word)) for word in _SCORES]
    select = static_select("score", options, score, _("Choose one"))
    return input_block(label, select, block_id, hint=hint)


def _note_input(label: str, block_id: str, note: str = "") -> Json:
    element = text_input("note", note, multiline=True)
    return input_block(label, element, block_id, optional=True)


def _with_note(one: Stakeholder) -> list[Json]:
    line = section(_line(one))
    if not one.note:
        return [line]
    # Plain text shows what was typed as it was typed, at full length.
    return [line, {"type": "section", "text": plain(one.note, LIMITS["section"])}]


def _feels(one: Stakeholder) -> str:
    return f"{cut(one.name, _NAME)} ({score_name(one.score)})" if one.score else one.name


def _id(sheet: Sheet) -> str:
    return str(sheet.check_in_id)

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
from playbook.sentiment import Sheet, Stakeholder
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


def message(sheet: Sheet) -> tuple[str, list[Json]]:
    """Return the DM: its text and blocks. It asks, or it shows what was answered."""
    if sheet.is_answered:
        return _shown(sheet)
    return _no_longer(sheet) if sheet.is_over else _asking(sheet)


def alarm(sheet: Sheet) -> tuple[str, list[Json]]:
    """Return the message to those who must know at once that somebody is unhappy or silent."""
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
        section(
            _(
                "*What is next:* talk with them about it and agree on what will change. "
                "Business as usual waits until it is settled."
            )
        ),
        actions([button(_("Read the notes"), "check_in.read", _id(sheet), style="primary")]),
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


def _asking(sheet: Sheet) -> tuple[str, list[Json]]:
    account = cut(sheet.account, _NAME)
    text = _("Check-in on {account}: how are the people there?").format(account=escape(account))
    blocks = [
        header(_("Check-in: {account}").format(account=account)),
        section(_question(sheet)),
        *_list(sheet.stakeholders),
        actions([button(_("Answer"), "check_in.open", _id(sheet), style="primary")]),
        context(_why_again(sheet)),
    ]
    return text, blocks


def _shown(sheet: Sheet) -> tuple[str, list[Json]]:
    account = cut(sheet.account, _NAME)
    text = _("Check-in on {account}: answered.").format(account=escape(account))
    blocks = [
        header(_("Check-in answered: {account}").format(account=account)),
        *_list(sheet.stakeholders),
        context(_answered(sheet), _consequence(sheet)),
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


def _why_again(sheet: Sheet) -> str:
    due = _("Due {day}.").format(day=day(sheet.due_on))
    if sheet.times_asked < 2:
        return due + " " + _("Silence is not approval: “no signal” is an answer too.")
    asked = n_("Asked {count} time so far.", "Asked {count} times so far.", sheet.times_asked)
    again = _("Until somebody answers I ask again, next {moment}.")
    said = (due, asked.format(count=sheet.times_asked), again.format(moment=moment(sheet.next_at)))
    return " ".join(said)


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
    """What was answered, and what the time before: the trend in words."""
    before = _before(one)
    if one.score is None:
        return _("Last time: {before}").format(before=before) if before else _("Not asked before")
    now = f"*{score_name(one.score)}*"
    return _("{now}, before: {before}").format(now=now, before=before) if before else now


def _before(one: Stakeholder) -> str:
    if one.before is None or one.before_at is None:
        return ""
    return f"{score_name(one.before)} ({day(one.before_at.date())})"


def _introduction(sheet: Sheet) -> list[Json]:
    said = [section(_about(sheet))]
    if sheet.is_answered:
        kept = _("What you change is kept beside the first answer.")
        said.append(context(_answered(sheet), kept))
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

"""Clarifying questions: the forms that ask and answer, the list, and the DMs that carry them (R8).

All of it is the handoff's people's own: nothing of it is posted where others read.
"""

import json
from collections.abc import Iterator

from blocks.blueprint import day_in, pieces
from blocks.dump_place import pack
from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    confirm,
    context,
    cut,
    day,
    divider,
    escape,
    input_block,
    mention,
    modal,
    moment,
    option,
    section,
    static_select,
    text_input,
)
from blocks.paging import turning
from playbook.clarify import Line, Listed, Subject, Told
from playbook.clarify_writing import TEXT, Answering, Asking, Gaps
from playbook.drafts import Value
from playbook.dump_view import Place
from playbook.words import _, n_

_ACCOUNT = 150
_EXCERPT = 600
_ROOM = 1400
"""Room of a quoted piece: each of its lines takes a character more, and may be empty."""


def asking(found: Asking, rendering: str, under: Json | None = None) -> Json:
    """Return the form of a question about something there; `under` is what the form lies on."""
    blocks = [*_about(found.account, found.subject), *_follows(found), *_what_stands(found.subject)]
    blocks.append(_text(_("What do you want to know?"), found.typed, rendering))
    said = _("{who} hears of it now by DM and answers in Slack; you hear the answer.")
    blocks.append(context(said.format(who=mention(found.asked_of))))
    subject = found.subject
    return modal(
        "clarify.ask",
        _("Ask about this"),
        blocks,
        submit=_("Ask"),
        close=_("Cancel"),
        metadata=pack(
            Place(found.handoff_id, "", rendering, {}),
            found.form,
            about=subject.about,
            entry=subject.entry_id,
            follows=found.follows.id if found.follows else None,
            under=under or {},
        ),
    )


def asked(asked_of: str, handoff_id: int) -> Json:
    """Return the view that says who was asked, and what is next."""
    said = _("{who} is asked, and you hear the answer. Until then it counts as open.")
    blocks = [
        section(said.format(who=mention(asked_of))),
        actions([button(_("All questions"), "clarify.open", str(handoff_id))]),
    ]
    return modal("clarify.asked", _("Asked"), blocks, close=_("Close"))


def gaps(found: Gaps, rendering: str) -> Json:
    """Return the form of a gap that was found at the intro call."""
    options = [option(_(one.title), one.key) for one in found.sections]
    chosen = found.typed.get("section")
    blocks = [
        section(
            _("What did the intro call with {account} show to be missing?").format(
                account=bold(cut(found.account, _ACCOUNT))
            )
        ),
        input_block(
            _("Where is something missing?"),
            static_select(
                "dump.typed", options, chosen if isinstance(chosen, str) else None, _("Choose")
            ),
            f"section@{rendering}",
            dispatch=True,
        ),
        _text(_("What was missing?"), found.typed.get(TEXT), rendering),
    ]
    return modal(
        "clarify.gap",
        _("Gaps found"),
        blocks,
        submit=_("Ask for it"),
        close=_("Cancel"),
        metadata=pack(Place(found.handoff_id, "", rendering, {}), "clarify/gaps"),
    )


def gap_asked(asked_of: str, handoff_id: int) -> Json:
    """Return the view that says who is asked for what was missing; there may be more."""
    said = _("{who} is asked to fill this gap, and you hear the answer.")
    handoff = str(handoff_id)
    blocks = [
        section(said.format(who=mention(asked_of))),
        actions(
            [
                button(_("Name another gap"), "clarify.gaps", handoff),
                button(_("All questions"), "clarify.open", handoff),
            ]
        ),
    ]
    return modal("clarify.asked", _("Gaps found"), blocks, close=_("Close"))


def answering(
    found: Answering, rendering: str, minutes: int | None, under: Json | None = None
) -> Json:
    """Return the form of an answer. `minutes` is the length of the call whose agenda it is of.

    `under` is what the form lies on.
    """
    told = found.told
    blocks = [*_about(told.account, told.subject), *_asked_line(told), *_quoted(told.text)]
    blocks += [*_before(told), *_what_stands(told.subject)]
    blocks.append(_text(_("Your answer"), found.typed, rendering))
    metadata = pack(
        Place(told.handoff_id, "", rendering, {}),
        found.form,
        question=told.id,
        minutes=minutes,
        under=under or {},
    )
    return modal(
        "clarify.answer",
        _("Answer"),
        blocks,
        submit=_("Send the answer"),
        close=_("Cancel"),
        metadata=metadata,
    )


def answered(told: Told, viewer_id: str, under: Json | None = None) -> Json:
    """Return the view that says who hears the answer, and offers to keep it in the blueprint.

    `under` is what it lies on.
    """
    if told.asker_id == viewer_id:
        said = _("Your question is settled.")
    else:
        said = _("{who} hears your answer now.").format(who=mention(told.asker_id))
    blocks = [section(said), *_keep(told)]
    metadata = json.dumps({"under": under or {}})
    return modal("clarify.answered", _("Answered"), blocks, close=_("Close"), metadata=metadata)


def listing(found: Listed) -> Json:
    """Return a page of the handoff's questions as a modal, the open ones first."""
    blocks: list[Json] = [context(f"{bold(cut(found.account, _ACCOUNT))} · {_count(found)}")]
    for line in found.lines:
        blocks += [divider(), *_line(line)]
    if not found.total:
        how = _("“Ask about this” stands beside whatever is read in the blueprint.")
        read = button(_("Read it"), "review.open", str(found.handoff_id))
        blocks.append(section(how, read))
    blocks += turning("clarify.page", found.page, found.pages)
    return modal("clarify.list", _("Questions"), blocks, close=_("Close"), metadata=_page_of(found))


def asked_message(told: Told) -> tuple[str, list[Json]]:
    """Return the DM that asks, as it stands now: text and blocks."""
    text = _asked_text(told)
    blocks = [
        section(f"{text}\n{_label(told.subject)}"),
        *_quoted(told.text),
        *_before(told),
        *_what_stands(told.subject),
    ]
    if told.state != "open":
        return text, [*blocks, *_quoted(told.answer or ""), context(_stands(told))]
    waits = _("{who} waits for you.").format(who=mention(told.asker_id))
    answer = button(_("Answer"), "clarify.answer", str(told.id), style="primary")
    return text, [*blocks, context(waits), actions([answer])]


def answered_message(told: Told) -> tuple[str, list[Json]]:
    """Return the DM that brings the answer, as it stands now: text and blocks."""
    text = _("{who} has answered your question about {account}.").format(
        who=mention(told.answered_by), account=bold(cut(told.account, _ACCOUNT))
    )
    blocks = [
        section(f"{text}\n{_label(told.subject)}"),
        *_quoted(told.text),
        section(_("*Answer:*")),
        *_quoted(told.answer or ""),
    ]
    if told.state != "answered":
        return text, [*blocks, context(_stands(told)), *_keep(told)]
    buttons = [
        button(_("That answers it"), "clarify.settle", str(told.id), style="primary"),
        button(_("Ask again"), "clarify.again", str(told.id)),
        *_keep_button(told),
    ]
    return text, [*blocks, actions(buttons)]


def question_line(line: Line) -> str:
    """Return a question in two lines: what it is about, who waits for whom, and what is asked."""
    head = f"*{_(line.label)}* · {_state(line)}"
    return f"{head}\n{escape(cut(line.text, _EXCERPT))}"


def in_status(count: int) -> str:
    """Return how many questions are open, as a line of a status; empty where none is."""
    if not count:
        return ""
    return n_("{n} question is open", "{n} questions are open", count).format(n=count)


def _about(account: str, subject: Subject) -> list[Json]:
    return [context(f"{bold(cut(account, _ACCOUNT))} · {_(subject.label)}")]


def _label(subject: Subject) -> str:
    return _("About: *{subject}*").format(subject=_(subject.label))


def _asked_text(told: Told) -> str:
    account = bold(cut(told.account, _ACCOUNT))
    if told.origin == "intro_call":
        said = _("{who} found a gap at the intro call with {account}.")
    elif told.before:
        said = _("{who} asks again about {account}.")
    else:
        said = _("{who} asks about {account}.")
    return said.format(who=mention(told.asker_id), account=account)


def _asked_line(told: Told) -> Iterator[Json]:
    yield section(
        _("{who} asked, {when}:").format(who=mention(told.asker_id), when=moment(told.asked_at))
    )


def _what_stands(subject: Subject) -> Iterator[Json]:
    if subject.said is None:
        return
    on = day_in(subject.said)
    text = day(on) if on else escape(cut(_(subject.said) if subject.said else "", _EXCERPT))
    said = _("In the blueprint now: {text}").format(text=text)
    yield context(f"{said} ({mention(subject.written_by, _('somebody'))})")


def _follows(found: Asking) -> Iterator[Json]:
    if found.follows:
        yield section(_("You asked, and {who} answered:").format(who=mention(found.asked_of)))
        yield from _quoted(found.follows.text)
        yield from _quoted(found.follows.answer or "")


def _before(told: Told) -> Iterator[Json]:
    if told.before:
        question, answer = told.before
        said = _("Before that: “{question}”, answered “{answer}”")
        yield context(
            said.format(
                question=escape(cut(question, _EXCERPT)), answer=escape(cut(answer, _EXCERPT))
            )
        )


def _text(label: str, typed: Value, rendering: str) -> Json:
    value = typed if isinstance(typed, str) else None
    element = text_input("dump.typed", value, multiline=True, save_as_typed=True)
    return input_block(label, element, f"{TEXT}@{rendering}", dispatch=True)


def _quoted(text: str) -> list[Json]:
    return [
        section("\n".join(f">{line}" for line in piece.splitlines()))
        for piece in pieces(text, _ROOM)
        if piece.strip()
    ]


def _keep(told: Told) -> list[Json]:
    buttons = _keep_button(told)
    if buttons:
        return [actions(buttons)]
    return [context(_("The answer is in the blueprint."))] if told.is_put_in else []


def _keep_button(told: Told) -> list[Json]:
    if told.is_put_in or not told.subject.takes_text or not told.answer:
        return []
    return [button(_("Put it into the blueprint"), "clarify.put_in", str(told.id))]


def _stands(told: Told) -> str:
    return {
        "open": _("Waits for {answerer}."),
        "answered": _("Answered by {by}; {asker} has it."),
        "settled": _("Answered by {by}, and settled."),
        "asked_again": _("Answered by {by}, and asked again."),
        "withdrawn": _("{asker} took this question back. Nothing waits for you."),
    }[told.state].format(
        answerer=mention(told.waits_for), by=mention(told.answered_by), asker=mention(told.asker_id)
    )


def _count(found: Listed) -> str:
    if not found.total:
        return _("nobody has asked anything yet")
    return in_status(found.open) or _("no question is open")


def _state(line: Line) -> str:
    said = {
        "open": _("open: {asker} waits for {answerer}, since {at}"),
        "answered": _("answered: {asker} says whether that answers it"),
        "settled": _("settled"),
        "asked_again": _("asked again"),
        "withdrawn": _("taken back by {asker}"),
    }[line.state].format(
        asker=mention(line.asker_id), answerer=mention(line.waits_for), at=moment(line.asked_at)
    )
    return f"{said} · {_('found at the intro call')}" if line.origin == "intro_call" else said


def _line(line: Line) -> Iterator[Json]:
    yield section(question_line(line))
    if line.answer:
        said = _("{who}: {answer}").format(
            who=mention(line.answered_by), answer=escape(cut(line.answer, _EXCERPT))
        )
        yield section(said)
    if buttons := _buttons(line):
        yield actions(buttons)


def _buttons(line: Line) -> list[Json]:
    wanted = (
        (line.may_answer, _("Answer"), "clarify.answer"),
        (line.may_settle, _("That answers it"), "clarify.settle"),
        (line.may_settle, _("Ask again"), "clarify.again"),
        (line.may_put_in, _("Put it into the blueprint"), "clarify.put_in"),
    )
    found = [button(text, f"{act}:{line.id}", str(line.id)) for may, text, act in wanted if may]
    if line.may_withdraw:
        sure = confirm(
            _("Take it back?"),
            _("Nobody has to answer it then. It stays listed as taken back."),
            _("Take it back"),
            _("Keep"),
        )
        action = f"clarify.withdraw:{line.id}"
        found.append(button(_("Take it back"), action, str(line.id), confirm=sure))
    return found


def _page_of(found: Listed) -> str:
    return f'{{"handoff":{found.handoff_id},"page":{found.page}}}'

"""Concerns: the list, one with its four steps and what to say at each, and the news of one (R19).

Messages say whose concern it is and never what worries them: that is read in a modal.
"""

import json

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
    users_select,
)
from blocks.paging import turning
from playbook.concern_reading import STEPS, Case, Line, Listed, Raising, Step
from playbook.concerns import LONGEST
from playbook.words import _, n_

_NAME = 150
_CONTACTS = LIMITS["options"] - 1
NOBODY = "nobody"
"""What stands for "nobody in particular" in the select of people."""


def list_view(found: Listed) -> Json:
    """Return a page of the concerns as a modal, with the button to open one."""
    blocks = [section(f"{bold(cut(found.account, _NAME))}\n{_how_many(found)}")]
    if found.may_raise:
        handoff = str(found.handoff_id)
        blocks.append(actions([button(_("Open a concern"), "concern.raise", handoff)]))
    blocks += [_in_list(line) for line in found.lines]
    if found.pages > 1:
        blocks += turning("concern.page", found.page, found.pages)
    metadata = json.dumps({"handoff": found.handoff_id, "page": found.page})
    return modal("concern.list", _("Concerns"), blocks, close=_("Close"), metadata=metadata)


def raise_view(found: Raising) -> Json:
    """Return the form in which somebody opens a concern."""
    people = [option(cut(name, _NAME), str(id_)) for id_, name in found.contacts[:_CONTACTS]]
    nobody = option(_("Nobody in particular"), NOBODY)
    blocks = [
        section(_("What worries them at {account}?").format(account=_account(found.account))),
        input_block(_("Who"), static_select("contact", [nobody, *people], NOBODY), "contact"),
        input_block(
            _("What worries them, in their words"),
            text_input("text", multiline=True, max_length=LONGEST),
            "text",
            hint=_("The lead and both CSMs read it here; it is in no message."),
        ),
    ]
    return modal(
        "concern.raise",
        _("Open a concern"),
        blocks,
        submit=_("Open it"),
        close=_("Cancel"),
        metadata=str(found.handoff_id),
    )


def case_view(found: Case) -> Json:
    """Return one concern: what it is, the steps so far, and the form of the next one."""
    blocks = [
        section(f"{bold(_whose(found.line))} · {_account(found.account)}\n{_where(found.line)}"),
        *_what(found),
        section("\n".join(_way(found))),
        *_said(found),
    ]
    blocks += [divider(), *_next_step(found)] if found.next else []
    if found.may_go_back:
        blocks.append(actions([button(_back_label(found), "concern.back", _id(found.line))]))
    return modal(
        "concern.step",
        _("Concern"),
        blocks,
        submit=_submit(found.next) if found.next else None,
        close=_("Not now") if found.next else _("Close"),
        metadata=_metadata(found),
    )


def back_view(found: Case) -> Json:
    """Return the form that takes a concern one step back."""
    blocks = [
        section(
            _("“{step}” is taken back. What was said stays in the history.").format(
                step=state_name(found.line.state)
            )
        ),
        input_block(_("Why?"), text_input("why", multiline=True, max_length=LONGEST), "why"),
    ]
    return modal(
        "concern.back",
        _("One step back"),
        blocks,
        submit=_("Take it back"),
        close=_("Cancel"),
        metadata=_metadata(found),
    )


def news(account: str, line: Line) -> tuple[str, list[Json]]:
    """Return the DM about a concern that somebody opened: text and blocks."""
    text = _("{who} opened a concern at {account}.").format(
        who=escape(cut(line.by, _NAME)) or _("Somebody"), account=_account(account)
    )
    blocks = [
        header(_("Concern at {account}").format(account=cut(account, _NAME))),
        section(
            _("{who} opened it: {whose}, {at}.").format(
                who=escape(cut(line.by, _NAME)) or _("Somebody"),
                whose=bold(_whose(line)),
                at=moment(line.opened_at),
            )
        ),
        section(
            _(
                "*What is next:* read it, and let them know that you have heard them. "
                "Business as usual waits until the word is kept."
            )
        ),
        actions([button(_("Open the concern"), "concern.open", _id(line), style="primary")]),
    ]
    return text, blocks


def state_name(state: str) -> str:
    """Return what the state of a concern is called."""
    return {
        "open": _("Opened"),
        "acknowledged": _("Acknowledged"),
        "answered": _("Answer stated"),
        "agreed": _("Plan agreed"),
        "kept": _("Word kept"),
        "withdrawn": _("Taken back"),
    }[state]


def hint(state: str) -> str:
    """Return what to say or do at a step, short enough to be used on the next call."""
    return {
        "acknowledged": _(
            "Call or write today. Say what you have heard in their words, and ask whether that is "
            "it. Do not explain or defend yet: “You are worried that … Have I got that right?”"
        ),
        "answered": _(
            "Say what is so and what you can do, also where it is less than they want: “This is "
            "what we can do, and this we cannot.” Promise nothing that somebody else has to keep."
        ),
        "agreed": _(
            "Agree on one step with one name and one day, and repeat it in writing: “By Friday "
            "Idris sends you …, and then we look at it together.”"
        ),
        "kept": _(
            "Show that it was done, and ask how they see it now: “We said …, here it is. Does "
            "that settle it for you?” Only their yes closes it."
        ),
    }[state]


def _how_many(found: Listed) -> str:
    if not found.total:
        return _(
            "There is no concern. One opens by itself when a check-in finds somebody uneasy or at "
            "risk; open one from anything that somebody at the customer raises."
        )
    if not found.open_count:
        return _("No concern is open.")
    return n_(
        "{n} concern is open. Business as usual waits for it.",
        "{n} concerns are open. Business as usual waits for them.",
        found.open_count,
    ).format(n=found.open_count)


def _in_list(line: Line) -> Json:
    said = f"{bold(_whose(line))} · {_where(line)}"
    if line.state == "agreed" and line.due_on:
        said += "\n" + _("{owner} keeps the word by {day}").format(
            owner=mention(line.owner_id, _("Somebody")), day=day(line.due_on)
        )
    return section(said, button(_("Open"), "concern.open", _id(line)))


def _where(line: Line) -> str:
    """Where it stands, and how it came to be."""
    if line.is_found:
        origin = _("found by a check-in, {at}").format(at=day(line.opened_at.date()))
    else:
        origin = _("opened by {who}, {at}").format(
            who=escape(cut(line.by, _NAME)) or _("somebody"), at=day(line.opened_at.date())
        )
    return f"*{state_name(line.state)}* · {origin}"


def _whose(line: Line) -> str:
    return cut(line.about, _NAME) or _("Nobody in particular")


def _what(found: Case) -> list[Json]:
    if found.text:
        # Plain text shows what was typed as it was typed, at full length.
        return [{"type": "section", "text": plain(found.text, LIMITS["section"])}]
    if found.check_in_id is None:
        return []
    notes = button(_("Read the notes"), "check_in.read", str(found.check_in_id))
    return [section(_("What was found is in the check-in."), notes)]


def _way(found: Case) -> list[str]:
    """The four steps, done or to come, with who made each and when."""
    made = {step.state: step for step in found.steps if not step.is_back}
    reached = STEPS.index(found.line.state) if found.line.state in STEPS else 0
    return [
        _on_the_way(n, state, made.get(state) if n <= reached else None)
        for n, state in enumerate(STEPS[1:], start=1)
    ]


def _on_the_way(number: int, state: str, step: Step | None) -> str:
    name = state_name(state)
    if step is None:
        return _("{n}. {step}: to come").format(n=number, step=name)
    return _("{n}. ✓ {step}: {who}, {at}").format(
        n=number,
        step=name,
        who=escape(cut(step.by, _NAME)) or _("somebody"),
        at=moment(step.at),
    )


def _said(found: Case) -> list[Json]:
    """What was said at each step, steps back included."""
    said: list[Json] = []
    if found.earlier:
        more = n_("{n} earlier step", "{n} earlier steps", found.earlier)
        said.append(context(more.format(n=found.earlier)))
    for step in found.steps:
        if step.note:
            said += [context(_heading(step)), _typed(step.note)]
    return said


def _heading(step: Step) -> str:
    back = _("Back to “{step}”, because") if step.is_back else _("{step}")
    who = escape(cut(step.by, _NAME)) or _("Handoff")
    return f"{back.format(step=state_name(step.state))} · {who}, {moment(step.at)}"


def _typed(text: str) -> Json:
    return {"type": "section", "text": plain(text, LIMITS["section"])}


def _next_step(found: Case) -> list[Json]:
    state = str(found.next)
    label = {
        "acknowledged": _("What have you told them?"),
        "answered": _("What is the answer?"),
        "agreed": _("What was agreed?"),
        "kept": _("What did they say to it?"),
    }[state]
    note = input_block(
        label,
        text_input("note", multiline=True, max_length=LONGEST),
        f"note@{state}",
        optional=state == "kept",
    )
    title = _("*Next: {step}*").format(step=state_name(state))
    return [section(f"{title}\n{hint(state)}"), note, *(_plan(found) if state == "agreed" else [])]


def _plan(found: Case) -> list[Json]:
    owner = users_select("owner", found.proposed_owner)
    return [
        input_block(_("Who keeps the word?"), owner, "owner"),
        input_block(_("By when?"), date_picker("due"), "due"),
    ]


def _submit(state: str) -> str:
    return {
        "acknowledged": _("Acknowledged"),
        "answered": _("Answer stated"),
        "agreed": _("Plan agreed"),
        "kept": _("Word kept"),
    }[state]


def _back_label(found: Case) -> str:
    return _("Open it again…") if found.line.state == "kept" else _("One step back…")


def _metadata(found: Case) -> str:
    return json.dumps({"concern": found.line.concern_id, "seen": found.version})


def _account(name: str) -> str:
    return escape(cut(name, _NAME)).replace("*", "∗")


def _id(line: Line) -> str:
    return str(line.concern_id)

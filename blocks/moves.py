"""Moving a handoff on: the modal that shows what the next move needs, and what people then hear."""

import json

from blocks.checklist import task_title
from blocks.kit import (
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
    input_block,
    mention,
    modal,
    option,
    radio_buttons,
    section,
    text_input,
)
from blocks.names import move_name, state_name
from blocks.set_aside import held_line
from playbook.gaps import Point
from playbook.move_on import DATED, LONGEST_REASON, Crossroads, Moved, Way
from playbook.news import News
from playbook.progress import Checklist
from playbook.words import _, n_

Said = tuple[str, list[Json]]

_NAME = 200
_POINTS = 20


def crossroads(found: Crossroads) -> Json:
    """Return the modal: where it stands, what the chosen move needs, and the lead's choice."""
    blocks = [section(_standing(found)), *_needs(found)]
    if found.may_move and found.chosen:
        blocks += [divider(), *_choice(found)]
    elif found.chosen:
        blocks.append(context(_who_moves(found)))
    can_submit = found.may_move and found.chosen is not None
    return modal(
        "moves.make",
        _("Move on"),
        blocks,
        submit=_submit(found) if can_submit else None,
        close=_("Not now") if can_submit else _("Close"),
        metadata=json.dumps({"handoff": found.handoff_id}),
    )


def moved(found: Moved) -> Json:
    """Return the modal that says what was done, who hears of it and what happens next."""
    lines = [_done(found)]
    if found.waived:
        said = n_(
            "{n} point was set aside. It stays listed to the end.",
            "{n} points were set aside. They stay listed to the end.",
            found.waived,
        )
        lines.append(said.format(n=found.waived))
    lines.append(_("Everybody concerned hears of it from me, and the checklist shows it."))
    return modal("moves.made", _("Move on"), [section("\n".join(lines))], close=_("Close"))


def news(found: News) -> Said:
    """Return the DM that tells one person of a move, in the words of their part."""
    plan = found.checklist
    text = _HEADLINES[found.move](plan, mention(found.by, _("Handoff")))
    if found.is_observer:
        return text, [section(f"*{text}*")]
    lines = [f"*{text}*", *_what_it_means(found)]
    look = button(_("Where it stands"), "status.show", str(plan.handoff_id))
    return text, [section("\n".join(lines)), actions([look])]


def last_contact(found: News) -> Said:
    """Return the DM of the day on which a hard handoff's account changes hands."""
    plan = found.checklist
    text = _("{account} is {incoming}'s from today: it is the day of last contact.").format(
        account=_account(plan), incoming=_incoming(plan)
    )
    look = button(_("Where it stands"), "status.show", str(plan.handoff_id))
    return text, [section("\n".join([f"*{text}*", *_your_step(found)])), actions([look])]


def resume_due(checklist: Checklist) -> Said:
    """Return the question to the lead on the day on which a hold was to end."""
    text = _("You wanted to take {account} up again today.").format(account=_account(checklist))
    handoff = str(checklist.handoff_id)
    buttons = [
        button(_("Move on…"), "moves.open", handoff, style="primary"),
        button(_("Where it stands"), "status.show", handoff),
    ]
    waits = _("It stays on hold until you decide: nothing falls due before.")
    said = f"*{text}*\n{held_line(checklist)}\n{waits}"
    return text, [section(said), actions(buttons)]


def _standing(found: Crossroads) -> str:
    said = _("*{account}* is at *{state}*.").format(
        account=escape(cut(found.account, _NAME)).replace("*", "∗"), state=state_name(found.state)
    )
    if found.held_from:
        said += " " + _("It was put on hold at {state}.").format(state=state_name(found.held_from))
    if found.chosen is None:
        said += " " + _("It stays there: a cancelled handoff is not taken up again.")
    return said


def _needs(found: Crossroads) -> list[Json]:
    if found.chosen is None:
        return []
    title = _("*{move}* → {state}").format(
        move=move_name(found.chosen.name), state=state_name(found.chosen.target)
    )
    if not found.points:
        return [section(f"{title}\n{_('Nothing has to be done before.')}")]
    lines = [_point(point) for point in found.points[:_POINTS]]
    if more := len(found.points) - len(lines):
        lines.append(n_("• and {n} more", "• and {n} more", more).format(n=more))
    return [section("\n".join([title, *lines]))]


def _point(point: Point) -> str:
    said = escape(cut(point.said, _NAME))
    if point.is_done:
        return _("✓ Done: {what}").format(what=said)
    if not point.is_waited_for:
        return _("• Not waited for, listed as a gap: {what}").format(what=said)
    if point.who:
        who = ", ".join(mention(person_id) for person_id in point.who)
        return _("• Missing: {what} · {who} can mend it").format(what=said, who=who)
    if point.on:
        return _("• Missing: {what} · it is {day}").format(what=said, day=day(point.on))
    return _("• Missing: {what}").format(what=said)


def _choice(found: Crossroads) -> list[Json]:
    options = [option(move_name(way.name), way.name, _explained(way)) for way in found.ways]
    chosen = found.chosen.name if found.chosen else ""
    element = radio_buttons("moves.choose", options, chosen)
    blocks = [input_block(_("What shall happen?"), element, "move", dispatch=True)]
    if found.chosen and found.chosen.name in DATED:
        blocks.append(_date(found.chosen, found))
    if found.asks_why or found.takes_why:
        blocks.append(_reason(found))
    return blocks


def _explained(way: Way) -> str:
    return {
        "introduce": _("The customer may be told, and meet the incoming CSM"),
        "overlap": _("Both CSMs work with the customer"),
        "settle": _("The incoming CSM has the account from now on"),
        "confirm_bau": _("The account runs as any other; everybody hears"),
        "close": _("Nothing is left to do"),
        "hold": _("Nothing falls due until it is taken up again"),
        "resume": _("What passed meanwhile is asked once, gathered"),
        "cancel": _("For good: the account stays where it is"),
        "reopen": _("What was done stands; business as usual is planned anew"),
    }[way.name]


def _date(way: Way, found: Crossroads) -> Json:
    if way.name == "hold":
        return input_block(
            _("Until"),
            date_picker("on"),
            f"on@{way.name}",
            optional=True,
            hint=_("I ask you on that day whether it goes on. It does not by itself."),
        )
    label = _("Business as usual again by")
    return input_block(label, date_picker("on", found.on), f"on@{way.name}")


def _reason(found: Crossroads) -> Json:
    name = found.chosen.name if found.chosen else ""
    label = _("Why may it go on without what is missing?") if found.missing else _("Why?")
    return input_block(
        label,
        text_input("reason", multiline=True, max_length=LONGEST_REASON),
        f"reason@{name}",
        optional=not found.asks_why,
        hint=_("Leads see this, and nobody else."),
    )


def _submit(found: Crossroads) -> str:
    if found.missing and found.asks_why:
        return _("Set aside and move on")
    words = {
        "confirm_bau": _("Confirm"),
        "close": _("Close it"),
        "hold": _("Put on hold"),
        "resume": _("Take it up again"),
        "cancel": _("Cancel it for good"),
        "reopen": _("Open it again"),
    }
    return words.get(found.chosen.name if found.chosen else "", _("Move on"))


def _who_moves(found: Crossroads) -> str:
    lead = mention(found.lead_id)
    if found.by_itself:
        said = _("I move it on by myself once all of this is done; {lead} can do it before.")
        return said.format(lead=lead)
    return _("{lead} decides about it.").format(lead=lead)


def _done(found: Moved) -> str:
    account = bold(cut(found.account, _NAME))
    if found.name == "hold" and found.on:
        said = _("{account} is on hold. I ask you {day} whether it goes on.")
        return said.format(account=account, day=day(found.on))
    if found.name == "hold":
        said = _("{account} is on hold until you take it up again.")
        return said.format(account=account)
    return _("{account} is at *{state}* now.").format(
        account=account, state=state_name(found.state)
    )


def _account(plan: Checklist) -> str:
    return escape(cut(plan.account, _NAME)).replace("*", "∗")


def _incoming(plan: Checklist) -> str:
    return mention(plan.incoming_id, _("the incoming CSM"))


def _introduced(plan: Checklist, _who: str) -> str:
    return _("{account}: the introductions can begin.").format(account=_account(plan))


def _overlapping(plan: Checklist, _who: str) -> str:
    return _("{account}: both CSMs work with the customer until {day}.").format(
        account=_account(plan), day=day(plan.anchor_on)
    )


def _settling(plan: Checklist, _who: str) -> str:
    return _("{account} is {incoming}'s from now on.").format(
        account=_account(plan), incoming=_incoming(plan)
    )


def _closed(plan: Checklist, _who: str) -> str:
    return _("{account}: the handoff is closed.").format(account=_account(plan))


def _held(plan: Checklist, who: str) -> str:
    if plan.resume_on:
        said = _("{who} has put the handoff of {account} on hold, until {day} as planned.")
        return said.format(who=who, account=_account(plan), day=day(plan.resume_on))
    return _("{who} has put the handoff of {account} on hold.").format(
        who=who, account=_account(plan)
    )


def _resumed(plan: Checklist, who: str) -> str:
    return _("{who} has taken the handoff of {account} up again: {state}.").format(
        who=who, account=_account(plan), state=state_name(plan.state)
    )


def _cancelled(plan: Checklist, who: str) -> str:
    return _("{who} has cancelled the handoff of {account}.").format(
        who=who, account=_account(plan)
    )


def _reopened(plan: Checklist, who: str) -> str:
    return _("{who} has opened the handoff of {account} again.").format(
        who=who, account=_account(plan)
    )


_HEADLINES = {
    "introduce": _introduced,
    "overlap": _overlapping,
    "settle": _settling,
    "close": _closed,
    "hold": _held,
    "resume": _resumed,
    "cancel": _cancelled,
    "reopen": _reopened,
}


def _what_it_means(found: News) -> list[str]:
    if found.move == "hold":
        return [_("Nothing falls due meanwhile; check-ins and reminders wait.")]
    if found.move == "cancel":
        return [_("Nothing of it waits for you any more. The account stays where it is.")]
    if found.move == "close":
        return [_("Nothing of it is left to do. Thank you.")]
    if found.move == "reopen":
        stands = _("What was done stands. Business as usual is to be reached again.")
        return [stands, *_your_step(found)]
    return _your_step(found)


def _your_step(found: News) -> list[str]:
    step = found.checklist.next_step(found.person_id)
    if step is None:
        return [_("Nothing waits for you at the moment.")]
    said = _("Your next step: {title}, {day}.")
    if step.is_to_come:
        said = _("Nothing waits for you at the moment. What comes: {title}, {day}.")
    return [said.format(title=task_title(step), day=day(step.due_on))]

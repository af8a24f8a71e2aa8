"""A person's part of one handoff, as a message or a modal."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from blocks import (
    at_customer,
    call_file,
    clarify,
    customer_message,
    more,
    observers,
    release,
    set_aside,
    touchpoint,
)
from blocks.checklist import (
    leads_to_message,
    message_button,
    owners_line,
    summary,
    task_button,
    task_title,
    undone_line,
    waiting_line,
)
from blocks.kit import (
    Json,
    actions,
    button,
    context,
    cut,
    day,
    divider,
    escape,
    header,
    mention,
    modal,
    moment,
    section,
)
from blocks.names import move_name, state_name
from blocks.place import why_lost
from playbook.called import document
from playbook.history import Entry
from playbook.progress import Checklist, Outline, TaskLine
from playbook.states import RUNNING
from playbook.status import Status
from playbook.waiting import DueCheckIn
from playbook.waivers import Waived
from playbook.words import _, n_

_OVER = ("closed", "cancelled")
_TAKEN_OVER = ("settling", "bau", "closed")
_NAME = 200
_FACT = 80
_WHY = 300
_MISSING = 5


def message(status: Status) -> tuple[str, list[Json]]:
    """Return a handoff as one person may see it: text and blocks."""
    account = cut(status.checklist.account, _NAME)
    text = _("{account}: {state}.").format(
        account=escape(account), state=state_name(status.checklist.state)
    )
    return text, [header(account), *_parts(status)]


def view(status: Status) -> Json:
    """Return the same as a modal."""
    _text, blocks = message(status)
    return modal("status", _("Handoff status"), blocks, close=_("Close"))


def your_step(checklist: Outline, person_id: str, asked: Collection[str] = ()) -> str:
    """Return what a person can do next, or for what and whom they wait, or what comes.

    Nothing, where the questions `asked`, by their events, are all that they can do.
    """
    step = checklist.next_step(person_id, asked)
    if step and not step.is_to_come:
        said = _("*Your next step:* {title} · {state}")
        return said.format(title=task_title(step), state=undone_line(checklist, step))
    blocked = checklist.first_blocked(person_id)
    if blocked and not (step and step.due_on < blocked.due_on):
        return _blocked_step(checklist, blocked)
    if asked:
        return ""
    if step:
        said = _("Nothing waits for you now. *What comes:* {title} · {state}")
        return said.format(title=task_title(step), state=undone_line(checklist, step))
    return _("Nothing waits for you.")


def _blocked_step(checklist: Outline, task: TaskLine) -> str:
    said = _("*Your next step:* {title} · {state}")
    text = said.format(title=task_title(task), state=undone_line(checklist, task))
    if need := checklist.task(task.waits_for[0]):
        text += "\n" + _("*You wait for:* {owners}").format(owners=owners_line(need))
    return text


def your_button(
    checklist: Outline, person_id: str, asked: Collection[str] = (), *, is_primary: bool
) -> Json | None:
    """Return the button that brings a person's next step forward, if it can be begun."""
    step = checklist.next_step(person_id, asked)
    if step is None or step.is_to_come:
        return None
    if leads_to_message(step):
        return message_button(checklist.handoff_id, is_primary=is_primary)
    return task_button(checklist, step, is_primary=is_primary)


def due_line(due: DueCheckIn, *, is_primary: bool = False) -> Json:
    """Return a question that waits for an answer, with its button."""
    what = _asking(due.kind)[0]
    said = _("*{what}* · {account}, due {day}").format(
        what=what, account=escape(cut(due.account, _NAME)), day=day(due.due_on)
    )
    answering = answer_button(due.kind, due.check_in_id, due.handoff_id, is_primary=is_primary)
    return section(said, answering)


def answer_button(
    kind: str, check_in_id: int, handoff_id: int, *, is_primary: bool = False
) -> Json:
    """Return the button with which a question of this kind is answered."""
    _what, label, action = _asking(kind)
    which = handoff_id if kind in ("debrief", "touchpoint") else check_in_id
    return button(label, action, str(which), style="primary" if is_primary else None)


def _asking(kind: str) -> tuple[str, str, str]:
    """Return what is asked, what the button says, and its action."""
    return {
        "sentiment": (_("Check-in"), _("Answer"), "check_in.open"),
        "look": (_("Look in"), _("Look…"), "look.open"),
        "debrief": (_("Debrief"), _("Write my part…"), "debrief.open"),
        "touchpoint": (_("Touchpoint"), _("Record it…"), "touchpoint.open"),
    }[kind]


def _parts(status: Status) -> list[Json]:
    if not status.sees_plan:
        return [section(observed(status.checklist)), *_acknowledging(status)]
    return [
        *summary(status.checklist, status.viewer_id),
        *_attention(status),
        divider(),
        *_your_part(status),
        *_blueprint(status),
        at_customer.in_status(status),
        *_customer_message(status),
        *observers.in_status(
            status.checklist.handoff_id, status.observers, may_tell=_may_tell(status)
        ),
        *release.in_status(status.release, may_cancel=status.role == "lead"),
        *touchpoint.in_status(status.touchpoint),
        *_set_aside(status),
        *_backup(status),
        *_history(status.history),
        *_place(status.checklist),
        actions(_buttons(status)),
    ]


def observed(checklist: Outline) -> str:
    """Return the observers' summary (R10)."""
    if checklist.state == "cancelled":
        return state_name(checklist.state)
    said = _("{state} · {incoming} takes over from {outgoing} by {day}")
    if checklist.state in _TAKEN_OVER:
        said = _("{state} · {incoming} has taken over from {outgoing}, {day}")
    return said.format(
        state=state_name(checklist.state),
        incoming=mention(checklist.incoming_id, _("somebody still to be named")),
        outgoing=mention(checklist.outgoing_id, _("a colleague who has left")),
        day=day(checklist.anchor_on),
    )


def _acknowledging(status: Status) -> list[Json]:
    """The observer's click, for who has lost the message that asked for it; or what comes."""
    own = status.observers[0] if status.observers else None
    if own is None or status.checklist.state in _OVER:
        return []
    if own.acknowledged_at:
        seen = _("You have seen it, {at}. Nothing waits for you.")
        return [context(seen.format(at=moment(own.acknowledged_at)))]
    if not own.told_at:
        is_early = status.checklist.state == "preparing"
        later = _("Nothing waits for you: you hear more before the customer does.")
        return [context(later if is_early else _("Nothing waits for you."))]
    handoff = str(status.checklist.handoff_id)
    return [actions([button(_("I have seen it"), "observers.acknowledge", handoff)])]


def _may_tell(status: Status) -> bool:
    return status.role == "lead" and status.checklist.state in RUNNING


def _attention(status: Status) -> list[Json]:
    words = {
        "at_risk": _("somebody at the customer is at risk"),
        "uneasy": _("somebody at the customer is uneasy"),
        "silence": _("somebody at the customer has been silent twice in a row"),
        "unanswered": _("check-ins stay unanswered"),
        "undeliverable": _("a message of mine could not be delivered"),
    }
    if status.attention_why is None:
        return []
    return [section(_("*Needs attention:* {why}").format(why=words[status.attention_why]))]


def _your_part(status: Status) -> list[Json]:
    blocks = [due_line(due, is_primary=not n) for n, due in enumerate(status.due)]
    asked = {due.event for due in status.due}
    step = your_step(status.checklist, status.viewer_id, asked)
    if not step:
        return blocks
    side = your_button(status.checklist, status.viewer_id, asked, is_primary=not status.due)
    return [*blocks, section(f"{step}{_who_waits(status, asked)}", side)]


def _who_waits(status: Status, asked: Collection[str]) -> str:
    step = status.checklist.next_step(status.viewer_id, asked)
    waits = waiting_line(status.checklist, step) if step else ""
    return "\n" + _("*Waiting for you:* {who}").format(who=waits) if waits else ""


def _place(checklist: Checklist) -> list[Json]:
    if checklist.channel_id is None or checklist.checklist_ts is None:
        return []
    if checklist.place_lost_why:
        said = _("I cannot post in <#{channel}>: {why}.")
        why = why_lost(checklist.place_lost_why)
        return [context(said.format(channel=checklist.channel_id, why=why))]
    return [context(_("The checklist is in <#{channel}>.").format(channel=checklist.channel_id))]


def _blueprint(status: Status) -> list[Json]:
    found = status.completeness
    if found is None:
        return []
    said = _("*{document}:* {percent} % complete").format(
        document=document(status.checklist.kind).capitalize(), percent=found.percent
    )
    if titles := [escape(part.section.title) for part in found.missing[:_MISSING]]:
        said += "\n" + _("Still open: {sections}").format(sections=", ".join(titles))
    if asked := clarify.in_status(status.questions_open):
        said += "\n" + asked
    return [section(said, more.of_blueprint(status.checklist.handoff_id))]


def _customer_message(status: Status) -> list[Json]:
    step = status.checklist.next_step(status.viewer_id, {due.event for due in status.due})
    return customer_message.in_status(
        status.checklist.handoff_id,
        status.message,
        status.viewer_id,
        is_next=step is not None and leads_to_message(step),
    )


def _backup(status: Status) -> list[Json]:
    if status.backup_id is None:
        return []
    return [context(_("*Backup:* {person}").format(person=mention(status.backup_id)))]


def _set_aside(status: Status) -> list[Json]:
    """The lead reads the reasons; the others what was left open."""
    if status.role == "lead":
        return [_waived(one) for one in status.waived]
    return set_aside.waived(status.checklist.waived)


def _waived(waived: Waived) -> Json:
    said = _("*Set aside by {who}, {at}* ({move}): {reason}").format(
        who=escape(waived.by),
        at=moment(waived.at),
        move=move_name(waived.move),
        reason=escape(cut(waived.reason, 500)),
    )
    gaps = [f"• {escape(cut(gap, _NAME))}" for gap in waived.missing[:_MISSING]]
    if more := len(waived.missing) - len(gaps):
        gaps.append(n_("• and {n} more", "• and {n} more", more).format(n=more))
    return section("\n".join([said, *gaps]))


def _history(entries: Sequence[Entry]) -> list[Json]:
    if not entries:
        return []
    return [context("\n".join(sentence(entry) for entry in entries))]


def sentence(entry: Entry) -> str:
    """Return one entry of the trail as a line."""
    # An old entry may know less than the sentence of today says.
    facts: defaultdict[str, str] = defaultdict(lambda: "–")
    facts |= {name: escape(cut(fact, _FACT)) for name, fact in entry.facts.items()}
    if entry.what == "moved":
        facts |= {end: state_name(entry.facts[end]) for end in ("from", "to")}
    said = f"{moment(entry.at)}: {_(entry.sentence).format_map(facts)}"
    if entry.why:
        said += " · " + _("Why: {reason}").format(reason=escape(cut(entry.why, _WHY)))
    return said


def _buttons(status: Status) -> list[Json]:
    handoff, is_deal = str(status.checklist.handoff_id), status.checklist.kind == "sales_to_cs"
    found = [button(_("Plan"), "checklist.plan", handoff)]
    if status.role in ("outgoing", "incoming") and not status.checklist.is_over:
        found.append(button(_("Open record") if is_deal else _("Open dump"), "dump.open", handoff))
    read = _("Read record") if is_deal else _("Read blueprint")
    found.append(button(read, "review.open", handoff))
    if call_file.to_come(status.checklist):
        found.append(call_file.opening(status.checklist.handoff_id, _("Calendar file…")))
    if status.may_name_gaps:
        found.append(button(_("Gaps found"), "clarify.gaps", handoff))
    if status.may_confirm_bau and not _confirming_is_next(status):
        found.append(button(_("Confirm business as usual"), "bau.open", handoff))
    if status.may_move:
        found.append(button(_("Move on…"), "moves.open", handoff))
    if status.may_change:
        found.append(button(_("Change…"), "correct.open", handoff))
    return found


def _confirming_is_next(status: Status) -> bool:
    """Whether the viewer's next step has the button to confirm business as usual already."""
    step = status.checklist.next_step(status.viewer_id)
    return step is not None and step.event == "bau_confirmed"

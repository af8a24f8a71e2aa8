"""The checklist: the message that everybody of a handoff shares.

The message shows each task that is still to do with its button; what is done is small print. Where
a message cannot hold all (50 blocks), the later tasks are counted and stand in the whole plan,
which each person opens for themselves (blocks.plan): a page turned in a message would turn for all.
https://docs.slack.dev/reference/block-kit/blocks
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from blocks import call_file, release, set_aside
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
    mention,
    moment,
    section,
)
from blocks.names import anchor_name, event_name, phase_name, state_name
from playbook.calls import INTRO
from playbook.checklist import Ticked
from playbook.progress import Checklist, Outline, Phase, TaskLine, TaskState
from playbook.states import CALLED
from playbook.words import _, later, n_

_BY_ITSELF = frozenset({"check_in_answered", "release_ready"})
"""The events of tasks that nobody brings forward by a button."""

_OF_THE_MESSAGE = ("message_approved", "customer_told")
"""The events of tasks that the customer message is about."""

_TITLE = 200
_DONE_LINE = 1500
_BAR = 10


def message(checklist: Checklist) -> tuple[str, list[Json]]:
    """Return the checklist as a message: its text for notifications, and its blocks."""
    top = [
        header(checklist.account),
        *summary(checklist),
        *set_aside.waived(checklist.waived),
        divider(),
    ]
    bottom = [*_last_line(checklist), actions(_foot_buttons(checklist))]
    phases = [phase for phase in checklist.phases if phase.total]
    titles = len(phases) + sum(bool(phase.done) for phase in phases)
    rows = _rows(checklist)
    below = sum(task.key in rows for task in checklist.tasks if task.is_undone)
    room = LIMITS["message_blocks"] - len(top) - len(bottom) - titles - below
    return text(checklist), [*top, *_phases(checklist, phases, rows, room), *bottom]


def text(checklist: Checklist) -> str:
    """Return the checklist in one line, for notifications and screen readers."""
    parts = [
        _("{account}: {done} of {total} tasks done.").format(
            account=escape(cut(checklist.account, _TITLE)),
            done=checklist.done,
            total=checklist.total,
        )
    ]
    if step := checklist.next_step():
        parts.append(_("Next: {title}.").format(title=task_title(step)))
    return " ".join(parts)


def summary(checklist: Checklist, viewer_id: str | None = None) -> list[Json]:
    """Return who hands over to whom, how far it has come, what is next and who waits for it.

    For one viewer, who has a status, what that tells elsewhere is left out: their own step where
    it is what is next, and the concerns.
    """
    welcome = release.welcome_line(checklist)
    held = set_aside.held_line(checklist)
    concerns = "" if viewer_id else concerns_line(checklist)
    lines = (_who(checklist), _where(checklist), held, welcome, concerns)
    who = [line for line in lines if line]
    return [
        section("\n".join(who)),
        section("\n".join([progress_line(checklist), *_next_of(checklist, viewer_id)])),
    ]


def _next_of(checklist: Checklist, viewer_id: str | None) -> list[str]:
    own = checklist.next_step(viewer_id) if viewer_id else None
    return [] if own and own == checklist.next_step() else [_next(checklist)]


def ticked(found: Ticked) -> str:
    """Return what a click on a tick has done, or what was the case already."""
    title, account = escape(cut(found.title, _TITLE)), escape(cut(found.account, _TITLE))
    if not found.is_done:
        if found.changed:
            return _("“{title}” ({account}) is to do again.").format(title=title, account=account)
        return _("“{title}” ({account}) is not done yet.").format(title=title, account=account)
    if found.changed:
        return _("“{title}” ({account}) is done. Thank you.").format(title=title, account=account)
    who = event_name(found.event) if found.event else escape(found.by) or _("somebody")
    already = _("“{title}” ({account}) is done already: {who}, {at}.")
    at = moment(found.at) if found.at else "–"
    return already.format(title=title, account=account, who=who, at=at)


def task_button(checklist: Outline, task: TaskLine, *, is_primary: bool = False) -> Json | None:
    """Return the button that brings a task forward: to where it is proved, or to tick it.

    A check-in has none: its answer ticks it, and only who is asked can give that. Neither has what
    ticks itself; business as usual has none before its time. A debrief and a touchpoint are written
    down rather than ticked, which the whole plan still allows.
    """
    style = "primary" if is_primary else None
    event = (task.event or "").partition(":")[0]
    if event in _BY_ITSELF or (event == "bau_confirmed" and not task.can_start):
        return None
    ways = _WAYS_OF_A_DEAL if checklist.kind == "sales_to_cs" else _WAYS
    if event in ways:
        label, action = ways[event]
        return button(_(label), action, str(checklist.handoff_id), style=style)
    return tick_button(checklist, task, style)


_WAYS = {
    "dump_complete": (later("Open dump"), "dump.open"),
    "blueprint_accepted": (later("Read blueprint"), "review.open"),
    "observers_acknowledged": (later("Tell the observers"), "observers.open"),
    "temporary_named": (later("Name a temporary contact"), "temporary.open"),
    "incoming_named": (later("Name the incoming CSM"), "temporary.incoming"),
    "bau_confirmed": (later("Confirm business as usual"), "bau.open"),
    "debrief_closed": (later("Debrief…"), "debrief.next"),
    "touchpoint_recorded": (later("Record it…"), "touchpoint.open"),
}
"""What a task's button says, and what it opens, by the event that proves the task."""
_WAYS_OF_A_DEAL = {
    **_WAYS,
    "dump_complete": (later("Open record"), "dump.open"),
    "blueprint_accepted": (later("Read record"), "review.open"),
}
_DUE = {
    TaskState.LATE: later("Late: was due {due}"),
    TaskState.DUE_SOON: later("Due soon: {due}"),
    TaskState.OPEN: later("Due {due}"),
}


def state_line(checklist: Checklist, task: TaskLine) -> str:
    """Return how a task stands, in words: what its state is and by when it is due."""
    if task.state is TaskState.DONE:
        return _("Done: {how}").format(how=_how_done(checklist, task))
    if task.state is TaskState.SKIPPED:
        return _("Skipped: {why}").format(why=escape(task.skipped_why or "–"))
    return undone_line(checklist, task)


def undone_line(checklist: Outline, task: TaskLine) -> str:
    """Return how a task stands that is still to do, in words."""
    due = moment(task.due_at) if task.due_at else day(task.due_on)
    if task.state is TaskState.BLOCKED:
        return _("Blocked: waits for {needs} · due {due}").format(
            needs=needs_line(checklist, task), due=due
        )
    if checklist.state == "on_hold":
        return _("Waits, was planned for {due}").format(due=due)
    return _(_DUE[task.state]).format(due=due)


def needs_line(checklist: Outline, task: TaskLine) -> str:
    """Return what a blocked task waits for: the first by its title, the others counted."""
    need = checklist.task(task.waits_for[0])
    first = _("“{title}”").format(title=task_title(need)) if need else "–"
    if more := len(task.waits_for) - 1:
        return _("{first} and {n} more").format(first=first, n=more)
    return first


def doing_line(checklist: Checklist, task: TaskLine) -> str:
    """Return who does a task: a debrief is written by the outgoing CSM too (R22)."""
    is_debrief = (task.event or "").startswith("debrief_closed")
    if not is_debrief or checklist.outgoing_id in (None, *task.owners):
        return owners_line(task)
    return ", ".join([mention(checklist.outgoing_id), owners_line(task)])


def waiting_line(checklist: Checklist, step: TaskLine) -> str:
    """Return who waits for a task, other than those who do it, and with what; empty: nobody."""
    waiting = checklist.waiting_for(step)
    if waiting is None:
        return ""
    who = ", ".join(mention(owner) for owner in waiting.owners if owner not in step.owners)
    if not who:
        return ""
    return _("{who} ({title})").format(who=who, title=task_title(waiting))


def owners_line(task: TaskLine) -> str:
    """Return the people who do a task, as mentions."""
    return ", ".join(mention(owner) for owner in task.owners) or _("nobody yet")


def _who(checklist: Checklist) -> str:
    said = _("{outgoing} → {incoming}, led by {lead}").format(
        outgoing=mention(checklist.outgoing_id, _("nobody to ask")),
        incoming=mention(checklist.incoming_id, _("nobody yet")),
        lead=mention(checklist.lead_id),
    )
    if checklist.temporary_id and not checklist.incoming_id:
        until = _("{temporary} looks after it until then").format(
            temporary=mention(checklist.temporary_id)
        )
        return f"{said} · {until}"
    return said


def _where(checklist: Checklist) -> str:
    return _("*{state}* · {anchor} {day}").format(
        state=state_name(checklist.state),
        anchor=anchor_name(checklist.anchor),
        day=day(checklist.anchor_on),
    )


def progress_line(checklist: Checklist) -> str:
    """Return how far a plan has come, as a bar and in words."""
    done, total = checklist.done, checklist.total
    full = -(-_BAR * done // total) if total else 0
    bar = "▰" * full + "▱" * (_BAR - full)
    return f"{bar}  " + _("{done} of {total} tasks done").format(done=done, total=total)


def concerns_line(checklist: Checklist) -> str:
    """Return how many concerns are open; a count and no more: everybody reads it (R19)."""
    if not checklist.concerns:
        return ""
    return n_("*{n} concern* is open", "*{n} concerns* are open", checklist.concerns).format(
        n=checklist.concerns
    )


def _next(checklist: Checklist) -> str:
    step = checklist.next_step()
    if step is None:
        return _("Nothing is left to do.")
    parts = [
        _("*Next:* {title}, {owners} · {state}").format(
            title=task_title(step),
            owners=doing_line(checklist, step),
            state=state_line(checklist, step),
        )
    ]
    if waits := waiting_line(checklist, step):
        parts.append(_("*Waiting for it:* {who}").format(who=waits))
    return "\n".join(parts)


def _phases(
    checklist: Checklist, phases: Sequence[Phase], rows: Mapping[str, Json], room: int
) -> list[Json]:
    blocks: list[Json] = []
    step = checklist.next_step()
    for phase in phases:
        shown = phase.undone[: max(room, 0)]
        room -= len(shown)
        blocks.append(header(_phase_title(phase, len(phase.undone) - len(shown))))
        if phase.done:
            blocks.append(context(_done_line(checklist, phase.done)))
        for task in shown:
            row = [rows[task.key]] if task.key in rows else []
            is_primary = task is step and not (row or task.is_to_come)
            side = task_button(checklist, task, is_primary=is_primary)
            blocks += [section(task_text(checklist, task), side), *row]
    return blocks


def leads_to_message(task: TaskLine) -> bool:
    """Whether the customer message is what brings a task forward."""
    return task.event in _OF_THE_MESSAGE


def message_task(checklist: Checklist) -> TaskLine | None:
    """Return the first undone task that the customer message is about."""
    return next((t for t in checklist.tasks if t.is_undone and leads_to_message(t)), None)


def _rows(checklist: Checklist) -> dict[str, Json]:
    """Return what stands below tasks, by their keys: about a call, or the way to the message.

    The one task that leads to the customer message keeps its tick beside it: a message may have
    been agreed on elsewhere.
    """
    buttons: defaultdict[str, list[Json]] = defaultdict(list)
    if checklist.state in CALLED:
        buttons[INTRO].append(button(_("Gaps found"), "clarify.gaps", str(checklist.handoff_id)))
    if call := call_file.to_come(checklist):
        buttons[call.key].append(call_file.opening(checklist.handoff_id, _("Calendar file…")))
    task = message_task(checklist)
    if task and task.key not in buttons:
        is_next = task is checklist.next_step()
        buttons[task.key].append(message_button(checklist.handoff_id, is_primary=is_next))
    return {key: actions(of_task) for key, of_task in buttons.items()}


def message_button(handoff_id: int, *, is_primary: bool) -> Json:
    """Return the button that leads to the customer message."""
    style = "primary" if is_primary else None
    return button(_("Customer message"), "message.open", str(handoff_id), style=style)


def _phase_title(phase: Phase, folded: int) -> str:
    title = _("{phase} · {done} of {total} done").format(
        phase=phase_name(phase.name), done=len(phase.done), total=phase.total
    )
    if folded:
        more = _("{n} more in the whole plan")
        title += " · " + more.format(n=folded)
    return title


def task_text(checklist: Checklist, task: TaskLine) -> str:
    """Return a task with who does it and how it stands."""
    title = bold(cut(task.title, _TITLE))
    return f"{title}\n{doing_line(checklist, task)} · {state_line(checklist, task)}"


def _done_line(checklist: Checklist, tasks: Iterable[TaskLine]) -> str:
    parts = [f"{task_title(task)} ({_how_done(checklist, task)})" for task in tasks]
    return _("Done: {tasks}").format(tasks=_joined(parts, _DONE_LINE))


def _joined(parts: Sequence[str], limit: int) -> str:
    """Join whole parts up to the limit (a date or mention cut in the middle would show as code)."""
    length = 0
    for count, part in enumerate(parts):
        length += len(part) + 3
        if length > limit:
            more = _("{n} more").format(n=len(parts) - count)
            return " · ".join([*parts[:count], more])
    return " · ".join(parts)


def _how_done(checklist: Checklist, task: TaskLine) -> str:
    by = event_name(task.done_event) if task.done_event else name(checklist, task.done_by)
    return f"{by}, {day(task.done_at.date())}" if task.done_at else by


def name(checklist: Checklist, person_id: str | None) -> str:
    """Return a person's name, escaped."""
    known = checklist.names.get(person_id or "")
    return escape(known) if known else mention(person_id, _("somebody"))


def _last_line(checklist: Checklist) -> list[Json]:
    last = checklist.last_done
    if last is None or last.done_at is None:
        return []
    at = moment(last.done_at)
    if last.done_event:
        said = _("Last: “{title}” ticked itself ({event}), {at}")
        return [
            context(said.format(title=task_title(last), event=event_name(last.done_event), at=at))
        ]
    said = _("Last: {who} ticked “{title}”, {at}")
    who = name(checklist, last.done_by)
    return [context(said.format(who=who, title=task_title(last), at=at))]


def _foot_buttons(checklist: Checklist) -> list[Json]:
    handoff = str(checklist.handoff_id)
    return [
        button(_("Whole plan"), "checklist.plan", handoff),
        button(_("My part"), "status.show", handoff),
    ]


def untick_button(checklist: Checklist, task: TaskLine) -> Json:
    """Return the button that takes a tick back."""
    value = f"{checklist.handoff_id}:{task.id}"
    label = _("Not done after all: {title}").format(title=task.title)
    return _labelled(button(_("Untick"), f"checklist.untick:{task.id}", value), label)


def tick_button(checklist: Outline, task: TaskLine, style: str | None = None) -> Json:
    """Return the button that ticks a task."""
    value = f"{checklist.handoff_id}:{task.id}"
    label = _("Done: {title}").format(title=task.title)
    return _labelled(button(_("Done"), f"checklist.tick:{task.id}", value, style=style), label)


def _labelled(element: Json, label: str) -> Json:
    # https://docs.slack.dev/reference/block-kit/block-elements/button-element
    return {**element, "accessibility_label": cut(label, LIMITS["button"])}


def task_title(task: TaskLine) -> str:
    """Return a task's title, escaped."""
    return escape(cut(task.title, _TITLE))

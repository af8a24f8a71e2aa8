"""Business as usual: the lead's question, each person's news, the channel's closing summary."""

from blocks import repeated, set_aside
from blocks.checklist import doing_line, task_title
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
    input_block,
    mention,
    modal,
    section,
    text_input,
)
from playbook.bau import Readiness
from playbook.bau_gaps import Gap
from playbook.progress import Checklist, TaskLine
from playbook.words import _, n_

_NAME = 200
_GAPS = 30
_TASKS = 10


def question(found: Readiness) -> Json:
    """Return the modal that asks the lead, with what is missing; then it asks for a reason too."""
    account = bold(cut(found.account, _NAME))
    if found.missing:
        blocks = [
            section(_("{account} is not quite there. What is missing:").format(account=account)),
            *_gaps(found.missing),
            _reason(),
        ]
    else:
        blocks = [
            section(_("Nothing is missing for {account}.").format(account=account)),
            section(_what_follows(found)),
        ]
    return modal(
        "bau.confirm",
        _("Business as usual"),
        blocks,
        submit=_("Overrule and confirm") if found.missing else _("Confirm"),
        close=_("Not yet"),
        metadata=str(found.handoff_id),
    )


def news(checklist: Checklist, person_id: str) -> tuple[str, list[Json]]:
    """Return the DM that tells one person, each in the words of their part: text and blocks."""
    account = escape(cut(checklist.account, _NAME))
    text = _("{account} is in business as usual.").format(account=account)
    said = section(f"*{text}*\n{_for_you(checklist, person_id)}")
    show = button(_("Show where it stands"), "status.show", str(checklist.handoff_id))
    return text, [said, actions([show])]


def closing(checklist: Checklist, repeats: int) -> tuple[str, list[Json]]:
    """Return the channel's closing summary, from what every member may see: text and blocks.

    `repeats` is how often the customer had to repeat something.
    """
    account = cut(checklist.account, _NAME)
    text = _("{account} is in business as usual.").format(account=escape(account))
    said = _("The handoff from {outgoing} to {incoming} is done. {incoming} has the account.")
    return text, [
        header(_("{account}: business as usual").format(account=account)),
        section(
            said.format(
                outgoing=mention(checklist.outgoing_id, _("a colleague who has left")),
                incoming=mention(checklist.incoming_id, _("nobody yet")),
            )
        ),
        section(f"{_figures(checklist)}\n{repeated.in_closing(repeats)}"),
        *_left_over(checklist),
        *set_aside.waived(checklist.waived),
        *_still_to_come(checklist),
        context(_("Thank you, all of you. The checklist stays where it is.")),
    ]


def _gaps(missing: tuple[Gap, ...]) -> list[Json]:
    lines = [_gap(gap) for gap in missing[:_GAPS]]
    if more := len(missing) - len(lines):
        lines.append(n_("• and {n} more", "• and {n} more", more).format(n=more))
    return [section("\n".join(lines[start : start + 10])) for start in range(0, len(lines), 10)]


def _gap(gap: Gap) -> str:
    said = escape(cut(gap.said, _NAME))
    if not gap.who:
        return f"• {said}"
    who = ", ".join(mention(person_id) for person_id in gap.who)
    return _("• {what} · {who} can mend it").format(what=said, who=who)


def _reason() -> Json:
    return input_block(
        _("Why may it be business as usual all the same?"),
        text_input("reason", multiline=True, max_length=1000),
        "reason",
        hint=_("Leads see this beside what is missing, to the end."),
    )


def _what_follows(found: Readiness) -> str:
    said = _(
        "When you confirm, everybody hears: {incoming} has the account for good, and the channel "
        "gets a closing summary. Check-ins and looks planned for later stay planned."
    )
    return said.format(incoming=escape(found.incoming) or _("the incoming CSM"))


def _for_you(checklist: Checklist, person_id: str) -> str:
    own = (checklist.outgoing_id, checklist.incoming_id, checklist.lead_id)
    if person_id not in own:
        return _("{incoming} is whom to turn to from now on.").format(incoming=_incoming(checklist))
    if person_id == checklist.incoming_id:
        said = _("It is yours now; {lead} has confirmed it.").format(
            lead=mention(checklist.lead_id)
        )
    else:
        said = _("{incoming} has it now.").format(incoming=_incoming(checklist))
    return f"{said} {_what_is_left(checklist, person_id)}"


def _what_is_left(checklist: Checklist, person_id: str) -> str:
    step = checklist.next_step(person_id)
    if step is None:
        return _("Nothing of it waits for you any more. Thank you.")
    own = sum(task.is_undone and person_id in task.owners for task in checklist.tasks)
    said = _("Still yours: {title}, {day}.")
    if own > 1:
        said = n_(
            "Still yours: {title}, {day}, and {n} more.",
            "Still yours: {title}, {day}, and {n} more.",
            own - 1,
        )
    return said.format(title=task_title(step), day=day(step.due_on), n=own - 1)


def _incoming(checklist: Checklist) -> str:
    return mention(checklist.incoming_id, _("the incoming CSM"))


def _figures(checklist: Checklist) -> str:
    parts = [
        _("{done} of {total} tasks done").format(done=checklist.done, total=checklist.total),
        _("{n} of them on time").format(n=sum(map(_was_on_time, checklist.tasks))),
    ]
    if checklist.opened_at and checklist.bau_at:
        days = (checklist.bau_at - checklist.opened_at).days
        parts.append(n_("{n} day from start", "{n} days from start", days).format(n=days))
    return " · ".join(parts)


def _was_on_time(task: TaskLine) -> bool:
    return task.done_at is not None and task.done_at.date() <= task.due_on


def _left_over(checklist: Checklist) -> list[Json]:
    left = [task for task in checklist.tasks if task.is_undone and task.phase != "bau"]
    return _task_list(_("*Left over:*"), checklist, left)


def _still_to_come(checklist: Checklist) -> list[Json]:
    coming = [task for task in checklist.tasks if task.is_undone and task.phase == "bau"]
    return _task_list(_("*Still to come:*"), checklist, coming)


def _task_list(title: str, checklist: Checklist, tasks: list[TaskLine]) -> list[Json]:
    if not tasks:
        return []
    lines = [
        f"• {task_title(task)}, {doing_line(checklist, task)} · {day(task.due_on)}"
        for task in tasks[:_TASKS]
    ]
    if more := len(tasks) - len(lines):
        lines.append(n_("• and {n} more", "• and {n} more", more).format(n=more))
    return [section("\n".join([title, *lines]))]

"""Messages at the beginning of a handoff: each person's part, a proposal, a missing place."""

from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    channel_select,
    confirm,
    context,
    day,
    escape,
    mention,
    moment,
    section,
)
from blocks.names import anchor_name
from playbook.part import Part, Placeless, Proposal
from playbook.progress import Checklist, TaskLine
from playbook.words import _

Said = tuple[str, list[Json]]
"""A message: its text for notifications, and its blocks."""

_STEPS = 3


def part(found: Part) -> Said:
    """Return what one person hears: who does what next, who waits for whom, where it is."""
    title, lines, action = {
        "outgoing": _outgoing,
        "incoming": _incoming,
        "lead": _lead,
    }[found.role](found)
    plan = found.checklist
    when = f"{anchor_name(plan.anchor)}: {day(plan.anchor_on)}"
    small = [line for line in (when, _where(plan)) if line]
    return title, [section("\n".join([title, *lines])), actions([action]), context(*small)]


def draft(found: Proposal) -> Said:
    """Return what the lead hears of a proposal. The reason is theirs to add (R32)."""
    said = _("{who} proposes a handoff of {account}{people}.").format(
        who=mention(found.proposed_by),
        account=bold(found.account),
        people=_between(found.outgoing_id, found.incoming_id),
    )
    quiet = _("Nobody else hears of it until you open it.")
    open_it = button(
        _("Look at the draft"), "start.open_draft", str(found.handoff_id), style="primary"
    )
    return said, [section(said), context(quiet), actions([open_it])]


def place_needed(found: Placeless) -> Said:
    """Return the question where the checklist should go, when no channel could be made."""
    said = _("I may not make a channel for {account}. Where shall the checklist go?").format(
        account=bold(found.account)
    )
    question = confirm(
        _("Post the checklist there?"),
        _("Everybody in that channel can read the plan."),
        _("Post it"),
        _("Cancel"),
    )
    select = channel_select(
        f"place.choose:{found.handoff_id}", placeholder=_("Choose a channel"), confirm=question
    )
    hint = _("I post it as a thread. In a private channel I need to be a member first.")
    return said, [section(said), actions([select]), context(hint)]


def place_chosen(account: str, channel_id: str) -> Said:
    """Return what the question becomes once it is answered."""
    said = _("The checklist of {account} goes to <#{channel}>.").format(
        account=bold(account), channel=channel_id
    )
    return said, [section(said)]


Told = tuple[str, list[str], Json]


def _outgoing(found: Part) -> Told:
    plan = found.checklist
    title = _hands_over(plan)
    is_deal = plan.kind == "sales_to_cs"
    lines = steps(found)
    if (dump := _writing(plan)) and plan.incoming_id:
        said = _("{incoming} waits for your data dump, due {date}.")
        if is_deal:
            said = _("{incoming} waits for your record of the deal, due {date}.")
        lines.append(said.format(incoming=mention(plan.incoming_id), date=day(dump.due_on)))
    label = _("Write the record") if is_deal else _("Start the data dump")
    return title, lines, button(label, "dump.open", str(plan.handoff_id), style="primary")


def _hands_over(plan: Checklist) -> str:
    if plan.incoming_id:
        said = _("You hand over {account} to {person}.")
    elif plan.temporary_id:
        said = _("{person} looks after {account} in your place.")
    else:
        said = _("You hand over {account}; who takes over is not named yet.")
    person = mention(plan.incoming_id or plan.temporary_id)
    return said.format(account=bold(plan.account), person=person)


def _incoming(found: Part) -> Told:
    plan = found.checklist
    if plan.outgoing_id:
        title = _("You take over {account} from {outgoing}.")
    else:
        title = _("You take over {account}; nobody is there to ask.")
    title = title.format(account=bold(plan.account), outgoing=mention(plan.outgoing_id))
    lines = steps(found)
    if (dump := _writing(plan)) and plan.outgoing_id in dump.owners:
        said = _("{outgoing} writes down what they know by {date}. Then I bring it to you to read.")
        lines.append(said.format(outgoing=mention(plan.outgoing_id), date=day(dump.due_on)))
    return title, lines, _show_plan(plan)


def _lead(found: Part) -> Told:
    plan = found.checklist
    title = _("You oversee the handoff of {account}{people}.").format(
        account=bold(plan.account), people=_between(plan.outgoing_id, plan.incoming_id)
    )
    lines = steps(found)
    check_in = next((task for task in plan.tasks if _asks(task)), None)
    if check_in is not None:
        said = _("From {date} on I ask you how the customer's people feel.")
        lines.append(said.format(date=day(check_in.due_on)))
    return title, lines, _show_plan(plan)


def _writing(plan: Checklist) -> TaskLine | None:
    """The task of writing the blueprint, or a deal's record, while it is to do."""
    found = (task for task in plan.tasks if task.event == "dump_complete" and task.is_undone)
    return next(found, None)


def steps(found: Part) -> list[str]:
    """Return the first steps of this person that can be done now, with their dates."""
    mine = [
        task
        for task in found.checklist.tasks
        if task.can_start and found.person_id in task.owners and not _asks(task)
    ]
    mine.sort(key=lambda task: (task.due_on, task.id))
    if not mine:
        return []
    return [_("Your next steps:"), *(_step(task) for task in mine[:_STEPS])]


def _step(task: TaskLine) -> str:
    said = _("• {task}, by {date}")
    due = moment(task.due_at) if task.due_at else day(task.due_on)
    return said.format(task=escape(task.title), date=due)


def _asks(task: TaskLine) -> bool:
    return (task.event or "").startswith("check_in_answered")


def _show_plan(plan: Checklist) -> Json:
    return button(_("Show the plan"), "checklist.plan", str(plan.handoff_id), style="primary")


def _between(outgoing_id: str | None, incoming_id: str | None) -> str:
    if not incoming_id:
        return ""
    if not outgoing_id:
        return " " + _("to {incoming}").format(incoming=mention(incoming_id))
    return " " + _("from {outgoing} to {incoming}").format(
        outgoing=mention(outgoing_id), incoming=mention(incoming_id)
    )


def _where(plan: Checklist) -> str:
    if not plan.channel_id:
        return ""
    return _("The checklist is in <#{channel}>.").format(channel=plan.channel_id)

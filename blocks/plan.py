"""The whole plan in Slack: read by phase, a page at a time, and edited task by task."""

import json
from collections.abc import Mapping

from blocks.checklist import (
    progress_line,
    task_button,
    task_text,
    tick_button,
    untick_button,
)
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
    header,
    input_block,
    mention,
    modal,
    section,
    text_input,
    users_select,
)
from blocks.names import anchor_name, phase_name
from blocks.paging import turning
from playbook.checklist import NOT_TICKED
from playbook.plan_sheet import Edit, Sheet
from playbook.plan_view import PlanView
from playbook.progress import Checklist, TaskLine, TaskState
from playbook.words import _

PAGE = 40
"""Tasks on one page: with phases and buttons well under a modal's 100 blocks."""

LONGEST_TITLE = 150
LONGEST_REASON = 500
_TITLE = 200


def whole_plan(view: PlanView, page: int = 0, *, editing: bool = False) -> Json:
    """Return the modal with every task of the plan, done or not, a page at a time.

    While `editing`, each task that the person may change has a button for that.
    """
    tasks = view.checklist.tasks
    pages = max(1, -(-len(tasks) // PAGE))
    page = min(max(page, 0), pages - 1)
    blocks = [section(_top(view)), *_tools(view, editing=editing)]
    phase = None
    for task in tasks[page * PAGE : (page + 1) * PAGE]:
        if task.phase != phase:
            phase = task.phase
            blocks.append(header(phase_name(phase)))
        side = _edit_button(view, task) if editing else _tick_or_untick(view.checklist, task)
        blocks.append(section(task_text(view.checklist, task), side))
    if pages > 1:
        blocks += turning("checklist.page", page, pages)
    place = {"handoff": view.checklist.handoff_id, "page": page, "editing": int(editing)}
    return modal(
        "checklist.plan", _("Whole plan"), blocks, close=_("Close"), metadata=json.dumps(place)
    )


def form(
    sheet: Sheet,
    over: Json,
    typed: Edit | None = None,
    told: Mapping[str, str] | None = None,
) -> Json:
    """Return the form of a task, with what was typed; `over` is kept for the way back.

    `told` says at each field what somebody else has changed meanwhile.
    """
    wish = typed or Edit(sheet.title, sheet.due_on, sheet.owner_id)
    told = told or {}
    blocks = [section(f"{bold(cut(sheet.title, _TITLE))}\n{escape(cut(sheet.account, _TITLE))}")]
    if sheet.may_rename:
        blocks += [_title_input(wish.title), *_told(told, "title")]
    blocks += [*_date_input(sheet, wish), *_told(told, "due_on")]
    blocks += [*_owner_input(sheet, wish), *_told(told, "owner")]
    if sheet.may_skip:
        value = f"{sheet.handoff_id}:{sheet.task_id}"
        blocks += [divider(), actions([button(_("Leave it out…"), "plan.skip", value)])]
    return modal(
        "plan.edit",
        _("Edit task"),
        blocks,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=json.dumps(over | _seen(sheet), ensure_ascii=False),
    )


def skip_form(sheet: Sheet, over: Json) -> Json:
    """Return the form that asks why a task is left out."""
    said = _("{title}\nIt holds nothing back any more. You can take it up again in the plan.")
    why = text_input("why", multiline=True, max_length=LONGEST_REASON)
    hint = _("Everybody of the handoff reads it.")
    return modal(
        "plan.skip",
        _("Leave it out"),
        [
            section(said.format(title=bold(cut(sheet.title, _TITLE)))),
            input_block(_("Why?"), why, "why", hint=hint),
        ],
        submit=_("Leave it out"),
        close=_("Cancel"),
        metadata=json.dumps(over | {"handoff": sheet.handoff_id, "task": sheet.task_id}),
    )


def new_form(view: PlanView, over: Json) -> Json:
    """Return the form of a task of one's own; the lead may add one for others."""
    blocks = [_title_input(""), input_block(_("Due"), date_picker("due_on"), "due_on")]
    if view.edits_all:
        who = users_select("owner", view.viewer_id)
        blocks.append(input_block(_("Who does it"), who, "owner"))
    else:
        blocks.append(context(_("It is your task: others see it in the checklist.")))
    return modal(
        "plan.add",
        _("Add a task"),
        blocks,
        submit=_("Add"),
        close=_("Cancel"),
        metadata=json.dumps(over | {"handoff": view.checklist.handoff_id}),
    )


def _top(view: PlanView) -> str:
    checklist = view.checklist
    lines = [
        bold(cut(checklist.account, _TITLE)),
        progress_line(checklist),
        f"{anchor_name(checklist.anchor)} {day(checklist.anchor_on)}",
    ]
    if view.incoming_starts_on:
        said = _("{incoming} starts {day}")
        who = mention(checklist.incoming_id, _("the incoming CSM"))
        lines.append(said.format(incoming=who, day=day(view.incoming_starts_on)))
    return "\n".join(lines)


def _tools(view: PlanView, *, editing: bool) -> list[Json]:
    if not view.may_edit:
        return []
    handoff = str(view.checklist.handoff_id)
    if editing:
        buttons = [button(_("Back to ticking"), "plan.editing", "0")]
    else:
        buttons = [button(_("Edit tasks"), "plan.editing", "1")]
    buttons.append(button(_("Add a task"), "plan.add", handoff))
    if view.may_replan:
        buttons.append(button(_("Change dates or mode"), "plan.change", handoff))
        buttons.append(button(_("Calls and renewal"), "plan.calls", handoff))
    return [actions(buttons), *_whose(view, editing=editing)]


def _whose(view: PlanView, *, editing: bool) -> list[Json]:
    if not editing or view.edits_all:
        return []
    return [context(_("You can change your own tasks. The lead changes all of them."))]


def _edit_button(view: PlanView, task: TaskLine) -> Json | None:
    value = f"{view.checklist.handoff_id}:{task.id}"
    if not view.edits(task):
        return None
    if task.state is TaskState.SKIPPED:
        return button(_("Take up again"), f"plan.take_up:{task.id}", value)
    return button(_("Edit"), f"plan.edit:{task.id}", value) if task.is_undone else None


def _tick_or_untick(checklist: Checklist, task: TaskLine) -> Json | None:
    if task.state is TaskState.SKIPPED:
        return None
    if task.event in NOT_TICKED:
        return task_button(checklist, task) if task.is_undone else None
    return tick_button(checklist, task) if task.is_undone else untick_button(checklist, task)


def _title_input(title: str) -> Json:
    field = text_input("title", title, max_length=LONGEST_TITLE)
    return input_block(_("What is to be done"), field, "title")


def _date_input(sheet: Sheet, wish: Edit) -> list[Json]:
    hints = [
        _("It needs “{title}” first, due {day}.").format(
            title=escape(cut(title, _TITLE)), day=day(on)
        )
        for title, on in sheet.needs[:3]
    ]
    if sheet.latest_on:
        hints.append(_("At the latest {day}.").format(day=day(sheet.latest_on)))
    picked = input_block(_("Due"), date_picker("due_on", wish.due_on), "due_on")
    return [picked, *([context(" ".join(hints))] if hints else [])]


def _owner_input(sheet: Sheet, wish: Edit) -> list[Json]:
    together = ", ".join(mention(owner) for owner in sheet.owners) or _("nobody yet")
    if not sheet.may_give:
        return [context(_("Done by {owners}.").format(owners=together))]
    picked = users_select("owner", wish.owner_id, _("Give it to one person"))
    is_one = sheet.owner_id is not None
    blocks = [input_block(_("Who does it"), picked, "owner", optional=not is_one)]
    if not is_one:
        blocks.append(context(_("Now {owners}. Empty leaves it so.").format(owners=together)))
    return blocks


def _told(told: Mapping[str, str], field: str) -> list[Json]:
    return [context(f"*{escape(told[field])}*")] if field in told else []


def _seen(sheet: Sheet) -> Json:
    return {
        "handoff": sheet.handoff_id,
        "task": sheet.task_id,
        "version": sheet.version,
        "title": sheet.title,
        "due_on": sheet.due_on.isoformat(),
        "owner": sheet.owner_id,
    }

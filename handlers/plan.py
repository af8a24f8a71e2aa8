"""Editing the plan in Slack, task by task: forms that lie on the whole plan.

A form closes when it is saved, and the plan below it is shown afresh. Its metadata keeps which view
that is, because a form does not say what it lies on.
https://docs.slack.dev/surfaces/modals#adding_views
"""

from collections.abc import Mapping
from datetime import date
from functools import partial

from blocks import plan as blocks
from handlers import checklist, due
from handlers.checklist import PlanPlace
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.slack import Json
from handlers.telling import is_deepest
from handlers.values import date_in, id_in, ids_in, inputs_of, metadata_of
from playbook import plan_edit, plan_view
from playbook.plan_sheet import Edit, Overtaken, Seen


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["plan.edit"] = open_form
    router.actions["plan.skip"] = ask_why
    router.actions["plan.take_up"] = take_up
    router.actions["plan.add"] = open_new
    router.submissions["plan.edit"] = save
    router.submissions["plan.skip"] = skip
    router.submissions["plan.add"] = add


async def open_form(request: Request) -> Answer | None:
    """Open the form of a task."""
    handoff_id, task_id = ids_in(request.value)
    sheet = await request.db.read(plan_edit.open_sheet, request.actor, handoff_id, task_id)
    show(request, blocks.form(sheet, way_back(request)))
    return None


async def ask_why(request: Request) -> Answer | None:
    """Turn the form of a task into the one that asks why it is left out."""
    handoff_id, task_id = ids_in(request.value)
    sheet = await request.db.read(plan_edit.open_sheet, request.actor, handoff_id, task_id)
    view = blocks.skip_form(sheet, _kept(request))
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    return None


async def open_new(request: Request) -> Answer | None:
    """Open the form of a task of one's own."""
    found = await request.db.read(plan_view.read, request.actor, id_in(request.value), request.now)
    show(request, blocks.new_form(found, way_back(request)))
    return None


async def save(request: Request) -> Answer | None:
    """Save a task; who was overtaken sees what the other changed, beside what they typed."""
    meta, wish = metadata_of(request.view), _edit(request)
    handoff_id, task_id = id_in(meta.get("handoff")), id_in(meta.get("task"))
    try:
        await request.db.run(
            plan_edit.edit,
            request.actor,
            handoff_id,
            task_id,
            wish,
            _seen(meta),
            request.now,
        )
    except Overtaken as other:
        view = blocks.form(other.sheet, _kept(request), wish, other.fields)
        return {"response_action": "update", "view": view}
    show_changed(request, handoff_id)
    return None


async def skip(request: Request) -> Answer | None:
    """Leave a task out."""
    meta = metadata_of(request.view)
    handoff_id, task_id = id_in(meta.get("handoff")), id_in(meta.get("task"))
    why = inputs_of(request.view).get("why") or ""
    await request.db.run(plan_edit.skip, request.actor, handoff_id, task_id, why, request.now)
    show_changed(request, handoff_id)
    return None


async def take_up(request: Request) -> Answer | None:
    """Take a skipped task back into the plan."""
    handoff_id, task_id = ids_in(request.value)
    await request.db.run(plan_edit.take_up, request.actor, handoff_id, task_id, request.now)
    checklist.refresh_after(request, handoff_id)
    checklist.show_plan_again(request, checklist.plan_place(request.view))
    return None


async def add(request: Request) -> Answer | None:
    """Add a task of one's own."""
    handoff_id = id_in(metadata_of(request.view).get("handoff"))
    await request.db.run(
        plan_edit.add, request.actor, handoff_id, _edit(request), request.now, request.key
    )
    show_changed(request, handoff_id)
    return None


def way_back(request: Request) -> Json:
    """Return what a form keeps of the plan that it lies on, to show it afresh when it closes.

    A form that takes the plan's place, where no fourth view fits, goes back to no plan.
    """
    if request.view.get("callback_id") != "checklist.plan":
        return {}
    place = checklist.plan_place(request.view)
    over = "" if is_deepest(request.view) else place.view_id
    return {"over": over, "page": place.page, "editing": int(place.is_editing)}


def show_changed(request: Request, handoff_id: int) -> None:
    """Bring the posted checklist, and the plan below a form, up to date."""
    checklist.refresh_after(request, handoff_id)
    kept = _kept(request)
    if kept.get("list") == due.LIST:
        below = str(kept.get("over")), id_in(kept.get("page"))
        request.after(partial(due.show_below, request, *below))
    elif over := kept.get("over"):
        is_editing = kept.get("editing") == 1
        place = PlanPlace(str(over), handoff_id, id_in(kept.get("page")), is_editing)
        checklist.show_plan_again(request, place)


def _kept(request: Request) -> Json:
    meta = metadata_of(request.view)
    return {name: meta[name] for name in ("over", "page", "editing", "list") if name in meta}


def _edit(request: Request) -> Edit:
    """Return what the form holds; a field that it does not show is as it was."""
    values, meta = inputs_of(request.view), metadata_of(request.view)
    return Edit(
        title=str(values.get("title") or meta.get("title") or ""),
        due_on=date_in(values.get("due_on")),
        owner_id=values.get("owner") or meta.get("owner"),
    )


def _seen(meta: Mapping[str, object]) -> Seen:
    return Seen(
        version=id_in(meta.get("version")),
        title=str(meta.get("title")),
        due_on=date_in(meta.get("due_on")) or date.min,
        owner_id=str(meta["owner"]) if meta.get("owner") else None,
    )

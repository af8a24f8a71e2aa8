"""The templates in Slack: listed, opened, copied, changed task by task, tried, restored (R12)."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blocks import template_form
from blocks import templates as blocks
from blocks.template_words import overtaken
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, inputs_of, metadata_of
from playbook import template_edit, template_list
from playbook.errors import FieldErrors
from playbook.people import Actor
from playbook.template_edit import Overtaken
from playbook.template_form import FIELDS
from playbook.template_list import Opened
from playbook.words import _

Change = Callable[..., None]
"""A use case of playbook.template_edit: takes session, actor, name, its details, and the time."""


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.commands["templates"] = open_list
    router.actions["templates.list"] = open_list
    router.actions["templates.one"] = open_one
    router.actions["templates.copy"] = copy
    router.actions["templates.restore"] = restore
    router.actions["templates.take_back"] = take_back
    router.actions["templates.task"] = do_with_task
    router.actions["templates.add"] = add
    router.actions["templates.try"] = try_out
    router.actions["templates.date"] = try_another_date
    router.submissions["templates.save"] = save


async def open_list(request: Request) -> Answer | None:
    """Show all templates."""
    found = await request.db.read(template_list.listed, request.actor)
    show(request, blocks.listing(found))
    return None


async def open_one(request: Request) -> Answer | None:
    """Show one template."""
    found = await request.db.read(template_list.opened, request.actor, request.value)
    show(request, blocks.one(found))
    return None


async def copy(request: Request) -> Answer | None:
    """Make the workspace's own copy."""
    said = _("This is your copy now.")
    return await _change(request, request.value, said, template_edit.copy)


async def restore(request: Request) -> Answer | None:
    """Let new handoffs have the shipped one again."""
    said = _("New handoffs follow the shipped one again.")
    return await _change(request, request.value, said, template_edit.restore)


async def take_back(request: Request) -> Answer | None:
    """Undo the last change."""
    name, _colon, version = request.value.partition(":")
    said = _("The last change is taken back.")
    return await _change(request, name, said, template_edit.take_back, id_in(version))


async def do_with_task(request: Request) -> Answer | None:
    """Do what was picked in a task's menu: change it, move it, cross it out."""
    thing, name, key = (*request.value.split(":"), "", "")[:3]
    if thing == "change":
        found = await request.db.read(template_list.opened, request.actor, name)
        show(request, template_form.form(found, template_list.task_of(found, key)))
        return None
    if thing == "cross_out":
        said = _("Crossed out. “Take back the last change” brings it back.")
        return await _change(request, name, said, template_edit.cross_out, key)
    step = -1 if thing == "up" else 1
    return await _change(request, name, "", template_edit.move, key, step)


async def add(request: Request) -> Answer | None:
    """Open the form of a new task."""
    found = await request.db.read(template_list.opened, request.actor, request.value)
    show(request, template_form.form(found, None))
    return None


async def save(request: Request) -> Answer | None:
    """Keep a task as typed, and show the template below with it."""
    known, typed = metadata_of(request.view), inputs_of(request.view)
    name = str(known.get("name", ""))
    fields = {field: typed.get(field) for field in FIELDS}
    seen, key = id_in(known.get("version")), str(known.get("key", ""))
    try:
        found = await request.db.run(
            _then_read, template_edit.save, request.actor, name, seen, key, fields, request.now
        )
    except Overtaken as other:
        said = {field: overtaken(one, other.kind) for field, one in other.changes.items()}
        raise FieldErrors(said) from other
    _show_below(request, "previous_view_id", blocks.one(found, _("Saved.")))
    await _show_list_again(request)
    return None


async def try_out(request: Request) -> Answer | None:
    """Show the template dated."""
    return await _try(request, request.value, None)


async def try_another_date(request: Request) -> Answer | None:
    """Show it dated for another day."""
    name = str(request.view.get("private_metadata") or "")
    picked = inputs_of(request.view).get("anchor_on")
    found = await request.db.read(
        template_list.tried,
        request.actor,
        name,
        date.fromisoformat(picked) if picked else None,
        request.now,
    )
    _show_again(request, blocks.trial(found))
    return None


async def _try(request: Request, name: str, on: date | None) -> Answer | None:
    found = await request.db.read(template_list.tried, request.actor, name, on, request.now)
    show(request, blocks.trial(found))
    return None


async def _change(
    request: Request, name: str, said: str, use_case: Change, *details: Any
) -> Answer | None:
    """Make a change, and show the template in the same modal as it is then."""
    found = await request.db.run(_then_read, use_case, request.actor, name, *details, request.now)
    _show_again(request, blocks.one(found, said))
    await _show_list_again(request)
    return None


def _then_read(
    session: Session, use_case: Change, actor: Actor, name: str, *details: Any
) -> Opened:
    """Do it and read the template in one transaction. `details` end with the time."""
    use_case(session, actor, name, *details)
    return template_list.opened(session, actor, name)


def _show_again(request: Request, view: dict[str, Any]) -> None:
    request.after(partial(request.slack.update_view, str(request.view.get("id")), view))


async def _show_list_again(request: Request) -> None:
    """Let the list, which lies under everything else, say what is the workspace's own now."""
    found = await request.db.read(template_list.listed, request.actor)
    _show_below(request, "root_view_id", blocks.listing(found))


def _show_below(request: Request, which: str, view: dict[str, Any]) -> None:
    view_id = str(request.view.get(which) or "")
    if view_id:
        request.after(partial(request.slack.update_view, view_id, view))

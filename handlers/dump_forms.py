"""The lists of the dump in Slack: a form on top of it for a person or an open item, and removal.

A form is pushed onto the dump's modal. When it is saved it closes, and the view below it is shown
afresh, with what was typed there (it is a draft by then).
https://docs.slack.dev/surfaces/modals#adding_views
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import dump as blocks
from blocks import dump_forms as forms
from blocks.kit import Json
from handlers.dump_views import same_again, show, typed_in, update
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.values import id_in, metadata_of
from playbook import dump_items, dump_people
from playbook.drafts import Typed
from playbook.dump_view import Place, Shown
from playbook.forms import Clash, Form
from playbook.people import Actor

Marks = dict[str, str]
"""What an entry held when its form was shown, by the input's name (playbook.forms)."""

Save = Callable[[Session, Actor, int | None, Typed, Place, str, datetime, Marks], Shown]
"""Saves an entry, or a new one, with the request's key."""

FormView = Callable[[Form, Place], Json]
"""Makes the modal of a form."""

Take = Callable[[Session, Actor, int, Typed, Place, datetime], Shown]
"""Takes an entry out, or marks it."""


def register(router: Router) -> None:
    """Tell the router what the lists answer."""
    router.actions["dump.add_person"] = add_person
    router.actions["dump.edit_person"] = edit_person
    router.actions["dump.remove_person"] = remove_person
    router.actions["dump.mark_left"] = mark_left
    router.submissions["dump.person"] = save_person
    router.actions["dump.add_item"] = add_item
    router.actions["dump.edit_item"] = edit_item
    router.actions["dump.remove_item"] = remove_item
    router.submissions["dump.item"] = save_item


async def add_person(request: Request) -> Answer | None:
    """Open the form of a new person, with what was typed into it before."""
    await _push_person(request, None)
    return None


async def edit_person(request: Request) -> Answer | None:
    """Open the form of a person."""
    await _push_person(request, id_in(request.value))
    return None


async def save_person(request: Request) -> Answer | None:
    """Save the form of a person, and show them in the dump."""
    return await _save(request, dump_people.save, forms.person)


async def remove_person(request: Request) -> Answer | None:
    """Take a person out, and show the list without them."""
    await _take(request, dump_people.remove)
    return None


async def mark_left(request: Request) -> Answer | None:
    """Mark that a person has left the company, and show the list with the mark."""
    await _take(request, dump_people.mark_left)
    return None


async def add_item(request: Request) -> Answer | None:
    """Open the form of a new item of the list's kind, with what was typed into it before."""
    await _push_item(request, None, request.value)
    return None


async def edit_item(request: Request) -> Answer | None:
    """Open the form of an item."""
    await _push_item(request, id_in(request.value), None)
    return None


async def save_item(request: Request) -> Answer | None:
    """Save the form of an item, and show it in the dump."""
    return await _save(request, dump_items.save, forms.item)


async def remove_item(request: Request) -> Answer | None:
    """Take an item out, and show the list without it."""
    await _take(request, dump_items.remove)
    return None


async def _save(request: Request, save: Save, form: FormView) -> Answer | None:
    """Save a form; where somebody else has changed the same meanwhile, show both in it."""
    entry, typed, place = _entry(request), typed_in(request), same_again(request)
    given = (entry, typed, place, request.key, request.now, _marks(request))
    try:
        shown = await request.db.run(save, request.actor, *given)
    except Clash as clash:
        return {"response_action": "update", "view": form(clash.form, place)}
    root = str(request.view.get("root_view_id", ""))
    request.after(partial(update, request, root, blocks.view(shown)))
    return None


async def _take(request: Request, take: Take) -> None:
    entry, typed, place = id_in(request.value), typed_in(request), same_again(request)
    shown = await request.db.run(take, request.actor, entry, typed, place, request.now)
    request.after(partial(show, request, blocks.view(shown)))


async def _push_person(request: Request, contact_id: int | None) -> None:
    place, typed = same_again(request), typed_in(request)
    form: Form = await request.db.run(
        dump_people.form, request.actor, place.handoff_id, contact_id, typed, request.now
    )
    view = forms.person(form, place)
    request.after(partial(request.slack.push_view, request.trigger_id, view))


async def _push_item(request: Request, item_id: int | None, kind: str | None) -> None:
    place, typed = same_again(request), typed_in(request)
    form: Form = await request.db.run(
        dump_items.form, request.actor, place.handoff_id, item_id, kind, typed, request.now
    )
    view = forms.item(form, place)
    request.after(partial(request.slack.push_view, request.trigger_id, view))


def _marks(request: Request) -> Marks:
    marks = metadata_of(request.view).get("marks")
    return {str(k): str(v) for k, v in marks.items()} if isinstance(marks, dict) else {}


def _entry(request: Request) -> int | None:
    """Return the entry that the form is of; None for a new one."""
    entry = metadata_of(request.view).get("entry")
    return None if entry is None else id_in(entry)

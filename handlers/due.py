"""`/handoff due`: what will come to whom and when; leads send it now, skip it, move it."""

from contextlib import suppress
from functools import partial

from blocks import digest as digest_blocks
from blocks import due as blocks
from blocks import plan as plan_blocks
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.slack import Json, Permanent
from handlers.telling import is_deepest
from handlers.values import date_in, id_in, ids_in, inputs_of, metadata_of
from playbook import asking_now, coming, ledger, plan_edit, quiet, snooze

LIST = "due.list"
"""The modal that lists what comes."""


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.commands["due"] = open_list
    router.actions["due.open"] = open_list
    router.actions["due.page"] = turn_page
    router.actions["due.change"] = change
    router.actions["due.question"] = change_question
    router.actions["due.ledger"] = open_ledger
    router.actions["due.ledger_page"] = turn_ledger
    router.actions["quiet.open"] = open_quiet
    router.actions["quiet.end"] = end_quiet
    router.submissions["quiet.save"] = save_quiet


async def open_list(request: Request) -> Answer | None:
    """Open what comes, as a modal."""
    found = await request.db.read(coming.read, request.actor, request.now)
    show(request, blocks.view(found))
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show an earlier or later page of it."""
    await _show_again(request, str(request.view["id"]), id_in(request.value))
    return None


async def change(request: Request) -> Answer | None:
    """Send one thing now, skip it, or ask to which day it moves."""
    word, handoff, task, person_id = (*request.value.split(":", 3), "", "", "")[:4]
    ids = id_in(handoff), id_in(task)
    view_id, page = str(request.view["id"]), id_in(metadata_of(request.view).get("page"))
    if word == "move":
        meta = {"handoff": ids[0], "task": ids[1], "person": person_id}
        place = {"view": view_id, "page": page}
        show(request, digest_blocks.until_form({**meta, **place}, is_move=True))
        return None
    if word == "now":
        done = await request.db.run(
            snooze.send_now, request.actor, *ids, person_id, request.now, request.key
        )
        note = blocks.sent_now(done.title, person_id)
    else:
        done = await request.db.run(snooze.skip, request.actor, *ids, person_id, request.now)
        note = blocks.skipped(done.title, person_id)
    await _show_again(request, view_id, page, note)
    return None


async def change_question(request: Request) -> Answer | None:
    """Put a question now; skip it, with the reason, or move it, as its task in the plan."""
    word, _colon, value = request.value.partition(":")
    if word == "now":
        done = await request.db.run(asking_now.ask_now, request.actor, id_in(value), request.now)
        page = id_in(metadata_of(request.view).get("page"))
        note = blocks.asked_now(done)
        await _show_again(request, str(request.view["id"]), page, note)
        return None
    sheet = await request.db.read(plan_edit.open_sheet, request.actor, *ids_in(value))
    over = _way_back(request)
    is_skip = word == "skip"
    show(request, plan_blocks.skip_form(sheet, over) if is_skip else plan_blocks.form(sheet, over))
    return None


async def move(request: Request) -> Answer | None:
    """Move what somebody hears of a task to the chosen day."""
    meta = metadata_of(request.view)
    ids = id_in(meta.get("handoff")), id_in(meta.get("task"))
    on = date_in(inputs_of(request.view).get("on"))
    person_id = str(meta.get("person"))
    done = await request.db.run(snooze.move, request.actor, *ids, person_id, on, request.now)
    note = digest_blocks.put_off(done)
    await _show_again(request, str(meta.get("view")), id_in(meta.get("page")), note)
    return None


async def show_below(request: Request, view_id: str, page: int) -> None:
    """Bring the list up to date on which a form about the plan lay."""
    found = await request.db.read(coming.read, request.actor, request.now, page)
    with suppress(Permanent):  # whoever closed it meanwhile needs no newer one
        await request.slack.update_view(view_id, blocks.view(found, blocks.changed()))


async def open_ledger(request: Request) -> Answer | None:
    """Open what was sent, as a modal."""
    show(request, await _ledger(request))
    return None


async def turn_ledger(request: Request) -> Answer | None:
    """Show an earlier or later page of it."""
    view = await _ledger(request)
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    return None


async def open_quiet(request: Request) -> Answer | None:
    """Open the form for quiet days."""
    found = await request.db.read(quiet.read, request.actor, request.now)
    show(request, blocks.quiet_form(found))
    return None


async def end_quiet(request: Request) -> Answer | None:
    """Take quiet days back, and show those that are left."""
    await request.db.run(quiet.end, request.actor, id_in(request.value), request.now)
    found = await request.db.read(quiet.read, request.actor, request.now)
    view = blocks.quiet_form(found)
    request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    return None


async def save_quiet(request: Request) -> Answer | None:
    """Set quiet days."""
    values = inputs_of(request.view)
    people = [str(person) for person in values.get("people") or ()]
    first, last = date_in(values.get("first")), date_in(values.get("last"))
    await request.db.run(quiet.set_days, request.actor, people, first, last, request.now)
    return None


def _way_back(request: Request) -> Json:
    """Return what a form keeps of the list that it lies on; one in the list's place, nothing."""
    if is_deepest(request.view):
        return {}
    page = id_in(metadata_of(request.view).get("page"))
    return {"over": str(request.view["id"]), "page": page, "list": LIST}


async def _ledger(request: Request) -> Json:
    found = await request.db.read(ledger.read, request.actor, id_in(request.value))
    return blocks.ledger(found)


async def _show_again(request: Request, view_id: str, page: int, note: str = "") -> None:
    found = await request.db.read(coming.read, request.actor, request.now, page)
    request.after(partial(request.slack.update_view, view_id, blocks.view(found, note)))

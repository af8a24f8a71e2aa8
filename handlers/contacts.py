"""The people at the customer and their data, from the menu of a handoff (R31).

A file goes to the DM of who asked: https://docs.slack.dev/messaging/working-with-files
"""

import json
from functools import partial

from blocks import contacts as blocks
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, ids_in, inputs_of
from playbook import contacts_privacy
from playbook.contacts_privacy import Exported


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["contacts.open"] = open_list
    router.actions["contacts.page"] = turn_page
    router.actions["contacts.export"] = export
    router.actions["contacts.renew"] = renew
    router.actions["contacts.erasing"] = ask_to_erase
    router.submissions["contacts.erase"] = erase


async def open_list(request: Request) -> Answer | None:
    """List the people of a handoff's account."""
    found = await request.db.read(contacts_privacy.read, request.actor, id_in(request.value))
    show(request, blocks.listed(found))
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show an earlier or later page of them."""
    await _show_again(request, *ids_in(request.value))
    return None


async def export(request: Request) -> Answer | None:
    """Send all that this person may see of one contact to them, as a file."""
    which = ids_in(request.value)
    found = await request.db.run(contacts_privacy.export, request.actor, *which, request.now)
    request.after(partial(_send, request, found))
    return None


async def renew(request: Request) -> Answer | None:
    """Keep somebody's personal details for another while."""
    which = ids_in(request.value)
    await request.db.run(contacts_privacy.renew, request.actor, *which, request.now)
    await _show_again(request, *ids_in(str(request.view.get("private_metadata"))))
    return None


async def ask_to_erase(request: Request) -> Answer | None:
    """Ask the lead to type the name."""
    which = ids_in(request.value)
    found = await request.db.read(contacts_privacy.erasing, request.actor, *which)
    show(request, blocks.erasing(found))
    return None


async def erase(request: Request) -> Answer | None:
    """Erase somebody, and show what is left to be checked by hand."""
    number, contact_id = ids_in(str(request.view.get("private_metadata")))
    typed = str(inputs_of(request.view).get("name") or "")
    done = await request.db.run(
        contacts_privacy.erase, request.actor, number, contact_id, typed, request.now
    )
    return {"response_action": "update", "view": blocks.erased(done)}


async def _show_again(request: Request, number: int, page: int) -> None:
    found = await request.db.read(contacts_privacy.read, request.actor, number, page)
    view_id = str(request.view["id"])
    request.after(partial(request.slack.update_view, view_id, blocks.listed(found)))


async def _send(request: Request, found: Exported) -> None:
    """Send the file to who asked. Raises SlackError."""
    dm = await request.slack.open_dm(request.actor.id)
    content = json.dumps(found.data, ensure_ascii=False, indent=2)
    await request.slack.upload(dm, "contact.json", content, blocks.coming(found.name))

"""Naming the leads, from App Home (R32)."""

from functools import partial

from blocks import leads as blocks
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.values import inputs_of
from playbook import leads


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["leads.open"] = open_form
    router.submissions["leads.save"] = save


async def open_form(request: Request) -> Answer | None:
    """Open the modal with those who lead now."""
    found = await request.db.read(leads.read, request.actor)
    request.after(partial(request.slack.open_view, request.trigger_id, blocks.form(found)))
    return None


async def save(request: Request) -> Answer | None:
    """Let the chosen people lead, and nobody else."""
    wanted = [str(person_id) for person_id in inputs_of(request.view).get("leads") or ()]
    await request.services.people.know(request.actor.workspace_id, wanted)
    await request.db.run(leads.name, request.actor, wanted, request.now)
    return None

"""The same answer as for another account, in Slack: a menu beside a question, filled as it opens.

https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
"""

from functools import partial

from blocks import dump as blocks
from blocks import dump_same as menu
from handlers.dump_views import place_of, same_again, show, typed_in
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.values import id_in
from playbook import dump_same


def register(router: Router) -> None:
    """Tell the router what the menu answers."""
    router.options["dump.same"] = offer
    router.actions["dump.same"] = copy


async def offer(request: Request) -> Answer | None:
    """Offer the accounts whose answer may be copied, with how it begins."""
    handoff_id = place_of(request).handoff_id
    question = menu.question_of(str(request.payload.get("block_id", "")))
    typed = str(request.payload.get("value") or "")
    found = await request.db.read(dump_same.offer, request.actor, handoff_id, question, typed)
    return {"options": menu.options(found)}


async def copy(request: Request) -> Answer | None:
    """Type the chosen account's answer into the question, and show the view with it."""
    shown = await request.db.run(
        dump_same.copy,
        request.actor,
        menu.question_of(str(request.action.get("block_id", ""))),
        id_in(request.value),
        typed_in(request),
        same_again(request),
        request.now,
    )
    request.after(partial(show, request, blocks.view(shown)))
    return None

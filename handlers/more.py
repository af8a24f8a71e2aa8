"""The menus of a handoff: what is chosen is done as if its own button had been pressed."""

from dataclasses import replace
from functools import partial

from blocks.more import parted
from handlers.request import Request
from handlers.router import Answer, Router


def register(router: Router) -> None:
    """Answer the menus."""
    router.actions["more"] = partial(_choose, router)


async def _choose(router: Router, request: Request) -> Answer | None:
    action_id, value = parted(request.value)
    handler = router.action(action_id)
    if handler is None:
        return None
    pressed = {"type": "button", "action_id": action_id, "value": value}
    return await handler(replace(request, payload={**request.payload, "actions": [pressed]}))

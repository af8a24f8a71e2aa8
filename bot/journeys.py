"""Every journey of the product, listed: what answers Slack, and what is said of its own accord."""

from handlers import checklist
from handlers.messages import Compose
from handlers.router import Router


def make_router() -> Router:
    """Return the router, filled by all journeys."""
    router = Router()
    for journey in (checklist,):
        journey.register(router)
    return router


def composers() -> dict[str, Compose]:
    """Return who composes which effect's message."""
    found: dict[str, Compose] = {}
    return found

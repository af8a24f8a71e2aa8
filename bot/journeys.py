"""Every journey of the product, listed: what answers Slack, and what is said of its own accord."""

from handlers import check_in, checklist, events, leads, settings
from handlers.messages import Compose
from handlers.router import Router


def make_router() -> Router:
    """Return the router, filled by all journeys."""
    router = Router()
    for journey in (checklist, check_in, settings, leads, events):
        journey.register(router)
    return router


def composers() -> dict[str, Compose]:
    """Return who composes which effect's message."""
    found: dict[str, Compose] = {}
    for journey in (check_in,):
        found |= journey.MESSAGES
    return found

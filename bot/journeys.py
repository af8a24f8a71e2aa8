"""Every journey of the product, listed: what answers Slack, and what is said of its own accord."""

from handlers import (
    bau,
    check_in,
    checklist,
    events,
    home,
    leads,
    part,
    settings,
    start,
    status,
)
from handlers import help as help_
from handlers.messages import Compose
from handlers.router import Router


def make_router() -> Router:
    """Return the router, filled by all journeys."""
    router = Router()
    for journey in (
        help_,
        start,
        part,
        status,
        home,
        checklist,
        bau,
        check_in,
        settings,
        leads,
        events,
    ):
        journey.register(router)
    return router


def composers() -> dict[str, Compose]:
    """Return who composes which effect's message."""
    found: dict[str, Compose] = {}
    for journey in (part, check_in, bau):
        found |= journey.MESSAGES
    return found

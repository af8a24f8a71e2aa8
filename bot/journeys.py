"""Every journey of the product, listed: what answers Slack, and what is said of its own accord."""

from collections.abc import Mapping

from handlers import (
    agenda,
    bau,
    brief,
    call_file,
    canvas,
    changes,
    check_in,
    checklist,
    clarify,
    concern,
    contacts,
    correct,
    customer_message,
    debrief,
    debriefs,
    digest,
    due,
    dump,
    dump_forms,
    dump_same,
    events,
    help,  # noqa: A004  # a journey is named as people call it
    home,
    leaderless,
    leads,
    log,
    looks,
    more,
    moves,
    observers,
    part,
    place,
    plan,
    proposal,
    refresh,
    release,
    release_report,
    repeated,
    replan,
    review,
    settings,
    silence,
    start,
    status,
    templates,
    temporary,
    touchpoint,
    trend,
    undelivered,
    unreachable,
)
from handlers.messages import Compose
from handlers.router import Router

ANSWERS = (
    agenda,
    bau,
    brief,
    call_file,
    changes,
    check_in,
    checklist,
    clarify,
    concern,
    contacts,
    correct,
    customer_message,
    debrief,
    debriefs,
    digest,
    due,
    dump,
    dump_forms,
    dump_same,
    events,
    help,
    home,
    leaderless,
    leads,
    looks,
    log,
    more,
    moves,
    observers,
    part,
    place,
    plan,
    proposal,
    refresh,
    release,
    release_report,
    repeated,
    replan,
    review,
    settings,
    silence,
    start,
    status,
    templates,
    temporary,
    touchpoint,
    unreachable,
    trend,
)
"""The journeys that answer Slack."""

SAYS = (
    agenda,
    brief,
    bau,
    canvas,
    check_in,
    clarify,
    concern,
    correct,
    customer_message,
    debrief,
    digest,
    leaderless,
    looks,
    moves,
    observers,
    part,
    place,
    proposal,
    refresh,
    release,
    replan,
    review,
    silence,
    temporary,
    touchpoint,
    undelivered,
    unreachable,
)
"""The journeys that send messages of their own accord."""


def make_router() -> Router:
    """Return the router, filled by all journeys."""
    router = Router()
    for journey in ANSWERS:
        journey.register(router)
    return router


def composers() -> Mapping[str, Compose]:
    """Return who composes which effect's message."""
    return {effect: compose for journey in SAYS for effect, compose in journey.MESSAGES.items()}

"""Showing something: a modal wherever it was asked for, or an answer to a command."""

from collections.abc import Sequence
from functools import partial

from handlers.request import Request
from handlers.router import Answer
from handlers.slack import Json
from handlers.telling import is_deepest


def show(request: Request, view: Json) -> None:
    """Let a modal appear once the request is acknowledged, whatever it came from.

    Slack lays at most three modals on top of each other; a fourth takes the third one's place.
    https://docs.slack.dev/surfaces/modals#view_stack
    """
    if request.view.get("type") != "modal":
        request.after(partial(request.slack.open_view, request.trigger_id, view))
    elif is_deepest(request.view):
        request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    else:
        request.after(partial(request.slack.push_view, request.trigger_id, view))


def only_for_you(text: str, blocks: Sequence[Json]) -> Answer:
    """Return the answer to a command that only the person who typed it sees.

    https://docs.slack.dev/interactivity/implementing-slash-commands#responding_immediate_response
    """
    return {"response_type": "ephemeral", "text": text, "blocks": list(blocks)}

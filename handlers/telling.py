"""Telling somebody why a thing was not done, where they are looking: one way for each surface."""

import logging
from collections.abc import Mapping

from blocks.kit import escape
from blocks.notice import notice
from handlers.kinds import Kind, channel_of, kind_of
from handlers.request import Request
from handlers.router import Answer
from handlers.slack import Gone, Permanent, SlackError
from playbook.errors import FieldErrors

log = logging.getLogger(__name__)


def field_errors(request: Request, error: FieldErrors) -> Answer:
    """Return the answer that shows the errors at their inputs.

    An input's block id is its field's name, with a suffix after "@" where it had to be unique.
    Errors of fields that the modal does not show stand at its first input.
    """
    blocks = _inputs(request)
    shown = {
        block: error.fields[_field(block)] for block in blocks if _field(block) in error.fields
    }
    if shown:
        return {"response_action": "errors", "errors": shown}
    return refused_submission(request, escape(str(error)))


def refused_submission(request: Request, text: str) -> Answer:
    """Return the answer to a submission that says why not, and keeps what was typed if it can."""
    view = request.view
    action = "update" if is_deepest(view) else "push"
    return {"response_action": action, "view": notice(text)}


def at_once(request: Request, text: str) -> Answer | None:
    """Return the acknowledgement that tells it; None where this kind of payload cannot."""
    match kind_of(request.payload):
        case Kind.COMMAND:
            return {"response_type": "ephemeral", "text": text}
        case Kind.SUBMISSION:
            return refused_submission(request, text)
        case Kind.OPTIONS:
            return {"options": []}
        case _:
            return None


async def afterwards(request: Request, text: str) -> None:
    """Tell it after the acknowledgement: beside what they clicked, or in the DM as a last resort.

    Raises SlackError if Slack takes it nowhere.
    """
    if kind_of(request.payload) in (Kind.EVENT, Kind.CLOSING, Kind.OPTIONS):
        return
    try:
        await _beside(request, text)
    except (Gone, Permanent):
        dm = await request.slack.open_dm(request.actor.id)
        await request.slack.post(dm, text, [])


async def try_to_tell(request: Request, text: str) -> None:
    """Tell it afterwards; if Slack takes it nowhere, that is logged, and that is all."""
    try:
        await afterwards(request, text)
    except SlackError as error:
        log.warning("A person could not be told what happened: %s", error.code)


async def _beside(request: Request, text: str) -> None:
    url = str(request.payload.get("response_url") or "")
    channel_id = channel_of(request.payload)
    if url:
        await request.slack.respond(url, text)
    elif request.view.get("type") == "modal" and not is_deepest(request.view):
        await request.slack.push_view(request.trigger_id, notice(text))
    elif channel_id:
        await request.slack.whisper(channel_id, request.actor.id, text)
    else:
        await request.slack.open_view(request.trigger_id, notice(text))


def _inputs(request: Request) -> list[str]:
    blocks = request.view.get("blocks") or ()
    return [str(block.get("block_id")) for block in blocks if block.get("type") == "input"]


def _field(block_id: str) -> str:
    return block_id.partition("@")[0]


def is_deepest(view: Mapping[str, object]) -> bool:
    """Whether two modals lie under this one: Slack takes at most three on top of each other."""
    root = view.get("root_view_id")
    return root not in (None, view.get("id")) and view.get("previous_view_id") != root

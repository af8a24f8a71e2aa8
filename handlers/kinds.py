"""The kinds of payload that Slack sends, and what of them is read before a handler is known."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import uuid4

from playbook.people import Actor

Payload = Mapping[str, Any]

_KEY_LENGTH = 120


class Kind(StrEnum):
    """What somebody did, or what happened."""

    COMMAND = "command"
    ACTION = "block_actions"
    SUBMISSION = "view_submission"
    CLOSING = "view_closed"
    SHORTCUT = "shortcut"
    OPTIONS = "block_suggestion"
    EVENT = "event_callback"


def kind_of(payload: Payload) -> Kind:
    """Return the kind of a payload that the guard has let through."""
    found = payload.get("type", Kind.COMMAND)
    return Kind.SHORTCUT if found == "message_action" else Kind(found)


def actor_of(payload: Payload, admins: frozenset[str]) -> Actor:
    """Return who did it. Of an event it is whom the event is about, if anybody."""
    person_id = _person(payload) or _person(payload.get("event") or {})
    return Actor(_workspace(payload), person_id, named_admin=person_id in admins)


def key_of(payload: Payload) -> str:
    """Return what is unique to this request, and the same for its replays and retries."""
    view = payload.get("view") or {}
    found = payload.get("event_id") or payload.get("trigger_id") or _view_key(view)
    return str(found or uuid4().hex)[:_KEY_LENGTH]


def channel_of(payload: Payload) -> str | None:
    """Return the channel it happened in; None for a modal or App Home."""
    container = payload.get("container") or {}
    found = payload.get("channel_id") or _id(payload.get("channel")) or container.get("channel_id")
    return str(found) if found else None


def _workspace(payload: Payload) -> str:
    view = payload.get("view") or {}
    user = payload.get("user")
    found = (
        view.get("app_installed_team_id")
        or _id(payload.get("team"))
        or next((one.get("team_id") for one in payload.get("authorizations") or ()), None)
        or payload.get("team_id")
        or (user.get("team_id") if isinstance(user, dict) else None)
    )
    return str(found or "")


def _person(part: Payload) -> str:
    return str(_id(part.get("user")) or part.get("user_id") or "")


def _id(part: Any) -> str | None:
    found = part.get("id") if isinstance(part, dict) else part
    return str(found) if found else None


def _view_key(view: Payload) -> str:
    return f"{view['id']}:{view.get('hash', '')}" if view.get("id") else ""

"""Reading what arrives: who sent it is proven first, then it must have the shape that Slack sends.

Bolt answers 500 to invalid JSON, bodies that are not UTF-8, deep nesting and parts of the wrong
kind, and logs bodies. So requests are read here, and Bolt gets them as it gets Socket Mode's:
parsed.
https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from slack_sdk.signature import SignatureVerifier
from yarl import URL

Payload = dict[str, Any]

MOST_BYTES = 1_000_000
"""Slack's largest payloads hold a view of 250 KB, escaped."""

_MOST_FIELDS = 100
_LONG_MOMENT = 20
_NO_UTF_8 = "\N{REPLACEMENT CHARACTER}"
"""What yarl puts where bytes are no UTF-8; somebody may also have written it."""

_TYPES = frozenset(
    {
        "block_actions",
        "block_suggestion",
        "event_callback",
        "message_action",
        "shortcut",
        "url_verification",
        "view_closed",
        "view_submission",
    }
)
_TEXTS = (
    "action_id",
    "api_app_id",
    "callback_id",
    "channel_id",
    "command",
    "enterprise_id",
    "event_id",
    "response_url",
    "team_id",
    "text",
    "trigger_id",
    "user_id",
    "value",
)
_OBJECTS = ("container", "event", "message", "state", "view")
_NAMED = ("channel", "enterprise", "team", "user")
"""A text, or an object with a text as id."""
_LISTS = ("actions", "authorizations", "response_urls")
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "block_actions": ("actions", "user"),
    "block_suggestion": ("action_id", "user"),
    "event_callback": ("event",),
    "message_action": ("callback_id", "user"),
    "shortcut": ("callback_id", "user"),
    "view_closed": ("view", "user"),
    "view_submission": ("view", "user"),
}


class Rejected(Exception):
    """The request is not answered. `status` is that of HTTP."""

    status = 400


class Unproven(Rejected):
    """The request is not signed by Slack, or was signed more than five minutes ago."""

    status = 401


def decode(body: bytes) -> str:
    """Return a body's text. Raises Rejected."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Rejected("The body is no UTF-8.") from error


def prove(verifier: SignatureVerifier, body: str, headers: Mapping[str, str]) -> None:
    """Raise Unproven unless Slack signed the body within the last five minutes, in real time."""
    timestamp = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "")
    is_moment = timestamp.isascii() and timestamp.isdigit() and len(timestamp) < _LONG_MOMENT
    if not (is_moment and signature.isascii()):
        raise Unproven("The request is not signed.")
    if not verifier.is_valid(body, timestamp, signature):
        raise Unproven("The signature does not fit, or is too old.")


def read(body: str, content_type: str) -> Payload:
    """Return the payload in a request's body. Raises Rejected for anything Slack does not send."""
    try:
        payload = orjson.loads(body) if content_type == "application/json" else _form(body)
    except ValueError as error:
        raise Rejected("The body cannot be read.") from error
    return check(payload)


def check(payload: Any) -> Payload:
    """Return the payload if its parts are of the kinds that Slack sends; else raise Rejected."""
    if not isinstance(payload, dict):
        raise Rejected("The body is no object.")
    _check_type(payload)
    _check_parts(payload)
    _check_event(payload.get("event"))
    _check_view(payload.get("view"))
    for action in payload.get("actions") or ():
        _require(action, ("action_id",))
        _texts(action, ("action_id", "block_id", "value", "type"))
    return payload


def is_ssl_check(body: str) -> bool:
    """Whether this is Slack's look at the certificate, which changes nothing and needs no proof."""
    return body.startswith("ssl_check=1") or body.endswith("&ssl_check=1")


def _form(text: str) -> Any:
    if text.count("&") >= _MOST_FIELDS:
        raise Rejected("The form has too many fields.")
    # A payload is thousands of escapes: yarl undoes them in C, ten times as fast as urllib.
    fields = dict(URL.build(query_string=text, encoded=True).query)
    if any(_NO_UTF_8 in value for value in fields.values()):
        fields = dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    return orjson.loads(fields["payload"]) if "payload" in fields else fields


def _check_type(payload: Payload) -> None:
    if "command" in payload and "type" not in payload:
        _require(payload, ("command", "user_id"))
        return
    kind = payload.get("type")
    if not isinstance(kind, str) or kind not in _TYPES:
        raise Rejected("Of an unknown type.")
    _require(payload, _NEEDS.get(kind, ()))


def _require(payload: Payload, names: tuple[str, ...]) -> None:
    for name in names:
        if not payload.get(name):
            raise Rejected(f"{name} is missing.")


def _check_parts(payload: Payload) -> None:
    _texts(payload, _TEXTS)
    for name in _OBJECTS:
        if not isinstance(payload.get(name) or {}, dict):
            raise Rejected(f"{name} is no object.")
    for name in _NAMED:
        _check_named(name, payload.get(name))
    for name in _LISTS:
        found = payload.get(name)
        if found is not None and not _is_list_of_objects(found):
            raise Rejected(f"{name} is no list of objects.")
    for authorization in payload.get("authorizations") or ():
        _texts(authorization, ("enterprise_id", "team_id", "user_id"))
        if "authorizations" in authorization:
            raise Rejected("authorizations are nested.")


def _check_named(name: str, part: Any) -> None:
    if part is None or isinstance(part, str):
        return
    if not isinstance(part, dict) or not isinstance(part.get("id") or "", str):
        raise Rejected(f"{name} is neither a name nor an object.")
    if name == "user":
        _texts(part, ("team_id",))


def _check_event(event: Any) -> None:
    """An event's parts; Bolt looks for ids in them, as deep as they are nested."""
    if not event:
        return
    if not isinstance(event.get("type"), str):
        raise Rejected("The event has no type.")
    _texts(event, ("channel_id", "team_id", "user_id", "tab"))
    for name in _NAMED:
        _check_named(name, event.get(name))
    for name in ("item", "assistant_thread", "message", "previous_message"):
        if any(inner in (event.get(name) or ()) for inner in ("item", "message", "event")):
            raise Rejected(f"{name} is nested.")
    if "event" in event or "authorizations" in event:
        raise Rejected("The event is nested.")


def _check_view(view: Any) -> None:
    if not view:
        return
    _require(view, ("type",))
    _texts(view, ("id", "type", "callback_id", "private_metadata", "hash", "app_installed_team_id"))
    state = view.get("state") or {}
    values = state.get("values", {}) if isinstance(state, dict) else None
    if not isinstance(values, dict) or not all(isinstance(part, dict) for part in values.values()):
        raise Rejected("The view's state is no object.")
    if view.get("blocks") is not None and not _is_list_of_objects(view["blocks"]):
        raise Rejected("The view's blocks are no list.")


def _texts(part: Payload, names: tuple[str, ...]) -> None:
    for name in names:
        if not isinstance(part.get(name) or "", str):
            raise Rejected(f"{name} is no text.")


def _is_list_of_objects(part: Any) -> bool:
    return isinstance(part, list) and all(isinstance(item, dict) for item in part)

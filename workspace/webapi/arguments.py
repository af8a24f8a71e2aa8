"""The arguments of Web API calls: JSON or form bodies, typed by the method's table entry.

https://docs.slack.dev/apis/web-api#methods_supporting_json: a call comes as a query string, a form
or JSON; in forms lists and objects are JSON texts, and flags are ``true`` or ``1``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from workspace.bodies import load_json
from workspace.errors import SlackError
from workspace.state import Json


class Mistyped(ValueError):
    """An argument of the wrong type; the message is in Slack's words."""


Kind = Callable[[Any], Any]
"""Turns a raw argument into a typed one. Raises `Mistyped` in Slack's words."""


def text(raw: Any) -> str:
    """A text; numbers are taken as they are written."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise Mistyped("must be a string")
    return str(raw)


def whole(raw: Any) -> int:
    """A whole number."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"-?\d{1,9}", raw):
        return int(raw)
    raise Mistyped("must be an integer")


def flag(raw: Any) -> bool:
    """Yes or no."""
    if isinstance(raw, bool):
        return raw
    if str(raw).lower() in ("true", "1"):
        return True
    if str(raw).lower() in ("false", "0", ""):
        return False
    raise Mistyped("must be a boolean")


def names(raw: Any) -> list[str]:
    """A list of ids, separated by commas or given as a JSON list."""
    items = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise Mistyped("must be a comma separated list")
    return [item.strip() for item in items if item.strip()]


def array(raw: Any) -> list[Any]:
    """A JSON list."""
    value = _from_text(raw)
    if not isinstance(value, list):
        raise Mistyped("must provide an array")
    return value


def thing(raw: Any) -> Json:
    """A JSON object."""
    value = _from_text(raw)
    if not isinstance(value, dict):
        raise Mistyped("must provide an object")
    return value


def typed(raw: Json, needs: Mapping[str, Kind], takes: Mapping[str, Kind]) -> Json:
    """The arguments that a method needs and takes, typed; others are left out, as Slack does.

    Raises `SlackError` invalid_arguments for a missing or mistyped one, invalid_arg_name for a name
    that cannot be one.
    """
    if any(not re.fullmatch(r"\w{1,60}", name) for name in raw):
        raise SlackError("invalid_arg_name")
    missing = [name for name in needs if raw.get(name) in (None, "")]
    if missing:
        problems = [f"[ERROR] missing required field: {name}" for name in missing]
        raise SlackError("invalid_arguments", *problems)
    kinds = {**needs, **takes}
    return {name: _typed(name, raw[name], kind) for name, kind in kinds.items() if _has(raw, name)}


def read_body(content_type: str, body: bytes) -> Json:
    """The raw arguments in a request's body. Raises `SlackError` for one that cannot be read."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body:
        return {}
    if kind == "application/json":
        return _read_json(body)
    if kind in ("", "application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    raise SlackError("invalid_post_type")


def _read_json(body: bytes) -> Json:
    try:
        value = load_json(body)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value


def _from_text(raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    return load_json(raw)


def _has(raw: Json, name: str) -> bool:
    return raw.get(name) is not None


def _typed(name: str, raw: Any, kind: Kind) -> Any:
    try:
        return kind(raw)
    except ValueError as error:
        if name in ("blocks", "attachments"):
            raise SlackError(f"invalid_{name}_format") from error
        text = f"[ERROR] {error} [json-pointer:/{name}]"
        raise SlackError("invalid_arguments", text) from error

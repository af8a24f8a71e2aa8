"""Reading requests to the control interface: JSON bodies and typed fields, with errors in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from workspace.bodies import load_json, read_limited
from workspace.errors import ControlError
from workspace.state import Json


async def body_of(request: Request) -> Json:
    """The JSON object in a request's body, empty when it has none. Raises `ControlError`."""
    value = await any_body_of(request)
    if not isinstance(value, dict):
        raise ControlError("bad_json", "The body must be a JSON object.")
    return value


async def any_body_of(request: Request) -> Any:
    """The JSON in a request's body. Raises `ControlError`."""
    try:
        raw = await read_limited(request)
        return load_json(raw) if raw else {}
    except ValueError as error:
        raise ControlError("bad_json", f"The body is not JSON that can be read: {error}") from error


def text_in(body: Json, name: str, default: str | None = None) -> str:
    """A text field. Raises `ControlError` when it is missing or something else."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise ControlError("bad_field", f"{name} must be a text.")
    return value


def number_in(raw: Any, name: str, least: float, most: float) -> float:
    """A number within bounds. Raises `ControlError`."""
    try:
        value = float(raw)
    except (TypeError, ValueError, OverflowError) as error:
        raise ControlError("bad_field", f"{name} must be a number.") from error
    if not least <= value <= most:
        raise ControlError("bad_field", f"{name} must be between {least:g} and {most:g}.")
    return value


def whole_in(raw: Any, name: str) -> int:
    """A whole number that is not negative. Raises `ControlError`."""
    return int(number_in(raw, name, 0, 10**12))


def moment_in(raw: Any, name: str) -> datetime:
    """A moment with its zone, as ISO text. Raises `ControlError`."""
    try:
        moment = datetime.fromisoformat(raw)
    except (TypeError, ValueError) as error:
        text = f"{name} must be a moment like 2026-03-02T09:00:00Z."
        raise ControlError("bad_field", text) from error
    if moment.tzinfo is None:
        raise ControlError("bad_field", f"{name} needs its zone, as in 2026-03-02T09:00:00Z.")
    return moment.astimezone(UTC)

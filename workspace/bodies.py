"""Reading bodies that anybody may have made: their size, their JSON, how deeply it nests."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

LARGEST = 2_000_000
"""Bytes of a body; Slack's largest, a view, has an eighth of it."""

DEEPEST = 40
"""How deeply JSON may nest; Block Kit needs about ten."""


class TooLarge(ValueError):
    """A body is larger than anything Slack takes."""


async def read_limited(request: Request, largest: int = LARGEST) -> bytes:
    """A request's body. Raises `TooLarge`."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > largest:
            raise TooLarge(f"the body has more than {largest} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def load_json(raw: str | bytes) -> Any:
    """Parse JSON. Raises ValueError also for NaN, half characters, and what nests too deeply."""
    try:
        value = json.loads(raw, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if too_deep(value, DEEPEST):
        raise ValueError("nested too deeply")
    if "\\ud" in str(raw).lower():
        json.dumps(value, ensure_ascii=False).encode()
    return value


def too_deep(value: Any, levels: int) -> bool:
    """Whether JSON nests deeper than so many levels."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return levels == 0 or any(too_deep(v, levels - 1) for v in value if isinstance(v, dict | list))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")

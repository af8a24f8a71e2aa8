"""Checking blocks and views as Slack does before it takes them."""

from __future__ import annotations

from typing import Any, Literal

from workspace.errors import SlackError
from workspace.state import Json

Surface = Literal["message", "modal", "home"]
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}


def check_blocks(blocks: list[Any], surface: Surface) -> None:
    """Raises `SlackError` invalid_blocks."""
    if len(blocks) > MOST_BLOCKS[surface] or not all(isinstance(b, dict) for b in blocks):
        raise SlackError("invalid_blocks")


def check_view(view: Any, surface: Literal["modal", "home"]) -> Json:
    """The view. Raises `SlackError` invalid_arguments."""
    if not isinstance(view, dict) or not isinstance(view.get("blocks"), list):
        raise SlackError("invalid_arguments")
    check_blocks(view["blocks"], surface)
    return view


def problems_of_options(body: Json) -> list[str]:
    """What is wrong with the options that an app suggested."""
    return [] if "options" in body or "option_groups" in body else ["must define options"]

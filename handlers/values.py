"""Reading what comes back in buttons and modals. What cannot be read is refused, not an error."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from playbook.errors import NotThere
from playbook.words import _

_LARGEST = 2**31 - 1
_HELD = (
    "value", "selected_user", "selected_users", "selected_date", "selected_conversation",
    "selected_conversations", "selected_date_time",
)  # fmt: skip


def id_in(value: object) -> int:
    """Return the id (or page) that a button's value or a modal's metadata carries.

    Raises NotThere where it is none, as for an id that leads nowhere.
    """
    text = str(value)
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > _LARGEST:
        raise NotThere(
            _("This button leads nowhere any more. `/handoff list` shows what there is.")
        )
    return int(text)


def ids_in(value: str) -> tuple[int, int]:
    """Return the two ids of a value "handoff:task". Raises NotThere where there are none."""
    first, _colon, second = value.partition(":")
    return id_in(first), id_in(second)


def date_in(value: object) -> date | None:
    """Return the date that a date picker or a modal's metadata holds; None where it is empty."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def metadata_of(view: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a modal's private_metadata as it was written; empty where it is not ours."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def handoff_in(view: Mapping[str, Any]) -> int:
    """Return the handoff that a modal's metadata names. Raises NotThere where it names none."""
    return id_in(metadata_of(view).get("handoff"))


def inputs_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a modal's inputs hold, by block id; None where one is empty.

    A text, date or moment (in seconds since 1970) is itself, a picked option its value, a picked
    person or channel their id; several picked ones are a list.
    """
    blocks: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    return {
        block_id: _held(element)
        for block_id, inputs in blocks.items()
        for element in inputs.values()
    }


def _held(element: Mapping[str, Any]) -> Any:
    option = element.get("selected_option") or {}
    ticked = [one.get("value") for one in element.get("selected_options") or ()]
    others = [element[held] for held in _HELD if element.get(held)]
    return option.get("value") or ticked or (others[0] if others else None)

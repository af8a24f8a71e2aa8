"""Where in a dump a modal is, as its private_metadata carries it from one request to the next."""

import json
from collections.abc import Mapping
from typing import Any

from playbook.dump_view import Place

_LONGEST = 40
_PARTS: tuple[tuple[str, Any], ...] = (("pages", {}), ("shown", []), ("told", []))


def pack(place: Place, form: str, **more: Any) -> str:
    """Return the metadata of a view at this place, whose inputs belong to this form."""
    facts = {
        "handoff": place.handoff_id,
        "step": place.step,
        "rendering": place.rendering,
        "pages": dict(place.pages),
        "shown": list(place.shown),
        "told": list(place.told),
        "form": form,
        **more,
    }
    return json.dumps(facts, separators=(",", ":"))


def unpack(facts: Mapping[str, Any]) -> Place:
    """Return the place that metadata tells. Raises ValueError for what we cannot have written."""
    pages, shown, told = (facts.get(name, empty) for name, empty in _PARTS)
    is_ours = (
        all(_is_name(facts.get(name)) for name in ("step", "rendering", "form"))
        and isinstance(pages, dict)
        and isinstance(shown, list)
        and isinstance(told, list)
        and all(map(_is_number, [facts.get("handoff"), *pages.values(), *shown, *told]))
    )
    if not is_ours:
        raise ValueError("this is not the metadata of a dump")
    return Place(
        facts["handoff"], facts["step"], facts["rendering"], pages, tuple(shown), tuple(told)
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < 2**31


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST

"""Where in a dump a modal is, as its private_metadata carries it from one request to the next."""

import json
from collections.abc import Mapping
from typing import Any

from playbook.dump import Place


def pack(place: Place, form: str, **more: Any) -> str:
    """Return the metadata of a view at this place, whose inputs belong to this form."""
    facts = {
        "handoff": place.handoff_id,
        "step": place.step,
        "rendering": place.rendering,
        "pages": dict(place.pages),
        "shown": list(place.shown),
        "form": form,
        **more,
    }
    return json.dumps(facts, separators=(",", ":"))


def unpack(facts: Mapping[str, Any]) -> Place:
    """Return the place that metadata tells. Raises ValueError for what we cannot have written."""
    pages, shown = facts.get("pages", {}), facts.get("shown", [])
    is_ours = (
        isinstance(facts.get("handoff"), int)
        and isinstance(facts.get("step"), str)
        and isinstance(facts.get("rendering"), str)
        and isinstance(pages, dict)
        and all(isinstance(page, int) for page in pages.values())
        and isinstance(shown, list)
        and all(isinstance(version, int) for version in shown)
    )
    if not is_ours:
        raise ValueError("this is not the metadata of a dump")
    return Place(facts["handoff"], facts["step"], facts["rendering"], pages, tuple(shown))

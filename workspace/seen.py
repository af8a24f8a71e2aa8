"""What stands in a message, view or block, for who looks something up in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def elements(place: Json) -> Iterator[tuple[Json, Json]]:
    """The interactive elements of a view or message with their blocks."""
    for block in place["blocks"]:
        children = [*block.get("child_blocks", []), *block.get("elements", [])]
        yield from elements({"blocks": [c for c in children if "block_id" in c]})
        inside = [*block.get("elements", []), *block.get("actions", [])]
        inside += [block[part] for part in ("accessory", "element") if part in block]
        for element in inside:
            if "action_id" in element:
                yield block, element


def labels(block: Json, element: Json) -> list[str]:
    """The words by which a person would name an element: label, text, placeholder, its section."""
    texts = (block.get("label"), element.get("text"), element.get("placeholder"))
    return [text["text"] for text in (*texts, block.get("text")) if isinstance(text, dict)]


def words(part: Any) -> str:
    """All the text in a message, view or block, for looking something up in it."""
    if isinstance(part, dict):
        own = part.get("text")
        texts = [own] if isinstance(own, str) else []
        texts += [words(value) for value in part.values() if isinstance(value, dict | list)]
        return "\n".join(filter(None, texts))
    if isinstance(part, list):
        return "\n".join(filter(None, map(words, part)))
    return ""


def summary(seen: Json) -> str:
    """What somebody sees, in few words, for an error's text."""
    ims = [c for c in seen["channels"] if c["is_im"]]
    latest = [m["text"] for c in ims for m in c["messages"][-3:]]
    modals = [words(v["title"]) for v in seen["views"]]
    notices = [n["text"] for n in seen["notices"][-2:]]
    return f"Open modals: {modals}; latest from the app: {latest}; notices: {notices}"

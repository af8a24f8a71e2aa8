"""Canvases: their sections, the changes that the Web API makes to them, and who may read them.

https://docs.slack.dev/surfaces/canvases. A heading, a paragraph, a table and each item of a list is
a section of its own, with an id by which it can be found and changed.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from workspace.errors import SlackError
from workspace.hub import Hub
from workspace.state import Canvas, Channel, Json, Person

LONGEST = 1_048_576
"""Characters of a canvas's markdown."""

HEADING = re.compile(r"(#{1,3})\s+\S")
LIST_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s")
FENCE = "```"


@dataclass(frozen=True)
class Operation:
    """What a change needs: a text, a section (`any_section`: if one is given), or a title."""

    content: bool = False
    section: bool = False
    any_section: bool = False
    title: bool = False


OPERATIONS = {
    "insert_at_start": Operation(content=True),
    "insert_at_end": Operation(content=True),
    "insert_before": Operation(content=True, section=True),
    "insert_after": Operation(content=True, section=True),
    "replace": Operation(content=True, any_section=True),
    "delete": Operation(section=True),
    "rename": Operation(title=True),
}


def sections_of(markdown: str) -> list[Json]:
    """The sections of a text, each with a new id."""
    return [{"id": _new_id(), "markdown": part} for part in _parts(markdown)]


def apply(canvas: Canvas, change: Json) -> None:
    """Make one checked change. Raises `SlackError` canvas_editing_failed for an unknown section."""
    operation = change["operation"]
    if operation == "rename":
        canvas.title = change["title_content"]["markdown"]
        return
    content = change.get("document_content", {"markdown": ""})["markdown"]
    start, end = _span(canvas, operation, change.get("section_id", ""))
    canvas.sections[start:end] = sections_of(content)


def section_type(section: Json) -> str:
    """``h1`` to ``h3`` for headings, nothing for the rest."""
    heading = HEADING.match(section["markdown"])
    return f"h{len(heading.group(1))}" if heading else ""


def canvas_of(hub: Hub, channel: Channel) -> Canvas | None:
    """The channel's own canvas."""
    return next((c for c in tabs_of(hub, channel) if c.of_channel), None)


def tabs_of(hub: Hub, channel: Channel) -> list[Canvas]:
    """The canvases that are tabs of a channel."""
    return [c for c in hub.state.canvases.values() if c.channel == channel.id]


def readable(hub: Hub, person: Person, canvas: Canvas) -> bool:
    """Whether a person may read it: its owner, a member of its channel, whom it is open to."""
    if person.id == canvas.owner or person.id in canvas.access:
        return True
    rooms = (hub.state.channels.get(room) for room in (canvas.channel, *canvas.access))
    return any(room is not None and person.id in room.members for room in rooms)


def touch(hub: Hub, canvas: Canvas) -> None:
    """Tell all who may look at a canvas that it changed."""
    canvas.updated = hub.seconds()
    rooms = [room for room in (canvas.channel, *canvas.access) if room in hub.state.channels]
    people = [user for user in canvas.access if user in hub.state.people]
    hub.changes.touch(*(f"channel/{room}" for room in rooms), *(f"people/{u}" for u in people))


def _span(canvas: Canvas, operation: str, section_id: str) -> tuple[int, int]:
    """Which sections an operation replaces by its text."""
    last = len(canvas.sections)
    if not section_id:
        return {"insert_at_start": (0, 0), "insert_at_end": (last, last)}.get(operation, (0, last))
    ids = [section["id"] for section in canvas.sections]
    if section_id not in ids:
        raise SlackError("canvas_editing_failed", detail=f"Section {section_id[:60]} not found")
    at = ids.index(section_id)
    spans = {"insert_before": (at, at), "insert_after": (at + 1, at + 1)}
    return spans.get(operation, (at, at + 1))


def _parts(markdown: str) -> list[str]:
    parts: list[str] = []
    open_part, fenced = False, False
    for line in markdown.splitlines():
        if not line.strip() and not fenced:
            open_part = False
            continue
        alone = not fenced and bool(HEADING.match(line) or LIST_ITEM.match(line))
        if open_part and not alone:
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
        fenced ^= line.lstrip().startswith(FENCE)
        open_part = not HEADING.match(line) or fenced
    return parts


def _new_id() -> str:
    return f"temp:C:{secrets.token_hex(14)}"

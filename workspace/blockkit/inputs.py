"""What people enter: where each kind of element keeps its value, and how a plain value becomes it.

The shapes are those of ``view.state.values`` and of ``actions`` in ``block_actions`` payloads
(https://docs.slack.dev/reference/views, https://docs.slack.dev/reference/block-kit/block-elements).
A plain value is what the control interface takes: a text, an option's value, a person's id, a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from workspace.blockkit.elements import interactive
from workspace.errors import ControlError
from workspace.state import Json, Values

Check = Callable[[str], Any]


@dataclass(frozen=True)
class Entry:
    """How an element keeps what was entered: in `key`, beginning with the element's `initial`."""

    key: str
    initial: str
    options: bool = False
    many: bool = False
    check: Check = str


def _date(value: str) -> str:
    return date.fromisoformat(value).isoformat()


def _time(value: str) -> str:
    return time.fromisoformat(value).strftime("%H:%M")


def _moment(value: str) -> int:
    if re.fullmatch(r"\d{10}", value):
        return int(value)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a date and time needs its zone")
    return int(moment.timestamp())


def _id(letters: str) -> Check:
    def check(value: str) -> str:
        if not value or value[0] not in letters:
            raise ValueError(f"an id that begins with one of {letters} was expected")
        return value

    return check


TEXT, RICH = Entry("value", "initial_value"), "rich_text_input"
PERSON, PLACE, ROOM = _id("UW"), _id("CDGU"), _id("CG")

ENTRIES: dict[str, Entry] = {
    "plain_text_input": TEXT,
    "number_input": TEXT,
    "email_text_input": TEXT,
    "url_text_input": TEXT,
    "static_select": Entry("selected_option", "initial_option", options=True),
    "external_select": Entry("selected_option", "initial_option", options=True),
    "radio_buttons": Entry("selected_option", "initial_option", options=True),
    "checkboxes": Entry("selected_options", "initial_options", options=True, many=True),
    "multi_static_select": Entry("selected_options", "initial_options", options=True, many=True),
    "multi_external_select": Entry("selected_options", "initial_options", options=True, many=True),
    "users_select": Entry("selected_user", "initial_user", check=PERSON),
    "multi_users_select": Entry("selected_users", "initial_users", many=True, check=PERSON),
    "conversations_select": Entry("selected_conversation", "initial_conversation", check=PLACE),
    "multi_conversations_select": Entry(
        "selected_conversations", "initial_conversations", many=True, check=PLACE
    ),
    "channels_select": Entry("selected_channel", "initial_channel", check=ROOM),
    "multi_channels_select": Entry("selected_channels", "initial_channels", many=True, check=ROOM),
    "datepicker": Entry("selected_date", "initial_date", check=_date),
    "timepicker": Entry("selected_time", "initial_time", check=_time),
    "datetimepicker": Entry("selected_date_time", "initial_date_time", check=_moment),
    RICH: Entry("rich_text_value", "initial_value"),
    "file_input": Entry("files", "initial_files", many=True),
}


def initial_value(element: Json) -> Json:
    """What an element holds before anybody touched it."""
    entry = ENTRIES[element["type"]]
    nothing: Any = [] if entry.many else None
    return {"type": element["type"], entry.key: element.get(entry.initial, nothing)}


def entered(blocks: list[Json], before: Values | None = None) -> Values:
    """The state of all inputs in blocks; what was entered `before` stays where the ids stayed.

    Slack keeps what people typed when a view is updated and block id and action id are unchanged
    (https://docs.slack.dev/surfaces/modals#updating_views); new inputs begin with their initial
    value.
    """
    values: Values = {}
    for found in interactive(blocks):
        if found.type not in ENTRIES:
            continue
        old = (before or {}).get(found.block_id, {}).get(found.action_id)
        kept = old is not None and old["type"] == found.type
        value = old if kept and old else initial_value(found.element)
        values.setdefault(found.block_id, {})[found.action_id] = value
    return values


def at_conversation(blocks: list[Json], channel: str) -> list[Json]:
    """The blocks with menus that ask for it set to the conversation in which somebody is."""
    return [_at_conversation(block, channel) for block in blocks]


def _at_conversation(block: Json, channel: str) -> Json:
    element = block.get("element", {})
    if not channel or not element.get("default_to_current_conversation"):
        return block
    entry = ENTRIES[element["type"]]
    initial = [channel] if entry.many else channel
    return {**block, "element": {entry.initial: initial, **element}}


def empty(value: Json) -> bool:
    """Whether nothing is entered."""
    entry = ENTRIES[value["type"]]
    return value[entry.key] in (None, "", [])


def plain_entry(element: Json, plain: Any, options: list[Json]) -> Json:
    """What an element holds after somebody entered a plain value.

    `options` are those that can be chosen. Raises `ControlError` for a value it cannot take.
    """
    entry = ENTRIES[element["type"]]
    if plain is None or plain == "":
        return {"type": element["type"], entry.key: [] if entry.many else None}
    if element["type"] == RICH:
        return {"type": RICH, entry.key: _rich_text(plain)}
    chosen = [_one(entry, item, options) for item in _listed(plain)]
    _check_count(element, entry, chosen)
    return {"type": element["type"], entry.key: chosen if entry.many else chosen[0]}


def _rich_text(plain: Any) -> Json:
    """What an editor holds: a rich text as it is, or a text as its only section.

    https://docs.slack.dev/reference/block-kit/block-elements/rich-text-input-element
    """
    if isinstance(plain, dict) and plain.get("type") == "rich_text":
        return plain
    if not isinstance(plain, str):
        raise ControlError("bad_value", "A text or a rich_text object was expected.")
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": plain}]}
    return {"type": "rich_text", "elements": [section]}


def own_options(element: Json) -> list[Json]:
    """The options that an element carries itself, groups flattened."""
    groups = element.get("option_groups", [])
    grouped = [option for group in groups for option in group.get("options", [])]
    return [*element.get("options", []), *grouped]


def option_named(options: list[Json], wanted: str) -> Json | None:
    """The option with this value, or else with this text."""
    by_value = (o for o in options if o.get("value") == wanted)
    by_text = (o for o in options if o["text"]["text"] == wanted)
    return next(by_value, None) or next(by_text, None)


def _listed(plain: Any) -> list[str]:
    items = plain if isinstance(plain, list) else [plain]
    if not all(isinstance(item, str | int | float) for item in items):
        raise ControlError("bad_value", "A value is a text, a number or a list of these.")
    return [str(item) for item in items]


def _one(entry: Entry, item: str, options: list[Json]) -> Any:
    if not entry.options:
        try:
            return entry.check(item)
        except ValueError as error:
            raise ControlError("bad_value", f"{item!r} cannot be entered here: {error}") from error
    option = option_named(options, item)
    if option is None:
        there = ", ".join(repr(o["text"]["text"]) for o in options)
        raise ControlError("no_such_option", f"There is no option {item!r}; there are: {there}")
    return option


def _check_count(element: Json, entry: Entry, chosen: list[Any]) -> None:
    most = element.get("max_selected_items") if entry.many else 1
    if most is not None and len(chosen) > most:
        raise ControlError("too_many_items", f"At most {most} can be chosen here.")

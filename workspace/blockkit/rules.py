"""Block Kit's rules as data: what each block and element may and must have, and how much of it.

From https://docs.slack.dev/reference/block-kit (blocks, block elements, composition objects) and
https://docs.slack.dev/reference/views; each entry stands for the page of that name. `validate`
reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Surface = Literal["message", "modal", "home"]
Table = Literal["block", "element", "rich text", "chart"]


@dataclass(frozen=True)
class Str:
    """A text of `least` to `most` characters, of a pattern, or one of some words."""

    most: int = 255
    least: int = 0
    pattern: str = ""
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flag:
    """Yes or no."""


@dataclass(frozen=True)
class Whole:
    """A whole number between bounds."""

    least: int = 0
    most: int = 10**12


@dataclass(frozen=True)
class Number:
    """Any number."""


@dataclass(frozen=True)
class Text:
    """A text object of at most so many characters; `plain` ones only, or also mrkdwn."""

    most: int
    plain: bool = True


@dataclass(frozen=True)
class Items:
    """A list of `least` to `most` items, all of one kind."""

    of: Rule
    most: int
    least: int = 1


@dataclass(frozen=True)
class Part:
    """An object: its fields, which of them it needs, and of which it needs at least one."""

    fields: Mapping[str, Rule] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Typed:
    """An object whose ``type`` is one of these names, described in a table."""

    names: frozenset[str]
    table: Table


@dataclass(frozen=True)
class Free:
    """Anything; Slack's documentation gives no limits for it."""


Rule = Str | Flag | Whole | Number | Text | Items | Part | Typed | Free

FLAG, FREE = Flag(), Free()
ID, URL = Str(255, 1), Str(3000, 1)
DATE, TIME = Str(pattern=r"\d{4}-\d\d-\d\d"), Str(pattern=r"([01]\d|2[0-3]):[0-5]\d")
PLACEHOLDER, LABEL = Text(150), Text(75)

CONFIRM = Part(
    {
        "title": Text(100),
        "text": Text(300, plain=False),
        "confirm": Text(30),
        "deny": Text(30),
        "style": Str(among=("primary", "danger")),
    },
    needs=("title", "text", "confirm", "deny"),
)
OPTION = Part({"text": LABEL, "value": Str(150, 1), "description": LABEL}, needs=("text", "value"))
RICH_OPTION = Part(
    {
        "text": Text(75, plain=False),
        "value": Str(150, 1),
        "description": Text(75, plain=False),
    },
    needs=("text", "value"),
)
LINK_OPTION = Part({**OPTION.fields, "url": URL}, needs=OPTION.needs)
OPTION_GROUP = Part({"label": LABEL, "options": Items(OPTION, 100)}, needs=("label", "options"))
DISPATCH = Part(
    {
        "trigger_actions_on": Items(Str(among=("on_enter_pressed", "on_character_entered")), 2),
    }
)
FILTER = Part(
    {
        "include": Items(Str(among=("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": FLAG,
        "exclude_bot_users": FLAG,
    }
)
IMAGE: dict[str, Rule] = {"image_url": URL, "slack_file": FREE, "alt_text": Str(2000)}

ACTION: dict[str, Rule] = {"action_id": ID, "focus_on_load": FLAG}
CONFIRMED: dict[str, Rule] = {**ACTION, "confirm": CONFIRM}
MENU: dict[str, Rule] = {**CONFIRMED, "placeholder": PLACEHOLDER}
MULTI: dict[str, Rule] = {**MENU, "max_selected_items": Whole(1)}
OPTIONS: dict[str, Rule] = {
    "options": Items(OPTION, 100),
    "option_groups": Items(OPTION_GROUP, 100),
}
TYPED_IN: dict[str, Rule] = {
    **ACTION,
    "placeholder": PLACEHOLDER,
    "initial_value": Str(3000),
    "dispatch_action_config": DISPATCH,
}
CHOICES: dict[str, Rule] = {**CONFIRMED, "options": Items(RICH_OPTION, 10)}

ELEMENTS: dict[str, Part] = {
    "button": Part(
        {
            **CONFIRMED,
            "text": LABEL,
            "url": URL,
            "value": Str(2000),
            "style": Str(among=("primary", "danger")),
            "accessibility_label": Str(75),
        },
        needs=("text",),
    ),
    "overflow": Part({**CONFIRMED, "options": Items(LINK_OPTION, 5)}, needs=("options",)),
    "icon_button": Part(
        {
            **CONFIRMED,
            "icon": Str(among=("trash",)),
            "text": LABEL,
            "value": Str(2000),
            "accessibility_label": Str(75),
            "visible_to_user_ids": Items(ID, 1000),
        },
        needs=("icon", "text"),
    ),
    "feedback_buttons": Part(
        {**ACTION, "positive_button": FREE, "negative_button": FREE},
        needs=("positive_button", "negative_button"),
    ),
    "image": Part(IMAGE, needs=("alt_text",), one_of=("image_url", "slack_file")),
    "checkboxes": Part({**CHOICES, "initial_options": Items(RICH_OPTION, 10)}, needs=("options",)),
    "radio_buttons": Part({**CHOICES, "initial_option": RICH_OPTION}, needs=("options",)),
    "datepicker": Part({**MENU, "initial_date": DATE}),
    "timepicker": Part({**MENU, "initial_time": TIME, "timezone": Str()}),
    "datetimepicker": Part({**CONFIRMED, "initial_date_time": Whole(10**9, 10**10 - 1)}),
    "static_select": Part(
        {**MENU, **OPTIONS, "initial_option": OPTION}, one_of=("options", "option_groups")
    ),
    "external_select": Part({**MENU, "initial_option": OPTION, "min_query_length": Whole(0, 3000)}),
    "users_select": Part({**MENU, "initial_user": ID}),
    "conversations_select": Part(
        {
            **MENU,
            "initial_conversation": ID,
            "default_to_current_conversation": FLAG,
            "response_url_enabled": FLAG,
            "filter": FILTER,
        }
    ),
    "channels_select": Part({**MENU, "initial_channel": ID, "response_url_enabled": FLAG}),
    "multi_static_select": Part(
        {**MULTI, **OPTIONS, "initial_options": Items(OPTION, 100)},
        one_of=("options", "option_groups"),
    ),
    "multi_external_select": Part(
        {**MULTI, "initial_options": Items(OPTION, 100), "min_query_length": Whole(0, 3000)}
    ),
    "multi_users_select": Part({**MULTI, "initial_users": Items(ID, 1000)}),
    "multi_conversations_select": Part(
        {
            **MULTI,
            "initial_conversations": Items(ID, 1000),
            "default_to_current_conversation": FLAG,
            "filter": FILTER,
        }
    ),
    "multi_channels_select": Part({**MULTI, "initial_channels": Items(ID, 1000)}),
    "plain_text_input": Part(
        {
            **TYPED_IN,
            "multiline": FLAG,
            "min_length": Whole(0, 3000),
            "max_length": Whole(1, 3000),
        }
    ),
    "rich_text_input": Part({**TYPED_IN, "initial_value": FREE}),
    "number_input": Part(
        {
            **TYPED_IN,
            "is_decimal_allowed": FLAG,
            "min_value": Str(),
            "max_value": Str(),
        },
        needs=("is_decimal_allowed",),
    ),
    "email_text_input": Part(TYPED_IN),
    "url_text_input": Part(TYPED_IN),
    "file_input": Part({**ACTION, "filetypes": Items(Str(), 100), "max_files": Whole(1, 10)}),
}

MODAL_ONLY_ELEMENTS = frozenset(
    {"email_text_input", "number_input", "url_text_input", "file_input"}
)

SINGLE_MENUS = frozenset(
    {"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
)
MULTI_MENUS = frozenset(f"multi_{name}" for name in SINGLE_MENUS)
PICKED = frozenset({"checkboxes", "radio_buttons", "datepicker", "timepicker"}) | SINGLE_MENUS
IN_ACTIONS = PICKED | {"button", "overflow", "datetimepicker"}
IN_SECTION = PICKED | MULTI_MENUS | {"button", "overflow", "image"}
IN_INPUT = (
    PICKED
    | MULTI_MENUS
    | MODAL_ONLY_ELEMENTS
    | {"datetimepicker", "plain_text_input", "rich_text_input"}
)
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})

RICH_PART = Typed(
    frozenset({"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}),
    "rich text",
)
RICH_TEXT: dict[str, Part] = {
    "rich_text_section": Part({"elements": Items(FREE, 1000, 0)}, needs=("elements",)),
    "rich_text_quote": Part(
        {"elements": Items(FREE, 1000, 0), "border": Whole(0, 1)}, needs=("elements",)
    ),
    "rich_text_preformatted": Part(
        {"elements": Items(FREE, 1000, 0), "border": Whole(0, 1), "language": Str()},
        needs=("elements",),
    ),
    "rich_text_list": Part(
        {
            "elements": Items(Typed(frozenset({"rich_text_section"}), "rich text"), 1000),
            "style": Str(among=("bullet", "ordered")),
            "indent": Whole(0, 8),
            "offset": Whole(),
            "border": Whole(0, 1),
        },
        needs=("elements", "style"),
    ),
    "raw_text": Part({"text": Str(10_000)}, needs=("text",)),
    "raw_number": Part({"value": Number(), "text": Str(10_000)}, needs=("value",)),
    "rich_text": Part({"elements": Items(RICH_PART, 1000, 0)}, needs=("elements",)),
}
TABLE_CELL = Typed(frozenset({"raw_text", "rich_text"}), "rich text")
DATA_CELL = Typed(frozenset({"raw_text", "raw_number", "rich_text"}), "rich text")

POINT = Part({"label": Str(20, 1), "value": Number()}, needs=("label", "value"))
SERIES = Part({"name": Str(20, 1), "data": Items(POINT, 20)}, needs=("name", "data"))
AXIS = Part(
    {"categories": Items(Str(20, 1), 20), "x_label": Str(50), "y_label": Str(50)},
    needs=("categories",),
)
PLOTTED = Part({"series": Items(SERIES, 6), "axis_config": AXIS}, needs=("series", "axis_config"))
CHARTS: dict[str, Part] = {
    "pie": Part({"segments": Items(POINT, 6)}, needs=("segments",)),
    "bar": PLOTTED,
    "area": PLOTTED,
    "line": PLOTTED,
}

BLOCK: dict[str, Rule] = {"block_id": Str(255)}
CARD_IMAGE = Typed(frozenset({"image"}), "element")

BLOCKS: dict[str, Part] = {
    "header": Part({**BLOCK, "text": Text(150)}, needs=("text",)),
    "section": Part(
        {
            **BLOCK,
            "text": Text(3000, plain=False),
            "fields": Items(Text(2000, plain=False), 10),
            "accessory": Typed(IN_SECTION, "element"),
            "expand": FLAG,
        },
        one_of=("text", "fields"),
    ),
    "divider": Part(BLOCK),
    "context": Part(
        {
            **BLOCK,
            "elements": Items(Typed(frozenset({"image", "plain_text", "mrkdwn"}), "element"), 10),
        },
        needs=("elements",),
    ),
    "actions": Part(
        {**BLOCK, "elements": Items(Typed(IN_ACTIONS, "element"), 25)}, needs=("elements",)
    ),
    "context_actions": Part(
        {**BLOCK, "elements": Items(Typed(IN_CONTEXT_ACTIONS, "element"), 5)},
        needs=("elements",),
    ),
    "input": Part(
        {
            **BLOCK,
            "label": Text(2000),
            "element": Typed(IN_INPUT, "element"),
            "hint": Text(2000),
            "optional": FLAG,
            "dispatch_action": FLAG,
        },
        needs=("label", "element"),
    ),
    "image": Part(
        {**BLOCK, **IMAGE, "title": Text(2000)},
        needs=("alt_text",),
        one_of=("image_url", "slack_file"),
    ),
    "markdown": Part({**BLOCK, "text": Str(12_000, 1)}, needs=("text",)),
    "rich_text": Part({**BLOCK, "elements": Items(RICH_PART, 1000, 0)}, needs=("elements",)),
    "alert": Part(
        {
            **BLOCK,
            "text": Text(200, plain=False),
            "level": Str(among=("default", "info", "warning", "error", "success")),
        },
        needs=("text",),
    ),
    "card": Part(
        {
            **BLOCK,
            "hero_image": CARD_IMAGE,
            "icon": CARD_IMAGE,
            "title": Text(150, plain=False),
            "subtitle": Text(150, plain=False),
            "body": Text(200, plain=False),
            "actions": Items(Typed(frozenset({"button"}), "element"), 3),
        },
        one_of=("hero_image", "title", "actions", "body"),
    ),
    "carousel": Part(
        {**BLOCK, "elements": Items(Typed(frozenset({"card"}), "block"), 10)},
        needs=("elements",),
    ),
    "table": Part(
        {
            **BLOCK,
            "rows": Items(Items(TABLE_CELL, 20), 100),
            "column_settings": Items(FREE, 20, 0),
        },
        needs=("rows",),
    ),
    "data_table": Part(
        {
            **BLOCK,
            "caption": Str(3000, 1),
            "rows": Items(Items(DATA_CELL, 20), 101, 2),
            "page_size": Whole(1, 100),
            "row_header_column_index": Whole(0, 19),
        },
        needs=("rows", "caption"),
    ),
    "data_visualization": Part(
        {
            **BLOCK,
            "title": Str(50, 1),
            "chart": Typed(frozenset(CHARTS), "chart"),
        },
        needs=("title", "chart"),
    ),
}

SURFACES: dict[str, frozenset[Surface]] = {
    "alert": frozenset({"modal"}),
    "markdown": frozenset({"message"}),
    "context_actions": frozenset({"message"}),
    "data_visualization": frozenset({"message"}),
    "table": frozenset({"message", "home"}),
    "data_table": frozenset({"message", "home"}),
}
"""Blocks that are not allowed everywhere, and where they are."""

MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MOST_OF_KIND = {"data_visualization": 2, "table": 1}
"""Blocks of which a message takes only so many."""

VIEW: dict[str, Rule] = {
    "private_metadata": Str(3000),
    "callback_id": Str(255),
    "external_id": Str(255),
}
VIEWS: dict[Literal["modal", "home"], Part] = {
    "home": Part(VIEW, needs=("blocks",)),
    "modal": Part(
        {
            **VIEW,
            "title": Text(24),
            "submit": Text(24),
            "close": Text(24),
            "clear_on_close": FLAG,
            "notify_on_close": FLAG,
            "submit_disabled": FLAG,
        },
        needs=("title", "blocks"),
    ),
}
LARGEST_VIEW = 250_000
"""Bytes of a view as JSON."""

SUGGESTED = Part(OPTIONS, one_of=("options", "option_groups"))
"""What an app answers to an options request."""

"""What each block and view may and must have, how much of it, and where it is allowed.

From https://docs.slack.dev/reference/block-kit/blocks and
https://docs.slack.dev/reference/views; each entry stands for the page of that name.
"""

from __future__ import annotations

from typing import Literal

from workspace.blockkit.element_rules import (
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
)
from workspace.blockkit.rules import (
    FLAG,
    FREE,
    ID,
    URL,
    Items,
    Number,
    Part,
    Rule,
    Str,
    Surface,
    Text,
    Typed,
    Whole,
)

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
RICH_ENTITY = Typed(frozenset({"rich_text"}), "block")
HTTPS = Str(3000, 1, pattern=r"https://.+")
IN_CONTAINER = frozenset(
    {
        "actions",
        "context",
        "divider",
        "header",
        "image",
        "input",
        "rich_text",
        "section",
        "table",
        "video",
    }
)

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
    "container": Part(
        {
            **BLOCK,
            "title": Text(150),
            "rich_text_title": RICH_ENTITY,
            "subtitle": Text(150, plain=False),
            "icon": CARD_IMAGE,
            "width": Str(among=("narrow", "standard", "wide", "full")),
            "is_collapsible": FLAG,
            "default_collapsed": FLAG,
            "has_header_divider": FLAG,
            "child_blocks": Items(Typed(IN_CONTAINER, "block"), 10),
        },
        needs=("child_blocks",),
        one_of=("title", "rich_text_title"),
    ),
    "video": Part(
        {
            **BLOCK,
            "alt_text": Str(2000, 1),
            "title": Text(200),
            "title_url": HTTPS,
            "description": Text(200),
            "author_name": Str(50),
            "provider_name": Str(),
            "provider_icon_url": URL,
            "thumbnail_url": URL,
            "video_url": HTTPS,
        },
        needs=("alt_text", "title", "thumbnail_url", "video_url"),
    ),
    "task_card": Part(
        {
            **BLOCK,
            "task_id": ID,
            "title": Str(3000, 1),
            "details": RICH_ENTITY,
            "output": RICH_ENTITY,
            "sources": Items(Typed(frozenset({"url"}), "element"), 100, 0),
            "status": Str(among=("pending", "in_progress", "complete", "error")),
        },
        needs=("task_id", "title"),
    ),
    "plan": Part(
        {
            **BLOCK,
            "title": Str(3000, 1),
            "tasks": Items(Typed(frozenset({"task_card"}), "block"), 100, 0),
        },
        needs=("title",),
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
    "plan": frozenset({"message"}),
    "task_card": frozenset({"message"}),
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

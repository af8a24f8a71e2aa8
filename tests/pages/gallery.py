"""One of everything that Block Kit has: a modal with each input, messages with each block."""

from __future__ import annotations

from typing import Any

from tests.pages.kit import Json, field, marked, option, plain, rich

ROWS: list[list[Json]] = [
    [{"type": "raw_text", "text": "Account"}, {"type": "raw_text", "text": "Days"}],
    [{"type": "raw_text", "text": "Acme"}, {"type": "raw_number", "value": 30, "text": "30"}],
    [{"type": "raw_text", "text": "Bolt"}, {"type": "raw_number", "value": 4, "text": "4"}],
]
TEXTS = [[{"type": "raw_text", "text": cell["text"]} for cell in row] for row in ROWS]
POINTS = [{"label": "Ada", "value": 3}, {"label": "Bo", "value": 5}]
LATER = [{"label": "Ada", "value": 4}, {"label": "Bo", "value": 2}]
AXIS = {"categories": ["Ada", "Bo"], "x_label": "CSM", "y_label": "Accounts"}
SERIES = [{"name": "Now", "data": POINTS}, {"name": "In April", "data": LATER}]
CONFIRM = {
    "title": plain("Are you sure?"),
    "text": plain("Acme is told at once."),
    "confirm": plain("Tell them"),
    "deny": plain("Not yet"),
}


def chart(kind: str, title: str) -> Json:
    """A chart of two people's accounts."""
    drawn: Json = {"type": kind, "series": SERIES, "axis_config": AXIS}
    if kind == "pie":
        drawn = {"type": "pie", "segments": POINTS}
    return {"type": "data_visualization", "title": title, "chart": drawn}


CHARTS: list[Json] = [
    chart("bar", "Capacity"),
    chart("pie", "Share"),
    {"type": "data_table", "caption": "Waiting", "rows": ROWS},
    {"type": "markdown", "text": "# Plan\n- **one**\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"},
]
LINES: list[Json] = [chart("line", "Accounts"), chart("area", "Load"), {"type": "divider"}]


def button(name: str, words: str, **more: Any) -> Json:
    return {"type": "button", "action_id": name, "text": plain(words), "value": name, **more}


def blocks(picture: str) -> list[Json]:
    """Every block of a message but charts; `picture` is the address of an image."""
    image = {"type": "image", "image_url": picture, "alt_text": "A square with initials"}
    card = {
        "type": "card",
        "icon": image,
        "title": marked("*Acme*"),
        "subtitle": plain("Renewal in May"),
        "body": marked("Two open items, one of them late."),
        "actions": [button("card", "Open", style="primary")],
    }
    feedback = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": plain("Helpful"), "value": "yes"},
        "negative_button": {"text": plain("Not helpful"), "value": "no"},
    }
    trash = {"type": "icon_button", "icon": "trash", "text": plain("Forget"), "action_id": "forget"}
    menu = {"type": "overflow", "action_id": "more", "options": [option("Later"), option("Never")]}
    return [
        {"type": "header", "text": plain("One of everything :tada:")},
        {"type": "section", "text": marked("Ask in #general, see https://example.com/a_b_c.")},
        {"type": "section", "fields": [marked("*Mode*\nSoft"), marked("*Why*\nMove")]},
        {"type": "section", "text": plain("A menu"), "accessory": menu},
        {"type": "section", "text": plain("A picture"), "accessory": image},
        {"type": "actions", "elements": [button("tell", "Tell Acme", confirm=CONFIRM)]},
        rich("Take *care*", "of Acme"),
        {"type": "table", "rows": TEXTS},
        {"type": "carousel", "elements": [card, {**card, "title": marked("*Bolt*")}]},
        {**image, "title": plain("A picture with a title")},
        {"type": "context", "elements": [image, marked("Seen <!date^1772438400^{date_num}|x>")]},
        {"type": "context_actions", "elements": [feedback, trash]},
    ]


SELECTS: tuple[tuple[str, Json], ...] = (
    ("Static", {"type": "static_select", "options": [option("Sales"), option("Legal")]}),
    ("External", {"type": "external_select", "min_query_length": 0}),
    ("User", {"type": "users_select"}),
    ("Conversation", {"type": "conversations_select"}),
    ("Channel", {"type": "channels_select"}),
    ("Statics", {"type": "multi_static_select", "options": [option("Red"), option("Blue")]}),
    ("Externals", {"type": "multi_external_select", "min_query_length": 0}),
    ("Users", {"type": "multi_users_select"}),
    ("Conversations", {"type": "multi_conversations_select"}),
    ("Channels", {"type": "multi_channels_select"}),
)
OTHERS: tuple[tuple[str, Json], ...] = (
    ("Line", {"type": "plain_text_input", "placeholder": plain("One line")}),
    ("Lines", {"type": "plain_text_input", "multiline": True}),
    ("Rich", {"type": "rich_text_input", "placeholder": plain("With *formatting*")}),
    ("Date", {"type": "datepicker"}),
    ("Time", {"type": "timepicker"}),
    ("Moment", {"type": "datetimepicker"}),
    ("Radio", {"type": "radio_buttons", "options": [option("Soft"), option("Hard")]}),
    ("Boxes", {"type": "checkboxes", "options": [option("Tell"), option("Ask")]}),
    ("Number", {"type": "number_input", "is_decimal_allowed": True}),
    ("Mail", {"type": "email_text_input"}),
    ("Address", {"type": "url_text_input"}),
    ("Files", {"type": "file_input"}),
)


def every_input() -> Json:
    """A modal with each kind of input, none of which has to be filled in."""
    fields = [field(label, element, optional=True) for label, element in (*OTHERS, *SELECTS)]
    alert = {"type": "alert", "level": "info", "text": plain("Nothing here is required.")}
    return {
        "type": "modal",
        "callback_id": "every",
        "title": plain("Every input"),
        "submit": plain("Send"),
        "blocks": [alert, *fields],
    }

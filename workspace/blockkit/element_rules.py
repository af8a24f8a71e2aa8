"""What each element and composition object may and must have, and which block takes which.

From https://docs.slack.dev/reference/block-kit/block-elements and
https://docs.slack.dev/reference/block-kit/composition-objects; each entry stands for the page of
that name.
"""

from __future__ import annotations

from workspace.blockkit.rules import (
    DATE,
    FLAG,
    FREE,
    ID,
    LABEL,
    PLACEHOLDER,
    TIME,
    URL,
    Items,
    Part,
    Rule,
    Str,
    Surface,
    Text,
    Whole,
)

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
    "url": Part({"url": URL, "text": Str(3000, 1)}, needs=("url", "text")),
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

ELEMENT_SURFACES: dict[str, frozenset[Surface]] = {
    **dict.fromkeys(MODAL_ONLY_ELEMENTS, frozenset[Surface]({"modal"})),
    "rich_text_input": frozenset({"modal", "home"}),
    "datetimepicker": frozenset({"modal", "message"}),
}
"""Elements that are not allowed on every surface, and where they are
(https://api.slack.com/reference/block-kit/block-elements, the table of elements)."""

SINGLE_MENUS = frozenset(
    {"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
)
MULTI_MENUS = frozenset(f"multi_{name}" for name in SINGLE_MENUS)
PICKED = frozenset({"checkboxes", "radio_buttons", "datepicker", "timepicker"}) | SINGLE_MENUS
IN_ACTIONS = PICKED | {"button", "overflow", "datetimepicker"}
"""The same table says that menus for several choices stand in sections and inputs only."""

IN_SECTION = PICKED | MULTI_MENUS | {"button", "overflow", "image"}
IN_INPUT = (
    PICKED
    | MULTI_MENUS
    | MODAL_ONLY_ELEMENTS
    | {"datetimepicker", "plain_text_input", "rich_text_input"}
)
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})

SUGGESTED = Part(OPTIONS, one_of=("options", "option_groups"))
"""What an app answers to an options request."""

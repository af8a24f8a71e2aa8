"""The bricks of every surface: blocks and elements as plain dicts, and Slack's limits as a table.

Plain dicts because slack_sdk's model objects cost a hundred times as much a block (DESIGN.md).
What is too long is cut here, never refused by Slack.
https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

Json = dict[str, Any]

LIMITS = {
    "modal_blocks": 100,
    "home_blocks": 100,
    "message_blocks": 50,
    "view_title": 24,
    "section": 3000,
    "header": 150,
    "button": 75,
    "value": 2000,
    "option": 75,
    "options": 100,
    "checkboxes": 10,
    "overflow": 5,
    "context": 10,
    "actions": 25,
    "label": 2000,
    "hint": 2000,
    "placeholder": 150,
    "input": 3000,
    "private_metadata": 3000,
    "text": 4000,
}


def cut(text: str, limit: int) -> str:
    """Return the text, ended with "…" where it would be longer than the limit."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def escape(text: str) -> str:
    """Return what somebody wrote so that Slack shows it as typed: no mention, link or entity.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bold(text: str) -> str:
    """Return what somebody wrote, escaped and bold; asterisks in it cannot end the bold early."""
    return f"*{escape(text).replace('*', '∗')}*"


def mention(person_id: str | None, otherwise: str = "") -> str:
    """Return a mention: Slack shows the person's name, in DMs and modals without notifying."""
    return f"<@{person_id}>" if person_id else otherwise


@lru_cache(maxsize=4096)  # a checklist shows the same dates again and again
def day(on: date) -> str:
    """Return a date in the reader's own terms ("tomorrow", "Mar 12th"), as Slack shows it.

    https://docs.slack.dev/messaging/formatting-message-text#date-formatting
    """
    stamp = int(datetime.combine(on, time(12), UTC).timestamp())
    return f"<!date^{stamp}^{{date_short_pretty}}|{on:%d %b %Y}>"


def moment(at: datetime) -> str:
    """Return a moment in the reader's own zone and terms, as Slack shows it."""
    stamp = int(at.timestamp())
    return f"<!date^{stamp}^{{date_short_pretty}} {{time}}|{at:%d %b %Y %H:%M} UTC>"


def plain(text: str, limit: int) -> Json:
    """Return a plain text object."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": True}


def mrkdwn(text: str, limit: int = LIMITS["section"]) -> Json:
    """Return a mrkdwn text object. Whatever people wrote in it is escaped already."""
    return {"type": "mrkdwn", "text": cut(text, limit)}


def header(text: str) -> Json:
    """Return a header block. Plain text: nothing in it needs escaping."""
    return {"type": "header", "text": plain(text, LIMITS["header"])}


def section(text: str, accessory: Json | None = None, block_id: str | None = None) -> Json:
    """Return a section of mrkdwn, perhaps with an element at its side."""
    block: Json = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    return _named(block, block_id)


def fields(texts: Sequence[str]) -> Json:
    """Return a section of up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, 2000) for text in texts[:10]]}


def context(*texts: str) -> Json:
    """Return a line of small print."""
    return {
        "type": "context",
        "elements": [mrkdwn(text, 2000) for text in texts[: LIMITS["context"]]],
    }


def divider() -> Json:
    """Return a thin line."""
    return {"type": "divider"}


def actions(elements: Sequence[Json], block_id: str | None = None) -> Json:
    """Return a row of buttons and selects."""
    return _named({"type": "actions", "elements": list(elements[: LIMITS["actions"]])}, block_id)


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    confirm: Json | None = None,
) -> Json:
    """Return a button. `style` is "primary" (one a message) or "danger"."""
    element: Json = {
        "type": "button",
        "text": plain(text, LIMITS["button"]),
        "action_id": action_id,
    }
    for name, content in (("value", value), ("style", style), ("confirm", confirm)):
        if content:
            element[name] = content
    return element


def confirm(title: str, text: str, yes: str, no: str) -> Json:
    """Return the question that is asked before a button does its work."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def option(text: str, value: str, description: str | None = None) -> Json:
    """Return one option of a select, of radio buttons or of checkboxes."""
    found: Json = {"text": plain(text, LIMITS["option"]), "value": value}
    if description:
        found["description"] = plain(description, LIMITS["option"])
    return found


def chosen(options: Iterable[Json], value: str | None) -> Json | None:
    """Return the option that stands for the value."""
    return next((found for found in options if found["value"] == value), None)


def static_select(
    action_id: str, options: Sequence[Json], initial: str | None = None, placeholder: str = ""
) -> Json:
    """Return a select with fixed options; `initial` is the value that is chosen at first."""
    element: Json = {
        "type": "static_select",
        "action_id": action_id,
        "options": list(options[: LIMITS["options"]]),
    }
    return _filled(
        element,
        initial_option=chosen(element["options"], initial),
        placeholder=plain(placeholder, LIMITS["placeholder"]) if placeholder else None,
    )


def multi_static_select(
    action_id: str, options: Sequence[Json], initial: Iterable[str] = (), placeholder: str = ""
) -> Json:
    """Return a select of several fixed options; `initial` are the values chosen at first."""
    shown = list(options[: LIMITS["options"]])
    picked = [found for found in shown if found["value"] in set(initial)]
    return _filled(
        {"type": "multi_static_select", "action_id": action_id, "options": shown},
        initial_options=picked or None,
        placeholder=plain(placeholder, LIMITS["placeholder"]) if placeholder else None,
    )


def overflow(action_id: str, options: Sequence[Json]) -> Json:
    """Return a menu of up to five things to do.

    https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
    """
    shown = list(options[: LIMITS["overflow"]])
    return {"type": "overflow", "action_id": action_id, "options": shown}


def external_select(
    action_id: str, initial: Json | None = None, placeholder: str = "", min_query: int = 0
) -> Json:
    """Return a select whose options we are asked for as somebody types; `initial` is an option."""
    return _filled(
        {"type": "external_select", "action_id": action_id, "min_query_length": min_query},
        initial_option=initial,
        placeholder=plain(placeholder, LIMITS["placeholder"]) if placeholder else None,
    )


def users_select(action_id: str, initial: str | None = None, placeholder: str = "") -> Json:
    """Return a select of the workspace's people."""
    return _filled(
        {"type": "users_select", "action_id": action_id},
        initial_user=initial,
        placeholder=plain(placeholder, LIMITS["placeholder"]) if placeholder else None,
    )


def multi_users_select(
    action_id: str,
    initial: Sequence[str] = (),
    *,
    at_most: int | None = None,
    placeholder: str = "",
) -> Json:
    """Return a select of several people; with `at_most=1` one that can be emptied again."""
    return _filled(
        {"type": "multi_users_select", "action_id": action_id},
        initial_users=list(initial) or None,
        max_selected_items=at_most,
        placeholder=plain(placeholder, LIMITS["placeholder"]) if placeholder else None,
    )


def multi_channels_select(
    action_id: str,
    initial: Sequence[str] = (),
    *,
    at_most: int | None = None,
    placeholder: str = "",
) -> Json:
    """Return a select of channels, public and private, that no other organisation shares."""
    shown = {"include": ["public", "private"], "exclude_external_shared_channels": True}
    return _filled(
        {"type": "multi_conversations_select", "action_id": action_id, "filter": shown},
        initial_conversations=list(initial) or None,
        max_selected_items=at_most,
        placeholder=plain(placeholder, LIMITS["placeholder"]) if placeholder else None,
    )


def channel_select(
    action_id: str, initial: str | None = None, placeholder: str = "", confirm: Json | None = None
) -> Json:
    """Return a select of one channel, public or private, that no other organisation shares.

    https://docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object
    """
    shown = {"include": ["public", "private"], "exclude_external_shared_channels": True}
    return _filled(
        {"type": "conversations_select", "action_id": action_id, "filter": shown},
        initial_conversation=initial,
        placeholder=plain(placeholder, LIMITS["placeholder"]) if placeholder else None,
        confirm=confirm,
    )


def text_input(
    action_id: str,
    initial: str | None = None,
    *,
    multiline: bool = False,
    placeholder: str = "",
    save_as_typed: bool = False,
    max_length: int = LIMITS["input"],
) -> Json:
    """Return a text input; `save_as_typed` reports every change (with `dispatch` on the block)."""
    element: Json = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": max_length,
    }
    config = {"trigger_actions_on": ["on_character_entered"]} if save_as_typed else None
    return _filled(
        element,
        initial_value=cut(initial, max_length) if initial else None,
        placeholder=plain(placeholder, LIMITS["placeholder"]) if placeholder else None,
        dispatch_action_config=config,
    )


def date_picker(action_id: str, initial: date | None = None) -> Json:
    """Return a date picker."""
    return _filled(
        {"type": "datepicker", "action_id": action_id},
        initial_date=initial.isoformat() if initial else None,
    )


def datetime_picker(action_id: str, initial: datetime | None = None) -> Json:
    """Return a picker of a day and time, which each person sees in their own zone."""
    return _filled(
        {"type": "datetimepicker", "action_id": action_id},
        initial_date_time=int(initial.timestamp()) if initial else None,
    )


def checkboxes(action_id: str, options: Sequence[Json], initial: Iterable[str] = ()) -> Json:
    """Return checkboxes; `initial` are the values that are ticked at first."""
    shown = list(options[: LIMITS["checkboxes"]])
    ticked = [found for found in shown if found["value"] in initial]
    element = {"type": "checkboxes", "action_id": action_id, "options": shown}
    return _filled(element, initial_options=ticked or None)


def radio_buttons(action_id: str, options: Sequence[Json], initial: str | None = None) -> Json:
    """Return radio buttons; `initial` is the value that is chosen at first."""
    shown = list(options[: LIMITS["checkboxes"]])
    element = {"type": "radio_buttons", "action_id": action_id, "options": shown}
    return _filled(element, initial_option=chosen(shown, initial))


def input_block(
    label: str,
    element: Json,
    block_id: str,
    *,
    optional: bool = False,
    hint: str = "",
    dispatch: bool = False,
) -> Json:
    """Return an input with its label. Errors attach to `block_id`, which names the field."""
    block: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, LIMITS["label"]),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, LIMITS["hint"])
    if dispatch:
        block["dispatch_action"] = True
    return block


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Json],
    *,
    submit: str | None = None,
    close: str | None = None,
    metadata: str = "",
    tell_when_closed: bool = False,
) -> Json:
    """Return a modal. `metadata` (up to 3,000 characters) comes back with every action."""
    view: Json = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, LIMITS["view_title"]),
        "blocks": list(blocks[: LIMITS["modal_blocks"]]),
        "private_metadata": metadata,
        "notify_on_close": tell_when_closed,
    }
    return _filled(
        view,
        submit=plain(submit, LIMITS["view_title"]) if submit else None,
        close=plain(close, LIMITS["view_title"]) if close else None,
    )


def home(blocks: Sequence[Json]) -> Json:
    """Return an App Home."""
    return {"type": "home", "blocks": list(blocks[: LIMITS["home_blocks"]])}


def _named(block: Json, block_id: str | None) -> Json:
    return {**block, "block_id": block_id} if block_id else block


def _filled(element: Json, **parts: Any) -> Json:
    return {**element, **{name: part for name, part in parts.items() if part is not None}}

"""Small pieces of Block Kit for the apps of the page's tests."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def field(label: str, element: Json, **more: Any) -> Json:
    name = label.lower().replace(" ", "_")
    element = {"action_id": name, **element}
    return {"type": "input", "block_id": name, "label": plain(label), "element": element, **more}


def rich(*lines: str) -> Json:
    """A rich text with a line in bold and a list."""
    items = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        for text in lines
    ]
    bold = {"type": "text", "text": "Remember", "style": {"bold": True}}
    return {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [bold]},
            {"type": "rich_text_list", "style": "bullet", "elements": items},
        ],
    }

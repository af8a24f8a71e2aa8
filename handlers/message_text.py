"""A message's text as people read it, without Slack's markup of mentions, links and dates.

https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
"""

import re
from collections.abc import Mapping
from typing import Any

from playbook.words import _

_MARKED = re.compile(r"<([^<>]+)>")
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def people_in(text: str) -> list[str]:
    """Return the ids of the people whom a text mentions, each once."""
    return list(dict.fromkeys(_PERSON.findall(text)))


def text_of(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return what a message says, with people by their names, and its files by theirs."""
    files = [
        _("[File: {name}]").format(name=file.get("title") or file.get("name") or "–")
        for file in message.get("files") or ()
    ]
    said = as_read(str(message.get("text") or ""), names)
    return "\n".join(part for part in (said, *files) if part)


def as_read(text: str, names: Mapping[str, str]) -> str:
    """Return a text with mentions, links, dates and escaped signs as they are shown.

    Somebody whose name we do not know is "@somebody": people never see an id.
    """
    shown = _MARKED.sub(lambda found: _shown(found[1], names), text)
    for entity, sign in _ENTITIES:
        shown = shown.replace(entity, sign)
    return shown


def _shown(marked: str, names: Mapping[str, str]) -> str:
    target, _bar, label = marked.partition("|")
    match target[:1]:
        case "@":
            return "@" + (names.get(target[1:]) or label or _("somebody"))
        case "#":
            return "#" + (label or _("a channel"))
        case "!":
            return label or "@" + target[1:].partition("^")[0]
        case _:
            address = target.removeprefix("mailto:").removeprefix("tel:")
            return address if label in ("", address, target) else f"{label} ({address})"

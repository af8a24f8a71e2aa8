"""Pressing, choosing and typing: what changes on the screen, and what the app hears of it.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload. Elements in input
blocks tell the app only when their block says ``dispatch_action``, text inputs as
``dispatch_action_config`` says.
"""

from __future__ import annotations

from typing import Any

from workspace.acts import uploads
from workspace.acts.options import choosable
from workspace.acts.place import Place, find_element, find_place
from workspace.acts.results import tell_failure
from workspace.blockkit.elements import Found
from workspace.blockkit.inputs import ENTRIES, RICH, TEXT, option_named, plain_entry
from workspace.delivery.payloads import interaction
from workspace.errors import ControlError
from workspace.hub import Hub
from workspace.state import Json, Person

QUIET: Json = {"ok": True, "status": None, "ms": 0, "error": None, "response": None}
ON_ENTER = "on_enter_pressed"
ON_CHARACTER = "on_character_entered"


async def act(hub: Hub, person: Person, where: Json) -> Json:
    """Press a button or choose in an element."""
    place = find_place(hub, person, where)
    plain = where.get("value", where.get("selected"))
    found = find_element(place, where, plain)
    if found.type not in ENTRIES:
        return await _tell(hub, place, found, _pressed(found, plain))
    if _is_typed(found):
        return await type_text(hub, person, {**where, "value": plain})
    options = await choosable(hub, place, found, plain)
    entry = plain_entry(found.element, plain, options)
    if found.type == "file_input":
        entry["files"] = uploads.chosen(hub, person, found.element, entry["files"])
    place.enter(hub, found, entry)
    if found.block["type"] == "input" and not found.block.get("dispatch_action"):
        return {**QUIET, "dispatched": False}
    return await _tell(hub, place, found, entry)


async def type_text(hub: Hub, person: Person, where: Json) -> Json:
    """Type in a text input: its whole text after the key; `enter` when Enter was pressed."""
    place = find_place(hub, person, where)
    found = find_element(place, where)
    if not _is_typed(found):
        raise ControlError("not_a_text_input", f"{found.action_id} is no text input.")
    entry = plain_entry(found.element, where.get("value"), [])
    place.enter(hub, found, entry)
    trigger = ON_ENTER if where.get("enter") else ON_CHARACTER
    if not found.block.get("dispatch_action") or trigger not in _triggers(found.element):
        return {**QUIET, "dispatched": False}
    return await _tell(hub, place, found, entry)


def _is_typed(found: Found) -> bool:
    return ENTRIES.get(found.type) is TEXT or found.type == RICH


def _triggers(element: Json) -> list[str]:
    config = element.get("dispatch_action_config", {})
    triggers: list[str] = config.get("trigger_actions_on", [ON_ENTER])
    return triggers


def _pressed(found: Found, plain: Any) -> Json:
    """What a button or an overflow menu adds to its action."""
    element = found.element
    if found.type == "overflow":
        option = option_named(element.get("options", []), str(plain))
        if option is None:
            raise ControlError("no_such_option", f"There is no option {plain!r} in this menu.")
        return {"selected_option": option}
    if found.type == "feedback_buttons":
        return {"value": str(plain)}
    kept = ("text", "value", "style")
    return {name: element[name] for name in kept if name in element}


async def _tell(hub: Hub, place: Place, found: Found, entered: Json) -> Json:
    placeholder = found.element.get("placeholder")
    action = {
        "type": found.type,
        "action_id": found.action_id,
        "block_id": found.block_id,
        **({"placeholder": placeholder} if placeholder else {}),
        **entered,
        "action_ts": hub.stamp(),
    }
    payload = interaction(hub, "block_actions", place.person) | {
        "trigger_id": hub.tickets.trigger(place.person.id, place.channel_id),
        "container": place.container(),
        **place.describe(hub),
        "actions": [action],
    }
    ack = await hub.sender.send("interactive", f"block_actions {found.action_id}", payload)
    tell_failure(hub, place.person, ack, "That did not work")
    return {**ack.report(), "dispatched": True}

"""Submitting and closing modals, and what the app may answer to a submission.

https://docs.slack.dev/surfaces/modals,
https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from __future__ import annotations

import re
from typing import Any

from workspace import views
from workspace.acts.place import view_of
from workspace.acts.results import tell_failure
from workspace.blockkit.elements import all_blocks, interactive
from workspace.blockkit.inputs import empty
from workspace.blockkit.validate import check_view
from workspace.delivery.payloads import interaction, response_url, view_json
from workspace.delivery.sender import Ack
from workspace.errors import ControlError, SlackError
from workspace.hub import Hub
from workspace.state import Json, Person, View

REQUIRED = "Please complete this required field."
FORMATS = {
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "Please enter a valid email address."),
    "url_text_input": (r"https?://\S+", "Please enter a valid URL."),
    "number_input": (r"-?\d+(\.\d+)?", "Please enter a number."),
}


async def submit(hub: Hub, person: Person, view_id: str) -> Json:
    """Press a modal's submit button. What Slack's client checks itself never reaches the app."""
    view = _modal_of(hub, person, view_id)
    view.errors = client_errors(view)
    hub.touch_person(person.id, "views")
    if view.errors:
        return {"ok": False, "status": None, "ms": 0, "error": "invalid", "response": view.errors}
    payload = interaction(hub, "view_submission", person) | {
        "trigger_id": hub.tickets.trigger(person.id),
        "view": view_json(hub, view),
        "response_urls": _response_urls(hub, view),
    }
    name = f"view_submission {view.body.get('callback_id', '')}"
    ack = await hub.sender.send("interactive", name, payload)
    tell_failure(hub, person, ack, "We had some trouble connecting")
    return _follow(hub, person, view, ack) if ack.ok else ack.report()


def _response_urls(hub: Hub, view: View) -> list[Json]:
    """One for each menu of conversations that asks for it (``response_url_enabled``).

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    urls: list[Json] = []
    for found in interactive(view.body["blocks"]):
        if not found.element.get("response_url_enabled"):
            continue
        entered = view.values[found.block_id][found.action_id]
        channel = entered.get("selected_conversation") or entered.get("selected_channel")
        if channel:
            ids = {"block_id": found.block_id, "action_id": found.action_id}
            url = response_url(hub, view.user, channel)
            urls.append({"response_url": url, **ids, "channel_id": channel})
    return urls


async def close(hub: Hub, person: Person, view_id: str, everything: bool) -> Json:
    """Press Cancel (closes the view) or the cross (closes the whole modal).

    The app hears of each view that asked for it with ``notify_on_close``.
    """
    view = _modal_of(hub, person, view_id)
    everything = everything or bool(view.body.get("clear_on_close"))
    closed = hub.state.stack(person.id) if everything else [view]
    if everything:
        views.close_all(hub, person.id)
    else:
        views.close_view(hub, view)
    reports = [await _tell_closed(hub, person, v, everything) for v in reversed(closed)]
    failed = next((r for r in reports if r and not r["ok"]), None)
    return failed or {"ok": True, "status": None, "ms": 0, "error": None, "response": None}


def client_errors(view: View) -> dict[str, str]:
    """What Slack's client refuses before it sends: block id → words for the person."""
    inputs = [block for block in all_blocks(view.body["blocks"]) if block["type"] == "input"]
    checked = ((b["block_id"], _client_error(b, view)) for b in inputs)
    return {block_id: error for block_id, error in checked if error}


def _client_error(block: Json, view: View) -> str:
    element = block["element"]
    value = view.values[block["block_id"]][element["action_id"]]
    if empty(value):
        return "" if block.get("optional") else REQUIRED
    text = str(value.get("value", ""))
    pattern, words = FORMATS.get(element["type"], ("", ""))
    if pattern and not re.fullmatch(pattern, text):
        return words
    if element["type"] == "number_input":
        return _number_error(element, text)
    return _length_error(element, text) if "value" in value else ""


def _number_error(element: Json, text: str) -> str:
    if "." in text and not element.get("is_decimal_allowed"):
        return "Please enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and float(text) < float(low):
        return f"Please enter a number that is at least {low}."
    if high is not None and float(text) > float(high):
        return f"Please enter a number that is at most {high}."
    return ""


def _length_error(element: Json, text: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(text) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter at most {most} characters." if len(text) > most else ""


def _follow(hub: Hub, person: Person, view: View, ack: Ack) -> Json:
    """Do what the app answered; an answer that Slack would refuse is a failure the person sees."""
    try:
        _respond(hub, view, ack.body)
    except SlackError as error:
        hub.notify(person.id, f"We had some trouble connecting: {hub.app.name} answered badly.")
        problem = "; ".join((error.code, *error.messages))
        return {**ack.report(), "ok": False, "error": problem}
    return ack.report()


def _respond(hub: Hub, view: View, body: Any) -> None:
    if body is None or body == "":
        views.close_view(hub, view)
        return
    if not isinstance(body, dict) or body.get("response_action") not in RESPONSES:
        raise SlackError("invalid_response", "[ERROR] unknown response_action")
    RESPONSES[body["response_action"]](hub, view, body)


def _clear(hub: Hub, view: View, _body: Json) -> None:
    views.close_all(hub, view.user)


def _update(hub: Hub, view: View, body: Json) -> None:
    views.update_view(hub, view, check_view(body.get("view"), "modal"))


def _push(hub: Hub, view: View, body: Json) -> None:
    views.push_view(hub, view.user, check_view(body.get("view"), "modal"))


def _show_errors(hub: Hub, view: View, body: Json) -> None:
    errors = body.get("errors")
    inputs = {b["block_id"] for b in all_blocks(view.body["blocks"]) if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_response", "[ERROR] errors must be an object of texts")
    strangers = [block_id for block_id in errors if block_id not in inputs]
    if strangers:
        raise SlackError("invalid_response", f"[ERROR] not an input block: {strangers[0]}")
    view.errors = {block_id: str(text) for block_id, text in errors.items()}
    hub.touch_person(view.user, "views")


RESPONSES = {"clear": _clear, "update": _update, "push": _push, "errors": _show_errors}


async def _tell_closed(hub: Hub, person: Person, view: View, cleared: bool) -> Json | None:
    if not view.body.get("notify_on_close"):
        return None
    payload = interaction(hub, "view_closed", person) | {
        "view": view_json(hub, view),
        "is_cleared": cleared,
    }
    name = f"view_closed {view.body.get('callback_id', '')}"
    return (await hub.sender.send("interactive", name, payload)).report()


def _modal_of(hub: Hub, person: Person, view_id: str) -> View:
    view = view_of(hub, person, view_id)
    if view.kind != "modal":
        raise ControlError("not_a_modal", "An App Home is neither submitted nor closed.")
    return view

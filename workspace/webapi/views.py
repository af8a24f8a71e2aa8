"""Modals and App Home: views.open, views.push, views.update, views.publish."""

from __future__ import annotations

from workspace import views
from workspace.blockkit.validate import check_view
from workspace.delivery.payloads import view_json
from workspace.errors import SlackError
from workspace.state import Json, View
from workspace.webapi.arguments import text, thing
from workspace.webapi.lookup import find_person
from workspace.webapi.method import Call, Method


def open_view(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.open"""
    body = check_view(call.args["view"], "modal")
    trigger = call.hub.tickets.exchange(call.text("trigger_id"))
    return _answer(call, views.open_view(call.hub, trigger.user, body, trigger.channel))


def push_view(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.push"""
    body = check_view(call.args["view"], "modal")
    trigger = call.hub.tickets.exchange(call.text("trigger_id"))
    return _answer(call, views.push_view(call.hub, trigger.user, body))


def update_view(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.update"""
    if not call.text("view_id") and not call.text("external_id"):
        raise SlackError("invalid_arguments", "[ERROR] missing required field: view_id")
    view = views.find_view(call.hub, call.text("view_id"), call.text("external_id"))
    body = check_view(call.args["view"], view.kind)
    return _answer(call, views.update_view(call.hub, view, body, call.text("hash")))


def publish_view(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.publish"""
    if not call.hub.app.home_enabled:
        raise SlackError("not_enabled")
    body = check_view(call.args["view"], "home")
    person = find_person(call, call.text("user_id"))
    return _answer(call, views.publish_home(call.hub, person.id, body, call.text("hash")))


def _answer(call: Call, view: View) -> Json:
    return {"view": view_json(call.hub, view)}


VIEW = {"view": thing}

METHODS = (
    Method("views.open", open_view, needs={"trigger_id": text, **VIEW}, tier=4),
    Method("views.push", push_view, needs={"trigger_id": text, **VIEW}, tier=4),
    Method(
        "views.update",
        update_view,
        needs=VIEW,
        takes={"view_id": text, "external_id": text, "hash": text},
        tier=4,
    ),
    Method(
        "views.publish",
        publish_view,
        needs={"user_id": text, **VIEW},
        takes={"hash": text},
        tier=4,
    ),
)

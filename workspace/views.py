"""Modals and App Homes: one stack of at most three views per person.

https://docs.slack.dev/surfaces/modals: a view is opened or pushed with a trigger, updated by its
id, and closed by the person or by the app's answer to a submission.
"""

from __future__ import annotations

import secrets

from workspace.blockkit.elements import with_ids
from workspace.blockkit.inputs import at_conversation, entered
from workspace.errors import SlackError
from workspace.hub import Hub
from workspace.state import Json, View

MOST_ON_STACK = 3


def open_view(hub: Hub, user: str, body: Json, channel: str = "") -> View:
    """Show a modal in place of whatever the person had open.

    `channel` is where they were: menus that default to the current conversation begin with it.
    """
    body = {**body, "blocks": at_conversation(body["blocks"], channel)}
    for view in hub.state.stack(user):
        _forget(hub, view)
    return _show(hub, user, body, None)


def push_view(hub: Hub, user: str, body: Json) -> View:
    """Put a modal on top of the one that is open. Raises `SlackError` push_limit_reached."""
    stack = hub.state.stack(user)
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= MOST_ON_STACK:
        raise SlackError("push_limit_reached")
    return _show(hub, user, body, stack[-1])


def update_view(hub: Hub, view: View, body: Json, expected_hash: str = "") -> View:
    """Replace what a view shows; what people entered stays where the ids stay.

    Raises `SlackError` hash_conflict when `expected_hash` is not the view's.
    """
    if expected_hash and expected_hash != view.hash:
        raise SlackError("hash_conflict")
    _check_external_id(hub, body, view)
    view.body = _with_ids(hub, body)
    view.values = entered(view.body["blocks"], view.values)
    view.hash = _new_hash(hub)
    view.errors = {}
    hub.touch_person(view.user, "home" if view.kind == "home" else "views")
    return view


def publish_home(hub: Hub, user: str, body: Json, expected_hash: str = "") -> View:
    """Show a person's App Home. Raises `SlackError` hash_conflict."""
    home = hub.state.homes.get(user)
    if home is not None:
        return update_view(hub, home, body, expected_hash)
    view = _new_view(hub, "home", user, body)
    hub.state.homes[user] = view
    hub.touch_person(user, "home")
    return view


def close_view(hub: Hub, view: View) -> None:
    """Take a view, and what was pushed on top of it, from the person's screen."""
    stack = hub.state.stack(view.user)
    if view not in stack:
        return
    for above in stack[stack.index(view) :]:
        _forget(hub, above)
    hub.touch_person(view.user, "views")


def close_all(hub: Hub, user: str) -> None:
    """Close a person's modal with all its views."""
    for view in hub.state.stack(user):
        _forget(hub, view)
    hub.touch_person(user, "views")


def find_view(hub: Hub, view_id: str, external_id: str) -> View:
    """An open view or a home, by either id. Raises `SlackError` not_found."""
    for view in [*hub.state.views.values(), *hub.state.homes.values()]:
        if view_id and view.id == view_id:
            return view
        if external_id and not view_id and view.body.get("external_id") == external_id:
            return view
    raise SlackError("not_found")


def _show(hub: Hub, user: str, body: Json, below: View | None) -> View:
    view = _new_view(hub, "modal", user, body)
    if below is not None:
        view.root_view_id, view.previous_view_id = below.root_view_id, below.id
    hub.state.views[view.id] = view
    hub.state.stacks.setdefault(user, []).append(view.id)
    hub.touch_person(user, "views")
    return view


def _new_view(hub: Hub, kind: str, user: str, body: Json) -> View:
    _check_external_id(hub, body, None)
    body = _with_ids(hub, body)
    view_id = hub.state.new_id("V")
    return View(
        id=view_id,
        kind="home" if kind == "home" else "modal",
        user=user,
        body=body,
        hash=_new_hash(hub),
        values=entered(body["blocks"]),
        root_view_id=view_id,
    )


def _with_ids(hub: Hub, body: Json) -> Json:
    return {**body, "blocks": with_ids(body["blocks"], hub.state.new_id)}


def _check_external_id(hub: Hub, body: Json, own: View | None) -> None:
    external_id = body.get("external_id")
    if not external_id:
        return
    taken = (v for v in hub.state.views.values() if v.body.get("external_id") == external_id)
    if any(view is not own for view in taken):
        raise SlackError("duplicate_external_id")


def _forget(hub: Hub, view: View) -> None:
    hub.state.views.pop(view.id, None)
    hub.state.stacks[view.user].remove(view.id)


def _new_hash(hub: Hub) -> str:
    return f"{hub.seconds()}.{secrets.token_hex(4)}"

"""Canvases: canvases.create, edit, delete, access, sections; conversations.canvases.create."""

from __future__ import annotations

from typing import Any

from workspace import canvases
from workspace.errors import SlackError
from workspace.state import Canvas, Channel, Json
from workspace.webapi.arguments import array, names, text, thing
from workspace.webapi.lookup import find_channel, find_person, is_member
from workspace.webapi.method import Call, Method

HEADINGS = ("h1", "h2", "h3")
SECTION_TYPES = ("any_header", *HEADINGS)
MOST_GRANTED = 20


def create(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/canvases.create

    With `channel_id` the canvas becomes a tab there; on a free plan it must.
    """
    _check_enabled(call)
    if not call.text("channel_id"):
        if call.hub.state.policy.free_plan:
            raise SlackError("free_teams_cannot_create_non_tabbed_canvases")
        return {"canvas_id": _new(call).id}
    channel = _writable(call)
    if call.hub.state.policy.free_plan and canvases.tabs_of(call.hub, channel):
        raise SlackError("free_team_canvas_tab_already_exists")
    return {"canvas_id": _new(call, channel).id}


def create_for_channel(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.canvases.create"""
    _check_enabled(call)
    channel = _writable(call)
    if canvases.canvas_of(call.hub, channel) is not None:
        raise SlackError("channel_canvas_already_exists")
    if call.hub.state.policy.free_plan:
        raise SlackError("team_tier_cannot_create_channel_canvases")
    return {"canvas_id": _new(call, channel, of_channel=True).id}


def edit(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/canvases.edit (one change a call)"""
    _check_enabled(call)
    canvas = _find(call)
    if call.hub.state.policy.free_plan and not canvas.channel:
        raise SlackError("free_teams_cannot_edit_standalone_canvases")
    canvases.apply(canvas, _checked_change(call.args["changes"]))
    if len(canvas.markdown) > canvases.LONGEST:
        raise SlackError("canvas_editing_failed", detail="The canvas is too large")
    canvases.touch(call.hub, canvas)
    return {}


def delete(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/canvases.delete"""
    canvas = _find(call)
    if canvas.owner != call.hub.app.bot_user:
        raise SlackError("restricted_action")
    del call.hub.state.canvases[canvas.id]
    canvases.touch(call.hub, canvas)
    return {}


def set_access(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/canvases.access.set (only people can own one)"""
    _check_enabled(call)
    canvas, level = _find(call), call.text("access_level")
    if level not in ("read", "write", "owner"):
        raise _refused("must be a valid enum value", "/access_level")
    granted = _granted(call)
    if level == "owner":
        _hand_over(call, canvas, granted)
    else:
        canvas.access |= dict.fromkeys(granted, level)
    canvases.touch(call.hub, canvas)
    return {}


def delete_access(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/canvases.access.delete"""
    _check_enabled(call)
    canvas, granted = _find(call), _granted(call)
    canvases.touch(call.hub, canvas)
    canvas.access = {who: level for who, level in canvas.access.items() if who not in granted}
    return {}


def lookup_sections(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/canvases.sections.lookup (ids only)"""
    _check_enabled(call)
    canvas, criteria = _find(call), call.args["criteria"]
    types, words = criteria.get("section_types", []), criteria.get("contains_text", "")
    known = isinstance(types, list) and all(kind in SECTION_TYPES for kind in types)
    if not known or not isinstance(words, str) or not (types or words):
        raise _refused("must be criteria", "/criteria")
    wanted = set(HEADINGS if "any_header" in types else types)
    found = [
        {"id": section["id"]}
        for section in canvas.sections
        if words.casefold() in section["markdown"].casefold()
        if not wanted or canvases.section_type(section) in wanted
    ]
    return {"sections": found}


def _check_enabled(call: Call) -> None:
    if not call.hub.state.policy.canvases_enabled:
        raise SlackError("canvas_disabled_user_team")


def _writable(call: Call) -> Channel:
    channel = find_channel(call, name="channel_id")
    if not is_member(call, channel) or channel.is_archived:
        raise SlackError("restricted_action")
    return channel


def _new(call: Call, channel: Channel | None = None, *, of_channel: bool = False) -> Canvas:
    hub = call.hub
    content = call.args.get("document_content")
    markdown = _markdown(content, "/document_content") if content is not None else ""
    canvas = Canvas(
        id=hub.state.new_id("F"),
        title=call.text("title"),
        owner=hub.app.bot_user,
        created=hub.seconds(),
        updated=hub.seconds(),
        channel=channel.id if channel else "",
        of_channel=of_channel,
        sections=canvases.sections_of(markdown),
    )
    hub.state.canvases[canvas.id] = canvas
    canvases.touch(hub, canvas)
    return canvas


def _find(call: Call) -> Canvas:
    """The canvas that a call names, if the app can read it. Raises `SlackError`."""
    canvas = call.hub.state.canvases.get(call.text("canvas_id"))
    bot = call.hub.state.people[call.hub.app.bot_user]
    if canvas is None or not canvases.readable(call.hub, bot, canvas):
        raise SlackError("canvas_not_found")
    return canvas


def _checked_change(changes: list[Any]) -> Json:
    """The one change of a call. Raises `SlackError` invalid_arguments when it lacks something."""
    if len(changes) != 1:
        raise _refused("only one operation is supported", "/changes")
    change = changes[0] if isinstance(changes[0], dict) else {}
    operation = canvases.OPERATIONS.get(str(change.get("operation")))
    if operation is None:
        raise _refused("must be a valid enum value", "/changes/0/operation")
    section = change.get("section_id")
    if (operation.section and not section) or not isinstance(section, str | None):
        raise _refused("missing required field: section_id", "/changes/0")
    if operation.content:
        _markdown(change.get("document_content"), "/changes/0/document_content")
    if operation.title:
        _markdown(change.get("title_content"), "/changes/0/title_content")
    return change if operation.section or operation.any_section else {**change, "section_id": ""}


def _markdown(content: Any, at: str) -> str:
    """The text of a document content. Raises `SlackError` invalid_arguments."""
    markdown = content.get("markdown") if isinstance(content, dict) else None
    if not isinstance(markdown, str) or content.get("type") != "markdown":
        raise _refused("must be markdown", at)
    if len(markdown) > canvases.LONGEST:
        raise _refused(f"must be less than {canvases.LONGEST + 1} characters", f"{at}/markdown")
    return markdown


def _refused(problem: str, at: str) -> SlackError:
    return SlackError("invalid_arguments", f"[ERROR] {problem} [json-pointer:{at}]")


def _granted(call: Call) -> list[str]:
    """The channels or the people, never both, whose access changes. Raises `SlackError`."""
    users, rooms = call.args.get("user_ids", []), call.args.get("channel_ids", [])
    if bool(users) == bool(rooms) or len(users) + len(rooms) > MOST_GRANTED:
        raise SlackError("invalid_parameters")
    for user in users:
        find_person(call, user)
    for room in rooms:
        channel = find_channel(Call(call.hub, {"channel": room}))
        if channel.kind in ("im", "mpim"):
            raise SlackError("channel_not_found")
    return [*users, *rooms]


def _hand_over(call: Call, canvas: Canvas, granted: list[str]) -> None:
    if call.args.get("channel_ids") or len(granted) != 1:
        raise _refused("only one person can be the owner", "/user_ids")
    if canvas.owner != call.hub.app.bot_user:
        raise SlackError("restricted_action")
    canvas.access[canvas.owner] = "write"
    canvas.owner = granted[0]


WRITE = ("canvases:write",)
CANVAS = {"canvas_id": text}
CONTENT = {"title": text, "document_content": thing}
ENTITIES = {"user_ids": names, "channel_ids": names}

METHODS = (
    Method("canvases.create", create, WRITE, takes={"channel_id": text, **CONTENT}, tier=2),
    Method(
        "conversations.canvases.create",
        create_for_channel,
        WRITE,
        needs={"channel_id": text},
        takes=CONTENT,
        tier=2,
    ),
    Method("canvases.edit", edit, WRITE, needs={**CANVAS, "changes": array}),
    Method("canvases.delete", delete, WRITE, needs=CANVAS),
    Method(
        "canvases.access.set",
        set_access,
        WRITE,
        needs={**CANVAS, "access_level": text},
        takes=ENTITIES,
    ),
    Method("canvases.access.delete", delete_access, WRITE, needs=CANVAS, takes=ENTITIES),
    Method(
        "canvases.sections.lookup",
        lookup_sections,
        ("canvases:read",),
        needs={**CANVAS, "criteria": thing},
    ),
)

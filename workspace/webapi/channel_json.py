"""Conversations as Slack describes them.

https://docs.slack.dev/reference/objects/conversation-object
"""

from __future__ import annotations

from workspace.canvases import canvas_of
from workspace.events import ELSEWHERE
from workspace.hub import Hub
from workspace.state import Channel, Json


def channel_json(hub: Hub, channel: Channel, *, brief: bool = False) -> Json:
    """A conversation object as the app sees it; `brief` leaves out the app's own membership."""
    if channel.is_im:
        return _im_json(hub, channel)
    body: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": [hub.state.team.id, *([ELSEWHERE] if channel.is_ext_shared else [])],
        "parent_conversation": None,
        "unlinked": 0,
        "created": channel.created,
        "creator": channel.creator,
        "context_team_id": hub.state.team.id,
        "topic": channel.topic,
        "purpose": channel.purpose,
        "previous_names": channel.previous_names,
    }
    canvas = canvas_of(hub, channel)
    if canvas is not None:
        body["properties"] = {"canvas": {"file_id": canvas.id, "is_empty": not canvas.sections}}
    return body if brief else body | {"is_member": hub.app.bot_user in channel.members}


def _im_json(hub: Hub, channel: Channel) -> Json:
    with_person = hub.state.people.get(channel.with_user)
    return {
        "id": channel.id,
        "created": channel.created,
        "is_im": True,
        "is_org_shared": False,
        "is_archived": False,
        "context_team_id": hub.state.team.id,
        "user": channel.with_user,
        "is_user_deleted": bool(with_person and with_person.deleted),
        "is_open": True,
    }

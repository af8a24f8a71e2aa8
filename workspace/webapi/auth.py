"""Who the app is, in which workspace: auth.test, team.info, bots.info, apps.connections.open."""

from __future__ import annotations

from workspace.delivery.payloads import bot_json
from workspace.errors import SlackError
from workspace.state import Json
from workspace.webapi.arguments import flag, text
from workspace.webapi.method import Call, Method


def test(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/auth.test"""
    hub = call.hub
    return {
        "url": f"{hub.base_url}/",
        "team": hub.state.team.name,
        "user": hub.state.people[hub.app.bot_user].name,
        "team_id": hub.state.team.id,
        "user_id": hub.app.bot_user,
        "bot_id": hub.app.bot_id,
        "is_enterprise_install": False,
    }


def team_info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/team.info"""
    team = call.hub.state.team
    if call.text("team") not in ("", team.id):
        raise SlackError("team_not_found")
    about = {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": ""}
    return {"team": about | {"url": f"{call.hub.base_url}/"}}


def bots_info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bots.info"""
    if call.text("bot") not in ("", call.hub.app.bot_id):
        raise SlackError("bot_not_found")
    return {"bot": bot_json(call.hub)}


def open_connection(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/apps.connections.open"""
    host = call.hub.base_url.partition("://")[2]
    ticket = call.hub.tickets.socket()
    debug = "&debug_reconnects=true" if call.flag("debug_reconnects") else ""
    return {"url": f"ws://{host}/socket?ticket={ticket}&app_id={call.hub.app.id}{debug}"}


METHODS = (
    Method("auth.test", test, tier=5),
    Method("team.info", team_info, ("team:read",), takes={"team": text}),
    Method("bots.info", bots_info, ("users:read",), takes={"bot": text}),
    Method(
        "apps.connections.open",
        open_connection,
        ("connections:write",),
        takes={"debug_reconnects": flag},
        app_level=True,
    ),
)

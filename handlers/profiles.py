"""Slack's user object, read: one mapping for events and for the directory.

https://docs.slack.dev/reference/objects/user-object
"""

from collections.abc import Mapping
from typing import Any

from playbook.people import Profile

SLACKBOT = "USLACKBOT"
"""Slackbot's user object does not say that it is a bot."""

_ADMIN = ("is_admin", "is_owner", "is_primary_owner")
_GUEST = ("is_restricted", "is_ultra_restricted")
_BOT = ("is_bot", "is_workflow_bot")


def profile(workspace_id: str, user: Mapping[str, Any]) -> Profile:
    """Return what a user object says of a person.

    Deactivated people come without a zone, and only `users.info` and `users.list` with
    `include_locale` say the language: what is not said is empty, and what we knew stands.
    """
    return Profile(
        id=str(user["id"]),
        name=_name(user),
        zone=str(user.get("tz") or ""),
        locale=str(user.get("locale") or ""),
        is_bot=_any(user, _BOT) or user["id"] == SLACKBOT,
        is_guest=_any(user, _GUEST),
        is_foreign=bool(user.get("is_stranger")) or not _belongs(workspace_id, user),
        is_slack_admin=_any(user, _ADMIN),
        is_deactivated=bool(user.get("deleted")),
    )


def _name(user: Mapping[str, Any]) -> str:
    """The name that Slack shows: the display name, where somebody chose one."""
    said = user.get("profile") or {}
    names = (said.get("display_name"), said.get("real_name"), user.get("real_name"))
    return str(next((name for name in names if name), user.get("name") or user["id"]))


def _belongs(workspace_id: str, user: Mapping[str, Any]) -> bool:
    """Whether they are of this workspace: on a Grid, an organisation's people are of several."""
    if user.get("team_id") in (None, workspace_id):
        return True
    return workspace_id in ((user.get("enterprise_user") or {}).get("teams") or [])


def _any(user: Mapping[str, Any], flags: tuple[str, ...]) -> bool:
    return any(user.get(flag) for flag in flags)

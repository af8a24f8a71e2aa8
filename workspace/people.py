"""People as Slack describes them (https://docs.slack.dev/reference/objects/user-object)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from workspace.hub import Hub
from workspace.state import Json, Person

IMAGE_SIZES = (24, 32, 48, 72, 192, 512)


def user_json(hub: Hub, person: Person, *, locale: bool = False) -> Json:
    """A user object; the e-mail address only with the scope for it."""
    here = hub.clock.now().astimezone(ZoneInfo(person.tz))
    offset = here.utcoffset()
    body: Json = {
        "id": person.id,
        "team_id": hub.state.team.id,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
        "profile": _profile(hub, person),
    }
    if locale:
        body["locale"] = person.locale
    if person.deleted:
        return body
    return body | {
        "tz": person.tz,
        "tz_label": here.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "has_2fa": False,
    }


def _profile(hub: Hub, person: Person) -> Json:
    avatar = f"{hub.base_url}/avatar/{person.id}.svg"
    profile: Json = {
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "title": person.title,
        "team": hub.state.team.id,
        **{f"image_{size}": avatar for size in IMAGE_SIZES},
    }
    if person.bot_id:
        profile |= {"bot_id": person.bot_id, "api_app_id": hub.app.id}
    elif hub.app.may("users:read.email"):
        profile["email"] = person.email
    return profile

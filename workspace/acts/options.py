"""What can be chosen: an element's own options, people, conversations, or what the app suggests.

https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
"""

from __future__ import annotations

from typing import Any

from workspace.acts.place import InView, Place, find_element, find_place
from workspace.blockkit.elements import Found
from workspace.blockkit.inputs import ENTRIES, option_named, own_options
from workspace.blockkit.validate import problems_of_options
from workspace.delivery.payloads import interaction
from workspace.errors import ControlError
from workspace.hub import Hub
from workspace.state import Channel, Json, Person

EXTERNAL = frozenset({"external_select", "multi_external_select"})
DEFAULT_MIN_QUERY = 3
MOST_SHOWN = 100
INCLUDED = {"channel": "public", "group": "private", "im": "im", "mpim": "mpim"}


async def options(hub: Hub, person: Person, where: Json) -> Json:
    """What an element offers for a query, as ``options`` or ``option_groups``."""
    place = find_place(hub, person, where)
    found = find_element(place, where)
    query = str(where.get("query", ""))
    if found.type in EXTERNAL:
        if len(query) < found.element.get("min_query_length", DEFAULT_MIN_QUERY):
            return {"options": []}
        return await suggestions(hub, place, found, query)
    if found.type not in ENTRIES:
        raise ControlError("no_options", f"{found.action_id} offers nothing to choose.")
    if ENTRIES[found.type].options:
        return {"options": matching(own_options(found.element), query)}
    return {"options": matching(_known(hub, person, found), query)}


async def suggestions(hub: Hub, place: Place, found: Found, query: str) -> Json:
    """Ask the app. Raises `ControlError` when it does not answer with options."""
    payload = interaction(hub, "block_suggestion", place.person) | {
        "container": place.container(),
        "action_id": found.action_id,
        "block_id": found.block_id,
        "value": query,
    }
    if isinstance(place, InView):
        payload |= place.describe(hub)
    ack = await hub.sender.send("options", f"block_suggestion {found.action_id}", payload)
    body = ack.body if ack.ok and isinstance(ack.body, dict) else {}
    problems = problems_of_options(body)
    if not ack.ok or problems:
        reason = "; ".join(problems) or str(ack.error)
        hub.notify(place.person.id, f"{hub.app.name} could not load the options.")
        raise ControlError("options_failed", f"The app's options were refused: {reason}", 502)
    _remember(hub, place, found, own_options(body))
    return body


async def choosable(hub: Hub, place: Place, found: Found, plain: Any) -> list[Json]:
    """The options out of which `plain` is chosen; the app is asked when it suggested none yet."""
    if found.type not in EXTERNAL:
        return own_options(found.element)
    wanted = [str(item) for item in (plain if isinstance(plain, list) else [plain]) if item]
    known = hub.suggested.get(_key(place, found), [])
    for item in wanted:
        if option_named(known, item) is None:
            await suggestions(hub, place, found, item)
            known = hub.suggested[_key(place, found)]
    return known


def matching(found: list[Json], query: str) -> list[Json]:
    """Those whose text contains the query."""
    low = query.casefold()
    return [o for o in found if low in str(o["text"]["text"]).casefold()][:MOST_SHOWN]


def _known(hub: Hub, person: Person, found: Found) -> list[Json]:
    if found.type in ("users_select", "multi_users_select"):
        people = (p for p in hub.state.people.values() if not p.deleted)
        return [_option(p.id, p.real_name) for p in people]
    if found.type not in ENTRIES or "select" not in found.type:
        return []
    mine = (c for c in hub.state.channels.values() if _offered(person, found.element, c))
    return [_option(c.id, _conversation_name(hub, c)) for c in mine]


def _offered(person: Person, element: Json, channel: Channel) -> bool:
    """Whether a conversation can be picked: the person's own and all public ones, as filtered."""
    if channel.is_archived or (
        (channel.is_private or channel.is_im) and person.id not in channel.members
    ):
        return False
    if "channels_select" in element["type"]:
        return channel.kind == "channel"
    wanted = element.get("filter", {})
    if wanted.get("exclude_external_shared_channels") and channel.is_ext_shared:
        return False
    return INCLUDED[channel.kind] in wanted.get("include", list(INCLUDED.values()))


def _conversation_name(hub: Hub, channel: Channel) -> str:
    if channel.is_mpim:
        return ", ".join(hub.state.people[user].real_name for user in channel.members)
    return hub.app.name if channel.is_im else f"#{channel.name}"


def _option(value: str, text: str) -> Json:
    return {"text": {"type": "plain_text", "text": text}, "value": value}


def _remember(hub: Hub, place: Place, found: Found, suggested: list[Json]) -> None:
    known = hub.suggested.setdefault(_key(place, found), [])
    known[:0] = [option for option in suggested if option not in known]


def _key(place: Place, found: Found) -> str:
    return " ".join((place.person.id, place.id, found.block_id, found.action_id))

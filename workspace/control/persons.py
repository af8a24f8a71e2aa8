"""What people do, over HTTP: one function per address below ``/control/people``."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import Request

from workspace import events, files
from workspace.acts import elements, entry, modals, uploads, written
from workspace.acts import options as choices
from workspace.bodies import TooLarge, read_limited
from workspace.control import reading
from workspace.control.requests import body_of, number_in, text_in, whole_in
from workspace.control.sees import parts_of, person_json, sees
from workspace.control.watching import LONGEST_POLL, wait_until
from workspace.errors import ControlError
from workspace.hub import Hub
from workspace.seeding import add_person
from workspace.state import Json, Person

CHANGEABLE_TEXTS = ("name", "real_name", "display_name", "email", "title", "tz", "locale")
CHANGEABLE_FLAGS = ("is_admin", "is_owner", "is_restricted", "is_ultra_restricted", "deleted")


def _who(hub: Hub, request: Request) -> Person:
    return hub.person(request.path_params["user"])


async def see(hub: Hub, request: Request) -> Json:
    """What a person sees; with ``after`` once it changed since, or after ``wait`` seconds."""
    person = _who(hub, request)
    after = request.query_params.get("after")
    if after is not None:
        version = whole_in(after, "after")
        wait = number_in(request.query_params.get("wait", LONGEST_POLL), "wait", 0, LONGEST_POLL)
        await wait_until(hub, lambda: hub.changes.since(version, parts_of(hub, person)), wait)
    return sees(hub, person, hub.changes.version)


async def about(hub: Hub, request: Request) -> Json:
    """The person."""
    return person_json(_who(hub, request))


async def places(hub: Hub, request: Request) -> Json:
    """The conversations a person sees, all or those named in ``only``, parted by commas."""
    only = request.query_params.get("only")
    named = frozenset(only.split(",")) if only is not None else None
    return {"channels": reading.places(hub, _who(hub, request), named)}


async def screen(hub: Hub, request: Request) -> Json:
    """App Home, modals and notices."""
    return reading.screen(hub, _who(hub, request))


async def conversation(hub: Hub, request: Request) -> Json:
    """One conversation: ``latest`` so many messages, and the thread below ``thread``."""
    latest = whole_in(request.query_params.get("latest", reading.LATEST), "latest")
    thread = request.query_params.get("thread", "")
    channel = request.path_params["channel"]
    return reading.conversation(hub, _who(hub, request), channel, max(1, latest), thread)


async def command(hub: Hub, request: Request) -> Json:
    """Run a slash command."""
    body = await body_of(request)
    channel = text_in(body, "channel", hub.app.bot_user)
    return await entry.run_command(hub, _who(hub, request), channel, text_in(body, "text"))


async def message(hub: Hub, request: Request) -> Json:
    """Write a message."""
    body = await body_of(request)
    channel, text = text_in(body, "channel"), text_in(body, "text")
    thread = text_in(body, "thread_ts", "") if body.get("thread_ts") else ""
    return written.write(hub, _who(hub, request), channel, text, thread)


async def edit(hub: Hub, request: Request) -> Json:
    """Edit a message of one's own."""
    body = await body_of(request)
    where = text_in(body, "channel"), text_in(body, "ts")
    return written.edit(hub, _who(hub, request), *where, text_in(body, "text"))


async def delete(hub: Hub, request: Request) -> Json:
    """Delete a message of one's own, or any as an administrator; put an ephemeral one away."""
    body = await body_of(request)
    where = text_in(body, "channel"), text_in(body, "ts")
    return written.delete(hub, _who(hub, request), *where)


async def join(hub: Hub, request: Request) -> Json:
    """Join a public channel."""
    return entry.join(hub, _who(hub, request), text_in(await body_of(request), "channel"))


async def leave(hub: Hub, request: Request) -> Json:
    """Leave a channel."""
    return entry.leave(hub, _who(hub, request), text_in(await body_of(request), "channel"))


async def home(hub: Hub, request: Request) -> Json:
    """Open the App Home."""
    return await entry.open_home(hub, _who(hub, request))


async def shortcut(hub: Hub, request: Request) -> Json:
    """Use a shortcut."""
    body = await body_of(request)
    where = text_in(body, "channel", ""), text_in(body, "ts", "")
    return await entry.use_shortcut(hub, _who(hub, request), text_in(body, "callback_id"), *where)


async def act(hub: Hub, request: Request) -> Json:
    """Press or choose."""
    return await elements.act(hub, _who(hub, request), await body_of(request))


async def type_text(hub: Hub, request: Request) -> Json:
    """Type in a text input."""
    return await elements.type_text(hub, _who(hub, request), await body_of(request))


async def options(hub: Hub, request: Request) -> Json:
    """What an element offers."""
    return await choices.options(hub, _who(hub, request), await body_of(request))


async def upload(hub: Hub, request: Request) -> Json:
    """Upload a file, as the body, called ``name``; a file input takes it by its id."""
    try:
        content = await read_limited(request, files.LARGEST)
    except TooLarge as error:
        raise ControlError("file_too_large", str(error), 413) from error
    name = request.query_params.get("name", "")
    return uploads.upload(hub, _who(hub, request), name, content)


async def submit(hub: Hub, request: Request) -> Json:
    """Submit a modal."""
    body = await body_of(request)
    return await modals.submit(hub, _who(hub, request), text_in(body, "view"))


async def close(hub: Hub, request: Request) -> Json:
    """Close a modal."""
    body = await body_of(request)
    everything = body.get("all") is True
    return await modals.close(hub, _who(hub, request), text_in(body, "view"), everything)


async def read(hub: Hub, request: Request) -> Json:
    """Mark a conversation as read."""
    return entry.read(hub, _who(hub, request), text_in(await body_of(request), "channel"))


async def add(hub: Hub, request: Request) -> Json:
    """Add a person: ``real_name`` and what else is known; the id is made when it is not given."""
    body = await body_of(request)
    changes = _changes(body)
    real_name = text_in(body, "real_name")
    user = text_in(body, "id", "") or hub.state.new_id("U")
    if user in hub.state.people:
        raise ControlError("user_exists", f"There is a {user} already.", 409)
    name = real_name.lower().replace(" ", ".")
    person = add_person(hub.state, {"name": name, **changes, "id": user})
    person.updated = hub.seconds()
    hub.changes.touch(f"people/{user}")
    events.team_joined(hub, person)
    return person_json(person)


async def change(hub: Hub, request: Request) -> Json:
    """Change a person; the app hears of it as ``user_change``."""
    person = _who(hub, request)
    for name, value in _changes(await body_of(request)).items():
        setattr(person, name, value)
    person.updated = hub.seconds()
    hub.changes.touch(f"people/{person.id}")
    events.user_changed(hub, person)
    return person_json(person)


def _changes(body: Json) -> Json:
    """The fields of a person that a request sets. Raises `ControlError` for others."""
    known = {"id", *CHANGEABLE_TEXTS, *CHANGEABLE_FLAGS}
    for name, value in body.items():
        wanted = bool if name in CHANGEABLE_FLAGS else str
        if name not in known or not isinstance(value, wanted):
            raise ControlError("bad_field", f"{name} cannot be set to {value!r}.")
    if "tz" in body:
        check_zone(body["tz"])
    return {name: value for name, value in body.items() if name != "id"}


def check_zone(name: str) -> None:
    """Raises `ControlError` for a time zone that does not exist."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ControlError("bad_zone", f"There is no time zone {name!r}.") from error

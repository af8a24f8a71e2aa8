"""Seeds: the people and channels that a new workspace starts with, as readable JSON files.

A seed may be ``based_on`` another, whose team, start, people and channels it then has too, and may
have books of customers (see `workspace.books`).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workspace.app import InstalledApp
from workspace.books import customer_channels, customers, say
from workspace.errors import SeedError
from workspace.state import Channel, Json, Person, State, Team, noted

FOLDER = Path(__file__).with_name("seeds")
DEFAULT_SEED = "small-company"


def seed_names() -> list[str]:
    """The seeds there are, by name."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def seed_titles() -> list[Json]:
    """The seeds there are, with a title for people, those with few customers first."""
    seeds = sorted(((name, _read(name)) for name in seed_names()), key=_size)
    return [{"name": name, "title": seed["title"]} for name, seed in seeds]


def new_state(seed: str, app: InstalledApp) -> State:
    """A fresh workspace from a seed, with the app's bot user in it. Raises `SeedError`."""
    data = _read(seed)
    state = State(seed=seed, team=Team(**data["team"]), start=data["start"])
    started = int(datetime.fromisoformat(state.start).timestamp())
    for item in data["people"]:
        add_person(state, {"updated": started, **item})
    _add_bot(state, app, started)
    for item in data["channels"]:
        add_channel(state, {"created": started, **item})
    rooms = [add_channel(state, item) for item in customer_channels(data, started)]
    say(state, rooms, data)
    return state


def add_person(state: State, item: Json) -> Person:
    """Add a person; address and display name follow from the name unless given."""
    first_name = str(item["real_name"]).split(" ", maxsplit=1)[0]
    defaults = {"display_name": first_name, "email": f"{item['name']}@{state.team.domain}.example"}
    person = Person(**{**defaults, **item})
    state.people[person.id] = person
    return person


def add_channel(state: State, item: Json) -> Channel:
    """Add a channel; `topic` and `purpose` are plain texts here."""
    notes = {
        key: noted(str(item.get(key, "")), item["creator"], item["created"])
        for key in ("topic", "purpose")
    }
    channel = Channel(**{**item, **notes})
    state.channels[channel.id] = channel
    return channel


def start_of(seed: str) -> datetime:
    """The moment at which a seed's clock starts."""
    return datetime.fromisoformat(_read(seed)["start"]).astimezone(UTC)


def _read(seed: str) -> dict[str, Any]:
    if seed not in seed_names():
        raise SeedError(f"There is no seed {seed!r}; there are: {', '.join(seed_names())}.")
    data: dict[str, Any] = json.loads((FOLDER / f"{seed}.json").read_text(encoding="utf-8"))
    return _onto(_read(data["based_on"]), data) if "based_on" in data else data


def _onto(base: Json, more: Json) -> Json:
    """A seed with all of another one's; newcomers are in the channel that everybody is in."""
    newcomers = [person["id"] for person in more["people"]]
    channels = [
        {**channel, "members": channel["members"] + newcomers * channel.get("is_general", False)}
        for channel in base["channels"]
    ]
    return {**base, **more, "people": base["people"] + more["people"], "channels": channels}


def _size(named: tuple[str, Json]) -> int:
    _, seed = named
    return len(customers(seed))


def _add_bot(state: State, app: InstalledApp, started: int) -> None:
    handle = app.name.lower().replace(" ", "-")
    state.people[app.bot_user] = Person(
        id=app.bot_user,
        name=handle,
        real_name=app.name,
        display_name=app.name,
        is_bot=True,
        bot_id=app.bot_id,
        updated=started,
    )

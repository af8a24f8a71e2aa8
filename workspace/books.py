"""Customers' channels, made from what a seed says of books: who looks after which customers.

A seed's ``books`` name the customers of each person. Every customer has a channel, called after
them, with that person, one of the ``account_executives`` in turn and ``support``; in it stands what
they ``said`` on the working day before the workspace's start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, cycle

from workspace.state import Channel, Json, Message, State

ROLES = ("csm", "account_executive")
"""Who speaks in a customer's channel: its first members."""
BEFORE = timedelta(days=3)
"""From a Friday to the Monday on which seeds start."""
BETWEEN = timedelta(minutes=1)
YEAR_SECONDS = 365 * 86_400


def customers(seed: Json) -> list[str]:
    """The names of all customers of a seed."""
    return list(chain.from_iterable(seed.get("books", {}).values()))


def customer_channels(seed: Json, started: int) -> Iterator[Json]:
    """The channels of a seed's customers, as `add_channel` takes them; `started` in seconds."""
    executives = cycle(seed.get("account_executives", ()))
    for csm, names in seed.get("books", {}).items():
        for customer in names:
            team = [csm, next(executives), *seed["support"]]
            yield _channel(seed, customer, team) | {"created": started - YEAR_SECONDS}


def say(state: State, rooms: list[Channel], seed: Json) -> None:
    """Write into each customer's channel what was said there; everybody has read it."""
    moment = datetime.fromisoformat(seed["start"]) - BEFORE
    for room in rooms:
        speakers = dict(zip(ROLES, room.members, strict=False))
        for role, words in seed["said"]:
            moment += BETWEEN
            ts = state.new_ts(moment)
            text = words.format(customer=room.purpose["value"])
            room.messages[ts] = Message(ts=ts, user=speakers[role], text=text)
        room.last_read = dict.fromkeys(room.members, max(room.messages))


def _channel(seed: Json, customer: str, team: list[str]) -> Json:
    handle = re.sub(r"\W+", "-", customer.lower())
    return {
        "id": f"C0{handle.replace('-', '').upper()}",
        "name": handle,
        "purpose": customer,
        "creator": team[0],
        "members": team,
        "is_ext_shared": customer in seed["shared"],
        "is_private": customer in seed["private"],
        "is_archived": customer in seed["archived"],
    }

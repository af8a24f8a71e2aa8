"""What came of it all: every message that was decided is there, and there once."""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.choices import Delivery
from storage.tables import Account, Handoff, Outgoing


@dataclass(frozen=True)
class Outcome:
    """How many messages there are, and what is wrong, in words."""

    messages: int
    wrong: tuple[str, ...]


def outcome(session: Session, folder: Path, accounts: Collection[str]) -> Outcome:
    """Compare the outbox with what the workspace has written down, which has ended before."""
    kept = json.loads((folder / "workspace" / "workspace.json").read_text())["state"]
    said = Counter(_delivery_ids(kept))
    return Outcome(
        said.total(),
        (
            *(
                f"{delivery_id} came {times} times"
                for delivery_id, times in said.items()
                if times > 1
            ),
            *_lost(session, said),
            *_misplaced(session, kept, accounts),
        ),
    )


def _delivery_ids(kept: dict[str, Any]) -> Iterator[str]:
    for channel in kept["channels"].values():
        for message in channel["messages"].values():
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if "id" in payload:
                yield str(payload["id"])


def _lost(session: Session, said: Counter[str]) -> Iterator[str]:
    for row in session.scalars(select(Outgoing).order_by(Outgoing.id)):
        is_there = row.ts is None or row.delivery_id in said  # not every effect is a message
        if row.state is not Delivery.SENT or not is_there:
            yield f"{row.effect} of handoff {row.handoff_id} is {row.state}, there: {is_there}"


def _misplaced(session: Session, kept: dict[str, Any], accounts: Collection[str]) -> Iterator[str]:
    """Every account has one handoff, one channel, and its checklist pinned there."""
    query = select(Account.name).join(Handoff, Handoff.account_id == Account.id)
    begun = Counter(session.scalars(query))
    channels = [one for one in kept["channels"].values() if one["name"].startswith("handoff-")]
    if begun != Counter(accounts):
        yield f"the handoffs are {dict(begun)}"
    if len(channels) != len(accounts):
        yield f"{len(channels)} channels for {len(accounts)} handoffs"
    for channel in channels:
        if len(channel["pins"]) != 1:
            yield f"{channel['name']} has {len(channel['pins'])} pins"

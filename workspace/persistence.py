"""Keeping a workspace in a file, so that a second run finds it as it was.

The file is JSON, replaced in one step, so that a crash leaves the old or the new one and never
half.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from workspace.clock import Clock
from workspace.errors import SeedError
from workspace.state import (
    Canvas,
    Channel,
    Json,
    Message,
    Person,
    Policy,
    State,
    StoredFile,
    Team,
    View,
)

FILE_NAME = "workspace.json"
FORMAT = 1


@dataclass
class Store:
    """The file in a folder."""

    folder: Path

    @property
    def path(self) -> Path:
        """Where the workspace is kept."""
        return self.folder / FILE_NAME

    def save(self, state: State, clock: Clock) -> None:
        """Write all of it, replacing what was there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = {"format": FORMAT, "now": clock.now(), "running": clock.running, "state": state}
        partial = self.path.with_suffix(".partial")
        partial.write_text(json.dumps(kept, default=_plain), encoding="utf-8")
        partial.replace(self.path)

    def load(self) -> tuple[State, Clock] | None:
        """What was kept, or nothing. Raises `SeedError` when the file is of another format."""
        if not self.path.exists():
            return None
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            clock = Clock(datetime.fromisoformat(kept["now"]), running=kept["running"])
            return state_from(kept["state"]), clock
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            text = f"{self.path} is not a workspace of this version ({error!r})"
            raise SeedError(f"{text}; remove it to start anew.") from error


def state_from(data: Json) -> State:
    """The state that `Store.save` wrote."""
    parts: Json = {
        "team": Team(**data["team"]),
        "policy": Policy(**data["policy"]),
        "people": {key: Person(**item) for key, item in data["people"].items()},
        "channels": {key: _channel(item) for key, item in data["channels"].items()},
        "views": {key: View(**item) for key, item in data["views"].items()},
        "homes": {key: View(**item) for key, item in data["homes"].items()},
        "canvases": {key: Canvas(**item) for key, item in data.get("canvases", {}).items()},
        "files": {key: StoredFile(**item) for key, item in data.get("files", {}).items()},
    }
    return State(**{**data, **parts})


def _channel(item: Json) -> Channel:
    messages = {ts: Message(**message) for ts, message in item["messages"].items()}
    return Channel(**{**item, "messages": messages})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else vars(value)

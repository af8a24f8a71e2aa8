"""What a Web API method is: an entry in a table, and what its handler is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from workspace.errors import SlackError
from workspace.hub import Hub
from workspace.state import Json
from workspace.webapi.arguments import Kind

DEFAULT_LIMIT = 100
MOST_LIMIT = 1000


@dataclass(frozen=True)
class Call:
    """One call: the workspace and the typed arguments."""

    hub: Hub
    args: Json

    def text(self, name: str) -> str:
        """A text argument, empty when it was not given."""
        value: str = self.args.get(name, "")
        return value

    def flag(self, name: str) -> bool:
        """A yes or no; no when it was not given."""
        value: bool = self.args.get(name, False)
        return value

    def need_scope(self, *scopes: str) -> None:
        """Raises `SlackError` missing_scope unless the app has one of these."""
        if scopes and not any(self.hub.app.may(scope) for scope in scopes):
            provided = ",".join(sorted(self.hub.app.scopes or ()))
            raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)


Handler = Callable[[Call], Json]


@dataclass(frozen=True)
class Method:
    """A Web API method.

    `scopes`: one of these is needed; `needs` and `takes`: required and optional arguments with
    their types; `tier`: Slack's rate limit tier; `app_level`: whether it wants the
    app-level token.
    """

    name: str
    handler: Handler
    scopes: tuple[str, ...] = ()
    needs: Mapping[str, Kind] = field(default_factory=dict)
    takes: Mapping[str, Kind] = field(default_factory=dict)
    tier: int = 3
    app_level: bool = False


def page(call: Call, items: Iterable[Any], default: int = DEFAULT_LIMIT) -> tuple[list[Any], Json]:
    """The page of items that a call asks for, and the answer's metadata with the next cursor.

    https://docs.slack.dev/apis/web-api/pagination. Raises `SlackError` invalid_limit,
    invalid_cursor.
    """
    limit = call.args.get("limit") or default
    if not 0 < limit <= MOST_LIMIT:
        raise SlackError("invalid_limit")
    start = _start(call.text("cursor"))
    found = list(islice(items, start, start + limit + 1))
    cursor = f"next:{start + limit}" if len(found) > limit else ""
    return found[:limit], {"response_metadata": {"next_cursor": cursor}}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    word, _, number = cursor.partition(":")
    if word != "next" or not number.isdecimal() or len(number) > 9:
        raise SlackError("invalid_cursor")
    return int(number)

"""A small client of the control interface, for tests and tours: act as people, see what they see.

    workspace = Workspace("http://127.0.0.1:9100")
    maria = workspace.person("U0MARIA")
    maria.command("/handoff start")
    maria.type("Account", "Acme")
    maria.submit()

Everything raises `WorkspaceError` when the workspace refuses it, and `NotSeen` when somebody does
not see what was expected; both say what was there instead.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from workspace.seen import Json, elements, labels, summary, words

__all__ = [
    "Clock",
    "Json",
    "NotSeen",
    "Person",
    "Workspace",
    "WorkspaceError",
    "elements",
    "find_element",
    "words",
]

Predicate = Callable[[Json], Any]

HTTP_SECONDS = 60.0

PATIENCE = 30.0
"""Seconds that something is waited for: more than a machine takes that has much else to do."""


class WorkspaceError(Exception):
    """The workspace refused a request; `code` is the workspace's word for why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NotSeen(WorkspaceError):
    """Somebody does not see what was expected."""

    def __init__(self, message: str) -> None:
        super().__init__("not_seen", message)


class Workspace:
    """A running local workspace at an address like ``http://127.0.0.1:9100``."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.clock = Clock(self)

    def person(self, user: str) -> Person:
        """Act as a person."""
        return Person(self, user)

    def people(self) -> list[Json]:
        """Everybody."""
        people: list[Json] = self.get("/control/state")["people"]
        return people

    def add_person(self, real_name: str, **fields: Any) -> Person:
        """Somebody new."""
        return Person(self, self.post("/control/people", {"real_name": real_name, **fields})["id"])

    def add_channel(self, name: str, members: list[str], **fields: Any) -> str:
        """A new channel; its id."""
        body = {"name": name, "members": members, **fields}
        channel_id: str = self.post("/control/channels", body)["id"]
        return channel_id

    def change_channel(self, channel: str, **fields: Any) -> Json:
        """Change a channel as the person ``by`` (its creator unless given).

        Fields: ``is_ext_shared``, ``archived``, ``name``, ``topic``, ``purpose``, ``add`` and
        ``remove`` (people's ids, or the app's user).
        """
        return self.call("PATCH", f"/control/channels/{channel}", fields)

    def delete_channel(self, channel: str, by: str = "") -> None:
        """Delete a channel with all that is in it."""
        self.call("DELETE", f"/control/channels/{channel}", {"by": by})

    def set_policy(self, **fields: bool) -> None:
        """What administrators allow, like ``members_can_create_private``."""
        self.call("PATCH", "/control/policy", fields)

    def set_app(self, url: str, options_url: str = "") -> None:
        """Where the app listens."""
        self.post("/control/app", {"url": url, "options_url": options_url})

    def reset(self, seed: str | None = None) -> None:
        """Begin anew."""
        self.post("/control/reset", {"seed": seed} if seed else {})

    def quiet(self, idle_ms: int = 150, timeout: float = PATIENCE) -> None:
        """Wait until the app has nothing more to do."""
        self.post("/control/quiet", {"idle_ms": idle_ms, "timeout": timeout})

    def faults(self, *faults: Json) -> None:
        """Order faults, like ``{"method": "chat.postMessage", "kind": "500", "times": 1}``."""
        self.post("/control/faults", list(faults))

    def no_faults(self) -> None:
        """Stop failing."""
        self.call("DELETE", "/control/faults")

    def rates(self, on: bool, per_second: float | None = None, by: str = "real") -> None:
        """Hold Slack's rate limits or not, by ``real`` time or the ``workspace``'s."""
        self.post("/control/rates", {"on": on, "per_second": per_second, "by": by})

    def requests(self, after: int = 0, limit: int = 1000) -> list[Json]:
        """Requests to the app and its Web API calls, the oldest first."""
        path = f"/control/requests?after={after}&limit={limit}"
        requests: list[Json] = self.get(path)["requests"]
        return requests

    def get(self, path: str) -> Json:
        """A GET to the control interface."""
        return self.call("GET", path)

    def post(self, path: str, body: Any = None) -> Json:
        """A POST to the control interface."""
        return self.call("POST", path, {} if body is None else body)

    def call(self, method: str, path: str, body: Any = None) -> Json:
        """A request to the control interface. Raises `WorkspaceError`."""
        where = urlsplit(self.url)
        connection = http.client.HTTPConnection(where.netloc, timeout=HTTP_SECONDS)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer: Json = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise WorkspaceError("unreachable", f"{method} {path}: {error!r}") from error
        finally:
            connection.close()
        if response.status >= 400:
            raise WorkspaceError(answer["error"], f"{method} {path}: {answer['message']}")
        return answer


class Clock:
    """The workspace's time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return datetime.fromisoformat(self._workspace.get("/clock")["now"])

    def forward(self, by: timedelta) -> datetime:
        """Move on; the new time."""
        return self._set({"forward": by.total_seconds()})

    def to(self, moment: datetime, *, force: bool = False) -> datetime:
        """Move to a moment, back only when forced."""
        return self._set({"to": moment.astimezone(UTC).isoformat(), "force": force})

    def next_due(self) -> datetime:
        """Move to the next moment at which the app has something to do."""
        return self._set({"next_due": True})

    def next_working_day(self) -> datetime:
        """Move to the same time on the next working day."""
        return self._set({"working_day": True})

    def freeze(self) -> datetime:
        """Let the time stand."""
        return self._set({"running": False})

    def run(self) -> datetime:
        """Let the time run."""
        return self._set({"running": True})

    def _set(self, body: Json) -> datetime:
        return datetime.fromisoformat(self._workspace.post("/control/clock", body)["now"])


class Person:
    """Somebody in the workspace. Where no view or message is given, the visible modal is meant."""

    def __init__(self, workspace: Workspace, user: str) -> None:
        self.workspace = workspace
        self.id = user

    def command(self, text: str, channel: str | None = None) -> Json:
        """Run a slash command, in the direct message with the app unless a channel is given."""
        return self._do("command", {"text": text, **({"channel": channel} if channel else {})})

    def message(self, channel: str, text: str, thread_ts: str | None = None) -> Json:
        """Write a message."""
        return self._do("message", {"channel": channel, "text": text, "thread_ts": thread_ts})

    def edit(self, message: Json, text: str) -> Json:
        """Edit a message of one's own."""
        return self._do("edit", {**self._place_of(message), "text": text})

    def delete(self, message: Json) -> Json:
        """Delete a message of one's own, or any as an administrator."""
        return self._do("delete", self._place_of(message))

    def join(self, channel: str) -> Json:
        """Join a public channel."""
        return self._do("join", {"channel": channel})

    def leave(self, channel: str) -> Json:
        """Leave a channel."""
        return self._do("leave", {"channel": channel})

    def shortcut(self, callback_id: str, message: Json | None = None, channel: str = "") -> Json:
        """Use a global shortcut, or one on a message."""
        about = {"channel": channel, "ts": message["ts"]} if message else {}
        return self._do("shortcut", {"callback_id": callback_id, **about})

    def open_home(self) -> Json:
        """Open the App Home."""
        return self._do("home", {})

    def read(self, channel: str) -> Json:
        """Mark a conversation as read."""
        return self._do("read", {"channel": channel})

    def change(self, **fields: Any) -> Json:
        """Change the person (``tz``, ``deleted``, ``is_admin`` …)."""
        return self.workspace.call("PATCH", f"/control/people/{self.id}", fields)

    def sees(self) -> Json:
        """Everything the person sees."""
        return self.workspace.get(f"/control/people/{self.id}/sees")

    def wait_for(self, predicate: Predicate, timeout: float = PATIENCE, why: str = "it") -> Any:
        """Wait until what the person sees satisfies the predicate; what the predicate gave.

        Raises `NotSeen` with what was there.
        """
        end = time.monotonic() + timeout
        seen = self.sees()
        while not (result := predicate(seen)):
            if time.monotonic() > end:
                text = f"{self.id} did not see {why} in {timeout:g} s. {summary(seen)}"
                raise NotSeen(text)
            seen = self._sees_after(seen["version"])
        return result

    @property
    def view(self) -> Json:
        """The modal that is visible. Raises `NotSeen`."""
        views: list[Json] = self.sees()["views"]
        if not views:
            raise NotSeen(f"{self.id} has no modal open. {summary(self.sees())}")
        return views[-1]

    def canvas(self, channel: str = "") -> Json:
        """The canvas in a channel (name or id), or the only one to see. Raises `NotSeen`."""
        seen = self.sees()
        room = self.channel(channel)["id"] if channel else ""
        for canvas in seen["canvases"]:
            if room in ("", canvas["channel"]):
                found: Json = canvas
                return found
        raise NotSeen(f"{self.id} sees no canvas in {channel or 'the workspace'}.")

    @property
    def home(self) -> Json:
        """The App Home that was published. Raises `NotSeen`."""
        home: Json | None = self.sees()["home"]
        if home is None:
            raise NotSeen(f"{self.id} has no App Home yet.")
        return home

    @property
    def dm(self) -> list[Json]:
        """The messages of the direct message with the app, the oldest first."""
        ims = [c for c in self.sees()["channels"] if c["is_im"]]
        messages: list[Json] = ims[0]["messages"] if ims else []
        return messages

    def channel(self, name: str) -> Json:
        """A channel by its name or id. Raises `NotSeen`."""
        channels = self.sees()["channels"]
        for channel in channels:
            if name.removeprefix("#") in (channel["name"], channel["id"]):
                found: Json = channel
                return found
        names = ", ".join(c["name"] for c in channels)
        raise NotSeen(f"{self.id} sees no channel {name!r}; there are: {names}")

    def press(self, what: str, in_: Json | None = None, value: str | None = None) -> Json:
        """Press a button by its action id or its visible text; a menu item by its value."""
        return self._use("act", what, in_, **({"value": value} if value is not None else {}))

    def choose(self, what: str, value: Any, in_: Json | None = None) -> Json:
        """Choose in an element by its label or action id: an option's value or text, a person's id,
        a date; a list of these where several can be chosen, None to clear.
        """
        return self._use("act", what, in_, value=value)

    def type(self, what: str, text: str, in_: Json | None = None, enter: bool = False) -> Json:
        """Type a text in an input by its label or action id."""
        return self._use("type", what, in_, value=text, enter=enter)

    def options(self, what: str, query: str = "", in_: Json | None = None) -> list[Json]:
        """What an element offers for a query, groups flattened."""
        answer = self._use("options", what, in_, query=query)
        groups = answer.get("option_groups", [])
        return [*answer.get("options", []), *(o for group in groups for o in group["options"])]

    def submit(self, view: Json | None = None) -> Json:
        """Submit the visible modal."""
        return self._do("submit", {"view": (view or self.view)["id"]})

    def close(self, everything: bool = False) -> Json:
        """Press Cancel in the visible modal, or its cross."""
        return self._do("close", {"view": self.view["id"], "all": everything})

    def _sees_after(self, version: int) -> Json:
        return self.workspace.get(f"/control/people/{self.id}/sees?after={version}&wait=1")

    def _use(self, act: str, what: str, in_: Json | None, **how: Any) -> Json:
        """Do something to an element. A modal that was drawn anew meanwhile is looked at again."""
        place = in_ or self.view
        where = self._where(place, find_element(place, what))
        try:
            return self._do(act, {**where, **how})
        except WorkspaceError as error:
            is_elsewhere = error.code == "element_not_found" and not in_
            if not is_elsewhere or self.view["blocks"] == place["blocks"]:
                raise
        return self._use(act, what, in_, **how)

    def _do(self, what: str, body: Json) -> Json:
        return self.workspace.post(f"/control/people/{self.id}/{what}", body)

    def _where(self, place: Json, found: tuple[Json, Json]) -> Json:
        block, element = found
        ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
        if "ts" not in place:
            return {"view": place["id"], **ids}
        return {**self._place_of(place), **ids}

    def _place_of(self, message: Json) -> Json:
        return {"channel": self._channel_of(message), "ts": message["ts"]}

    def _channel_of(self, message: Json) -> str:
        for channel in self.sees()["channels"]:
            if any(m["ts"] == message["ts"] for m in channel["messages"]):
                channel_id: str = channel["id"]
                return channel_id
        raise NotSeen(f"{self.id} does not see the message {message['ts']} any more.")


def find_element(place: Json, what: str) -> tuple[Json, Json]:
    """The block and the element in a view or message by action id, label or visible text.

    Raises `NotSeen` with what is there.
    """
    found = list(elements(place))
    for block, element in found:
        if what in (element["action_id"], *labels(block, element)):
            return block, element
    there = ", ".join(labels(b, e)[0] if labels(b, e) else e["action_id"] for b, e in found)
    raise NotSeen(f"There is nothing called {what!r} to use; there is: {there or 'nothing'}")

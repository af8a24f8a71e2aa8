"""Somebody who presses everything: what each person can get to see, by whatever way there is.

The handlers, the playbook and the blocks are the product's; Slack is an ear that writes down what
it is told, and every change is undone, so that all presses start from the same data.
"""

import json
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.journeys import composers, make_router
from handlers.request import Services
from handlers.shell import Failed, Shell
from handlers.slack import Json, Slack, SlackError, WorkspaceSlack
from storage import outbox
from storage.choices import State
from storage.database import Database
from storage.tables import Handoff, Outgoing
from tests.northwind import MONDAY, WORKSPACE

Payload = Mapping[str, Any]
P = ParamSpec("P")
R = TypeVar("R")
_numbers = count(1)

ALIKE = 3
"""How often the same thing is pressed, with other values: a filter has a hundred."""


@dataclass(frozen=True)
class Heard:
    """Something that somebody gets to see. `audience` is a person, or a channel's members.

    `state` is the handoff's after what was pressed, where that sent a message.
    """

    audience: str
    content: str
    state: State | None


@dataclass
class Ear:
    """Everything that was said."""

    heard: list[Heard] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)

    def note(self, audience: str, content: Any, state: State | None = None) -> None:
        """Write down what an audience gets to see."""
        said = json.dumps(content, ensure_ascii=False, default=str)
        self.heard.append(Heard(audience, said, state))
        self.shown.append(content)


class _Listening(WorkspaceSlack):
    """The Web API, as far as it is told something."""

    ear: Ear
    actor: str

    async def call(self, method: str, **arguments: Any) -> Json:
        """Note it for whom it is for, and answer as if it was done."""
        channel = str(arguments.get("channel") or arguments.get("channel_id") or "")
        audience = channel.removeprefix("DM-") or self.actor
        if "user" in arguments or "user_id" in arguments:
            audience = str(arguments.get("user") or arguments.get("user_id"))
        self.ear.note(audience, {"method": method, **arguments})
        opened = {"id": f"DM-{arguments.get('users', self.actor)}"}
        view = {"id": "V1", **(arguments.get("view") or {})}
        return {"ts": "1.1", "channel": opened, "view": view, "file_id": "F1", "upload_url": ""}

    async def respond(self, response_url: str, text: str) -> None:
        self.ear.note(self.actor, {"method": response_url, "text": text})

    async def _send(self, upload_url: str, data: bytes) -> None:
        self.ear.note(self.actor, {"method": upload_url, "text": data.decode()})


class _Slack(Slack):
    """Hands out ears."""

    ear: Ear
    actor: str

    def of(self, workspace_id: str) -> WorkspaceSlack:
        found = _Listening(self.client, workspace_id)
        object.__setattr__(found, "ear", self.ear)
        object.__setattr__(found, "actor", self.actor)
        return found


class _Undone(Database):
    """The database, in which nothing stays; whatever would be sent is composed at once."""

    def __init__(self, database: Database, ear: Ear, now: datetime) -> None:
        super().__init__(database.engine)
        self._ear, self._now = ear, now

    async def run(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Do it, hear what would be sent, and undo it."""
        with Session(self.engine, expire_on_commit=False) as session:
            found = function(session, *args, **kwargs)
            self._compose(session)
            session.rollback()
        return found

    async def read(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Do it."""
        return await self.run(function, *args, **kwargs)

    def _compose(self, session: Session) -> None:
        for row in outbox.take_new(session):
            compose = composers().get(row.effect)
            message = compose(session, row, self._now) if compose else None
            if message is not None:
                audience = message.channel_id or str(row.person_id)
                said = {"text": message.text, "blocks": list(message.blocks)}
                self._ear.note(audience, said, _state_of(session, row))


def _state_of(session: Session, row: Outgoing) -> State | None:
    handoff = session.get(Handoff, row.handoff_id) if row.handoff_id else None
    return handoff.state if handoff else None


class _People:
    """Everybody is known already."""

    async def know(self, _workspace_id: str, _person_ids: Any) -> None:
        """Nobody has to be asked for."""

    async def meet(self, _workspace_id: str, _profiles: Any) -> None:
        """Nobody is new."""

    def locale_of(self, _workspace_id: str, _person_id: str) -> str:
        """Everybody reads English."""
        return "en-US"


@dataclass(frozen=True)
class _Clock:
    at: datetime

    def now(self) -> datetime:
        """The time that the test says."""
        return self.at


class Crawler:
    """One person who tries everything."""

    def __init__(self, database: Database, person_id: str, now: datetime = MONDAY) -> None:
        self.ear = Ear()
        self.person_id = person_id
        self.presses: dict[str, Payload] = {}
        self._tried: Counter[str] = Counter()
        slack = _Slack(AsyncWebClient(), lambda _workspace: "")
        object.__setattr__(slack, "ear", self.ear)
        object.__setattr__(slack, "actor", person_id)
        services = Services(
            database=_Undone(database, self.ear, now),
            slack=slack,
            clock=_Clock(now),
            bot_user_id=lambda _workspace: "U0HANDOFF",
            people=_People(),
        )
        self._router = make_router()
        self._shell = Shell(services, self._router, _at_once)

    async def crawl(self, words: str, most: int) -> None:
        """Begin with every command, shortcut, list and the home; press what that brings."""
        waiting = deque(self._beginnings(words))
        while waiting and len(self.presses) < most:
            payload = waiting.popleft()
            key, of = _key(payload), _what(payload)
            if key in self.presses or self._tried[of] == ALIKE:
                continue
            self._tried[of] += 1
            self.presses[key] = payload
            waiting.extend(await self._try(payload))

    async def replay(self, presses: Mapping[str, Payload]) -> None:
        """Do what somebody else could do, as if the buttons were copied."""
        for payload in presses.values():
            await self._try(payload)

    async def _try(self, payload: Payload) -> list[Payload]:
        before = len(self.ear.shown)
        mine = {**payload, "user": {"id": self.person_id}, "user_id": self.person_id}
        if payload.get("event"):
            mine["event"] = {**payload["event"], "user": self.person_id}
        number = str(next(_numbers))
        whole = {**mine, "trigger_id": number, "event_id": number}
        answer = await self._shell.answer(whole)
        if answer:
            self.ear.note(self.person_id, answer)
        return [press for shown in self.ear.shown[before:] for press in _presses(shown)]

    def _beginnings(self, words: str) -> Iterator[Payload]:
        yield {"type": "event_callback", "team_id": WORKSPACE,
               "event": {"type": "app_home_opened", "tab": "home"}}  # fmt: skip
        for name in self._router.commands:
            for said in (name, f"{name} {words}"):
                yield {"command": "/handoff", "text": said, "team_id": WORKSPACE}
        for name in self._router.options:
            for typed in ("", words):
                yield _typed(name, typed)


async def _at_once(work: Coroutine[Any, Any, None], failed: Failed | None = None) -> None:
    try:
        await work
    except SlackError as error:
        if failed is None:
            raise
        await failed(error)


def _typed(action_id: str, value: str) -> Payload:
    return {
        "type": "block_suggestion", "team": {"id": WORKSPACE}, "action_id": action_id,
        "block_id": "b", "value": value, "view": {"id": "V1", "type": "modal", "blocks": []},
    }  # fmt: skip


def _presses(shown: Any) -> Iterator[Payload]:
    """Everything that can be pressed, picked or submitted in what is shown."""
    view = _view(shown)
    base: dict[str, Any] = {"team": {"id": WORKSPACE}}
    if view is not None:
        held = {**view, "id": "V1", "root_view_id": "V1", "state": {"values": _state(view)}}
        base["view"] = held
        if view.get("submit"):
            yield {**base, "type": "view_submission"}
    for element in _elements(shown):
        for action in _actions(element):
            yield {**base, "type": "block_actions", "actions": [action]}


def _view(shown: Any) -> dict[str, Any] | None:
    view = shown.get("view") if isinstance(shown, Mapping) else None
    return view if isinstance(view, dict) and "blocks" in view else None


def _elements(part: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        if "action_id" in part:
            yield part
        for value in part.values():
            yield from _elements(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _elements(value)


def _actions(element: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    action = {"type": element["type"], "action_id": element["action_id"], "block_id": "b"}
    if element["type"] == "button":
        yield {**action, "value": element.get("value", "")}
    elif element["type"] in ("overflow", "static_select", "radio_buttons"):
        for one in element.get("options", ())[:12]:
            yield {**action, "selected_option": one}


_HELD = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_date": "selected_date",
    "initial_user": "selected_user",
    "initial_users": "selected_users",
    "initial_conversation": "selected_conversation",
    "initial_conversations": "selected_conversations",
}


def _state(view: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the inputs of a view that nobody has touched."""
    found: dict[str, Any] = {}
    for block in view["blocks"]:
        for element in _elements(block):
            held = {mine: element[theirs] for theirs, mine in _HELD.items() if theirs in element}
            facts = {"type": element["type"], **held}
            found.setdefault(block.get("block_id", "b"), {})[element["action_id"]] = facts
    return found


def _what(payload: Payload) -> str:
    """What a press is one of many alike of: the action, the modal's name, or the first word."""
    action = (payload.get("actions") or [{}])[0]
    menu = str((action.get("selected_option") or {}).get("value", "")).partition("|")
    named = action.get("action_id") or payload.get("text") or payload.get("action_id")
    form = (payload.get("view") or {}).get("callback_id")
    return f"{named or form}{menu[0] if menu[1] else ''}"


def _key(payload: Payload) -> str:
    """What makes a press another one: a view that is shown again is the same."""
    view = payload.get("view") or {}
    metadata = str(view.get("private_metadata", ""))
    try:
        facts = json.loads(metadata)
    except ValueError:
        facts = metadata
    if isinstance(facts, dict):
        facts = {name: facts[name] for name in sorted(facts) if name not in ("rendering", "shown")}
    where = [view.get("callback_id"), facts]
    said = [payload.get(name) for name in ("type", "text", "actions", "value", "action_id")]
    return json.dumps([*said, where], default=str)

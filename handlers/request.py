"""One request from Slack, parsed: who asks, from where, and what the program offers to answer."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from handlers.gathering import Gathering
from handlers.slack import Slack, WorkspaceSlack
from playbook.people import Actor, Profile
from storage.database import Database

Work = Callable[[], Coroutine[Any, Any, object]]


class Clock(Protocol):
    """The time that everything is judged by; the demo and the tests move it."""

    def now(self) -> datetime:
        """Return the aware UTC time."""


class People(Protocol):
    """The people of the workspaces."""

    async def know(self, workspace_id: str, person_ids: Sequence[str]) -> None:
        """Make sure that these people are known (asks Slack for those who are not)."""

    async def meet(self, workspace_id: str, profiles: Sequence[Profile]) -> None:
        """Write down what Slack says of these people."""

    def locale_of(self, workspace_id: str, person_id: str) -> str:
        """Return the locale that somebody who is known reads, else the common one."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the program wires once and every handler may use."""

    database: Database
    slack: Slack
    clock: Clock
    bot_user_id: Callable[[str], str]
    people: People
    gathering: Gathering = field(default_factory=Gathering)


@dataclass(slots=True)
class Request:
    """A payload of Slack with what every handler needs from it.

    `key` is unique to this request and the same for its replays and retries.
    """

    payload: Mapping[str, Any]
    actor: Actor
    now: datetime
    key: str
    services: Services
    trigger_id: str = ""
    channel_id: str | None = None
    later: list[Work] = field(default_factory=list)

    @property
    def db(self) -> Database:
        """The database."""
        return self.services.database

    @property
    def slack(self) -> WorkspaceSlack:
        """Slack, as the bot of this workspace."""
        return self.services.slack.of(self.actor.workspace_id)

    @property
    def action(self) -> Mapping[str, Any]:
        """The element that was used (block_actions)."""
        found: Mapping[str, Any] = self.payload["actions"][0]
        return found

    @property
    def value(self) -> str:
        """What the used element stands for: a button's value, or the option that was picked."""
        option = self.action.get("selected_option") or {}
        return str(self.action.get("value") or option.get("value") or "")

    @property
    def view(self) -> Mapping[str, Any]:
        """The modal or home that the request came from; empty for a message."""
        return self.payload.get("view") or {}

    @property
    def words(self) -> list[str]:
        """What was typed behind the command, in words."""
        return str(self.payload.get("text") or "").split()

    def after(self, work: Work) -> None:
        """Do this once Slack has its acknowledgement: the place for calls to Slack."""
        self.later.append(work)

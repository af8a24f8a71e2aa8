"""The people of a workspace, asked from Slack: all of them at the start, a stranger when met."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from handlers.profiles import profile
from handlers.request import Clock
from handlers.slack import Gone, Json, Slack, WorkspaceSlack
from playbook import people
from playbook.people import Profile
from storage.database import Database

log = logging.getLogger(__name__)

_PAGE = 200


@dataclass
class Directory:
    """Keeps the people that we know up to date. `know` costs nothing for those met before."""

    database: Database
    slack: Slack
    clock: Clock
    _met: set[tuple[str, str]] = field(default_factory=set)

    async def know(self, workspace_id: str, person_ids: list[str]) -> None:
        """Make sure that these people are known; asks Slack for those who are not (users.info).

        Raises SlackError. Whom Slack does not know either stays unknown.
        """
        strangers = [one for one in person_ids if (workspace_id, one) not in self._met]
        if not strangers:
            return
        known = await self.database.read(people.names, workspace_id, strangers)
        found = [await self._ask(workspace_id, one) for one in strangers if one not in known]
        await self._meet(workspace_id, [one for one in found if one])
        self._met.update((workspace_id, one) for one in known)

    async def meet_everybody(self, workspace_id: str) -> None:
        """Ask Slack for all people of a workspace, page by page (users.list). Raises SlackError."""
        async for page in _pages(self.slack.of(workspace_id)):
            await self._meet(workspace_id, [profile(workspace_id, user) for user in page])

    async def _ask(self, workspace_id: str, person_id: str) -> Profile | None:
        slack = self.slack.of(workspace_id)
        try:
            answer = await slack.call("users.info", user=person_id, include_locale=True)
        except Gone:
            return None
        return profile(workspace_id, answer["user"])

    async def _meet(self, workspace_id: str, profiles: list[Profile]) -> None:
        if profiles:
            await self.database.run(people.meet, workspace_id, profiles, self.clock.now())
        self._met.update((workspace_id, one.id) for one in profiles)


async def _pages(slack: WorkspaceSlack) -> AsyncIterator[list[Json]]:
    cursor: str | None = None
    while cursor != "":
        answer = await slack.call("users.list", limit=_PAGE, cursor=cursor, include_locale=True)
        yield answer.get("members") or []
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")

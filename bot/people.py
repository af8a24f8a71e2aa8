"""The people of a workspace, asked from Slack: all of them at the start, a stranger when met."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.profiles import profile
from handlers.request import Clock
from handlers.slack import Gone, Json, Slack, WorkspaceSlack
from playbook import languages, people
from playbook.people import Profile
from playbook.words import COMMON
from storage.database import Database

log = logging.getLogger(__name__)

_PAGE = 200


@dataclass
class Directory:
    """Keeps the people that we know up to date. `know` costs nothing for those met before."""

    database: Database
    slack: Slack
    clock: Clock
    _locales: dict[tuple[str, str], str] = field(default_factory=dict)
    """Of whom we have met."""

    def locale_of(self, workspace_id: str, person_id: str) -> str:
        """Return the locale that somebody who is known reads, else the common one."""
        return self._locales.get((workspace_id, person_id), COMMON)

    async def know(self, workspace_id: str, person_ids: Sequence[str]) -> None:
        """Make sure that these people are known; asks Slack for those who are not (users.info).

        Raises SlackError. Whom Slack does not know either stays unknown.
        """
        strangers = [one for one in person_ids if (workspace_id, one) not in self._locales]
        if not strangers:
            return
        known = await self.database.read(languages.locales, workspace_id, strangers)
        self._keep(workspace_id, known)
        found = [await self._ask(workspace_id, one) for one in strangers if one not in known]
        await self.meet(workspace_id, [one for one in found if one])

    async def meet(self, workspace_id: str, profiles: Sequence[Profile]) -> None:
        """Write down what Slack says of these people; who changes language is spoken to in it."""
        if not profiles:
            return
        await self.database.run(people.meet, workspace_id, profiles, self.clock.now())
        ids = [one.id for one in profiles]
        self._keep(workspace_id, await self.database.read(languages.locales, workspace_id, ids))

    async def meet_everybody(self, workspace_id: str) -> None:
        """Ask Slack for all people of a workspace, page by page (users.list). Raises SlackError."""
        async for page in _pages(self.slack.of(workspace_id)):
            await self.meet(workspace_id, [profile(workspace_id, user) for user in page])

    async def _ask(self, workspace_id: str, person_id: str) -> Profile | None:
        slack = self.slack.of(workspace_id)
        try:
            answer = await slack.call("users.info", user=person_id, include_locale=True)
        except Gone:
            return None
        return profile(workspace_id, answer["user"])

    def _keep(self, workspace_id: str, locales: Mapping[str, str]) -> None:
        self._locales.update(((workspace_id, one), locale) for one, locale in locales.items())


async def _pages(slack: WorkspaceSlack) -> AsyncIterator[list[Json]]:
    cursor: str | None = None
    while cursor != "":
        answer = await slack.call("users.list", limit=_PAGE, cursor=cursor, include_locale=True)
        yield answer.get("members") or []
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")

"""Archiving the channel of a handoff that is over; begun again, it does nothing twice."""

import logging
from dataclasses import dataclass
from datetime import datetime

from handlers.request import Services
from handlers.slack import Permanent
from playbook import archiving
from storage import deliveries
from storage.choices import Delivery
from storage.deliveries import Claim

log = logging.getLogger(__name__)

_DONE = frozenset({"already_archived", "is_archived"})


@dataclass(frozen=True)
class Archiver:
    """Carries out the effect "archive"."""

    services: Services

    async def __call__(self, claim: Claim) -> None:
        """Archive the channel, unless it is needed; of one that we may not archive the lead hears.

        https://docs.slack.dev/reference/methods/conversations.archive. Raises SlackError.
        """
        db = self.services.database
        channel_id = await db.read(archiving.wanted, claim)
        if channel_id is None:
            await db.run(deliveries.ended, claim, Delivery.DROPPED)
            return
        try:
            slack = self.services.slack.of(claim.workspace_id)
            await slack.call("conversations.archive", channel=channel_id)
        except Permanent as error:
            if error.code not in _DONE:
                log.warning("A channel could not be archived: %s", error.code)
                await db.run(archiving.refused, claim, channel_id, error.code, self._now())
                return
        await db.run(archiving.archived, claim, channel_id, self._now())

    def _now(self) -> datetime:
        return self.services.clock.now()

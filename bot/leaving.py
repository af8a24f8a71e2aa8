"""What is left behind: people whose part has ended, and places that a handoff has moved from.

Slack gives access per channel, so who has no part any more leaves the handoff's own channel.
Begun again after a crash, each does nothing twice.
"""

import logging
from dataclasses import dataclass

from blocks import correct as blocks
from handlers.request import Services
from handlers.slack import Permanent
from playbook import correct, swap
from playbook.words import COMMON, language
from storage import deliveries
from storage.choices import Delivery
from storage.deliveries import Claim

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Leaver:
    """Carries out the effect "leave": somebody is taken out of a handoff's channel."""

    services: Services

    async def __call__(self, claim: Claim) -> None:
        """Take them out, unless they have a part there again; where we may not, they stay.

        https://docs.slack.dev/reference/methods/conversations.kick. Raises SlackError.
        """
        db = self.services.database
        channel_id = await db.read(swap.channel_to_leave, claim)
        if channel_id is not None:
            slack = self.services.slack.of(claim.workspace_id)
            try:
                await slack.call("conversations.kick", channel=channel_id, user=claim.person_id)
            except Permanent as error:
                if error.code != "not_in_channel":
                    log.warning("Somebody could not be taken out: %s", error.code)
        await db.run(deliveries.ended, claim, Delivery.SENT)


@dataclass(frozen=True)
class PlaceLeaver:
    """Carries out the effect "place_left": the checklist that stays behind says where it is now."""

    services: Services

    async def __call__(self, claim: Claim) -> None:
        """Change the message and take its pin off. Raises SlackError.

        https://docs.slack.dev/reference/methods/pins.remove
        """
        db = self.services.database
        found = await db.read(correct.left_place, claim.id)
        with language(COMMON):
            text, content = blocks.left(found)
        slack = self.services.slack.of(claim.workspace_id)
        try:
            await slack.update(found.channel_id, found.ts, text, content)
            await slack.call("pins.remove", channel=found.channel_id, timestamp=found.ts)
        except Permanent as error:
            log.info("A checklist that moved could not be changed: %s", error.code)
        await db.run(deliveries.ended, claim, Delivery.SENT)

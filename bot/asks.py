"""Showing in the DMs that asked something what has become of it, also when the bot died then."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers import asks as showing
from handlers.messages import Compose
from handlers.request import Services
from handlers.slack import Passing
from playbook import asks
from storage import deliveries
from storage.choices import Delivery
from storage.deliveries import Claim


@dataclass(frozen=True)
class AskShower:
    """Carries out the effect asks.SHOWN. `composers` are the journeys', by their effects."""

    services: Services
    composers: Mapping[str, Compose]

    async def __call__(self, claim: Claim) -> None:
        """Bring the DMs up to date. Raises Passing while one is being sent, and what Slack says."""
        db = self.services.database
        found = await db.read(asks.to_show, claim.id)
        await showing.show(self.services, claim.workspace_id, found, self.composers)
        if not found.is_complete:
            raise Passing("ask_under_way")
        await db.run(deliveries.ended, claim, Delivery.SENT)

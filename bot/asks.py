"""Showing in the DMs that asked something what has become of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot import anew
from handlers import asks as showing
from handlers.messages import Compose
from handlers.request import Services
from playbook import asks
from storage.deliveries import Claim


@dataclass(frozen=True)
class AskShower:
    """Carries out the effect asks.SHOWN. `composers` are the journeys', by their effects."""

    services: Services
    composers: Mapping[str, Compose]

    async def __call__(self, claim: Claim) -> None:
        """Bring the DMs up to date. Raises as `anew.end`, and what Slack says."""
        found = await self.services.database.read(asks.to_show, claim.id)
        await showing.show(self.services, claim.workspace_id, found, self.composers)
        await anew.end(self.services, claim, is_complete=found.is_complete)

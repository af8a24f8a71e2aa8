"""Showing in the DMs about a customer message how it stands."""

from dataclasses import dataclass

from blocks import message_news as blocks
from bot import anew
from handlers.request import Services
from playbook import message_news
from storage.deliveries import Claim


@dataclass(frozen=True)
class MessageShower:
    """Carries out the effect message_writing.SHOWN."""

    services: Services

    async def __call__(self, claim: Claim) -> None:
        """Show in every DM that asks for nothing any more what became of it.

        Raises as `anew.show` and `anew.end`.
        """
        services = self.services
        found = await services.database.read(message_news.to_show, claim.id)
        await anew.show(
            services, claim.workspace_id, found.posted, lambda dm: blocks.settled(dm.told)
        )
        await anew.end(services, claim, is_complete=found.is_complete)

"""Showing in the DMs about a customer message how it stands, also when the bot died before."""

from contextlib import suppress
from dataclasses import dataclass

from blocks import message_news as blocks
from handlers.request import Services
from handlers.slack import Passing, Permanent
from playbook import message_news
from playbook.words import language
from storage import deliveries
from storage.choices import Delivery
from storage.deliveries import Claim


@dataclass(frozen=True)
class MessageShower:
    """Carries out the effect message_writing.SHOWN."""

    services: Services

    async def __call__(self, claim: Claim) -> None:
        """Show in every DM that asks for nothing any more what became of it.

        One that was deleted, or that Slack will not change, stays as it is. Raises Passing while
        one is being sent, and what else Slack says.
        """
        db = self.services.database
        slack = self.services.slack.of(claim.workspace_id)
        found = await db.read(message_news.to_show, claim.id)
        for posted in found.posted:
            with language(posted.locale):
                text, content = blocks.settled(posted.news)
            with suppress(Permanent):
                await slack.update(posted.channel_id, posted.ts, text, content)
        if not found.is_complete:
            raise Passing("message_under_way")
        await db.run(deliveries.ended, claim, Delivery.SENT)

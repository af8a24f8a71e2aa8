"""Showing in their DMs how questions stand, also when the bot died right after one was answered."""

from contextlib import suppress
from dataclasses import dataclass

from handlers import clarify, digest
from handlers.request import Services
from handlers.slack import Passing, Permanent
from playbook import clarify_news
from playbook.words import language
from storage import deliveries
from storage.choices import Delivery
from storage.deliveries import Claim


@dataclass(frozen=True)
class QuestionShower:
    """Carries out the effect "question_shown"."""

    services: Services

    async def __call__(self, claim: Claim) -> None:
        """Bring every DM about the question up to date.

        One that was deleted, or that Slack will not change, stays as it is. Raises Passing while
        one is being sent, and what else Slack says.
        """
        db = self.services.database
        slack = self.services.slack.of(claim.workspace_id)
        found = await db.read(clarify_news.to_show, claim.id)
        for posted in found.posted:
            with language(posted.locale):
                text, content = clarify.message_of(posted.effect, posted.told)
            with suppress(Permanent):
                await slack.update(posted.channel_id, posted.ts, text, content)
        await digest.show_question(self.services, claim.workspace_id, found.question_id)
        if not found.is_complete:
            raise Passing("question_under_way")
        await db.run(deliveries.ended, claim, Delivery.SENT)

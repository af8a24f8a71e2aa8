"""Showing in their DMs, and in today's digests, how questions stand."""

from dataclasses import dataclass

from bot import anew
from handlers import clarify, digest
from handlers.request import Services
from playbook import clarify_news
from storage.deliveries import Claim


@dataclass(frozen=True)
class QuestionShower:
    """Carries out the effect "question_shown"."""

    services: Services

    async def __call__(self, claim: Claim) -> None:
        """Bring every DM about the question up to date. Raises as `anew.show` and `anew.end`."""
        services, workspace_id = self.services, claim.workspace_id
        question_id, found = await services.database.read(clarify_news.to_show, claim.id)
        await anew.show(
            services, workspace_id, found.posted, lambda dm: clarify.message_of(dm.effect, dm.told)
        )
        await digest.show_question(services, workspace_id, question_id)
        await anew.end(services, claim, is_complete=found.is_complete)

"""Showing an answer in the messages that asked, also when the bot died right after it was given."""

from dataclasses import dataclass

from handlers import check_in
from handlers.request import Services
from handlers.slack import Passing
from playbook import answering
from storage.deliveries import Claim


@dataclass(frozen=True)
class AnswerShower:
    """Carries out the effect "answer_shown"."""

    services: Services

    async def __call__(self, claim: Claim) -> None:
        """Show the answer. Raises Passing while a message that asks is being sent."""
        found = await self.services.database.read(answering.promised, claim.id)
        if not await check_in.show_answer(self.services, claim.workspace_id, found):
            raise Passing("ask_under_way")

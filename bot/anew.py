"""Showing in DMs that were sent how it stands by now, also when the bot died before."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TypeVar

from blocks.kit import Json
from handlers.request import Services
from handlers.slack import Passing, Permanent
from playbook.anew import Posted
from playbook.words import language
from storage import deliveries
from storage.choices import Delivery
from storage.deliveries import Claim

T = TypeVar("T")


async def show(
    services: Services,
    workspace_id: str,
    posted: Iterable[Posted[T]],
    message_of: Callable[[Posted[T]], tuple[str, Sequence[Json]]],
) -> None:
    """Bring DMs up to date, each in the language of who reads it.

    One that was deleted, or that Slack will not change, stays as it is. Raises what else Slack
    says.
    """
    slack = services.slack.of(workspace_id)
    for dm in posted:
        with language(dm.locale):
            text, content = message_of(dm)
        with suppress(Permanent):
            await slack.update(dm.channel_id, dm.ts, text, content)


async def end(services: Services, claim: Claim, *, is_complete: bool) -> None:
    """Note that all was shown. Raises Passing while one more is being sent: then once again."""
    if not is_complete:
        raise Passing("dm_under_way")
    await services.database.run(deliveries.ended, claim, Delivery.SENT)

"""Several questions in one message: sent when they come late, shown again as they are answered."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from blocks import gathered as blocks
from handlers.messages import Compose, Message
from handlers.request import Services
from handlers.slack import Passing, Permanent, RateLimited
from playbook import gathered
from playbook.words import language
from storage.tables import Outgoing


async def show(services: Services, workspace_id: str, check_in_ids: Sequence[int]) -> None:
    """Let the messages that list these questions show which of them still wait.

    One that Slack does not take now, or that was deleted, stays as it is: its buttons still lead
    to the answers.
    """
    found = await services.database.read(_shown, workspace_id, check_in_ids)
    slack = services.slack.of(workspace_id)
    for row, listed in found:
        with language(services.people.locale_of(workspace_id, str(row.person_id))):
            text, content = blocks.message(listed)
        with suppress(Permanent, RateLimited, Passing):
            await slack.update(str(row.channel_id), str(row.ts), text, content)


def _shown(
    session: Session, workspace_id: str, check_in_ids: Sequence[int]
) -> list[tuple[Outgoing, gathered.Gathered]]:
    rows = gathered.listing(session, workspace_id, check_in_ids)
    return [(row, gathered.read(session, row)) for row in rows]


def _compose(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = gathered.read(session, row)
    return Message(*blocks.message(found)) if found.waiting else None


MESSAGES: Mapping[str, Compose] = {gathered.GATHERED: _compose}
"""What this journey says of its own accord."""

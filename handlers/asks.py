"""Showing in the DMs that asked something what has become of it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from handlers import digest, gathered, home
from handlers.checklist import refresh_after
from handlers.messages import Compose, Message
from handlers.request import Request, Services
from handlers.slack import Permanent
from playbook import languages
from playbook.asks import Asked, Sent
from playbook.words import language
from storage.tables import Outgoing


def show_after(request: Request, handoff_id: int) -> None:
    """Let the checklist and the home show an answer; the outbox sees to the DMs (asks.SHOWN)."""
    refresh_after(request, handoff_id)
    request.after(partial(home.publish, request))


async def show(
    services: Services, workspace_id: str, found: Asked, composers: Mapping[str, Compose]
) -> None:
    """Show in the DMs that asked these questions how they stand.

    One that was deleted, or that Slack will not change, stays as it is: its buttons then say what
    is the case. Raises what else Slack says.
    """
    slack, now = services.slack.of(workspace_id), services.clock.now()
    for sent, message in await services.database.read(_composed, found, composers, now):
        with suppress(Permanent):
            await slack.update(sent.channel_id, sent.ts, message.text, message.blocks)
    await gathered.show(services, workspace_id, found.check_in_ids)
    await digest.show_answered(services, workspace_id, found.check_in_ids, but_for=found.but_for)


def _composed(
    session: Session, asked: Asked, composers: Mapping[str, Compose], now: datetime
) -> list[tuple[Sent, Message]]:
    found = []
    for sent in asked.sent:
        row = session.get_one(Outgoing, sent.outgoing_id)
        with language(languages.locale_of(session, row.workspace_id, sent.person_id)):
            message = composers[sent.effect](session, row, now)
        if message is not None:
            found.append((sent, message))
    return found

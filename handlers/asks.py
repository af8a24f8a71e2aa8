"""Showing in the DMs that asked something what has become of it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from handlers import gathered, home
from handlers.checklist import refresh_after
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.slack import Passing, Permanent, RateLimited
from playbook import asks, languages
from playbook.asks import Sent
from playbook.words import language
from storage.tables import Outgoing


def show_after(request: Request, compose: Compose, handoff_id: int, ids: Sequence[int]) -> None:
    """Let the messages that asked these questions, the checklist and the home show it.

    Where Slack will not, the message stays as it is: its buttons then say what is the case.
    """
    request.after(partial(_show, request, compose, list(ids)))
    request.after(partial(gathered.show, request.services, request.actor.workspace_id, list(ids)))
    refresh_after(request, handoff_id)
    request.after(partial(home.publish, request))


async def _show(request: Request, compose: Compose, ids: list[int]) -> None:
    workspace_id = request.actor.workspace_id
    now = request.services.clock.now()
    for sent, message in await request.db.read(_composed, compose, workspace_id, ids, now):
        with suppress(Permanent, Passing, RateLimited):
            await request.slack.update(sent.channel_id, sent.ts, message.text, message.blocks)


def _composed(
    session: Session, compose: Compose, workspace_id: str, ids: list[int], now: datetime
) -> list[tuple[Sent, Message]]:
    found = []
    for sent in asks.sent(session, workspace_id, ids):
        with language(languages.locale_of(session, workspace_id, sent.person_id)):
            message = compose(session, session.get_one(Outgoing, sent.outgoing_id), now)
        if message is not None:
            found.append((sent, message))
    return found

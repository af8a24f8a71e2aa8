"""Carrying out a row of the outbox: sending it once, however often this process is killed.

chat.postMessage knows no idempotency key. So an attempt is counted before anything is sent; every
later attempt first looks into the channel for the message's delivery id (in its metadata: an
opaque id, no content); just before the call it is checked that no other attempt has begun. If the
channel's history cannot be read, it waits rather than send twice. What remains is the moment
between that last check and Slack's receipt of the call, should another attempt begin right then.
https://docs.slack.dev/messaging/message-metadata
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from bot.channels import refuse_shared
from bot.history import find_delivery
from handlers.channels import lost_by
from handlers.messages import Compose, Message
from handlers.request import Services
from handlers.slack import (
    Json,
    Malformed,
    Passing,
    Permanent,
    RateLimited,
    Slack,
    SlackError,
    WorkspaceSlack,
)
from playbook import damage, people, undelivered
from playbook.words import COMMON, language
from storage import deliveries, sending
from storage.choices import Delivery
from storage.deliveries import Claim
from storage.tables import Outgoing

log = logging.getLogger(__name__)

EnqueueAgain = Callable[[Session, Outgoing, float], None]

_LONGEST_WAIT = 600.0
_FRESH_SECONDS = 2.0
"""How old the answer may be that no other attempt has begun."""
_EVENT_TYPE = "handoff_delivery"


class Effect(Protocol):
    """Carries out one claimed row that is more than a message."""

    async def __call__(self, claim: Claim) -> None:
        """Do it, and say so with `deliveries.sent` or `.ended`. Raises SlackError."""


class Overtaken(SlackError):
    """Another attempt has begun: this process was frozen, or cut off, for long."""


class NotPosted(RateLimited):
    """Slack wants no message just now: this one was certainly not sent, by any attempt."""


class Unreadable(Passing):
    """The history cannot be read, so whether the message was sent is not known."""


@dataclass(frozen=True)
class Deliverer:
    """Carries out rows of the outbox: messages by their composer, the rest by its effect."""

    services: Services
    composers: Mapping[str, Compose]
    enqueue_again: EnqueueAgain
    poster: Slack
    """Slack to post with: a client that never waits by itself where Slack wants a pause."""
    effects: dict[str, Effect] = field(default_factory=dict)

    async def carry_out(self, outgoing_id: int) -> None:
        """Make one attempt at a row, if there is something left to do."""
        db = self.services.database
        claim = await db.run(deliveries.claim, outgoing_id, self.services.clock.now())
        if claim is not None:
            await self.attempt(claim)

    async def attempt(self, claim: Claim) -> None:
        """Make this attempt; whatever Slack answers, the row says how it stands."""
        try:
            await self._effect(claim.effect)(claim)
        except Overtaken:
            log.info("Attempt %d at %s is overtaken by another.", claim.attempt, claim.effect)
        except RateLimited as error:
            await self._later(claim, error.retry_after, is_sure=isinstance(error, NotPosted))
        except Passing as error:
            log.info("Attempt %d at %s: %s", claim.attempt, claim.effect, error.code)
            await self._later(claim, wait_after(claim.attempt))
        except Permanent as error:
            await self._give_up(claim, error)

    async def send(self, claim: Claim) -> None:
        """Send the message that the row stands for, unless it makes no sense any more."""
        message, dm_channel_id = await self._compose(claim)
        if message is None:
            await self._let_go(claim)
            return
        channel_id = message.channel_id or dm_channel_id or await self.dm_with(claim)
        ts = await self.post_once(claim, channel_id, message)
        if ts is not None:
            now = self.services.clock.now()
            await self.services.database.run(deliveries.sent, claim, channel_id, ts, now)

    async def _let_go(self, claim: Claim) -> None:
        """End a row that makes no sense any more; keep where it is, if an earlier attempt sent it.

        A question that was answered before we could note that it was sent has to show the answer.
        """
        db, now = self.services.database, self.services.clock.now()
        if claim.may_be_sent and claim.person_id is not None:
            channel_id = await self.dm_with(claim)
            ts = await _find(self.services.slack.of(claim.workspace_id), claim, channel_id, None)
            if ts is not None:
                await db.run(deliveries.sent, claim, channel_id, ts, now)
                return
        await db.run(deliveries.ended, claim, Delivery.DROPPED)

    async def post_once(self, claim: Claim, channel_id: str, message: Message) -> str | None:
        """Post the message unless an earlier attempt did; return its ts, None if others took over.

        Raises Unreadable rather than send what may have been sent.
        """
        slack = self.services.slack.of(claim.workspace_id)
        if claim.may_be_sent:
            ts = await _find(slack, claim, channel_id, message.thread_ts)
            if ts is not None:
                return ts
        if message.channel_id is not None:
            await refuse_shared(slack, message.channel_id)
        wait = await self._standing(claim)
        if wait is None:
            return None
        if wait > 0:
            raise NotPosted(wait)
        if claim.until is not None and time.monotonic() > claim.until:
            return None  # this process was frozen, and others may have begun
        try:
            return await _post(self.poster.of(claim.workspace_id), claim, channel_id, message)
        except RateLimited as error:
            await self._pause(claim, error.retry_after)
            raise NotPosted(error.retry_after) from error

    async def hold(self, claim: Claim) -> None:
        """See that this attempt is still the newest, just before a step that is done only once.

        Raises Overtaken.
        """
        if await self._standing(claim) is None:
            raise Overtaken("overtaken")

    async def _standing(self, claim: Claim) -> float | None:
        """Return what `sending.wait_before` says, and not what it said before we were frozen."""
        while True:
            asked = time.monotonic()
            now = datetime.now(UTC)
            found = await self.services.database.read(sending.wait_before, claim, now)
            if time.monotonic() - asked < _FRESH_SECONDS:
                return found

    async def dm_with(self, claim: Claim) -> str:
        """Return the DM with the row's person; asks Slack the first time (conversations.open)."""
        db, person_id = self.services.database, str(claim.person_id)
        known = await db.read(people.addressee, claim.workspace_id, person_id)
        if known.dm_channel_id is not None:
            return known.dm_channel_id
        channel_id = await self.services.slack.of(claim.workspace_id).open_dm(person_id)
        await db.run(people.keep_dm_channel, claim.workspace_id, person_id, channel_id)
        return channel_id

    def _effect(self, name: str) -> Effect:
        return self.effects.get(name, self.send)

    async def _compose(self, claim: Claim) -> tuple[Message | None, str | None]:
        """Return the message, None if it makes no sense any more, and the DM that is known."""
        compose = self.composers.get(claim.effect)
        if compose is None:
            raise Permanent("unknown_effect")  # of a newer release, or one that is gone
        now = self.services.clock.now()
        return await self.services.database.read(_composed, compose, claim.id, now)

    async def _pause(self, claim: Claim, seconds: float) -> None:
        """Let all processes send nothing to the workspace: Slack says so (Retry-After)."""
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        await self.services.database.run(sending.close, claim.workspace_id, until)

    async def _later(self, claim: Claim, seconds: float, *, is_sure: bool = False) -> None:
        """Let another attempt begin then; `is_sure`: it is known that nothing was sent so far."""
        put_back = partial(_put_back, is_sure=is_sure)
        await self.services.database.run(put_back, claim, self.enqueue_again, seconds)

    async def _give_up(self, claim: Claim, error: Permanent) -> None:
        log.warning("%s cannot be delivered: %s", claim.effect, error.code)
        db, now = self.services.database, self.services.clock.now()
        why = lost_by(error)
        if why is not None and claim.person_id is None and claim.handoff_id is not None:
            await db.run(damage.lost_by, claim, why, now)
        else:
            await db.run(undelivered.note, claim, error.code, now)


def wait_after(attempt: int) -> float:
    """Return how long to wait before the next attempt, in seconds: longer each time."""
    return min(2.0 ** min(attempt, 16) / 2, _LONGEST_WAIT)


def _composed(
    session: Session, compose: Compose, outgoing_id: int, now: datetime
) -> tuple[Message | None, str | None]:
    row = session.get_one(Outgoing, outgoing_id)
    if row.person_id is None:
        with language(COMMON):
            return compose(session, row, now), None
    to = people.addressee(session, row.workspace_id, row.person_id)
    if to.is_gone:
        return None, to.dm_channel_id  # nothing is sent to a dead account (R30)
    with language(to.locale):
        return compose(session, row, now), to.dm_channel_id


def _put_back(
    session: Session, claim: Claim, enqueue_again: EnqueueAgain, seconds: float, *, is_sure: bool
) -> None:
    row = session.get_one(Outgoing, claim.id, with_for_update=True)
    if row.attempt == claim.attempt and row.state is Delivery.SENDING:
        row.is_doubtful = not is_sure
        enqueue_again(session, row, seconds)


async def _find(
    slack: WorkspaceSlack, claim: Claim, channel_id: str, thread_ts: str | None
) -> str | None:
    try:
        return await find_delivery(
            slack, channel_id, claim.delivery_id, since=claim.created_at, thread_ts=thread_ts
        )
    except RateLimited:
        raise
    except SlackError as error:
        raise Unreadable(error.code) from error


async def _post(slack: WorkspaceSlack, claim: Claim, channel_id: str, message: Message) -> str:
    metadata: Json = {"event_type": _EVENT_TYPE, "event_payload": {"id": claim.delivery_id}}
    try:
        return await slack.post(
            channel_id, message.text, message.blocks, thread_ts=message.thread_ts, metadata=metadata
        )
    except Malformed as error:
        if error.code not in ("invalid_blocks", "invalid_blocks_format", "blocks_too_long"):
            raise
        log.warning("Slack refuses the blocks of %s; its text is sent instead.", claim.effect)
        return await slack.post(
            channel_id, message.text, [], thread_ts=message.thread_ts, metadata=metadata
        )

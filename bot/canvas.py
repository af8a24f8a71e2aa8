"""Bringing a handoff's canvas up to date, or the message that stands in where there can be none.

A canvas is made once: that it is begun is written down first, so that one found in the channel
after a crash is known to be ours, and one that somebody else made is left alone. It is replaced as
a whole, because canvases.edit takes one operation a call and an edit is one call.
https://docs.slack.dev/reference/methods/conversations.canvases.create
https://docs.slack.dev/reference/methods/canvases.edit
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from blocks import canvas as blocks
from blocks.blueprint_text import document
from blocks.markdown import canvas as as_canvas
from bot.channels import refuse_shared
from bot.delivery import Deliverer
from handlers.channels import lost_by
from handlers.messages import Message
from handlers.request import Services
from handlers.slack import Json, Passing, Permanent, WorkspaceSlack
from playbook import called, canvas, damage
from playbook.canvas import Left, Sheet
from playbook.words import COMMON, language
from storage import deliveries
from storage.choices import Delivery
from storage.deliveries import Claim

log = logging.getLogger(__name__)

_EXISTS = "channel_canvas_already_exists"
_PERHAPS = frozenset(
    {
        "canvas_creation_failed",
        "canvas_editing_failed",
        "canvas_tab_creation_failed",
        "channel_canvas_creation_failed",
    }
)
"""Slack's words for a failure that it does not explain: perhaps it works another time."""

_DELETED = frozenset({"cant_update_message", "message_not_found", "thread_not_found"})
_FEW, _MANY = 4, 12
"""Attempts at what Slack does not explain, and at what fails for now: within about an hour."""


@dataclass(frozen=True)
class CanvasKeeper:
    """Carries out the effect "canvas"."""

    services: Services
    deliverer: Deliverer

    async def __call__(self, claim: Claim) -> None:
        """Show the blueprint as it stands. Raises SlackError."""
        db = self.services.database
        found = await db.read(canvas.sheet, claim)
        if found is None:
            await db.run(deliveries.ended, claim, Delivery.DROPPED)
            return
        try:
            with language(COMMON):
                await self._show(claim, found)
        except Passing:
            if claim.attempt < _MANY:
                raise
            await db.run(canvas.put_off, claim)
        except Permanent as error:
            why = lost_by(error)
            if why is None:
                raise
            await db.run(damage.lost_by, claim, why, self._now())

    async def _show(self, claim: Claim, found: Sheet) -> None:
        slack = self.services.slack.of(claim.workspace_id)
        if found.left is not None:
            await _clear(slack, found.left)
            await self.services.database.run(canvas.has_left, claim)
        channel = await refuse_shared(slack, found.channel_id)
        if found.wants_canvas and await self._wrote(slack, claim, found, channel):
            return
        await self._say(slack, claim, found)

    async def _wrote(
        self, slack: WorkspaceSlack, claim: Claim, found: Sheet, channel: Json
    ) -> bool:
        """Whether the canvas shows it now; if there can be none, that is noted."""
        try:
            await self._write(slack, claim, found, channel)
        except Permanent as error:
            if lost_by(error) is not None:
                raise
            if error.code in _PERHAPS and claim.attempt < _FEW:
                raise Passing(error.code) from error
            log.info("There is a message instead of a canvas: %s", error.code)
            await self.services.database.run(
                canvas.cannot_be, claim, found, error.code, self._now()
            )
            return False
        return True

    async def _write(
        self, slack: WorkspaceSlack, claim: Claim, found: Sheet, channel: Json
    ) -> None:
        if found.whole is None:
            return
        text = as_canvas(document(found.whole), await _link(slack, found))
        digest = _digest(text)
        canvas_id = found.canvas_id
        if canvas_id is None:
            canvas_id = await self._make(slack, claim, found, channel, text)
        elif digest != found.digest:
            await _replace(slack, canvas_id, text)
        db = self.services.database
        await db.run(canvas.shown, claim, found, canvas_id, digest, self._now())

    async def _make(
        self, slack: WorkspaceSlack, claim: Claim, found: Sheet, channel: Json, text: str
    ) -> str:
        """Return the channel's canvas with this text: a new one, or ours from before a crash.

        An empty one has nobody's words in it.
        """
        there = _canvas_of(channel)
        if there is None:
            await self.services.database.run(canvas.begun, claim, found, self._now())
            made = await _create(slack, found, text)
            if made is not None:
                return made
            there = _canvas_of(await refuse_shared(slack, found.channel_id))
        elif not (found.is_begun or there.get("is_empty")):
            raise Permanent(canvas.TAKEN)
        if there is None:
            raise Passing(_EXISTS)
        await _replace(slack, str(there["file_id"]), text)
        return str(there["file_id"])

    async def _say(self, slack: WorkspaceSlack, claim: Claim, found: Sheet) -> None:
        """Keep the message that stands in for the canvas up to date; the first time, post it."""
        text, content = blocks.message(found)
        digest = _digest(json.dumps(content))
        ts = found.message_ts
        if ts is not None and digest != found.digest:
            ts = await _update(slack, found.channel_id, ts, text, content)
        if ts is None:
            ts = await self._post(slack, claim, found, Message(text, content, found.channel_id))
        if ts is not None:
            db = self.services.database
            await db.run(canvas.said, claim, found, ts, digest, self._now())

    async def _post(
        self, slack: WorkspaceSlack, claim: Claim, found: Sheet, message: Message
    ) -> str | None:
        """Post it, in the channel pinned; in a thread the checklist's pin is enough."""
        if found.thread_ts is not None:
            in_thread = Message(message.text, message.blocks, message.channel_id, found.thread_ts)
            return await self.deliverer.post_once(claim, found.channel_id, in_thread)
        ts = await self.deliverer.post_once(claim, found.channel_id, message)
        if ts is not None:
            await _quietly(slack, "pins.add", channel=found.channel_id, timestamp=ts)
        return ts

    def _now(self) -> datetime:
        return self.services.clock.now()


async def _create(slack: WorkspaceSlack, found: Sheet, text: str) -> str | None:
    """Return the id of the new canvas; None if the channel has one by now."""
    try:
        answer = await slack.call(
            "conversations.canvases.create",
            channel_id=found.channel_id,
            title=called.document(found.kind).capitalize(),
            document_content=_markdown(text),
        )
    except Permanent as error:
        if error.code != _EXISTS:
            raise
        return None
    return str(answer["canvas_id"])


async def _replace(slack: WorkspaceSlack, canvas_id: str, text: str) -> None:
    change = {"operation": "replace", "document_content": _markdown(text)}
    await slack.call("canvases.edit", canvas_id=canvas_id, changes=[change])


async def _update(
    slack: WorkspaceSlack, channel_id: str, ts: str, text: str, content: list[Json]
) -> str | None:
    """Return the message's ts; None if somebody has deleted it."""
    try:
        await slack.update(channel_id, ts, text, content)
    except Permanent as error:
        if error.code not in _DELETED:
            raise
        return None
    return ts


async def _clear(slack: WorkspaceSlack, left: Left) -> None:
    """Take away what stands in a place that the handoff has moved from, as far as we may."""
    if left.canvas_id is not None:
        await _quietly(slack, "canvases.delete", canvas_id=left.canvas_id)
    if left.message_ts is not None:
        await _quietly(slack, "chat.delete", channel=left.channel_id, ts=left.message_ts)


async def _quietly(slack: WorkspaceSlack, method: str, **arguments: str) -> None:
    try:
        await slack.call(method, **arguments)
    except Permanent as error:
        log.info("%s: %s", method, error.code)


async def _link(slack: WorkspaceSlack, found: Sheet) -> str | None:
    """Return the address of the checklist, which has the button to edit; None if it is gone.

    https://docs.slack.dev/reference/methods/chat.getPermalink
    """
    try:
        answer = await slack.call(
            "chat.getPermalink", channel=found.channel_id, message_ts=found.checklist_ts
        )
    except Permanent as error:
        if lost_by(error) is not None:
            raise
        return None
    return str(answer["permalink"])


def _canvas_of(channel: Json) -> Json | None:
    """Return the channel's own canvas (https://docs.slack.dev/reference/objects/conversation-object)."""
    found: Json | None = (channel.get("properties") or {}).get("canvas")
    return found if found and found.get("file_id") else None


def _markdown(text: str) -> Json:
    return {"type": "markdown", "markdown": text}


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()

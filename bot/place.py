"""Setting up where a handoff lives: channel or thread, people, checklist, pin.

Each step looks first whether it is done: in our rows, or, where the program may have died between
Slack and the row, in Slack. So the whole can be begun again at any point, and does nothing twice.
"""

import logging
from dataclasses import dataclass

from blocks import checklist as checklist_blocks
from bot.channels import find_own, join
from bot.delivery import Deliverer
from handlers.channels import lost_by
from handlers.messages import Message
from handlers.request import Services
from handlers.slack import Forbidden, Gone, Permanent, SlackError, WorkspaceSlack
from playbook import checklist_reading, damage, places
from playbook.places import Setting
from storage import deliveries
from storage.choices import Delivery, Place
from storage.deliveries import Claim

log = logging.getLogger(__name__)

_NAMES = 20
_TAKEN = "name_taken"
_NONE_SET = "no_channel_set"


class NoChannel(Exception):
    """There is no channel to post in; `str()` is why. The lead has to choose one."""


@dataclass(frozen=True)
class PlaceMaker:
    """Carries out the effect "place"."""

    services: Services
    deliverer: Deliverer

    async def __call__(self, claim: Claim) -> None:
        """Set up the place, from wherever an earlier attempt ended. Raises SlackError."""
        db = self.services.database
        setting = await db.read(places.read, claim)
        if setting.is_over:
            await db.run(deliveries.ended, claim, Delivery.DROPPED)
            return
        try:
            await self._set_up(claim, setting)
        except NoChannel as error:
            await db.run(places.needs_channel, claim, str(error), self.services.clock.now())
        except Permanent as error:
            why = lost_by(error)
            if why is None:
                raise
            await db.run(damage.lost_by, claim, why, self.services.clock.now())

    async def _set_up(self, claim: Claim, setting: Setting) -> None:
        db, slack = self.services.database, self.services.slack.of(claim.workspace_id)
        channel_id = await self._channel(slack, claim, setting)
        ts = setting.checklist_ts or await self._post(claim, setting, channel_id)
        if ts is None:
            return
        if not setting.is_pinned:
            await _pin(slack, channel_id, ts)
            await db.run(places.pinned, claim, self.services.clock.now())
        await db.run(places.finished, claim, self.services.clock.now())

    async def _channel(self, slack: WorkspaceSlack, claim: Claim, setting: Setting) -> str:
        """Return the channel that is to be posted in, with its people in it."""
        if setting.place is Place.THREAD:
            return await self._thread(slack, claim, setting)
        if setting.channel_id is None:
            try:
                channel_id = await self._book(slack, claim, setting)
                channel_id = channel_id or await self._make(slack, claim, setting)
            except Forbidden as error:
                return await self._move(slack, claim, setting, error)
            now = self.services.clock.now()
            await self.services.database.run(places.channel_made, claim, channel_id, now)
        else:
            channel_id = setting.channel_id
            await join(slack, channel_id)
        await self._invite(slack, claim, channel_id, setting.people)
        return channel_id

    async def _thread(self, slack: WorkspaceSlack, claim: Claim, setting: Setting) -> str:
        """Return the channel of the thread: the one that was chosen, else the team's."""
        channel_id = setting.channel_id or setting.team_channel_id
        if channel_id is None:
            raise NoChannel(_NONE_SET)
        if setting.checklist_ts is not None:
            await join(slack, channel_id)
            return channel_id
        await _enter(slack, channel_id)
        if setting.channel_id is None:
            await self.services.database.run(places.entered, claim, channel_id)
        return channel_id

    async def _book(self, slack: WorkspaceSlack, claim: Claim, setting: Setting) -> str | None:
        """Return the channel of the book, unless it has none, or none that can be posted in."""
        if setting.book_channel_id is None:
            return None
        try:
            await join(slack, setting.book_channel_id)
        except Permanent as error:
            why = lost_by(error)
            if why is None:
                raise
            db, now = self.services.database, self.services.clock.now()
            await db.run(damage.lost, claim.workspace_id, setting.book_channel_id, why, now)
            return None
        return setting.book_channel_id

    async def _make(self, slack: WorkspaceSlack, claim: Claim, setting: Setting) -> str:
        """Make the private channel, or find the one that was made just before a crash.

        https://docs.slack.dev/reference/methods/conversations.create
        """
        for number in range(1, _NAMES + 1):
            name = setting.name + (f"-{number}" if number > 1 else "")
            await self.deliverer.hold(claim)
            try:
                answer = await slack.call("conversations.create", name=name, is_private=True)
            except SlackError as error:
                if error.code != _TAKEN:
                    raise
                if own := await self._adopt(slack, claim, name):
                    return own
            else:
                return str(answer["channel"]["id"])
        raise NoChannel(_TAKEN)

    async def _adopt(self, slack: WorkspaceSlack, claim: Claim, name: str) -> str | None:
        if not claim.may_be_sent:
            return None
        bot = self.services.bot_user_id(claim.workspace_id)
        own = await find_own(slack, name, bot, since=claim.created_at)
        db = self.services.database
        if own is None or await db.read(places.has_channel, claim.workspace_id, own):
            return None
        return own

    async def _move(
        self, slack: WorkspaceSlack, claim: Claim, setting: Setting, why: Forbidden
    ) -> str:
        """The workspace forbids channels of ours: use the team's, if one is set."""
        if setting.team_channel_id is None:
            raise NoChannel(why.code)
        channel_id = await _enter(slack, setting.team_channel_id)
        now = self.services.clock.now()
        await self.services.database.run(places.moved_to_team_channel, claim, channel_id, now)
        return channel_id

    async def _invite(
        self, slack: WorkspaceSlack, claim: Claim, channel_id: str, people: tuple[str, ...]
    ) -> None:
        """Invite the people; who is there already is fine, and one who cannot be keeps nobody out.

        https://docs.slack.dev/reference/methods/conversations.invite
        """
        failed = []
        for person_id in people:
            try:
                await slack.call("conversations.invite", channel=channel_id, users=person_id)
            except Permanent as error:
                if lost_by(error) is not None:
                    raise
                if error.code != "already_in_channel":
                    log.warning("Somebody could not be invited: %s", error.code)
                    failed.append(person_id)
        if failed:
            now = self.services.clock.now()
            await self.services.database.run(places.not_invited, claim, failed, now)

    async def _post(self, claim: Claim, setting: Setting, channel_id: str) -> str | None:
        db, now = self.services.database, self.services.clock.now()
        found = await db.read(checklist_reading.read, claim.workspace_id, setting.handoff_id, now)
        text, blocks = checklist_blocks.message(found)
        message = Message(text, blocks, channel_id=channel_id)
        ts = await self.deliverer.post_once(claim, channel_id, message)
        if ts is not None:
            await db.run(places.posted, claim, ts, found, now)
        return ts


async def _enter(slack: WorkspaceSlack, channel_id: str) -> str:
    """Return the channel, with us in it. Raises NoChannel if we may not post there."""
    try:
        await join(slack, channel_id)
    except (Gone, Forbidden) as error:
        raise NoChannel(error.code) from error
    return channel_id


async def _pin(slack: WorkspaceSlack, channel_id: str, ts: str) -> None:
    """Pin the checklist. https://docs.slack.dev/reference/methods/pins.add"""
    try:
        await slack.call("pins.add", channel=channel_id, timestamp=ts)
    except Permanent as error:
        if error.code != "already_pinned":
            log.warning("The checklist could not be pinned: %s", error.code)

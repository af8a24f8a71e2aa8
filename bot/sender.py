"""Sending messages: of each workspace in turn, as many as Slack takes just now.

Several processes may do it side by side: what each takes and at which pace is in the database
(storage.sending). What a workspace takes long for keeps no other one waiting.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.delivery import Deliverer
from bot.installations import Installations
from bot.tasks import surviving
from handlers.request import Services
from storage import deliveries, sending
from storage.deliveries import Claim
from storage.sending import Holder, Limits

_AT_ONCE = 40
"""How many messages of one workspace are under way at a time in this process."""
_ROUND_SECONDS = 0.2
"""How long a round lasts while there is something to send: at most so many are taken at once."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How much may be sent, who sends, and how often it looks whether something is to be sent."""

    limits: Limits
    holder: Holder
    look_seconds: float


class Sender:
    """Takes messages and sends them; `rested` is called when there is nothing left."""

    def __init__(
        self,
        services: Services,
        deliverer: Deliverer,
        installations: Installations,
        turn: Turn,
        rested: Callable[[], None],
    ) -> None:
        self._services = services
        self._deliverer = deliverer
        self._installations = installations
        self._turn = turn
        self._rested = rested
        self._woken = asyncio.Event()
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._is_busy = False

    def wake(self) -> None:
        """Make the next round begin now."""
        self._woken.set()

    async def run(self) -> None:
        """Send until cancelled. A round that fails is logged, and the next one tries again."""
        await self._services.database.run(sending.let_go, self._turn.holder.executor)
        while True:
            self._woken.clear()
            await surviving(self._round())
            await self._rest()

    async def drain(self, seconds: float) -> None:
        """Wait for what is being sent, at most so long."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)

    async def _round(self) -> None:
        for workspace_id in await self._services.database.read(sending.workspaces_waiting):
            if self._installations.find(workspace_id) is not None:
                await self._send_in(workspace_id)

    async def _send_in(self, workspace_id: str) -> None:
        room = _AT_ONCE - list(self._under_way.values()).count(workspace_id)
        if room <= 0:
            return
        claims = await self._services.database.run(
            sending.take,
            workspace_id,
            self._turn.limits,
            self._turn.holder,
            room,
            datetime.now(UTC),
            self._services.clock.now(),
        )
        for claim in claims:
            self._begin(claim)

    def _begin(self, claim: Claim) -> None:
        task = asyncio.create_task(surviving(self._deliverer.attempt(claim)))
        self._under_way[task] = claim.workspace_id
        self._is_busy = True
        task.add_done_callback(self._under_way.pop)

    async def _rest(self) -> None:
        """Wait until the next round: a moment while messages are sent, else until it is woken."""
        if self._is_busy:
            seconds = min(_ROUND_SECONDS, self._turn.look_seconds)
            await asyncio.gather(asyncio.sleep(seconds), surviving(self._tell_when_done(seconds)))
            return
        try:
            await asyncio.wait_for(self._woken.wait(), self._turn.look_seconds)
        except TimeoutError:
            return

    async def _tell_when_done(self, seconds: float) -> None:
        """Say so if what is under way ends within so many seconds, and it was all there is."""
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=seconds)
        if self._under_way:
            return
        self._is_busy = False
        if not await self._services.database.read(deliveries.is_any_waiting):
            self._rested()

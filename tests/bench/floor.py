"""The floor: the least that any Bolt app with a database does for a request.

Bolt's AsyncApp, one kept session, the acknowledgement at once; then one SELECT, one INSERT and one
commit on SQLite in a thread, and one call of the Web API, in a bounded set of tasks: what
`hybrid_sqlite` does (DESIGN.md). Served as `uvicorn tests.bench.floor:make --factory`.
"""

import asyncio
import os
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import sqlalchemy as sa
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

SCHEMA = sa.MetaData()
TEAM = sa.Table("team", SCHEMA, sa.Column("id", sa.Text, primary_key=True))
SEEN = sa.Table(
    "seen", SCHEMA, sa.Column("id", sa.Integer, primary_key=True), sa.Column("who", sa.Text)
)
FIND = sa.select(TEAM.c.id).where(TEAM.c.id == sa.bindparam("id"))
KEEP = sa.insert(SEEN)
MODAL = {
    "type": "modal",
    "callback_id": "floor",
    "title": {"type": "plain_text", "text": "Floor"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "The least there is."}}],
}


class Floor:
    """One request: look the team up, write a row, acknowledge, call Slack."""

    def __init__(self) -> None:
        self._engine = sa.create_engine(os.environ["DATABASE_URL"])
        sa.event.listen(self._engine, "connect", _set_up)
        SCHEMA.create_all(self._engine)
        self._threads = ThreadPoolExecutor(8)
        self._slots = asyncio.Semaphore(64)
        self._client = AsyncWebClient(base_url=os.environ["SLACK_API_URL"], token="xoxb-floor")
        self._tasks: set[asyncio.Task[None]] = set()

    def app(self) -> AsyncApp:
        """Return the Bolt app."""
        app = AsyncApp(
            signing_secret=os.environ["SLACK_SIGNING_SECRET"],
            client=self._client,
            authorize=_authorize,
            process_before_response=True,
        )
        anything = re.compile("")
        home = app.event("app_home_opened")
        for register in (app.command("/handoff"), app.action(anything), app.view(anything), home):
            register(self._answer)
        return app

    async def _answer(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await self._slots.acquire()
        task = asyncio.create_task(self._work(body))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._slots.release()

    async def _work(self, body: dict[str, Any]) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, self._write, body.get("user_id", "?"))
        if self._client.session is None:
            self._client.session = aiohttp.ClientSession()
        await self._client.views_open(trigger_id=body.get("trigger_id", ""), view=MODAL)

    def _write(self, who: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(FIND, {"id": "T0"}).first()
            connection.execute(KEEP, {"who": who})


def _set_up(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


async def _authorize(**_: Any) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T0NORTHWND", bot_token="xoxb-floor", bot_user_id="U0HANDOFF"
    )


def make() -> AsyncSlackRequestHandler:
    """Return the ASGI app."""
    return AsyncSlackRequestHandler(Floor().app())

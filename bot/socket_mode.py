"""Socket Mode: payloads over a connection that we open, for a bot without a public address.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import time

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.bolt import Dispatcher
from handlers import guard
from handlers.guard import Rejected

log = logging.getLogger(__name__)


@asynccontextmanager
async def connected(
    app_token: str, client: AsyncWebClient, dispatcher: Dispatcher
) -> AsyncIterator[None]:
    """Be connected inside the block; the connection is renewed when Slack asks for it."""

    async def answer(socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        started = time()
        await send_async_response(socket, request, await _answer(dispatcher, request), started)

    socket = SocketModeClient(app_token, web_client=client)
    socket.socket_mode_request_listeners.append(answer)
    await socket.connect()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await socket.close()  # type: ignore[no-untyped-call]


async def _answer(dispatcher: Dispatcher, request: SocketModeRequest) -> BoltResponse:
    try:
        return await dispatcher.dispatch(guard.check(request.payload))
    except Rejected as error:
        log.warning("A payload was refused: %s", error)
        return BoltResponse(status=200, body="")

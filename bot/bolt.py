"""Bolt, set up: one listener a payload type, all of them leading to the shell.

Bolt tries its listeners one after the other, so the journeys are found by dictionary instead
(handlers.router). Requests are proven and read before (handlers.guard): Bolt gets them parsed.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.installations import Installations
from handlers.shell import Shell

Payload = dict[str, Any]
Listener = Callable[..., Awaitable[None]]

_ANY = re.compile("")


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Hands payloads to Bolt, from HTTP and from Socket Mode alike."""

    app: AsyncApp

    async def dispatch(self, payload: Payload) -> BoltResponse:
        """Return Bolt's answer to a payload that the guard has let through."""
        # What is proven and parsed comes as if from Socket Mode: Bolt then does neither again.
        return await self.app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))


def make_dispatcher(
    client: AsyncWebClient, installations: Installations, shell: Shell
) -> Dispatcher:
    """Return Bolt, ready for payloads. It authorizes from memory and calls nothing by itself."""
    # Bolt warns that a client takes precedence over a token in the environment: so it should.
    logger = logging.getLogger("handoff.bolt")
    logger.setLevel(logging.ERROR)
    app = AsyncApp(
        name="handoff",
        logger=logger,
        client=client,
        authorize=_authorize(installations),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    listener = _listener(shell)
    for register in (app.command, app.action, app.view, app.options, app.shortcut, app.event):
        register(_ANY)(listener)
    app.view_closed(_ANY)(listener)
    app.error(_error_listener(shell))
    return Dispatcher(app)


def _authorize(installations: Installations) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Answer Bolt's question for each request from memory: no auth.test."""

    async def authorize(team_id: str | None) -> AuthorizeResult:
        found = installations.find(team_id)
        if found is None:
            raise SlackApiError("Not installed there.", {})  # type: ignore[no-untyped-call]
        return AuthorizeResult(
            enterprise_id=found.enterprise_id,
            team_id=found.workspace_id,
            bot_user_id=found.bot_user_id,
            bot_id=found.bot_id,
            bot_token=found.token,
        )

    return authorize


def _listener(shell: Shell) -> Listener:
    async def answer(body: Payload, ack: AsyncAck) -> None:
        await ack(_said(await shell.answer(body)))

    return answer


def _error_listener(shell: Shell) -> Callable[..., Awaitable[BoltResponse]]:
    async def apologise(error: Exception, body: Payload) -> BoltResponse:
        return BoltResponse(status=200, body=_said(await shell.apologise(body, error)))

    return apologise


def _said(answer: Mapping[str, Any] | None) -> Payload | str:
    return "" if answer is None else dict(answer)

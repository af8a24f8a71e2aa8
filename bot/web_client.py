"""The Web API client: one kept session for the whole process, and hardly any retry of its own."""

import logging

import aiohttp
import orjson
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings

_BRIEF_SECONDS = 2
_CONNECTIONS = 100


class BriefWait(AsyncRateLimitErrorRetryHandler):
    """Tries again once where Slack asks for a moment's wait: what was refused did not happen.

    A longer wait is left to the caller: a job waits in the database (bot.delivery), not here,
    between its last look at whether it is still its turn and the call.
    """

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        limited = await super()._can_retry_async(
            state=state, request=request, response=response, error=error
        )
        return limited and response is not None and _wait(response) <= _BRIEF_SECONDS


def make_session(settings: Settings) -> aiohttp.ClientSession:
    """Return the session that is kept as long as the program runs. Call it in the event loop."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=settings.http_timeout),
        connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
        json_serialize_bytes=orjson.dumps,  # with json.dumps, a tenth of what a modal costs
    )


def make_client(
    settings: Settings, session: aiohttp.ClientSession, *, waits: bool = True
) -> AsyncWebClient:
    """Return the client. A lost connection is never retried: it could send a message twice.

    `waits`: whether it tries again by itself where Slack asks for a moment's wait.
    """
    # At a level of its own: the SDK else writes out every call's body, which holds what people
    # wrote, only to find that nobody listens.
    logger = logging.getLogger("handoff.slack")
    logger.setLevel(logging.WARNING)
    return AsyncWebClient(
        base_url=settings.slack_api_url,
        timeout=int(settings.http_timeout),
        logger=logger,
        session=session,
        retry_handlers=[BriefWait(max_retry_count=1)] if waits else [],
    )


def _wait(response: HttpResponse) -> float:
    found = {name.lower(): values for name, values in response.headers.items()}
    return float(found.get("retry-after", ["1"])[0])

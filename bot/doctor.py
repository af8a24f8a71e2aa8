"""`handoff doctor`: what is wrong with the set-up, and how to mend it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.manifest import EVENTS, SCOPES
from bot.readiness import NotReady, is_ready
from bot.settings import Settings
from bot.web_client import make_client, make_session
from storage.crypto import key_ring
from storage.database import make_engine

_MOST_SKEW = timedelta(seconds=60)
"""Slack's requests are refused when they are five minutes off; a minute is worth a word."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `mend` says what to do; `is_open` where nobody can see."""

    what: str
    is_right: bool
    mend: str = ""
    is_open: bool = False


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything that can be seen from here, one finding after the other."""
    key_ring.use(list(settings.encryption_keys))
    yield Finding("The settings are complete.", True)
    yield await asyncio.to_thread(_database, settings)
    async with make_session(settings) as session:
        client = make_client(settings, session)
        try:
            answer = await client.auth_test(token=settings.slack_bot_token)
        except SlackApiError as error:
            yield _refused("SLACK_BOT_TOKEN", error)
        except (aiohttp.ClientError, TimeoutError):
            yield Finding(
                f"Slack cannot be reached at {settings.slack_api_url}.",
                False,
                "Check the network and its proxy, and SLACK_API_URL if you set it.",
            )
            return
        else:
            for finding in _bot(answer, settings):
                yield finding
        if settings.uses_socket_mode:
            yield await _socket_mode(client, settings)
    for finding in _unseen(settings):
        yield finding


def _database(settings: Settings) -> Finding:
    engine = make_engine(settings.database_url)
    kind = "SQLite" if settings.is_sqlite else "PostgreSQL"
    try:
        if is_ready(engine, settings.database_url):
            return Finding(f"The database ({kind}) is at this release.", True)
        mend = "Run: handoff migrate" + (" (serve does it too)" if settings.is_sqlite else "")
        return Finding(f"The database ({kind}) is not at this release.", False, mend)
    except NotReady as error:
        return Finding(f"The database ({kind}) does not answer.", False, str(error))
    finally:
        engine.dispose()


def _bot(answer: AsyncSlackResponse, settings: Settings) -> Iterator[Finding]:
    yield Finding(f"The bot token is valid, for the workspace {answer.get('team')}.", True)
    yield _scopes(str(answer.headers.get("x-oauth-scopes", "")))
    if settings.workspace_url is None and (sent := answer.headers.get("Date")):
        yield _clock(parsedate_to_datetime(sent))


def _scopes(granted: str) -> Finding:
    missing = [
        scope for scope in SCOPES if scope not in {one.strip() for one in granted.split(",")}
    ]
    if not missing:
        return Finding("All scopes are granted.", True)
    needs = "; ".join(f"{scope} (for {', '.join(SCOPES[scope])})" for scope in missing)
    return Finding(
        f"Scopes are missing: {needs}.",
        False,
        "Add them under “OAuth & Permissions”, or paste the manifest (handoff manifest) into "
        "“App Manifest”; then install the app again.",
    )


def _clock(theirs: datetime) -> Finding:
    skew = abs(datetime.now(UTC) - theirs)
    if skew <= _MOST_SKEW:
        return Finding("The clock is right.", True)
    return Finding(
        f"The clock is {int(skew.total_seconds())} seconds off.",
        False,
        "Turn on time synchronisation (NTP): beyond five minutes every request is refused.",
    )


async def _socket_mode(client: AsyncWebClient, settings: Settings) -> Finding:
    try:
        await client.apps_connections_open(app_token=str(settings.slack_app_token))
    except SlackApiError as error:
        return _refused("SLACK_APP_TOKEN", error)
    return Finding("The app token is valid; Socket Mode is on.", True)


def _refused(name: str, error: SlackApiError) -> Finding:
    response = error.response
    code = response.get("error") if isinstance(response, AsyncSlackResponse) else "no answer"
    mends = {
        "SLACK_BOT_TOKEN": "Copy it from “OAuth & Permissions”; install the app if there is none.",
        "SLACK_APP_TOKEN": (
            "Make one with connections:write under “Basic Information”, “App-Level Tokens”, and "
            "turn Socket Mode on under “Socket Mode”."
        ),
    }
    return Finding(f"{name} is refused by Slack ({code}).", False, mends[name])


def _unseen(settings: Settings) -> Iterator[Finding]:
    """What Slack shows to nobody but the app's owner."""
    how = "over Socket Mode" if settings.uses_socket_mode else "over HTTP"
    command = "handoff manifest" + ("" if settings.uses_socket_mode else " --url https://…")
    yield Finding(
        f"Requests come {how}. The command /handoff, the shortcut and the events "
        f"({', '.join(EVENTS)}) cannot be seen from here.",
        True,
        f"If Slack says “dispatch_failed”, or App Home stays empty: compare “App Manifest” with "
        f"what `{command}` prints.",
        is_open=True,
    )

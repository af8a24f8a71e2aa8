"""The address ``/api/<method>``: reads a call, checks token, scopes, rate and arguments, answers.

https://docs.slack.dev/apis/web-api. Every answer that Slack would give is JSON with ``ok``; faults
that were ordered strike here.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from workspace.bodies import TooLarge, read_limited
from workspace.errors import SlackError
from workspace.faults import Fault
from workspace.hub import Hub
from workspace.state import Json
from workspace.webapi.arguments import read_body, typed
from workspace.webapi.method import Call, Method
from workspace.webapi.table import TABLE

Drop = Callable[[Request], Awaitable[None]]


@dataclass(frozen=True)
class Outcome:
    """What a call is answered with."""

    status: int
    body: Json
    retry_after: int | None = None

    @property
    def error(self) -> str | None:
        """The error code, if it failed."""
        return self.body.get("error")


class WebApi:
    """Answers Web API calls. `drop` breaks a request's connection without an answer."""

    def __init__(self, hub: Hub, drop: Drop) -> None:
        self.hub = hub
        self._drop = drop

    async def handle(self, request: Request) -> Response:
        """One call."""
        traffic = self.hub.traffic
        started, at = time.monotonic(), self.hub.moment()
        name = request.path_params["method"]
        with traffic.under_way("from_app"):
            raw, outcome = await self._outcome(request, name)
        traffic.note(
            "from_app",
            name,
            at=at,
            started=started,
            status=outcome.status,
            error=outcome.error,
            request=raw,
            response=outcome.body,
        )
        return self._response(name, outcome)

    async def _outcome(self, request: Request, name: str) -> tuple[Json, Outcome]:
        fault = self.hub.faults.strike(name)
        if fault is None:
            return await self._work(request, name)
        if fault.kind in ("429", "500"):
            return {}, _refusal(fault)
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return await self._work(request, name)
        return await self._break(request, name, fault)

    async def _break(self, request: Request, name: str, fault: Fault) -> tuple[Json, Outcome]:
        """Give no answer, after the work was done or without doing it."""
        raw: Json = {}
        if fault.kind == "timeout_after":
            raw, _ = await self._work(request, name)
        await asyncio.sleep(fault.seconds)
        await self._drop(request)
        return raw, Outcome(0, {"ok": False, "error": fault.kind})

    async def _work(self, request: Request, name: str) -> tuple[Json, Outcome]:
        raw: Json = {}
        try:
            raw = await _raw(request)
            return raw, self._answer(name, _token(request, raw), raw)
        except SlackError as error:
            status = 429 if error.retry_after else 200
            return raw, Outcome(status, error.answer(), error.retry_after)

    def _answer(self, name: str, token: str, raw: Json) -> Outcome:
        method = TABLE.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._check_token(method, token)
        if not method.app_level:
            Call(self.hub, {}).need_scope(*method.scopes)
        call = Call(self.hub, typed(raw, method.needs, method.takes))
        posts_to = call.text("channel") if name == "chat.postMessage" else ""
        self.hub.rates.check(name, method.tier, posts_to)
        return Outcome(200, {"ok": True, **method.handler(call)})

    def _check_token(self, method: Method, token: str) -> None:
        known = self.hub.credentials
        if not token:
            raise SlackError("not_authed")
        if token not in (known.bot_token, known.app_token):
            raise SlackError("invalid_auth")
        wanted = known.app_token if method.app_level else known.bot_token
        if token != wanted:
            raise SlackError("not_allowed_token_type")

    def _response(self, name: str, outcome: Outcome) -> Response:
        headers = {"x-oauth-scopes": ",".join(sorted(self.hub.app.scopes or ()))}
        method = TABLE.get(name)
        if method is not None:
            headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        if outcome.retry_after is not None:
            headers["Retry-After"] = str(outcome.retry_after)
        body = json.dumps(outcome.body).encode()
        media = "application/json; charset=utf-8"
        return Response(body, outcome.status or 200, headers, media)


async def _raw(request: Request) -> Json:
    try:
        body = await read_limited(request)
    except TooLarge as error:
        raise SlackError("request_too_large") from error
    given = read_body(request.headers.get("content-type", ""), body)
    query: dict[str, Any] = dict(request.query_params)
    return {**query, **given}


def _token(request: Request, raw: Json) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return str(raw.get("token") or "")


def _refusal(fault: Fault) -> Outcome:
    if fault.kind == "429":
        return Outcome(429, {"ok": False, "error": "ratelimited"}, max(1, round(fault.seconds)))
    return Outcome(500, {"ok": False, "error": "internal_error"})

"""HTTP: where Slack posts (`/slack/events`), and where a platform looks whether we live."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.bolt import Dispatcher
from handlers import guard
from handlers.guard import Rejected
from handlers.shell import log_unexpected

PATH = "/slack/events"


@dataclass(frozen=True)
class SlackEndpoint:
    """Everything that Slack sends: commands, interactions, options requests and events."""

    verifier: SignatureVerifier
    dispatcher: Dispatcher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            response = await self._answer(Request(scope, receive))
        except Rejected as error:
            response = JSONResponse({"error": str(error)}, error.status)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        body = guard.decode(await _body(request))
        if guard.is_ssl_check(body):
            return Response()
        guard.prove(self.verifier, body, request.headers)
        content_type = request.headers.get("content-type", "").partition(";")[0]
        payload = guard.read(body, content_type)
        return _response(await self.dispatcher.dispatch(payload))


def make_http(
    signing_secret: str,
    dispatcher: Dispatcher,
    is_ready: Callable[[], Awaitable[bool]],
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] | None = None,
) -> Starlette:
    """Return the ASGI app. `/livez`: the process lives; `/readyz`: and reaches its database."""
    endpoint = SlackEndpoint(SignatureVerifier(signing_secret), dispatcher)

    async def ready(_request: Request) -> Response:
        if await is_ready():
            return PlainTextResponse("ok")
        return PlainTextResponse("The database cannot be reached.", 503)

    return Starlette(
        routes=[
            Route(PATH, endpoint, methods=["POST"]),
            Route("/livez", _alive),
            Route("/readyz", ready),
        ],
        exception_handlers={Exception: _unexpected},
        lifespan=lifespan,
    )


async def _alive(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _unexpected(_request: Request, error: Exception) -> Response:
    log_unexpected(error)
    return JSONResponse({"error": "Something went wrong here."}, 500)


async def _body(request: Request) -> bytes:
    """The body, read no further than a payload of Slack's may be long."""
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > guard.MOST_BYTES:
            raise Rejected("The body is too long.")
        parts.append(part)
    return b"".join(parts)


def _response(answer: BoltResponse) -> Response:
    headers = {name: values[0] for name, values in answer.headers.items()}
    return Response(answer.body, answer.status, headers)

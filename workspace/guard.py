"""Only this machine, and only pages of the workspace itself: checks Host and Origin.

A browser that visits a hostile page would send its requests here with that page's Origin, or, by
DNS rebinding, with its Host; both are refused.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what does not come from this machine, pass on the rest."""
        if scope["type"] == "lifespan" or _is_local(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            body = {"error": "forbidden", "message": "The workspace is for this machine only."}
            await JSONResponse(body, 403)(scope, receive, send)


def _is_local(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    origin = headers.get(b"origin", b"").decode("latin-1")
    return is_loopback(f"//{host}") and (not origin or _host_of(origin) == host)


def is_loopback(address: str) -> bool:
    """Whether an address names this machine."""
    try:
        return urlsplit(address).hostname in LOOPBACK
    except ValueError:
        return False


def _host_of(origin: str) -> str:
    """The host and port of an origin, empty when it has none."""
    return origin.partition("://")[2]

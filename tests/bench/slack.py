"""A Web API that answers at once, so that only the bot's own work is measured.

It remembers the last view it was given, so that a submission can be made from what the bot shows.
"""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TEAM = "T0NORTHWND"
PEOPLE = {
    "U0MARIA": "Maria", "U0IDRIS": "Idris", "U0LENA": "Lena", "U0ADA": "Ada", "U0TOM": "Tom",
    "U0SAM": "Sam",
}  # fmt: skip
BOT = {"bot_id": "B0HANDOFF", "user_id": "U0HANDOFF"}
MESSAGE = {"channel": "C0BENCH", "ts": "1700000000.000100"}
CHANNEL = {"channel": {"id": "C0BENCH", "name": "bench", "is_private": True, "is_member": True}}


class BenchSlack:
    """Answers every method; what it does not know it answers with ok alone."""

    def __init__(self) -> None:
        self.last_view: dict[str, Any] = {}
        self._answers: dict[str, dict[str, Any]] = {
            "auth.test": {"team_id": TEAM, "team": "Bench", "url": "http://127.0.0.1/", **BOT},
            "users.list": {"members": [_user(*person) for person in PEOPLE.items()]},
            "conversations.create": CHANNEL,
            "conversations.info": CHANNEL,
            "conversations.open": {"channel": {"id": "D0BENCH"}},
            "conversations.canvases.create": {"canvas_id": "F0BENCH"},
            "chat.getPermalink": {"permalink": "http://127.0.0.1/"},
            "chat.postMessage": MESSAGE,
            "chat.update": MESSAGE,
        }

    def app(self) -> Starlette:
        """Return the ASGI app."""
        method = Route("/api/{method}", self._answer, methods=["GET", "POST"])
        return Starlette(routes=[method, Route("/last-view", self._last_view)])

    async def _answer(self, request: Request) -> JSONResponse:
        method = request.path_params["method"]
        if method.startswith("views."):
            self.last_view = (await request.json()).get("view", {})
            return JSONResponse({"ok": True, "view": {"id": "V0BENCH", "hash": "1"}})
        await request.body()
        return JSONResponse({"ok": True, **self._answers.get(method, {})})

    async def _last_view(self, _request: Request) -> JSONResponse:
        return JSONResponse(self.last_view)


def _user(person_id: str, name: str) -> dict[str, Any]:
    return {
        "id": person_id,
        "team_id": TEAM,
        "name": name.lower(),
        "real_name": name,
        "tz": "Europe/Berlin",
        "is_admin": person_id == "U0ADA",
        "profile": {"real_name": name},
    }


def make() -> Starlette:
    """Return the ASGI app (`uvicorn tests.bench.slack:make --factory`)."""
    return BenchSlack().app()

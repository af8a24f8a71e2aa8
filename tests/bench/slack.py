"""A Web API that answers at once, so that only the bot's own work is measured."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TEAM = "T0NORTHWND"
PEOPLE = {"U0MARIA": "Maria", "U0IDRIS": "Idris", "U0LENA": "Lena", "U0ADA": "Ada"}
BOT = {"bot_id": "B0HANDOFF", "user_id": "U0HANDOFF"}
MESSAGE = {"channel": "C0BENCH", "ts": "1700000000.000100"}
VIEW = {"view": {"id": "V0BENCH", "hash": "1", "type": "modal", "blocks": []}}


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


def _channel(channel_id: str) -> dict[str, Any]:
    return {"channel": {"id": channel_id, "name": "bench", "is_private": True, "is_member": True}}


ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"team_id": TEAM, "team": "Bench", "url": "http://127.0.0.1/", **BOT},
    "users.list": {"members": [_user(*person) for person in PEOPLE.items()]},
    "conversations.create": _channel("C0BENCH"),
    "conversations.info": _channel("C0BENCH"),
    "conversations.open": _channel("D0BENCH"),
    "chat.postMessage": MESSAGE,
    "chat.update": MESSAGE,
    "views.open": VIEW,
    "views.push": VIEW,
    "views.update": VIEW,
}


async def _answer(request: Request) -> JSONResponse:
    await request.body()
    return JSONResponse({"ok": True, **ANSWERS.get(request.path_params["method"], {})})


def make() -> Starlette:
    """Return the ASGI app (`uvicorn tests.bench.slack:make --factory`)."""
    return Starlette(routes=[Route("/api/{method}", _answer, methods=["GET", "POST"])])

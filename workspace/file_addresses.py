"""Where files are sent to and read from.

https://docs.slack.dev/reference/methods/files.getUploadURLExternal: the address needs no token, it
is itself the right to send one file. https://docs.slack.dev/reference/objects/file-object:
``url_private`` wants the app's token and sends everybody else to a page.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from workspace import files
from workspace.bodies import TooLarge, read_limited
from workspace.hub import Hub
from workspace.state import StoredFile

FORM_ROOM = 10_000
"""Bytes by which a form may be larger than the file in it."""


def file_routes(hub: Hub) -> list[BaseRoute]:
    """The addresses for files."""

    async def receive(request: Request) -> Response:
        return await _receive(hub, request)

    async def for_app(request: Request) -> Response:
        return _for_app(hub, request)

    async def for_person(request: Request) -> Response:
        return _for_person(hub, request)

    return [
        Route("/upload/{token}", receive, methods=["POST"]),
        Route("/files/{file}/download", for_app),
        Route("/control/people/{user}/files/{file}", for_person),
    ]


async def _receive(hub: Hub, request: Request) -> Response:
    file = hub.state.files.get(hub.tickets.file_for(request.path_params["token"]))
    if file is None:
        return PlainTextResponse("no such upload", 404)
    try:
        body = await read_limited(request, files.LARGEST + FORM_ROOM)
    except TooLarge as error:
        return PlainTextResponse(str(error), 413)
    if not files.take(file, request.headers.get("content-type", ""), body):
        return PlainTextResponse(f"expected {file.size} bytes, once", 400)
    return PlainTextResponse(f"OK - {file.size}")


def _for_app(hub: Hub, request: Request) -> Response:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    file = hub.state.files.get(request.path_params["file"])
    if token != hub.credentials.bot_token or not hub.app.may("files:read"):
        return RedirectResponse("/", 302)
    return _sent(file)


def _for_person(hub: Hub, request: Request) -> Response:
    person = hub.state.people.get(request.path_params["user"])
    file = hub.state.files.get(request.path_params["file"])
    if file is None or person is None or not files.readable(hub, person, file):
        return _sent(None)
    return _sent(file)


def _sent(file: StoredFile | None) -> Response:
    """A file to save, never to show: it could be a page that acts in the workspace's name."""
    if file is None:
        return JSONResponse({"error": "file_not_found", "message": "There is no such file."}, 404)
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return Response(files.content_of(file), 200, headers, files.mimetype_of(file))

"""Running until told to stop: over HTTP, over Socket Mode, or as a worker alone."""

import asyncio
import logging
import signal
import socket
from contextlib import closing

import uvicorn

from bot.http import PATH, make_http
from bot.program import CannotStart, Program, running
from bot.settings import Settings

log = logging.getLogger(__name__)

_PORT = 3000
_BACKLOG = 2048


async def serve(settings: Settings, *, works: bool) -> None:
    """Serve Slack until a signal comes. Raises CannotStart, NotReady."""
    stopped = _stop_signal()
    if settings.uses_socket_mode:
        async with running(settings, "serve", works=works) as program:
            await _over_socket(program, stopped)
        return
    with closing(_listen(settings.host, settings.port or _PORT)) as listener:
        async with running(settings, "serve", works=works) as program:
            await _over_http(program, listener)


async def work(settings: Settings) -> None:
    """Carry out jobs until a signal comes. Raises CannotStart, NotReady."""
    stopped = _stop_signal()
    async with running(settings, "worker", works=True):
        log.info("Handoff works.")
        await stopped.wait()


async def _over_socket(program: Program, stopped: asyncio.Event) -> None:
    from bot.socket_mode import connected

    token = str(program.settings.slack_app_token)
    async with connected(token, program.client, program.dispatcher):
        log.info("Handoff is ready, over Socket Mode.")
        await stopped.wait()


async def _over_http(program: Program, listener: socket.socket) -> None:
    app = make_http(
        program.settings.slack_signing_secret, program.dispatcher, program.database.is_reached
    )
    config = uvicorn.Config(
        app,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # nobody asks where a request came from: its signature counts
        timeout_graceful_shutdown=5,
    )
    listener.listen(_BACKLOG)
    log.info("Handoff is ready at port %d, path %s.", listener.getsockname()[1], PATH)
    await uvicorn.Server(config).serve(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotStart(f"Port {port} is taken. Set PORT to another one.") from error
    return listener


def _stop_signal() -> asyncio.Event:
    """Return what is set when somebody ends the program.

    uvicorn takes the signals while it serves, and raises them again when it is done: they then
    come here, so that what is under way is still finished.
    """
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    return stopped

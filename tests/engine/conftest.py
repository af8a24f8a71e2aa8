"""A bot in its own process, with a local workspace behind it, for requests of every kind."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.engine.requests import Sender
from tests.journeys.forks import launch
from tests.journeys.processes import LocalWorkspace, Process, bot_settings, free_port
from workspace.client import Json, Workspace


@dataclass(frozen=True)
class Running:
    """A running bot, how to send to it, and the workspace that it speaks to."""

    send: Sender
    bot: Process
    workspace: Workspace

    def calls(self, after: int = 0) -> list[Json]:
        """Return the Web API calls that the bot made."""
        found = self.workspace.requests(after)
        return [one for one in found if one["direction"] == "from_app"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot on SQLite that is ready, started from the command line."""
    folder = tmp_path_factory.mktemp("engine")
    port = free_port()
    workspace = LocalWorkspace(folder, f"http://127.0.0.1:{port}/slack/events")
    workspace.start()
    settings = bot_settings(workspace, f"sqlite:///{folder / 'handoff.sqlite'}", port)
    bot = Process(["bot", "serve"], settings, "Handoff is ready", launch)
    try:
        bot.start()
        workspace.client.quiet()
        yield Running(Sender(port, workspace.signing_secret), bot, workspace.client)
    finally:
        bot.stop()
        workspace.stop()

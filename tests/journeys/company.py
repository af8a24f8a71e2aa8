"""Northwind Labs at work: its people in a local workspace, with the bot beside them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import northwind
from tests.journeys.processes import LocalWorkspace, Process, bot_settings, free_port, started
from workspace.client import Clock, Person, Workspace


@dataclass(frozen=True)
class Company:
    """The people act (`company.maria.command(…)`); the bot can be killed and started again."""

    workspace: Workspace
    bot: Process

    @property
    def clock(self) -> Clock:
        """The workspace's time, which the bot follows."""
        return self.workspace.clock

    @property
    def maria(self) -> Person:
        """The outgoing CSM, in Stockholm."""
        return self.workspace.person(northwind.MARIA)

    @property
    def idris(self) -> Person:
        """The incoming CSM, in London."""
        return self.workspace.person(northwind.IDRIS)

    @property
    def lena(self) -> Person:
        """The CS lead, in Berlin."""
        return self.workspace.person(northwind.LENA)

    @property
    def ada(self) -> Person:
        """The workspace's admin, in Paris."""
        return self.workspace.person(northwind.ADA)

    @property
    def sam(self) -> Person:
        """The account executive, in New York."""
        return self.workspace.person(northwind.SAM)

    @property
    def priya(self) -> Person:
        """The support lead, an observer, in Kolkata."""
        return self.workspace.person(northwind.PRIYA)

    @property
    def tom(self) -> Person:
        """A CSM who has no part in it, in Berlin."""
        return self.workspace.person(northwind.TOM)

    @property
    def gita(self) -> Person:
        """A guest."""
        return self.workspace.person(northwind.GITA)


def without_workers(
    stack: ExitStack, folder: Path, database_url: str, **more: str
) -> tuple[Company, dict[str, str]]:
    """Northwind Labs with a bot that answers and leaves all jobs to workers, and their settings.

    `more` are settings of the bot. What is started ends with the stack.
    """
    port = free_port()
    workspace = LocalWorkspace(folder, f"http://127.0.0.1:{port}/slack/events")
    started(stack, workspace)
    settings = bot_settings(workspace, database_url, port) | more
    bot = Process(["bot", "serve", "--no-worker"], settings, "Handoff is ready")
    return Company(workspace.client, started(stack, bot)), settings


@contextmanager
def at_work(folder: Path, database_url: str) -> Iterator[Company]:
    """Northwind Labs, with a bot that is ready and knows its people; both end with the block."""
    port = free_port()
    workspace = LocalWorkspace(folder, f"http://127.0.0.1:{port}/slack/events")
    with ExitStack() as stack:
        started(stack, workspace)
        settings = bot_settings(workspace, database_url, port)
        bot = started(stack, Process(["bot", "serve"], settings, "Handoff is ready"))
        workspace.client.quiet()
        yield Company(workspace.client, bot)

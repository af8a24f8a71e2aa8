"""Bots and workers beside a local workspace, to be killed, frozen and started again."""

import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.company import Company
from tests.journeys.forks import Start
from tests.journeys.processes import (
    DidNotStart,
    LocalWorkspace,
    Process,
    bot_settings,
    free_port,
    started,
)

CALL_SECONDS = 1.0
"""How long a call to Slack may take; a process that is silent for four times as long is dead."""
FROZEN_SECONDS = 6 * CALL_SECONDS
_TRIES = 3


@dataclass(frozen=True)
class Fleet:
    """The processes of one installation by name, the bots first, and where each bot listens."""

    workspace: LocalWorkspace
    processes: dict[str, Process]
    bots: dict[str, str]
    folder: Path

    @property
    def company(self) -> Company:
        """Its people."""
        return Company(self.workspace.client, next(iter(self.processes.values())))

    def talk_to(self, chance: random.Random) -> None:
        """Let Slack send what people do to one of the bots from now on, as a balancer would."""
        self.workspace.client.set_app(self.bots[chance.choice(sorted(self.bots))])

    def strike(self, chance: random.Random) -> str:
        """Kill one of them, or freeze it, at a random moment; return what was done to whom."""
        time.sleep(chance.uniform(0.0, 2.0))
        name = chance.choice(sorted(self.processes))
        if len(self.processes) > 1 and chance.random() < 1 / 4:
            self._freeze(self.processes[name])
            return f"froze {name}"
        self.processes[name].kill()
        _start(self.processes[name])
        return f"killed {name}"

    def _freeze(self, process: Process) -> None:
        """Let it stand still for longer than others wait until they take over its work."""
        process.send(signal.SIGSTOP)
        try:
            time.sleep(FROZEN_SECONDS)
        finally:
            process.send(signal.SIGCONT)


def _start(process: Process) -> None:
    """Start a process, which may take long on a machine that is busy with others."""
    for _time in range(_TRIES):
        with suppress(DidNotStart):
            process.start()
            return
    process.start()


@contextmanager
def running(folder: Path, database_url: str, start: Start) -> Iterator[Fleet]:
    """One process on SQLite; on PostgreSQL two bots and two workers. All end with the block."""
    with ExitStack() as stack:
        workspace = LocalWorkspace(folder, "http://127.0.0.1:9/", start)
        started(stack, workspace)
        settings = bot_settings(workspace, database_url, 9)
        settings["HANDOFF_HTTP_TIMEOUT"] = str(CALL_SECONDS)
        is_one = database_url.startswith("sqlite")
        names = ["bot"] if is_one else ["bot-1", "bot-2", "worker-1", "worker-2"]
        processes, bots = {}, {}
        for name in names:
            port = free_port()
            own = settings | {"HANDOFF_EXECUTOR": name, "PORT": str(port)}
            process = _process(name, own, start, works=is_one)
            processes[name] = started(stack, process)
            if name.startswith("bot"):
                bots[name] = f"http://127.0.0.1:{port}/slack/events"
        workspace.client.set_app(bots[names[0]])
        yield Fleet(workspace, processes, bots, folder)


def _process(name: str, settings: dict[str, str], start: Start, *, works: bool) -> Process:
    if name.startswith("worker"):
        return Process(["bot", "worker"], settings, "Handoff works", start)
    command = ["bot", "serve"] if works else ["bot", "serve", "--no-worker"]
    return Process(command, settings, "Handoff is ready", start)

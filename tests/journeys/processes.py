"""The bot and a local workspace as real processes, the way they run in the demo."""

import signal
import socket
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex

from bot.demo import environment
from storage.crypto import new_key
from tests.journeys.forks import Running, Start, fork
from workspace.client import Workspace

ROOT = Path(__file__).parent.parent.parent
READY_SECONDS = 20.0


class DidNotStart(Exception):
    """A process did not come up; the message is what it said."""


class Process:
    """A process of ours that says when it is ready. What it says is kept in `said`."""

    def __init__(
        self,
        arguments: list[str],
        settings: Mapping[str, str],
        ready: str,
        start: Start = fork,
    ) -> None:
        self._start = start
        self._arguments = arguments
        self.settings = settings
        self._environment = environment(settings)
        self._ready = ready
        self._process: Running | None = None
        self.said: list[str] = []

    def start(self) -> str:
        """Start it, wait until it is ready, and return the line in which it said so."""
        found: list[str] = []
        known = threading.Event()
        module, *arguments = self._arguments
        self._process = self._start(module, arguments, self._environment, ROOT)
        threading.Thread(target=self._listen, args=(found, known), daemon=True).start()
        if not known.wait(READY_SECONDS) or not found:
            self.kill()
            raise DidNotStart("".join(self.said[-50:]))
        return found[0]

    def restart(self) -> None:
        """Stop it in order, and start it again."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Ask it to end, and wait until it has. What does not end in time is killed, and told."""
        try:
            self._end(signal.SIGTERM)
        except TimeoutError:
            self.kill()
            raise

    def kill(self) -> None:
        """End it at once, with no chance to finish anything (kill -9)."""
        self._end(signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._running.send_signal(number)

    def wait(self, seconds: float = 30.0) -> int:
        """Wait until it has ended by itself, and return its exit status."""
        return self._running.wait(seconds)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._running.pid

    @property
    def _running(self) -> Running:
        if self._process is None:
            raise DidNotStart("It was never started.")
        return self._process

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        self._process.wait(READY_SECONDS)

    def _listen(self, found: list[str], known: threading.Event) -> None:
        with self._running.output as output:
            for line in output:
                self.said.append(line)
                if self._ready in line and not found:
                    found.append(line)
                    known.set()
        known.set()


def started(stack: ExitStack, process: Process) -> Process:
    """Start a process that is stopped when the stack is left; return it."""
    stack.callback(process.stop)
    process.start()
    return process


class LocalWorkspace(Process):
    """A local Slack workspace, and where it is."""

    def __init__(self, folder: Path, app_url: str, start: Start = fork) -> None:
        self.signing_secret = token_hex(16)
        self.bot_token = f"xoxb-{token_hex(12)}"
        self.app_token = f"xapp-{token_hex(12)}"
        arguments = [
            *("workspace", "--port", "0", "--manifest", str(ROOT / "manifest.json")),
            *("--app-url", app_url, "--frozen", "--data", str(folder / "workspace")),
            *("--signing-secret", self.signing_secret),
            *("--bot-token", self.bot_token, "--app-token", self.app_token),
        ]
        super().__init__(arguments, {}, "Local Slack workspace at ", start)

    def start(self) -> str:
        """Start it and return its address."""
        line = super().start()
        self.url = line.split(" at ")[1].strip().rstrip("/")
        self.client = Workspace(self.url)
        return self.url


def free_port() -> int:
    """Return a port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def bot_settings(workspace: LocalWorkspace, database_url: str, port: int | None) -> dict[str, str]:
    """Return the settings of a bot that is as quick as it can be."""
    transport = {"PORT": str(port)} if port else {"SLACK_APP_TOKEN": workspace.app_token}
    return {
        "SLACK_API_URL": f"{workspace.url}/api/",
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "DATABASE_URL": database_url,
        "HANDOFF_ENCRYPTION_KEYS": new_key(),
        "HANDOFF_HOST": "127.0.0.1",
        "HANDOFF_QUEUE_SECONDS": "0.05",
        "HANDOFF_SCAN_SECONDS": "0.1",
        "HANDOFF_MESSAGES_A_SECOND": "100",
        "HANDOFF_MESSAGES_A_MINUTE": "6000",
        "HANDOFF_PLACES_A_MINUTE": "600",
        "HANDOFF_HTTP_TIMEOUT": "5",
        **transport,
    }


def migrated(database_url: str) -> str:
    """Bring a database to this release, as a platform's release phase does; return its URL."""
    process = fork("bot", ["migrate"], environment({"DATABASE_URL": database_url}), ROOT)
    with process.output as output:
        said = output.read()
    if process.wait(READY_SECONDS) != 0:
        raise DidNotStart(said)
    return database_url

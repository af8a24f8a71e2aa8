"""`handoff demo`: a local workspace and the bot as two processes, the tour, then a page to use.

The demo ignores DATABASE_URL and the Slack settings of the environment: it makes its own data
folder with its own database and encryption key (DESIGN.md, "Time in demo and tests").
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import typer

from storage.crypto import new_key

BOT = [sys.executable, "-m", "bot", "serve"]
"""It sets its database up by itself: SQLite is migrated when it is first used."""
READY_SECONDS = 20.0
OURS = ("SLACK_", "HANDOFF_", "DATABASE_URL", "PORT", "DYNO")


class DemoFailed(Exception):
    """A process of the demo did not come up; the message says which and what it printed."""


@dataclass(frozen=True)
class Folder:
    """The demo's data folder: both processes' data, and the secrets they share."""

    path: Path

    def prepare(self, *, fresh: bool) -> None:
        """Make the folder; empty it first if it is to be fresh."""
        if fresh:
            shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True, exist_ok=True)

    def secret(self, name: str, made: str) -> str:
        """Return the secret of this name; the first time, keep the one that was made for it."""
        file = self.path / name
        if not file.exists():
            file.write_text(made)
            file.chmod(0o600)
        return file.read_text()


def run(data: Path, *, serve: bool, fresh: bool, tour: str, port: int, seed: str) -> int:
    """Start both processes, play the tour, and stay up until Ctrl-C if `serve`.

    `seed` names who is in the workspace at first; empty: whoever was kept, or its own default.

    Returns 0, or 1 if the tour or a process failed.
    """
    # Whoever ends the demo ends its processes: SIGTERM unwinds as Ctrl-C does.
    signal.signal(signal.SIGTERM, _end_in_order)
    folder = Folder(data)
    folder.prepare(fresh=fresh)
    workspace_port, bot_port = _free_port(port), _free_port(0)
    address = f"http://127.0.0.1:{workspace_port}/"
    workspace = [*_workspace_command(folder, workspace_port, bot_port), *_chosen(seed)]
    settings = _bot_settings(folder, address, bot_port)
    with _process("workspace", workspace, folder, {}) as served:
        _wait_until_open("workspace", served, workspace_port, folder)
        with _process("bot", BOT, folder, settings) as bot:
            _wait_until_open("bot", bot, bot_port, folder)
            return _tour_and_stay(address, tour, bot, serve=serve)


def _tour_and_stay(address: str, tour: str, bot: subprocess.Popen[bytes], *, serve: bool) -> int:
    typer.echo(f"A local Slack workspace and Handoff are running. The tour begins: {tour}.")
    result = _play(address, tour)
    if serve and result == 0:
        _stay(address, bot)
    return result


def _workspace_command(folder: Folder, port: int, bot_port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "workspace", "--port", str(port)),
        *("--data", str(folder.path / "workspace"), "--manifest", "manifest.json"),
        *("--app-url", f"http://127.0.0.1:{bot_port}/slack/events"),
        *("--signing-secret", folder.secret("signing-secret", token_hex(16))),
        *("--bot-token", folder.secret("bot-token", f"xoxb-local-{token_hex(12)}")),
    ]


def _chosen(seed: str) -> list[str]:
    return ["--seed", seed] if seed else []


def _bot_settings(folder: Folder, address: str, port: int) -> dict[str, str]:
    return {
        "SLACK_API_URL": f"{address}api/",
        "SLACK_BOT_TOKEN": folder.secret("bot-token", ""),
        "SLACK_SIGNING_SECRET": folder.secret("signing-secret", ""),
        "DATABASE_URL": f"sqlite:///{folder.path.resolve() / 'handoff.sqlite'}",
        "HANDOFF_ENCRYPTION_KEYS": folder.secret("encryption-key", new_key()),
        "HANDOFF_QUEUE_SECONDS": "0.05",
        "HANDOFF_SCAN_SECONDS": "0.1",
        "HANDOFF_MESSAGES_A_SECOND": "100",
        "HANDOFF_MESSAGES_A_MINUTE": "6000",
        "HANDOFF_PLACES_A_MINUTE": "600",
        "HANDOFF_HOST": "127.0.0.1",
        "PORT": str(port),
    }


@contextmanager
def _process(
    name: str, command: list[str], folder: Folder, settings: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with (folder.path / f"{name}.log").open("ab") as log:
        # In a session of its own, so that Ctrl-C ends the demo first and the demo ends them.
        process = subprocess.Popen(
            command, env=environment(settings), stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            _end(process)


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with these settings of ours, and no others of ours."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    return inherited | dict(settings)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_open(
    name: str, process: subprocess.Popen[bytes], port: int, folder: Folder
) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    said = (folder.path / f"{name}.log").read_text(errors="replace")[-2000:]
    raise DemoFailed(f"The {name} did not start. It said:\n{said}")


def _end_in_order(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _play(address: str, tour: str) -> int:
    command = [sys.executable, "-m", "tour", "--workspace", address, "--tour", tour]
    return subprocess.run(command, check=False).returncode


def _stay(address: str, bot: subprocess.Popen[bytes]) -> None:
    typer.echo(f"\nThe workspace is yours now: open {address} in a browser. Ctrl-C ends it.")
    try:
        bot.wait()
    except KeyboardInterrupt:
        typer.echo("\nGood-bye. The data is kept; `make demo ARGS=--fresh` begins anew.")


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return _free_port(0)
        port: int = probe.getsockname()[1]
        return port

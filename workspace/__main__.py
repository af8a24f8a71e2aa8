"""``python -m workspace``: start a local Slack workspace for one app."""

from __future__ import annotations

import argparse
import os
import secrets
import socket
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from workspace.app import Credentials, InstalledApp, read_manifest
from workspace.clock import Clock
from workspace.delivery.sender import Endpoint
from workspace.errors import ManifestError, SeedError
from workspace.hub import Hub
from workspace.persistence import Store
from workspace.seeding import DEFAULT_SEED, new_state, seed_names, start_of
from workspace.server import server
from workspace.state import State

HOST = "127.0.0.1"


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; returns the exit status."""
    options = parser().parse_args(arguments)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, options.port))
        port = listener.getsockname()[1]
        store = Store(options.data) if options.data else None
        hub = assemble(options, store, f"http://{HOST}:{port}")
    except (OSError, ManifestError, SeedError) as error:
        listener.close()
        print(f"The workspace cannot start: {error}", file=sys.stderr)
        return 1
    _show_generated(options, hub.credentials)
    ready = f"Local Slack workspace at {hub.base_url}/"
    with suppress(KeyboardInterrupt):
        server(hub, store, lambda: print(ready, flush=True)).run(sockets=[listener])
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m workspace", description=__doc__)
    add = made.add_argument
    add("--port", type=int, default=9100, help="where to listen (0: any free port)")
    add("--data", type=Path, help="folder that keeps the workspace between runs")
    add("--seed", choices=seed_names(), help=f"who is there at first ({DEFAULT_SEED} unless kept)")
    add("--manifest", type=Path, help="the app's manifest (Slack's JSON format)")
    add("--app-url", default="", help="where the app listens, unless it uses Socket Mode")
    add("--options-url", default="", help="where the app answers options requests, if elsewhere")
    add("--signing-secret", default=os.environ.get("SLACK_SIGNING_SECRET"))
    add("--bot-token", default=os.environ.get("SLACK_BOT_TOKEN"))
    add("--app-token", default=os.environ.get("SLACK_APP_TOKEN"))
    add("--start", type=_moment, help="the workspace's time at first, like 2026-03-02T09:00:00Z")
    add("--frozen", action="store_true", help="time stands still until it is moved")
    add("--rates", choices=("on", "off"), default="off", help="hold Slack's rate limits")
    add("--rate-limit", type=float, metavar="N", help="at most N calls a second altogether")
    add("--rate-clock", choices=("real", "workspace"), default="real", help="what rates go by")
    add("--retry-delays", type=_delays, help="seconds before each retry of an event: 0,60,300")
    return made


def assemble(options: argparse.Namespace, store: Store | None, base_url: str) -> Hub:
    """The workspace that the options describe, or the one that was kept."""
    app = read_manifest(options.manifest) if options.manifest else InstalledApp()
    kept = store.load() if store else None
    if kept is None:
        seed = options.seed or DEFAULT_SEED
        start = options.start or start_of(seed)
        kept = new_state(seed, app), Clock(start, running=not options.frozen)
    state, clock = kept
    _check_seed(options, state)
    hub = Hub(
        app=app,
        credentials=_credentials(options),
        base_url=base_url,
        state=state,
        clock=clock,
        endpoint=Endpoint(options.app_url, options.options_url),
    )
    by_workspace = options.rate_clock == "workspace"
    now = hub.workspace_seconds if by_workspace else time.monotonic
    hub.rates.set(options.rates == "on", options.rate_limit, now)
    if options.retry_delays is not None:
        hub.retry_delays = options.retry_delays
    return hub


def _check_seed(options: argparse.Namespace, state: State) -> None:
    """Raises `SeedError` when another seed is asked for than the kept workspace began with."""
    if options.seed not in (None, state.seed):
        text = f"{options.data} keeps a workspace that began as {state.seed}"
        raise SeedError(f"{text}, not {options.seed}; choose another folder, or empty this one.")


def _credentials(options: argparse.Namespace) -> Credentials:
    return Credentials(
        bot_token=options.bot_token or f"xoxb-{secrets.token_hex(12)}",
        app_token=options.app_token or f"xapp-{secrets.token_hex(12)}",
        signing_secret=options.signing_secret or secrets.token_hex(16),
    )


def _show_generated(options: argparse.Namespace, credentials: Credentials) -> None:
    """Tell on stderr what the app needs and nobody gave."""
    generated = {
        "SLACK_BOT_TOKEN": (options.bot_token, credentials.bot_token),
        "SLACK_APP_TOKEN": (options.app_token, credentials.app_token),
        "SLACK_SIGNING_SECRET": (options.signing_secret, credentials.signing_secret),
    }
    for name, (given, made) in generated.items():
        if not given:
            print(f"export {name}={made}", file=sys.stderr)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("a moment needs its zone, as in 2026-03-02T09:00:00Z")
    return moment.astimezone(UTC)


def _delays(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(",") if part)


if __name__ == "__main__":
    sys.exit(main())

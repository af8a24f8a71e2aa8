"""A workspace that is kept in a file, and starting one from the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.workspace.blocks import home, modal, text_input
from tests.workspace.serving import running
from workspace.app import from_manifest
from workspace.client import Workspace
from workspace.errors import ManifestError, SeedError
from workspace.persistence import Store


def test_a_second_run_finds_all_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with running(store=store) as first:
        maria = first.workspace.person("U0MARIA")
        posted = first.web.chat_postMessage(channel=maria.id, text="Hello")
        first.web.pins_add(channel=posted["channel"], timestamp=posted["ts"])
        first.web.views_publish(user_id=maria.id, view=home())
        trigger = first.hub.tickets.trigger(maria.id)
        first.web.views_open(trigger_id=trigger, view=modal(text_input()))
        maria.type("Label", "Half a sent")
        before = maria.sees()
    with running(store=store) as second:
        after = second.workspace.person("U0MARIA").sees()
        assert without_addresses(after) == without_addresses(before)
        assert second.workspace.clock.now == first.hub.clock.now()
        again = second.web.chat_postMessage(channel="U0MARIA", text="Again")
        assert again["ts"] > posted["ts"]


def test_canvases_files_and_what_was_written_by_slack_are_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with running(store=store) as first:
        made = first.web.conversations_create(name="acme")["channel"]["id"]
        first.web.conversations_invite(channel=made, users="U0MARIA")
        markdown = {"type": "markdown", "markdown": "# Acme"}
        first.web.conversations_canvases_create(channel_id=made, document_content=markdown)
        first.web.files_upload_v2(channel=made, filename="plan.txt", content="Acme")
        before = first.workspace.person("U0MARIA").sees()
    with running(store=store) as second:
        maria = second.workspace.person("U0MARIA")
        assert without_addresses(maria.sees()) == without_addresses(before)
        address = maria.channel("acme")["messages"][-1]["files"][0]["url"]
        assert httpx.get(second.url + address).text == "Acme"


def test_a_file_from_before_there_were_canvases_and_files_is_read(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with running(store=store):
        pass
    kept = json.loads(store.path.read_text())
    del kept["state"]["canvases"], kept["state"]["files"], kept["state"]["policy"]["free_plan"]
    for channel in kept["state"]["channels"].values():
        del channel["previous_names"]
    store.path.write_text(json.dumps(kept))
    with running(store=store) as run:
        assert run.workspace.person("U0MARIA").sees()["canvases"] == []


def without_addresses(seen: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in seen.items() if name != "version"}


def test_a_file_that_is_no_workspace_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "workspace.json").write_text("{}")
    with pytest.raises(SeedError, match=r"workspace\.json"):
        Store(tmp_path).load()


def test_a_reset_begins_anew(tmp_path: Path) -> None:
    with running() as run:
        run.web.chat_postMessage(channel="U0MARIA", text="Hello")
        run.workspace.clock.forward(timedelta(days=40))
        run.workspace.reset()
        assert run.workspace.person("U0MARIA").dm == []
        assert run.workspace.clock.now.date().isoformat() == "2026-03-02"
        assert run.workspace.get("/control/seeds")["seeds"][0]["name"] == "small-company"


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        {"features": 1},
        {"features": {"slash_commands": [{}]}},
        {"features": {"shortcuts": [{}]}},
    ],
)
def test_a_malformed_manifest_is_refused_with_the_part(manifest: object) -> None:
    with pytest.raises(ManifestError, match="In the manifest"):
        from_manifest(manifest)


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "workspace", "--port", "0", *arguments]
    environment = {**os.environ, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment, "SLACK_SIGNING_SECRET": "secret"},
    )


def test_it_starts_quickly_says_where_and_keeps_all_when_it_is_stopped(tmp_path: Path) -> None:
    process = start("--data", str(tmp_path), "--frozen", "--start", "2026-05-01T09:00:00Z")
    assert process.stdout is not None
    ready = process.stdout.readline()
    assert ready.startswith("Local Slack workspace at http://127.0.0.1:")
    workspace = Workspace(ready.split()[-1])
    assert workspace.clock.now.isoformat() == "2026-05-01T09:00:00+00:00"
    workspace.person("U0MARIA").message("C0CSTEAM", "Kept")
    stopped = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=5)
    assert time.monotonic() - stopped < 4
    assert "Traceback" not in errors
    assert "Kept" in (tmp_path / "workspace.json").read_text()


def test_a_start_that_cannot_be_says_why(tmp_path: Path) -> None:
    process = start("--manifest", str(tmp_path / "missing.json"))
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "missing.json cannot be read" in errors


def test_changes_stream_as_they_happen() -> None:
    with running() as run:
        url = f"{run.url}/control/events"
        with httpx.stream("GET", url, timeout=10) as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("data: ")
            run.workspace.person("U0MARIA").message("C0CSTEAM", "Hello")
            told = next(line for line in lines if "channel/C0CSTEAM" in line)
            assert '"version"' in told

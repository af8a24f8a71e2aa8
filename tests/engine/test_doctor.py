"""The doctor says what is wrong, and how to mend it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.processes import ROOT, LocalWorkspace, bot_settings, free_port


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorkspace]:
    local = LocalWorkspace(tmp_path_factory.mktemp("doctor"), "")
    local.start()
    yield local
    local.stop()


def _examine(settings: dict[str, str]) -> tuple[int, str]:
    command = [sys.executable, "-m", "bot", "doctor"]
    inherited = {"PATH": os.environ["PATH"]}
    ended = subprocess.run(
        command, env=inherited | settings, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stdout


def _settings(workspace: LocalWorkspace, folder: Path, port: int | None) -> dict[str, str]:
    return bot_settings(workspace, f"sqlite:///{folder / 'handoff.sqlite'}", port)


def test_a_set_up_that_is_right_is_said_to_be(workspace: LocalWorkspace, tmp_path: Path) -> None:
    settings = _settings(workspace, tmp_path, None)
    migrate = [sys.executable, "-m", "bot", "migrate"]
    subprocess.run(migrate, env={"PATH": os.environ["PATH"]} | settings, cwd=ROOT, check=True)
    status, said = _examine(settings)
    assert status == 0, said
    assert "All scopes are granted." in said
    assert "The app token is valid" in said
    assert "handoff manifest" in said


def test_a_database_that_is_behind_is_named(workspace: LocalWorkspace, tmp_path: Path) -> None:
    status, said = _examine(_settings(workspace, tmp_path, free_port()))
    assert status == 1
    assert "Run: handoff migrate" in said


def test_a_wrong_token_is_named(workspace: LocalWorkspace, tmp_path: Path) -> None:
    settings = _settings(workspace, tmp_path, None) | {"SLACK_BOT_TOKEN": "xoxb-wrong"}
    status, said = _examine(settings)
    assert status == 1
    assert "SLACK_BOT_TOKEN is refused by Slack (invalid_auth)." in said


def test_a_slack_that_cannot_be_reached_is_named(workspace: LocalWorkspace, tmp_path: Path) -> None:
    nobody = {"SLACK_API_URL": f"http://127.0.0.1:{free_port()}/api/"}
    status, said = _examine(_settings(workspace, tmp_path, None) | nobody)
    assert status == 1
    assert "Slack cannot be reached" in said

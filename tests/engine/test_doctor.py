"""The doctor says what is wrong, and how to mend it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.forks import fork
from tests.journeys.processes import ROOT, LocalWorkspace, bot_settings, free_port


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorkspace]:
    local = LocalWorkspace(tmp_path_factory.mktemp("doctor"), "")
    local.start()
    yield local
    local.stop()


def _run(word: str, settings: dict[str, str]) -> tuple[int, str]:
    """Run `handoff` with a word; how it ended, and what it said."""
    running = fork("bot", [word], {"PATH": os.environ["PATH"]} | settings, ROOT)
    with running.output as output:
        said = output.read()
    assert "Traceback" not in said
    return running.wait(30), said


def _settings(workspace: LocalWorkspace, folder: Path, port: int | None) -> dict[str, str]:
    return bot_settings(workspace, f"sqlite:///{folder / 'handoff.sqlite'}", port)


def test_a_set_up_that_is_right_is_said_to_be(workspace: LocalWorkspace, tmp_path: Path) -> None:
    settings = _settings(workspace, tmp_path, None)
    assert _run("migrate", settings)[0] == 0
    status, said = _run("doctor", settings)
    assert status == 0, said
    assert "All scopes are granted." in said
    assert "The app token is valid" in said
    assert "handoff manifest" in said


def test_a_database_that_is_behind_is_named(workspace: LocalWorkspace, tmp_path: Path) -> None:
    status, said = _run("doctor", _settings(workspace, tmp_path, free_port()))
    assert status == 1
    assert "Run: handoff migrate" in said


def test_a_wrong_token_is_named(workspace: LocalWorkspace, tmp_path: Path) -> None:
    settings = _settings(workspace, tmp_path, None) | {"SLACK_BOT_TOKEN": "xoxb-wrong"}
    status, said = _run("doctor", settings)
    assert status == 1
    assert "SLACK_BOT_TOKEN is refused by Slack (invalid_auth)." in said


def test_a_slack_that_cannot_be_reached_is_named(workspace: LocalWorkspace, tmp_path: Path) -> None:
    nobody = {"SLACK_API_URL": f"http://127.0.0.1:{free_port()}/api/"}
    status, said = _run("doctor", _settings(workspace, tmp_path, None) | nobody)
    assert status == 1
    assert "Slack cannot be reached" in said

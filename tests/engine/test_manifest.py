"""The manifest asks for the scopes that the code's calls need, and for no other."""

import json
import re
from pathlib import Path

import pytest

from bot.cli import app
from bot.journeys import make_router
from bot.manifest import EVENTS, NO_SCOPE, SCOPES, make_manifest
from tests.journeys.processes import ROOT

CALL = re.compile(
    r'"((?:chat|conversations|pins|users|views|auth|bookmarks|files|canvases)\.[\w.]+)"'
)


def _methods_in_use() -> set[str]:
    sources = [path for room in ("bot", "handlers") for path in Path(ROOT / room).rglob("*.py")]
    code = "\n".join(path.read_text() for path in sources if path.name != "manifest.py")
    return set(CALL.findall(code))


def test_every_method_in_use_is_tied_to_a_scope_or_needs_none() -> None:
    granted = {method for methods in SCOPES.values() for method in methods}
    assert _methods_in_use() <= granted | NO_SCOPE


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_no_scope_is_asked_for_in_vain(scope: str) -> None:
    used = _methods_in_use() | set(EVENTS) | {"/handoff"} | set(make_router().shortcuts)
    assert set(SCOPES[scope]) <= used


def test_the_events_are_those_that_journeys_answer() -> None:
    assert set(EVENTS) == set(make_router().events)


def test_the_file_in_the_project_is_the_manifest_for_socket_mode() -> None:
    assert json.loads((ROOT / "manifest.json").read_text()) == make_manifest()


def test_over_http_everything_goes_to_one_address() -> None:
    manifest = make_manifest("https://handoff.example/")
    address = "https://handoff.example/slack/events"
    settings = manifest["settings"]
    assert settings["interactivity"]["message_menu_options_url"] == address
    assert settings["interactivity"]["request_url"] == address
    assert settings["event_subscriptions"]["request_url"] == address
    assert manifest["features"]["slash_commands"][0]["url"] == address
    assert settings["socket_mode_enabled"] is False


def test_the_slack_cli_runs_commands_that_there_are() -> None:
    hooks = json.loads((ROOT / ".slack" / "hooks.json").read_text())["hooks"]
    known = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert {line.split()[1] for line in hooks.values()} <= known


def test_the_procfile_runs_commands_that_there_are() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    known = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert [line.partition(":")[0] for line in lines] == ["release", "web", "worker"]
    assert {line.split()[2] for line in lines} <= known

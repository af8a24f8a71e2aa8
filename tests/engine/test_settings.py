"""What is wrong with the settings is said in words, with where to get it right, before a start."""

import subprocess
import sys

import pytest

from bot.settings import SettingsError, load
from storage.crypto import new_key
from tests.journeys.processes import ROOT

RIGHT = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "secret",
    "HANDOFF_ENCRYPTION_KEYS": new_key(),
}


@pytest.fixture(autouse=True)
def _only_these(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    for name in ("SLACK_APP_TOKEN", "SLACK_API_URL", "DATABASE_URL", "PORT", "DYNO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(str(tmp_path))
    for name, value in RIGHT.items():
        monkeypatch.setenv(name, value)


def test_three_settings_are_enough() -> None:
    settings = load()
    assert settings.is_sqlite
    assert not settings.uses_socket_mode


def test_an_app_token_without_a_port_means_socket_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert load().uses_socket_mode
    monkeypatch.setenv("PORT", "3000")
    assert not load().uses_socket_mode


def test_the_slack_cli_hands_over_its_own_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    monkeypatch.setenv("SLACK_CLI_XOXB", "xoxb-cli")
    monkeypatch.setenv("SLACK_CLI_XAPP", "xapp-cli")
    settings = load()
    assert settings.slack_bot_token == "xoxb-cli"
    assert settings.uses_socket_mode


def test_socket_mode_needs_no_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_SIGNING_SECRET")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert load().uses_socket_mode


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_a_missing_setting_is_named_with_where_to_get_it(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(SettingsError, match=rf"{name} is missing\. .*"):
        load()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1", "must begin with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1", "must begin with xapp-"),
        ("SLACK_API_URL", "http://slack.example/api/", "must begin with https://"),
        ("SLACK_API_URL", "http://127.0.0.1.evil.example/", "must begin with https://"),
        ("DATABASE_URL", "mysql://host/db", "must be SQLite or PostgreSQL"),
        ("DATABASE_URL", "nonsense", "no database URL"),
        ("PORT", "http", "valid integer"),
        ("PORT", "0", "greater than or equal to 1"),
        ("HANDOFF_ENCRYPTION_KEYS", "short", "32 url-safe"),
        ("HANDOFF_ENCRYPTION_KEYS", ",", "holds no key"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load()
    assert f"{name} is wrong" in str(error.value)
    assert said in str(error.value)


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:hunter2@host/db")
    shown = repr(load())
    assert "hunter2" not in shown
    assert RIGHT["HANDOFF_ENCRYPTION_KEYS"] not in shown
    assert "xoxb-1" not in shown


def test_sqlite_is_refused_where_machines_share_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNO", "web.1")
    with pytest.raises(SettingsError, match="Add a PostgreSQL database"):
        load()


def test_several_keys_and_admins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOFF_ENCRYPTION_KEYS", f"{new_key()}, {new_key()}")
    monkeypatch.setenv("HANDOFF_ADMINS", "U1,U2 ,")
    settings = load()
    assert len(settings.encryption_keys) == 2
    assert settings.admins == ("U1", "U2")


def test_the_program_says_it_without_a_stack_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = [sys.executable, "-m", "bot", "serve"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("SLACK_BOT_TOKEN is missing.")
    assert "Traceback" not in ended.stderr

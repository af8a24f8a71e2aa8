"""The app that is installed in the workspace, as its manifest describes it.

The manifest has Slack's own format (https://docs.slack.dev/reference/app-manifest); of it the
workspace needs the name, the slash commands, the shortcuts, the bot scopes, the event
subscriptions and App Home.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workspace.errors import ManifestError
from workspace.state import Json

APP_ID = "A0HANDOFF"
BOT_ID = "B0HANDOFF"
BOT_USER = "U0HANDOFF"


@dataclass(frozen=True)
class Command:
    """A slash command; `should_escape` asks for mentions and channels in its text to be escaped."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A global shortcut, or one in a message's menu (`type` is ``global`` or ``message``)."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True)
class InstalledApp:
    """The app. `scopes` or `events` that are None mean all of them (no manifest was given)."""

    name: str = "Handoff"
    commands: tuple[Command, ...] = (Command("/handoff"),)
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] | None = None
    events: frozenset[str] | None = None
    home_enabled: bool = True
    messages_enabled: bool = True
    id: str = APP_ID
    bot_id: str = BOT_ID
    bot_user: str = BOT_USER

    def may(self, scope: str) -> bool:
        """Whether the app was given a scope."""
        return self.scopes is None or scope in self.scopes

    def hears(self, event: str) -> bool:
        """Whether the app subscribed to an event."""
        return self.events is None or event in self.events


@dataclass(frozen=True)
class Credentials:
    """The secrets that the app and its workspace share."""

    bot_token: str
    app_token: str
    signing_secret: str


def read_manifest(path: Path) -> InstalledApp:
    """The app that a manifest file describes. Raises `ManifestError`."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ManifestError(f"The manifest {path} cannot be read: {error}") from error
    return from_manifest(manifest)


def from_manifest(manifest: Any) -> InstalledApp:
    """The app that a manifest describes. Raises `ManifestError` naming the part that is wrong."""
    features = _part(manifest, "features")
    home = _part(features, "app_home")
    settings = _part(manifest, "settings")
    events = _part(settings, "event_subscriptions").get("bot_events", [])
    scopes = _part(_part(manifest, "oauth_config"), "scopes").get("bot", [])
    return InstalledApp(
        name=_name(manifest, features),
        commands=tuple(_command(item) for item in features.get("slash_commands", [])),
        shortcuts=tuple(_shortcut(item) for item in features.get("shortcuts", [])),
        scopes=frozenset(scopes),
        events=frozenset(events),
        home_enabled=bool(home.get("home_tab_enabled", False)),
        messages_enabled=bool(home.get("messages_tab_enabled", True)),
    )


def _part(of: Any, key: str) -> Json:
    part = of.get(key, {}) if isinstance(of, dict) else None
    if not isinstance(part, dict):
        raise ManifestError(f"In the manifest, {key} must be an object.")
    return part


def _name(manifest: Any, features: Json) -> str:
    shown = _part(features, "bot_user").get("display_name")
    return str(shown or _part(manifest, "display_information").get("name") or "App")


def _command(item: Json) -> Command:
    if "command" not in item:
        raise ManifestError("In the manifest, a slash command has no command.")
    return Command(
        command=item["command"],
        description=item.get("description", ""),
        usage_hint=item.get("usage_hint", ""),
        should_escape=item.get("should_escape") is True,
    )


def _shortcut(item: Json) -> Shortcut:
    try:
        callback, kind = str(item["callback_id"]), str(item["type"])
    except KeyError as error:
        raise ManifestError(f"In the manifest, a shortcut has no {error}.") from error
    return Shortcut(item.get("name", callback), kind, callback, item.get("description", ""))

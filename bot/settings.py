"""What the program is told from outside: the environment, or a file `.env`.

The names are those that Slack's starters and hosting platforms use. Everything wrong is found
before anything starts, and said with where to get it right.
"""

import os
import socket
from functools import cached_property
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import AliasChoices, BeforeValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from storage.database import sqlalchemy_url

SLACK_API = "https://slack.com/api/"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

HOW_TO_GET = {
    "SLACK_BOT_TOKEN": (
        "It begins with xoxb-. Slack shows it under “OAuth & Permissions” of your app, once it is "
        "installed (https://api.slack.com/apps)."
    ),
    "SLACK_SIGNING_SECRET": (
        "Slack shows it under “Basic Information”, “App Credentials”, of your app."
    ),
    "SLACK_APP_TOKEN": (
        "It begins with xapp-. Make one under “Basic Information”, “App-Level Tokens”, with the "
        "scope connections:write. Leave it out to serve over HTTP."
    ),
    "SLACK_API_URL": "Leave it out for Slack itself; any other address must begin with https://.",
    "DATABASE_URL": (
        "For example sqlite:///data/handoff.sqlite or postgresql://user:password@host/handoff."
    ),
    "PORT": "A number from 1 to 65535; 3000 if it is left out.",
    "HANDOFF_ENCRYPTION_KEYS": (
        "It encrypts what is confidential. Make one with: handoff key — and keep it safe, for "
        "nothing can be read without it. Several, newest first, are separated by commas."
    ),
    "HANDOFF_ADMINS": "Slack member ids (U…), separated by commas; Slack's own admins need none.",
}


class SettingsError(Exception):
    """The settings are not right. `str()` says what, and how to mend it, line by line."""


def _split(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class DatabaseSettings(BaseSettings):
    """Where the database is: all that `handoff migrate` needs."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    database_url: str = Field(default="sqlite:///data/handoff.sqlite", repr=False)

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, value: str) -> str:
        try:
            dialect = make_url(sqlalchemy_url(value)).get_dialect().name
        except ArgumentError as error:
            raise ValueError("is no database URL") from error
        if dialect not in ("sqlite", "postgresql"):
            raise ValueError("must be SQLite or PostgreSQL")
        return value

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file on this machine."""
        return self.database_url.startswith("sqlite")


S = TypeVar("S", bound=DatabaseSettings)


class DataSettings(DatabaseSettings):
    """Where the database is, and the keys to what is confidential in it: what an export needs."""

    encryption_keys: Names = Field(validation_alias="HANDOFF_ENCRYPTION_KEYS", repr=False)

    @field_validator("encryption_keys")
    @classmethod
    def _are_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("holds no key")
        for key in value:
            Fernet(key)
        return value


class Settings(DataSettings):
    """The settings, checked. Seconds are real seconds."""

    # `slack run` (.slack/hooks.json) hands the tokens over under names of its own.
    slack_bot_token: str = Field(
        repr=False, validation_alias=AliasChoices("SLACK_BOT_TOKEN", "SLACK_CLI_XOXB")
    )
    slack_signing_secret: str = Field(default="", repr=False)
    slack_app_token: str | None = Field(
        default=None,
        repr=False,
        validation_alias=AliasChoices("SLACK_APP_TOKEN", "SLACK_CLI_XAPP"),
    )
    slack_api_url: str = SLACK_API
    port: int | None = Field(default=None, ge=1, le=65535)
    host: str = Field(default="0.0.0.0", validation_alias="HANDOFF_HOST")  # noqa: S104
    admins: Names = Field(default=(), validation_alias="HANDOFF_ADMINS")
    executor: str | None = Field(
        default=None, validation_alias=AliasChoices("HANDOFF_EXECUTOR", "DYNO")
    )
    queue_seconds: float = Field(default=0.5, gt=0, validation_alias="HANDOFF_QUEUE_SECONDS")
    scan_seconds: float = Field(default=5.0, gt=0, validation_alias="HANDOFF_SCAN_SECONDS")
    messages_a_minute: int = Field(default=60, gt=0, validation_alias="HANDOFF_MESSAGES_A_MINUTE")
    # Slack takes one message a second and channel, and "several hundred messages per minute" of an
    # app in a workspace: five a second are three hundred.
    # https://docs.slack.dev/reference/methods/chat.postMessage
    messages_a_second: float = Field(
        default=5.0, gt=0, validation_alias="HANDOFF_MESSAGES_A_SECOND"
    )
    places_a_minute: int = Field(default=20, gt=0, validation_alias="HANDOFF_PLACES_A_MINUTE")
    http_timeout: float = Field(default=15.0, gt=0, validation_alias="HANDOFF_HTTP_TIMEOUT")
    on_platform: bool = Field(default_factory=lambda: "DYNO" in os.environ, init=False)

    @field_validator("slack_bot_token")
    @classmethod
    def _is_bot_token(cls, value: str) -> str:
        return _begins(value, "xoxb-")

    @field_validator("slack_app_token")
    @classmethod
    def _is_app_token(cls, value: str | None) -> str | None:
        return None if value is None else _begins(value, "xapp-")

    @field_validator("slack_api_url")
    @classmethod
    def _is_safe(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("must begin with https://, or be on this machine")
        return value if value.endswith("/") else value + "/"

    @property
    def uses_socket_mode(self) -> bool:
        """Socket Mode is for an app without a public address: a token for it, and no port."""
        return self.slack_app_token is not None and self.port is None

    def executor_for(self, role: str) -> str:
        """Return this process's name, the same after each restart: its jobs are taken up again."""
        return self.executor or f"{socket.gethostname()}-{role}"

    @cached_property
    def workspace_url(self) -> str | None:
        """Where the local workspace is; None for Slack itself. Its clock may be followed."""
        parts = urlsplit(self.slack_api_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.hostname in LOOPBACK else None


def load() -> Settings:
    """Read and check the settings. Raises SettingsError."""
    settings = _read(Settings)
    problems = list(_contradictions(settings))
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def load_database() -> DatabaseSettings:
    """Read and check where the database is. Raises SettingsError."""
    return _read(DatabaseSettings)


def load_data() -> DataSettings:
    """Read and check where the database is, with its keys. Raises SettingsError."""
    return _read(DataSettings)


def _read(kind: type[S]) -> S:
    try:
        return kind()
    except ValidationError as error:
        raise SettingsError("\n".join(_explained(error))) from error


def _begins(value: str, prefix: str) -> str:
    if not value.startswith(prefix):
        raise ValueError(f"must begin with {prefix}")
    return value


def _explained(error: ValidationError) -> list[str]:
    return [_line(_name(found["loc"]), found["type"], found["msg"]) for found in error.errors()]


def _name(location: tuple[int | str, ...]) -> str:
    return str(location[0]).upper()


def _line(name: str, kind: str, message: str) -> str:
    if kind == "missing":
        said = "is missing."
    else:
        said = f"is wrong: {message.removeprefix('Value error, ').rstrip('.')}."
    return f"{name} {said} {HOW_TO_GET.get(name, '')}".rstrip()


def _contradictions(settings: Settings) -> list[str]:
    problems = []
    if not settings.uses_socket_mode and not settings.slack_signing_secret:
        problems.append(_line("SLACK_SIGNING_SECRET", "missing", ""))
    if settings.on_platform and settings.is_sqlite:
        problems.append(
            "DATABASE_URL is wrong: SQLite is a file, and here each machine has its own. "
            "Add a PostgreSQL database and set DATABASE_URL to its address."
        )
    return problems

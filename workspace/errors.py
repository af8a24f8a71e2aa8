"""The errors of the local workspace.

`SlackError` is what an app gets back from the Web API, in Slack's own words; `ControlError` is
what a test or the page gets back from the control interface, in words a person can act on.
"""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """An answer ``{"ok": false, "error": code, …}`` as Slack's Web API gives it.

    `extra` are further top-level fields of the answer (``needed``, ``errors``, …), `messages` go to
    ``response_metadata.messages``, `retry_after` is in whole seconds and makes the answer a 429.
    """

    def __init__(
        self,
        code: str,
        *messages: str,
        retry_after: int | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.retry_after = retry_after
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body


class ControlError(Exception):
    """A request to the control interface that cannot be done; `status` is the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class ManifestError(ValueError):
    """The app manifest cannot be read; the message says which part."""


class SeedError(ValueError):
    """A seed does not exist or is malformed; the message says what."""

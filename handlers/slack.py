"""Slack's Web API as handlers and jobs use it, with its errors as exceptions.

SlackError                 Slack said no; `code` is its word for it
├── RateLimited            too many calls; wait `retry_after` seconds
├── Passing                worth another try: Slack or the network failed for now
└── Permanent              will not get better by itself
    ├── Gone               the view, message, channel or person is not there any more
    ├── Forbidden          the workspace's rules or the app's scopes forbid it
    └── Malformed          what we sent is wrong: a defect of ours

https://docs.slack.dev/apis/web-api/
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

Block = Mapping[str, Any]
Json = dict[str, Any]


class SlackError(Exception):
    """Slack said no. `code` is its word for it, `answer` all it said."""

    def __init__(self, code: str, answer: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.answer = dict(answer or {})


class RateLimited(SlackError):
    """Too many calls; wait this many seconds (Retry-After)."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class Passing(SlackError):
    """Worth another try: Slack or the network failed for now."""


class Permanent(SlackError):
    """Will not get better by itself."""


class Gone(Permanent):
    """What the call is about is not there any more."""


class Forbidden(Permanent):
    """The workspace's rules or the app's scopes forbid it."""


class Malformed(Permanent):
    """What we sent is wrong."""


_GONE = {
    "account_inactive", "cant_dm_bot", "cant_update_message", "channel_is_archived",
    "channel_not_found", "expired_trigger_id", "exchanged_trigger_id", "hash_conflict",
    "is_archived", "message_not_found", "not_found", "not_in_channel", "thread_not_found",
    "trigger_expired", "user_disabled", "user_not_found", "users_not_found", "view_closed",
}  # fmt: skip
_FORBIDDEN = {
    "access_denied", "cant_invite", "cant_invite_self", "ekm_access_denied", "invalid_auth",
    "missing_scope", "no_permission", "not_allowed_token_type", "not_authed", "org_login_required",
    "plan_upgrade_required", "restricted_action", "team_access_not_granted", "token_expired",
    "token_revoked", "ura_max_channels", "user_is_restricted", "user_is_ultra_restricted",
}  # fmt: skip
_MALFORMED = {
    "blocks_too_long", "invalid_arguments", "invalid_blocks", "invalid_blocks_format",
    "invalid_name", "invalid_name_maxlength", "invalid_name_required", "invalid_name_specials",
    "metadata_must_be_sent_from_app", "msg_too_long", "no_text", "push_limit_reached",
}  # fmt: skip
_PASSING = {
    "fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org",
}  # fmt: skip


_FORM_ONLY = {
    "auth.test", "chat.getPermalink", "conversations.history", "conversations.info",
    "conversations.list", "conversations.replies", "files.getUploadURLExternal", "users.info",
    "users.list",
}  # fmt: skip
"""Methods that read take no JSON (https://docs.slack.dev/apis/web-api, "POST bodies")."""


def as_error(code: str, answer: Mapping[str, Any]) -> SlackError:
    """Return the exception that a code of Slack's stands for."""
    for codes, kind in (
        (_GONE, Gone),
        (_FORBIDDEN, Forbidden),
        (_MALFORMED, Malformed),
        (_PASSING, Passing),
    ):
        if code in codes:
            return kind(code, answer)
    return Permanent(code, answer)


@dataclass(frozen=True, slots=True)
class Slack:
    """Hands out the Web API of one workspace at a time: one client, one kept session."""

    client: AsyncWebClient
    token_of: Callable[[str], str]

    def of(self, workspace_id: str) -> "WorkspaceSlack":
        """Return Slack as this workspace's bot sees it."""
        return WorkspaceSlack(self.client, self.token_of(workspace_id))


@dataclass(frozen=True, slots=True)
class WorkspaceSlack:
    """The Web API with one workspace's token. Every method raises SlackError."""

    client: AsyncWebClient
    token: str

    async def call(self, method: str, **arguments: Any) -> Json:
        """Call a method of the Web API and return its answer. None as an argument leaves it out."""
        wanted = {name: value for name, value in arguments.items() if value is not None}
        headers = {"Authorization": f"Bearer {self.token}"}
        form, body = (_as_form(wanted), None) if method in _FORM_ONLY else (None, wanted)
        try:
            answer = await self.client.api_call(method, data=form, json=body, headers=headers)
        except SlackApiError as error:
            raise _translated(error) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Passing(type(error).__name__) from error
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    async def open_view(self, trigger_id: str, view: Json) -> Json:
        """Open a modal (views.open). Returns the view."""
        return _view(await self.call("views.open", trigger_id=trigger_id, view=view))

    async def push_view(self, trigger_id: str, view: Json) -> Json:
        """Lay a modal on top of the one that is open (views.push). Returns the view."""
        return _view(await self.call("views.push", trigger_id=trigger_id, view=view))

    async def update_view(self, view_id: str, view: Json, view_hash: str | None = None) -> Json:
        """Change an open modal (views.update); with its hash only if nobody else did meanwhile."""
        return _view(await self.call("views.update", view_id=view_id, view=view, hash=view_hash))

    async def publish_home(self, person_id: str, view: Json) -> None:
        """Show a person their App Home (views.publish)."""
        await self.call("views.publish", user_id=person_id, view=view)

    async def post(
        self,
        channel_id: str,
        text: str,
        blocks: Sequence[Block],
        *,
        thread_ts: str | None = None,
        metadata: Json | None = None,
    ) -> str:
        """Post a message (chat.postMessage) and return its ts. Links unfurl nothing."""
        answer = await self.call(
            "chat.postMessage",
            channel=channel_id,
            text=text,
            blocks=list(blocks),
            thread_ts=thread_ts,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["ts"])

    async def update(self, channel_id: str, ts: str, text: str, blocks: Sequence[Block]) -> None:
        """Change a message (chat.update)."""
        await self.call("chat.update", channel=channel_id, ts=ts, text=text, blocks=list(blocks))

    async def whisper(
        self, channel_id: str, person_id: str, text: str, blocks: Sequence[Block] | None = None
    ) -> None:
        """Tell one person something in a channel (chat.postEphemeral)."""
        await self.call(
            "chat.postEphemeral",
            channel=channel_id,
            user=person_id,
            text=text,
            blocks=list(blocks) if blocks else None,
        )

    async def respond(self, response_url: str, text: str) -> None:
        """Tell the person who asked, beside what they used (response_url, for half an hour).

        https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        """
        body = {"response_type": "ephemeral", "replace_original": False, "text": text}
        session = self.client.session
        if session is None:
            raise Passing("no_session")
        try:
            async with session.post(response_url, json=body) as answer:
                if answer.status != 200:
                    raise Gone(f"http_{answer.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Passing(type(error).__name__) from error

    async def upload(
        self,
        channel_id: str,
        name: str,
        content: str,
        comment: str,
        *,
        thread_ts: str | None = None,
    ) -> None:
        """Post a text as a file (files.getUploadURLExternal, files.completeUploadExternal).

        https://docs.slack.dev/messaging/working-with-files#uploading_files
        """
        data = content.encode()
        ticket = await self.call("files.getUploadURLExternal", filename=name, length=len(data))
        await self._send(str(ticket["upload_url"]), data)
        await self.call(
            "files.completeUploadExternal",
            files=[{"id": ticket["file_id"], "title": name}],
            channel_id=channel_id,
            thread_ts=thread_ts,
            initial_comment=comment,
        )

    async def _send(self, upload_url: str, data: bytes) -> None:
        session = self.client.session
        if session is None:
            raise Passing("no_session")
        try:
            async with session.post(upload_url, data=data) as answer:
                if answer.status != 200:
                    raise Passing(f"http_{answer.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Passing(type(error).__name__) from error

    async def open_dm(self, person_id: str) -> str:
        """Return the id of the DM with a person (conversations.open)."""
        answer = await self.call("conversations.open", users=person_id)
        return str(answer["channel"]["id"])


def _as_form(arguments: Json) -> Json:
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in arguments.items()
    }


def _view(answer: Json) -> Json:
    view: Json = answer.get("view") or {}
    return view


def _translated(error: SlackApiError) -> SlackError:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):
        return Passing("not_json")
    if response.status_code == 429:
        return RateLimited(float(response.headers.get("Retry-After", 1)))
    if response.status_code >= 500 or not isinstance(response.data, dict):
        return Passing(f"http_{response.status_code}")
    data = response.data
    return as_error(str(data.get("error", "unknown_error")), data)

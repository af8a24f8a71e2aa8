"""What reaches the app: signed requests, commands, shortcuts, failures, response URLs, retries."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient
from starlette.responses import Response

from tests.workspace.blocks import Json, actions, button, section
from tests.workspace.serving import (
    KEYS,
    Recorder,
    Running,
    acknowledge,
    answering,
    recording,
    running,
)
from workspace.app import InstalledApp, Shortcut
from workspace.client import Person, WorkspaceError
from workspace.delivery import sender
from workspace.tickets import RESPONSE_USES


@pytest.fixture
def app(run: Running) -> Iterator[Recorder]:
    with recording(run, acknowledge) as recorder:
        yield recorder


def test_a_slash_command_carries_all_that_slack_sends(
    run: Running, app: Recorder, maria: Person
) -> None:
    maria.command("/handoff start Acme & Söhne", channel="C0CSTEAM")
    form = app.received[0]
    expected = {
        "command": "/handoff",
        "text": "start Acme & Söhne",
        "user_id": "U0MARIA",
        "user_name": "maria",
        "channel_id": "C0CSTEAM",
        "channel_name": "cs-team",
        "team_id": "T0NORTHWND",
        "team_domain": "northwind-labs",
        "api_app_id": run.hub.app.id,
    }
    assert form.items() >= expected.items()
    assert form["response_url"].startswith(f"{run.url}/r/")
    assert form["trigger_id"]


def test_requests_are_signed_so_that_slacks_verifier_accepts_them(
    run: Running, app: Recorder, maria: Person
) -> None:
    maria.command("/handoff")
    verifier = SignatureVerifier(KEYS.signing_secret)
    assert verifier.is_valid_request(app.bodies[0], app.headers[0])
    assert not SignatureVerifier("another").is_valid_request(app.bodies[0], app.headers[0])


def test_a_command_that_the_app_does_not_have_is_said_to_be_invalid(maria: Person) -> None:
    with pytest.raises(WorkspaceError, match="no command"):
        maria.command("/weather")
    assert maria.sees()["notices"][-1]["text"] == "/weather is not a valid command."


ANSWERS: list[tuple[Any, str, bool]] = [
    ({"text": "Only you"}, "Only you", True),
    ({"response_type": "in_channel", "text": "All of us"}, "All of us", False),
    ("Just a text", "Just a text", True),
    ({"blocks": [section("In a block")], "text": ""}, "", True),
]


@pytest.mark.parametrize(("answer", "text", "ephemeral"), ANSWERS)
def test_the_answer_to_a_command_is_a_message(
    app: Recorder, maria: Person, answer: Any, text: str, ephemeral: bool
) -> None:
    app.answer = answering(answer)
    maria.command("/handoff", channel="C0CSTEAM")
    message = maria.channel("cs-team")["messages"][-1]
    assert (message["text"], message["ephemeral"]) == (text, ephemeral)


def test_an_answer_with_bad_blocks_is_refused_and_the_person_told(
    app: Recorder, maria: Person
) -> None:
    app.answer = answering({"blocks": [{"type": "banner"}]})
    assert maria.command("/handoff")["error"] == "invalid_blocks"
    assert "invalid_blocks" in maria.sees()["notices"][-1]["text"]


def test_an_app_that_is_too_slow_has_failed(
    app: Recorder, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "ACK_SECONDS", 0.05)
    go_on = threading.Event()

    async def wait(_payload: Json) -> Response:
        await asyncio.to_thread(go_on.wait, 5)
        return Response()

    app.answer = wait
    answer = maria.command("/handoff")
    go_on.set()
    assert (answer["ok"], answer["error"]) == (False, "timeout")
    notice = maria.sees()["notices"][-1]["text"]
    assert notice == "/handoff failed: Handoff did not respond in time."


def test_an_app_that_is_not_there_has_failed(run: Running, maria: Person) -> None:
    assert maria.command("/handoff")["error"] == "no_app"
    run.workspace.set_app("http://127.0.0.1:9/")
    assert maria.command("/handoff")["error"] == "connection_failed"
    assert "cannot be reached" in maria.sees()["notices"][-1]["text"]


def test_shortcuts_global_and_on_a_message() -> None:
    shortcuts = (
        Shortcut("Start", "global", "start"),
        Shortcut("Add to log", "message", "add_to_log"),
    )
    with running(InstalledApp(shortcuts=shortcuts)) as run, recording(run, acknowledge) as app:
        maria = run.workspace.person("U0MARIA")
        maria.shortcut("start")
        assert app.latest["type"] == "shortcut"
        assert app.latest["callback_id"] == "start"
        written = maria.message("C0CSTEAM", "Worth keeping")
        maria.shortcut("add_to_log", written, channel="C0CSTEAM")
        payload = next(p for p in reversed(app.received) if p.get("type") == "message_action")
        assert payload["message"]["text"] == "Worth keeping"
        assert payload["channel"]["id"] == "C0CSTEAM"
        assert payload["message_ts"] == written["ts"]
        with pytest.raises(WorkspaceError, match="no shortcut"):
            maria.shortcut("add_to_log")


def test_a_response_url_posts_replaces_and_deletes(
    run: Running, app: Recorder, maria: Person
) -> None:
    blocks = [actions(button())]
    run.web.chat_postMessage(channel=maria.id, text="Well?", blocks=blocks)
    maria.press("Press", in_=maria.dm[-1])
    hook = WebhookClient(app.latest["response_url"])
    hook.send(text="Only you")
    assert (maria.dm[-1]["text"], maria.dm[-1]["ephemeral"]) == ("Only you", True)
    hook.send(text="Answered", replace_original=True)
    assert (maria.dm[0]["text"], maria.dm[0]["blocks"]) == ("Answered", [])
    hook.send(delete_original=True)
    assert [m["text"] for m in maria.dm] == ["Only you"]


def test_a_response_url_serves_five_times(app: Recorder, maria: Person) -> None:
    maria.command("/handoff")
    hook = WebhookClient(app.latest["response_url"])
    statuses = [hook.send(text=str(n)).status_code for n in range(RESPONSE_USES + 1)]
    assert statuses == [200] * RESPONSE_USES + [404]


BAD_RESPONSES: list[tuple[Any, str]] = [
    ({}, "no_text"),
    ({"blocks": [{"type": "banner"}]}, "invalid_blocks"),
    ({"blocks": "none"}, "invalid_blocks_format"),
    (["no"], "invalid_payload"),
]


@pytest.mark.parametrize(("body", "error"), BAD_RESPONSES)
def test_what_a_response_url_cannot_take_is_refused(
    app: Recorder, maria: Person, body: Any, error: str
) -> None:
    maria.command("/handoff")
    answer = httpx.post(app.latest["response_url"], json=body, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_an_unknown_response_url_is_not_found(run: Running) -> None:
    answer = httpx.post(f"{run.url}/r/guessed", json={"text": "x"}, timeout=5)
    assert answer.json() == {"ok": False, "error": "not_found"}


def test_a_failed_event_comes_again_three_times_with_number_and_reason(
    run: Running, app: Recorder, maria: Person
) -> None:
    app.answer = answering({}, status=500)
    maria.open_home()
    run.workspace.quiet(idle_ms=0)
    retries = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h in app.headers]
    assert retries == [(None, None), *((str(n), "http_error") for n in (1, 2, 3))]
    assert len({payload["event_id"] for payload in app.received}) == 1


@pytest.mark.parametrize(("hops", "error"), [(2, None), (3, "too_many_redirects")])
def test_an_app_may_send_a_request_elsewhere_twice_and_no_more(
    run: Running, app: Recorder, maria: Person, hops: int, error: str | None
) -> None:
    async def elsewhere(_payload: Json) -> Response:
        if len(app.received) > hops:
            return Response()
        return Response(status_code=307, headers={"Location": run.hub.endpoint.url})

    app.answer = elsewhere
    assert maria.command("/handoff")["error"] == error


def test_an_event_is_not_retried_when_the_app_says_so(
    run: Running, app: Recorder, maria: Person
) -> None:
    async def no_retry(_payload: Json) -> Response:
        return Response(status_code=500, headers={"X-Slack-No-Retry": "1"})

    app.answer = no_retry
    maria.open_home()
    run.workspace.quiet(idle_ms=0)
    assert len(app.received) == 1


@pytest.mark.parametrize("url", ["https://example.org/slack/events", "http://[", "nowhere"])
def test_an_app_must_listen_on_this_machine(run: Running, url: str) -> None:
    with pytest.raises(WorkspaceError, match="on this machine"):
        run.workspace.set_app(url)

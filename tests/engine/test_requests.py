"""What reaches the bot: only what Slack has signed, in the shape that Slack sends, and once."""

import json
import time
from typing import Any

import pytest

from tests.engine.conftest import Running
from tests.engine.requests import FORM, JSON, clicked, command, happened, interaction


def test_a_signed_command_is_answered(running: Running) -> None:
    answer = running.send.send(command("help"))
    assert answer.status == 200
    assert "/handoff" in answer.text


def test_a_request_without_signature_is_refused(running: Running) -> None:
    answer = running.send.send_raw(command("help"), {"Content-Type": "text/plain"})
    assert answer.status == 401


def test_a_request_signed_with_another_secret_is_refused(running: Running) -> None:
    body = command("help")
    headers = running.send.headers(body, str(int(time.time())))
    headers["X-Slack-Signature"] = "v0=" + "0" * 64
    assert running.send.send_raw(body, headers).status == 401


@pytest.mark.parametrize("stamp", ["", "soon", "1e9", "-1", "٣", "9" * 400])
def test_a_timestamp_that_is_none_is_refused(running: Running, stamp: str) -> None:
    body = command("help")
    headers = running.send.headers(body, stamp) | {"X-Slack-Request-Timestamp": stamp}
    encoded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert running.send.send_raw(body, encoded).status == 401


def test_a_request_that_was_signed_six_minutes_ago_is_refused(running: Running) -> None:
    assert running.send.send(command("help"), age=360).status == 401


DEEP = b'{"a":' * 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        DEEP,
        json.dumps({"type": "event_callback"}).encode(),
        json.dumps({"type": 1}).encode(),
        json.dumps({"type": "no_such_type"}).encode(),
        json.dumps(happened({"type": "x"}) | {"authorizations": "all"}).encode(),
        json.dumps(happened({"type": "x"}) | {"authorizations": [1]}).encode(),
        json.dumps(happened({"type": "x"}) | {"team_id": {"id": 1}}).encode(),
        json.dumps(happened({"type": ["x"]})).encode(),
        json.dumps(happened({"type": "x", "user": 7})).encode(),
        json.dumps(happened({"type": "x", "event": {"event": {}}})).encode(),
    ],
)
def test_json_of_another_shape_is_refused_in_words(running: Running, body: bytes) -> None:
    answer = running.send.send(body, JSON)
    assert answer.status == 400
    assert json.loads(answer.text)["error"]


def _without(part: str) -> dict[str, Any]:
    return {name: value for name, value in clicked("status.show").items() if name != part}


@pytest.mark.parametrize(
    "payload",
    [
        _without("actions"),
        _without("user"),
        clicked("status.show") | {"actions": []},
        clicked("status.show") | {"actions": ["status.show"]},
        clicked("status.show") | {"actions": [{"action_id": 5}]},
        clicked("status.show") | {"actions": [{}]},
        clicked("status.show") | {"user": 5},
        clicked("status.show") | {"user": {"id": ["U0MARIA"]}},
        clicked("status.show") | {"view": "V1"},
        clicked("status.show") | {"view": {"type": "modal", "state": {"values": []}}},
        clicked("status.show") | {"trigger_id": {"a": 1}},
        {"type": "view_submission", "user": {"id": "U0MARIA"}, "view": []},
        {"type": "view_submission", "user": {"id": "U0MARIA"}, "view": {"callback_id": "x"}},
        {
            "type": "view_submission",
            "user": {"id": "U0MARIA"},
            "view": {"type": "modal", "callback_id": 3},
        },
        {"type": "block_suggestion", "user": {"id": "U0MARIA"}},
    ],
)
def test_an_interaction_of_another_shape_is_refused(
    running: Running, payload: dict[str, Any]
) -> None:
    assert running.send.send(interaction(payload)).status == 400


def test_slacks_look_at_the_certificate_is_answered_unsigned(running: Running) -> None:
    body = b"token=x&ssl_check=1"
    assert running.send.send_raw(body, {"Content-Type": FORM}).status == 200


def test_a_body_longer_than_slack_sends_is_refused(running: Running) -> None:
    assert running.send.send(command("x" * 2_000_000)).status == 400


@pytest.mark.parametrize(
    "payload",
    [
        clicked("no.such"),
        clicked("checklist.tick", "not a number"),
        clicked("checklist.tick", "999:999"),
        clicked("checklist.tick", "9" * 500 + ":1"),
        clicked("start.open_draft", ""),
        clicked("dump.open", "💥"),
        {
            "type": "view_submission",
            "team": {"id": "T0NORTHWND"},
            "user": {"id": "U0LENA"},
            "view": {"id": "V1", "type": "modal", "callback_id": "start.submit"},
        },
        {
            "type": "view_submission",
            "team": {"id": "T0NORTHWND"},
            "user": {"id": "U0LENA"},
            "view": {
                "id": "V2",
                "type": "modal",
                "callback_id": "dump.step",
                "private_metadata": "{",
                "state": {"values": {"goals": {"x": None}}},
            },
        },
        {
            "type": "block_suggestion",
            "team": {"id": "T0NORTHWND"},
            "user": {"id": "U0LENA"},
            "action_id": "start.account",
            "value": "\x00" * 50,
        },
        {"type": "shortcut", "user": {"id": "U0MARIA"}, "callback_id": "none", "team": None},
        {
            "type": "view_closed",
            "team": {"id": "T0NORTHWND"},
            "user": {"id": "U0MARIA"},
            "view": {"id": "V3", "type": "modal", "callback_id": "dump.step"},
        },
    ],
)
def test_a_payload_with_parts_that_make_no_sense_is_answered_and_never_with_500(
    running: Running, payload: dict[str, Any]
) -> None:
    assert running.send.send(interaction(payload)).status in (200, 404)


def test_an_event_that_nobody_handles_is_acknowledged(running: Running) -> None:
    event = happened({"type": "channel_rename", "channel": {"id": "C1"}}, "Ev-unknown")
    assert running.send.send(json.dumps(event).encode(), JSON).status == 200


def test_url_verification_gets_its_challenge(running: Running) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    answer = running.send.send(body, JSON)
    assert (answer.status, json.loads(answer.text)) == (200, {"challenge": "abc"})


def test_an_event_that_comes_again_calls_slack_once(running: Running) -> None:
    event = {"type": "app_home_opened", "user": "U0TOM", "tab": "home", "channel": "D1"}
    body = json.dumps(happened(event, "Ev-again")).encode()
    before = running.workspace.requests()[-1]["n"]
    for _ in range(3):
        assert running.send.send(body, JSON).status == 200
    running.workspace.person("U0TOM").wait_for(lambda seen: seen["home"], why="App Home")
    running.workspace.quiet()
    published = [one for one in running.calls(before) if one["name"] == "views.publish"]
    assert len(published) == 1


def test_a_replayed_command_gets_the_same_answer(running: Running) -> None:
    body = command("help", trigger="9.9.9")
    headers = running.send.headers(body, str(int(time.time())))
    answers = {running.send.send_raw(body, headers) for _ in range(3)}
    assert len(answers) == 1
    assert answers.pop().status == 200


def test_requests_make_no_auth_test(running: Running) -> None:
    before = running.workspace.requests()[-1]["n"]
    for number in range(5):
        running.send.send(command("help", trigger=f"7.7.{number}"))
    assert [one for one in running.calls(before) if one["name"] == "auth.test"] == []

"""Failing on demand, and Slack's rate limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.serving import KEYS, Running
from workspace import rates
from workspace.client import WorkspaceError
from workspace.errors import SlackError
from workspace.faults import Fault, Faults

POST = {"channel": "U0MARIA", "text": "Hello"}


def call(run: Running, method: str = "chat.postMessage") -> httpx.Response:
    headers = {"Authorization": f"Bearer {KEYS.bot_token}"}
    return httpx.post(f"{run.url}/api/{method}", json=POST, headers=headers, timeout=5)


def posted(run: Running) -> int:
    return len(run.workspace.person("U0MARIA").dm)


def test_a_429_says_when_to_come_again_and_only_as_often_as_ordered(run: Running) -> None:
    run.workspace.faults({"method": "chat.postMessage", "kind": "429", "times": 1, "seconds": 7})
    first, second = call(run), call(run)
    assert (first.status_code, first.headers["Retry-After"]) == (429, "7")
    assert first.json() == {"ok": False, "error": "ratelimited"}
    assert second.status_code == 200
    assert posted(run) == 1


def test_a_500_does_nothing(run: Running) -> None:
    run.workspace.faults({"kind": "500", "times": 1})
    assert call(run).status_code == 500
    assert posted(run) == 0


@pytest.mark.parametrize(
    ("kind", "done"), [("timeout_before", 0), ("timeout_after", 1), ("drop", 0)]
)
def test_a_broken_connection_comes_before_or_after_the_work(
    run: Running, kind: str, done: int
) -> None:
    run.workspace.faults({"kind": kind, "times": 1, "seconds": 0.01})
    with pytest.raises(httpx.TransportError):
        call(run)
    assert posted(run) == done
    assert call(run).status_code == 200


def test_a_slow_answer_comes(run: Running) -> None:
    run.workspace.faults({"kind": "slow", "times": 1, "seconds": 0.05})
    assert call(run).status_code == 200
    assert run.workspace.requests()[-1]["ms"] >= 20


def test_faults_end_when_they_are_taken_back(run: Running) -> None:
    run.workspace.faults({"kind": "500"})
    assert call(run).status_code == 500
    run.workspace.no_faults()
    assert call(run).status_code == 200


def test_a_fault_strikes_its_method_and_share_only() -> None:
    faults = Faults()
    faults.set([Fault("chat.postMessage", "500", share=0.25)])
    struck = sum(faults.strike("chat.postMessage") is not None for _ in range(1000))
    assert 200 < struck < 300
    assert faults.strike("views.open") is None


@pytest.mark.parametrize(
    "fault",
    ["no", {"kind": "fire"}, {"kind": "500", "times": "two"}, {"kind": "slow", "seconds": "long"}],
)
def test_a_malformed_fault_is_refused(run: Running, fault: Any) -> None:
    with pytest.raises(WorkspaceError):
        run.workspace.post("/control/faults", [fault])


class Ticking:
    """A time source that stands until it is moved."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()


def allowed(limits: rates.Rates, method: str, tier: int, channel: str = "") -> int:
    """How many calls in a row pass, at most a thousand."""
    for count in range(1000):
        try:
            limits.check(method, tier, channel)
        except SlackError:
            return count
    return 1000


@pytest.mark.parametrize(("tier", "a_minute"), [(1, 1), (2, 20), (3, 50), (4, 100)])
def test_each_tier_allows_so_many_calls_a_minute(
    ticking: Ticking, tier: int, a_minute: int
) -> None:
    limits = rates.Rates(on=True, now=ticking)
    assert allowed(limits, "some.method", tier) == a_minute
    ticking.at += 60
    assert allowed(limits, "some.method", tier) == a_minute
    assert allowed(limits, "another.method", tier) == a_minute, "each method counts for itself"


def test_about_one_message_a_second_goes_to_a_channel(ticking: Ticking) -> None:
    limits = rates.Rates(on=True, now=ticking)
    assert allowed(limits, "chat.postMessage", 4, "C1") == rates.POST_BURST
    assert allowed(limits, "chat.postMessage", 4, "C2") == rates.POST_BURST
    ticking.at += 1
    assert allowed(limits, "chat.postMessage", 4, "C1") == 1


def test_a_workspace_takes_so_many_calls_a_second_of_all_methods_together(
    ticking: Ticking,
) -> None:
    limits = rates.Rates(on=False, per_second=100, now=ticking)
    assert allowed(limits, "views.open", 4) == 100
    assert allowed(limits, "conversations.create", 2) == 0
    ticking.at += 0.5
    assert allowed(limits, "conversations.create", 2) == 50


def test_a_clock_that_goes_back_gives_no_more_and_takes_nothing(ticking: Ticking) -> None:
    limits = rates.Rates(on=True, now=ticking)
    assert allowed(limits, "some.method", 2) == 20
    ticking.at -= 3600
    assert allowed(limits, "some.method", 2) == 0
    ticking.at += 60
    assert allowed(limits, "some.method", 2) == 20


def test_rates_go_by_the_workspaces_clock_when_asked(run: Running) -> None:
    run.workspace.rates(on=True, by="workspace")
    for _ in range(20):
        call(run, "users.list")
    refused = call(run, "users.list")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3")
    run.workspace.clock.forward(timedelta(seconds=3))
    assert call(run, "users.list").status_code == 200


def test_a_workspaces_limit_is_set_and_taken_back(run: Running) -> None:
    run.workspace.rates(on=False, per_second=0.01)
    assert [call(run).status_code for _ in range(2)] == [200, 429]
    run.workspace.rates(on=False)
    assert call(run).status_code == 200


@pytest.mark.parametrize("body", [{"on": "yes"}, {"by": "heart"}, {"per_second": 0}])
def test_malformed_rates_are_refused(run: Running, body: dict[str, Any]) -> None:
    with pytest.raises(WorkspaceError):
        run.workspace.post("/control/rates", body)


def test_rates_are_off_unless_asked_for() -> None:
    assert allowed(rates.Rates(on=False), "conversations.create", 2) == 1000


def test_a_limited_call_is_told_when_to_come_again(run: Running) -> None:
    run.workspace.rates(on=True)
    web = WebClient(KEYS.bot_token, base_url=f"{run.url}/api/")
    for _ in range(rates.POST_BURST):
        web.chat_postMessage(channel="U0MARIA", text="Hello")
    with pytest.raises(SlackApiError) as raised:
        web.chat_postMessage(channel="U0MARIA", text="Hello")
    assert raised.value.response.status_code == 429
    assert raised.value.response.headers["Retry-After"] == "1"

"""Only this machine and its own page may speak to it; and nothing malformed makes it stumble."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workspace.serving import KEYS, Running, acknowledge, recording, running
from workspace.addresses import CONTROLS
from workspace.webapi.table import TABLE

AUTH = {"Authorization": f"Bearer {KEYS.bot_token}"}
JSON_TYPE = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:9100", "127.0.0.1.evil.example", ""]
)
def test_another_host_name_is_refused(run: Running, host: str) -> None:
    answer = httpx.get(f"{run.url}/control/state", headers={"Host": host}, timeout=5)
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
def test_a_page_from_elsewhere_is_refused(run: Running, origin: str) -> None:
    url = f"{run.url}/control/reset"
    assert httpx.post(url, headers={"Origin": origin}, timeout=5).status_code == 403
    assert httpx.get(run.url, headers={"Origin": origin}, timeout=5).status_code == 403


def test_its_own_page_is_welcome(run: Running) -> None:
    own = {"Origin": run.url}
    assert httpx.get(f"{run.url}/control/state", headers=own, timeout=5).status_code == 200


def test_faces_are_drawn_for_everybody(run: Running) -> None:
    answer = httpx.get(f"{run.url}/avatar/U0MARIA.svg", timeout=5)
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert ">ML<" in answer.text
    assert httpx.get(f"{run.url}/avatar/U404.svg", timeout=5).status_code == 404


BODIES: list[bytes] = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe\x00",
    b'{"a":NaN}',
    b'{"channel":{"a":1},"view":7,"blocks":{},"users":[[]],"limit":"x"}',
    b'{"channel":"\\ud800","text":"\\ud800","name":"\\ud800"}',
    b"[" * 100_000,
    b'{"view":' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
    b'{"limit":' + b"9" * 5000 + b"}",
]


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    """One workspace for all malformed input, with an app that answers."""
    with running() as run, recording(run, acknowledge):
        yield run


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    """One client for thousands of requests; it takes longer to make than all it sends."""
    with httpx.Client(timeout=10) as client:
        yield client


@pytest.mark.parametrize("method", sorted(TABLE))
def test_no_malformed_call_makes_a_method_stumble(
    shared: Running, http: httpx.Client, method: str
) -> None:
    for body in BODIES:
        for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain"):
            headers = {**AUTH, "Content-Type": kind}
            url = f"{shared.url}/api/{method}"
            answer = http.post(url, content=body, headers=headers)
            assert answer.status_code == 200
            assert isinstance(answer.json()["ok"], bool)


ADDRESSES = [(verb, path) for verb, path, _ in CONTROLS if "quiet" not in path]


@pytest.mark.parametrize(("verb", "path"), ADDRESSES)
def test_no_malformed_request_makes_the_control_interface_stumble(
    shared: Running, http: httpx.Client, verb: str, path: str
) -> None:
    for body in BODIES:
        url = shared.url + path.format(user="U0MARIA", channel="C0CSTEAM")
        answer = http.request(verb, url, content=body, headers=JSON_TYPE)
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert answer.json()["message"]


def test_an_overlong_body_is_refused(shared: Running) -> None:
    url = f"{shared.url}/api/chat.postMessage"
    answer = httpx.post(url, content=b"x" * 3_000_000, headers=AUTH, timeout=10)
    assert answer.json()["error"] == "request_too_large"


FIELDS = (
    "type text blocks elements element accessory options block_id value action_id label fields "
    "rows chart initial_option title submit"
)
KEYS_OF_BLOCKS = st.sampled_from(FIELDS.split())
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**13),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from(["section", "actions", "input", "button", "static_select", "plain_text"]),
    st.sampled_from(["modal", "home", "table", "data_visualization", "line", "card", "overflow"]),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS_OF_BLOCKS, inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks=st.lists(ANYTHING, max_size=3), view=ANYTHING)
def test_blocks_of_any_shape_are_taken_or_refused_in_slacks_words(
    shared: Running, http: httpx.Client, blocks: list[Any], view: Any
) -> None:
    for method, body in {
        "chat.postMessage": {"channel": "U0MARIA", "text": "x", "blocks": blocks},
        "views.publish": {"user_id": "U0MARIA", "view": view},
    }.items():
        url = f"{shared.url}/api/{method}"
        answer = http.post(url, json=body, headers=AUTH)
        assert answer.status_code == 200
        assert isinstance(answer.json()["ok"], bool)

"""What holds for every Web API method: its scopes, its required arguments, its tier."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackApiError

from tests.workspace.blocks import Json
from tests.workspace.calls import MARIA, error_of
from tests.workspace.serving import KEYS, Running, running
from workspace.app import from_manifest
from workspace.rates import PER_MINUTE
from workspace.webapi.method import Method
from workspace.webapi.table import TABLE

BOT_METHODS = [method for method in TABLE.values() if not method.app_level]


def names(method: Method) -> str:
    return method.name


@pytest.fixture(scope="module")
def without_scopes() -> Iterator[Running]:
    """A workspace whose app was given no scope that matters."""
    with running(from_manifest({"oauth_config": {"scopes": {"bot": ["emoji:read"]}}})) as run:
        yield run


def failed(run: Running, method: str, token: str, arguments: Json) -> Json:
    with pytest.raises(SlackApiError) as raised:
        run.web.api_call(method, json=arguments, headers={"Authorization": f"Bearer {token}"})
    answer = raised.value.response
    return {**answer.data, "accepted": answer.headers["x-accepted-oauth-scopes"]}


@pytest.mark.parametrize("method", [m for m in BOT_METHODS if m.scopes], ids=names)
def test_a_method_names_the_scopes_that_it_needs_and_was_provided(
    without_scopes: Running, method: Method
) -> None:
    answer = failed(without_scopes, method.name, KEYS.bot_token, {})
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == ",".join(method.scopes)
    assert answer["provided"] == "emoji:read"
    assert answer["accepted"] == ",".join(method.scopes)


@pytest.mark.parametrize("method", [m for m in BOT_METHODS if m.needs], ids=names)
def test_a_method_names_every_argument_that_is_missing(started: Running, method: Method) -> None:
    answer = failed(started, method.name, KEYS.bot_token, {})
    assert answer["error"] == "invalid_arguments"
    messages = answer["response_metadata"]["messages"]
    assert messages == [f"[ERROR] missing required field: {name}" for name in method.needs]


@pytest.mark.parametrize("method", BOT_METHODS, ids=names)
def test_every_method_wants_the_bots_token_and_has_a_tier(started: Running, method: Method) -> None:
    assert failed(started, method.name, KEYS.app_token, {})["error"] == "not_allowed_token_type"
    assert method.tier in PER_MINUTE


def test_what_a_method_does_not_know_is_ignored_but_its_name_must_be_one(run: Running) -> None:
    run.web.api_call("users.info", json={"user": MARIA, "favourite_colour": "green"})
    assert error_of(run.web, "users.info", user=MARIA, **{"no name": 1}) == "invalid_arg_name"


TYPES: list[tuple[str, Json]] = [
    ("must be a boolean", {"unfurl_links": "perhaps"}),
    ("must be a string", {"parse": ["full"]}),
    ("must provide an object", {"metadata": [1]}),
]


@pytest.mark.parametrize(("words", "argument"), TYPES)
def test_a_mistyped_argument_is_named_with_its_pointer(
    run: Running, words: str, argument: Json
) -> None:
    call = {"channel": MARIA, "text": "x", **argument}
    (message,) = failed(run, "chat.postMessage", KEYS.bot_token, call)["response_metadata"][
        "messages"
    ]
    assert message == f"[ERROR] {words} [json-pointer:/{next(iter(argument))}]"


def test_a_topic_needs_the_narrow_scope_only() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["channels:join", "channels:write.topic"]}}}
    with running(from_manifest(manifest)) as run:
        run.web.conversations_join(channel="C0CSTEAM")
        run.web.conversations_setTopic(channel="C0CSTEAM", topic="Renewals")
        assert error_of(run.web, "conversations.archive", channel="C0CSTEAM") == "missing_scope"


def test_another_name_or_icon_needs_its_scope() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    with running(from_manifest(manifest)) as run:
        for look in ({"username": "Robot"}, {"icon_emoji": ":robot:"}):
            call = {"channel": MARIA, "text": "x", **look}
            assert error_of(run.web, "chat.postMessage", **call) == "missing_scope"


def test_where_the_messages_tab_is_off_nobody_is_messaged() -> None:
    manifest: Json = {
        "features": {"app_home": {"messages_tab_enabled": False}},
        "oauth_config": {"scopes": {"bot": ["chat:write"]}},
    }
    with running(from_manifest(manifest)) as run:
        call = {"channel": MARIA, "text": "x"}
        assert error_of(run.web, "chat.postMessage", **call) == "messages_tab_disabled"

"""Every limit of Slack's at its edge and one above: Block Kit's from its rules, and those of calls.

That the rules state the right numbers is held by `DOCUMENTED`, a list of its own, read off Slack's
pages: https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/views.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from slack_sdk import WebClient

from tests.workspace.blocks import Json, modal, section
from tests.workspace.calls import error_of, make_channel
from tests.workspace.limits import EDGES, Edge
from tests.workspace.test_block_kit import faults, view_faults
from workspace.blockkit.block_rules import MOST_BLOCKS
from workspace.blockkit.validate import check_view
from workspace.errors import SlackError
from workspace.tickets import Tickets

DOCUMENTED: dict[str, dict[str, int]] = {
    "*": {
        "/action_id": 255,
        "/block_id": 255,
        "/placeholder": 150,
        "/confirm/title": 100,
        "/confirm/text": 300,
        "/confirm/confirm": 30,
        "/confirm/deny": 30,
        "/options/0/text": 75,
        "/options/0/value": 150,
        "/options/0/description": 75,
        "/initial_option/text": 75,
        "/initial_options/0/text": 75,
        "/option_groups": 100,
        "/option_groups/0/label": 75,
        "/option_groups/0/options": 100,
        "/min_query_length": 3000,
        "/accessibility_label": 75,
        "/dispatch_action_config/trigger_actions_on": 2,
    },
    "actions": {"/elements": 25},
    "alert": {"/text": 200},
    "area": {"/series": 6, "/series/0/data": 20, "/axis_config/categories": 20},
    "bar": {"/series": 6, "/series/0/data/0/label": 20, "/axis_config/x_label": 50},
    "button": {"/text": 75, "/value": 2000, "/url": 3000},
    "card": {"/title": 150, "/subtitle": 150, "/body": 200, "/actions": 3},
    "carousel": {"/elements": 10},
    "checkboxes": {"/options": 10},
    "container": {"/child_blocks": 10, "/title": 150, "/subtitle": 150},
    "context": {"/elements": 10},
    "context_actions": {"/elements": 5},
    "data_table": {"/rows": 101, "/rows/0": 20, "/page_size": 100},
    "data_visualization": {"/title": 50},
    "file_input": {"/max_files": 10},
    "header": {"/text": 150},
    "image": {"/image_url": 3000, "/alt_text": 2000, "/title": 2000},
    "input": {"/label": 2000, "/hint": 2000},
    "line": {"/series/0/name": 20, "/axis_config/categories/0": 20, "/axis_config/y_label": 50},
    "markdown": {"/text": 12_000},
    "modal": {"/title": 24, "/submit": 24, "/close": 24, "/private_metadata": 3000},
    "home": {"/private_metadata": 3000, "/callback_id": 255, "/external_id": 255},
    "multi_static_select": {"/options": 100},
    "overflow": {"/options": 5, "/options/0/url": 3000},
    "pie": {"/segments": 6, "/segments/0/label": 20},
    "plain_text_input": {"/min_length": 3000, "/max_length": 3000},
    "radio_buttons": {"/options": 10},
    "section": {"/text": 3000, "/fields": 10, "/fields/0": 2000},
    "static_select": {"/options": 100},
    "table": {"/rows": 100, "/rows/0": 20, "/column_settings": 20},
    "video": {"/title": 200, "/description": 200, "/author_name": 50},
}
NUMBERS = [(k, path, n) for k, paths in DOCUMENTED.items() for path, n in paths.items()]

FITTING = (
    "initial_option(s) must be among the options",
    "series names must be unique",
    "data labels must match the categories",
    "all rows must have the same number of cells",
    "characters in all cells",
)
"""What fits together is no limit; test_block_kit.py holds it."""


def told(edge: Edge, number: int) -> list[str]:
    """What is said of blocks or a view with so many there."""
    whole = edge.make(number)
    return faults(whole["blocks"]) if edge.surface == "message" else view_faults(whole)


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_what_reaches_a_limit_is_taken_and_one_beyond_is_named(edge: Edge) -> None:
    assert [f for f in told(edge, edge.number) if not any(words in f for words in FITTING)] == []
    assert f"[ERROR] {edge.words} [json-pointer:{edge.at}]" in told(edge, edge.beyond)


@pytest.mark.parametrize(("kind", "path", "number"), NUMBERS)
def test_the_rules_state_the_numbers_of_slacks_pages(kind: str, path: str, number: int) -> None:
    stated = {
        edge.number
        for edge in EDGES
        if edge.path == path and kind in ("*", edge.kind) and edge.beyond > edge.number
    }
    assert stated == {number}


def test_each_surface_takes_its_number_of_blocks() -> None:
    assert MOST_BLOCKS == {"message": 50, "modal": 100, "home": 100}
    assert faults([section()] * 51) == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert view_faults(modal(*[section()] * 101)) == [
        "[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"
    ]


def view_of(size: int) -> Json:
    """A modal of so many bytes."""
    most = [section("x" * 2900)] * 84
    missing = size - len(json.dumps(modal(*most, section(""))))
    return modal(*most, section("x" * missing))


def test_a_view_has_at_most_250_kilobytes() -> None:
    """https://docs.slack.dev/reference/methods/views.open#errors"""
    assert check_view(view_of(250_000), "modal")
    with pytest.raises(SlackError, match="view_too_large"):
        check_view(view_of(250_001), "modal")


BOOKMARK = {"title": "Plan", "type": "link", "link": "https://plan.example"}
CALLS: list[tuple[str, int, str, Callable[[int], Json]]] = [
    ("chat.postMessage", 40_000, "msg_too_long", lambda n: {"text": "x" * n}),
    ("chat.postMessage", 12_000, "msg_too_long", lambda n: {"markdown_text": "x" * n}),
    (
        "chat.postMessage",
        100,
        "too_many_attachments",
        lambda n: {"attachments": [{"text": "x"}] * n},
    ),
    ("conversations.rename", 80, "invalid_name_maxlength", lambda n: {"name": "x" * n}),
    ("conversations.setTopic", 250, "too_long", lambda n: {"topic": "x" * n}),
    ("conversations.setPurpose", 250, "too_long", lambda n: {"purpose": "x" * n}),
    ("conversations.history", 1000, "invalid_limit", lambda n: {"limit": n}),
    ("conversations.members", 1000, "invalid_limit", lambda n: {"limit": n}),
]


@pytest.mark.parametrize(
    ("method", "number", "code", "make"), CALLS, ids=[f"{m} {n}" for m, n, *_ in CALLS]
)
def test_a_call_may_have_as_much_as_the_limit_and_no_more(
    web: WebClient, method: str, number: int, code: str, make: Callable[[int], Json]
) -> None:
    about = {"channel": make_channel(web)}
    assert web.api_call(method, json={**about, **make(number)})["ok"]
    assert error_of(web, method, **about, **make(number + 1)) == code


def test_an_update_takes_4000_characters(web: WebClient) -> None:
    channel = make_channel(web)
    about = {"channel": channel, "ts": web.chat_postMessage(channel=channel, text="x")["ts"]}
    assert web.chat_update(**about, text="x" * 4000)["ok"]
    assert error_of(web, "chat.update", **about, text="x" * 4001) == "msg_too_long"


def test_a_hundred_people_are_invited_at_once(web: WebClient) -> None:
    channel, strangers = make_channel(web), [f"U{number}" for number in range(101)]
    most = {"channel": channel, "users": ",".join(strangers[:100])}
    assert error_of(web, "conversations.invite", **most) == "user_not_found"
    more = {"channel": channel, "users": ",".join(strangers)}
    assert error_of(web, "conversations.invite", **more) == "too_many_users"


def test_a_channel_has_a_hundred_bookmarks(web: WebClient) -> None:
    channel = make_channel(web)
    for _ in range(100):
        web.api_call("bookmarks.add", json={"channel_id": channel, **BOOKMARK})
    one_more = {"channel_id": channel, **BOOKMARK}
    assert error_of(web, "bookmarks.add", **one_more) == "too_many_bookmarks"


def test_a_channel_has_a_hundred_pins(web: WebClient) -> None:
    channel = make_channel(web)
    posted = [web.chat_postMessage(channel=channel, text=str(n))["ts"] for n in range(101)]
    for ts in posted[:100]:
        web.pins_add(channel=channel, timestamp=ts)
    assert error_of(web, "pins.add", channel=channel, timestamp=posted[100]) == "too_many_pins"


class Ticking:
    """A time source that stands until it is moved."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()


def test_a_trigger_lives_three_seconds_and_serves_once(ticking: Ticking) -> None:
    """https://docs.slack.dev/interactivity/handling-user-interaction"""
    tickets = Tickets(ticking)
    in_time, late = tickets.trigger("U0MARIA"), tickets.trigger("U0MARIA")
    ticking.at = 3.0
    assert tickets.exchange(in_time).user == "U0MARIA"
    with pytest.raises(SlackError, match="exchanged_trigger_id"):
        tickets.exchange(in_time)
    ticking.at = 3.001
    with pytest.raises(SlackError, match="expired_trigger_id"):
        tickets.exchange(late)


def test_a_response_url_serves_five_times_in_thirty_minutes(ticking: Ticking) -> None:
    """https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"""
    tickets = Tickets(ticking)
    used, late = (tickets.response_target("U0MARIA", "C0CSTEAM") for _ in range(2))
    ticking.at = 1800.0
    assert [tickets.respond(used).uses for _ in range(5)] == [1, 2, 3, 4, 5]
    with pytest.raises(SlackError, match="used_url"):
        tickets.respond(used)
    ticking.at = 1800.001
    with pytest.raises(SlackError, match="expired_url"):
        tickets.respond(late)

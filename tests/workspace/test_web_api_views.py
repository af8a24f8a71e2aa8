"""Triggers and views of the Web API with Slack's own client: what works, and each error code."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from tests.workspace.blocks import actions, home, modal, section
from tests.workspace.calls import IDRIS, MARIA, error_of
from tests.workspace.serving import Running, running
from workspace import tickets
from workspace.app import from_manifest


def test_a_trigger_serves_once(web: WebClient, trigger: str) -> None:
    web.views_open(trigger_id=trigger, view=modal())
    again = {"trigger_id": trigger, "view": modal()}
    assert error_of(web, "views.open", **again) == "exchanged_trigger_id"


def test_a_trigger_expires(web: WebClient, trigger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "TRIGGER_SECONDS", 0.0)
    late = {"trigger_id": trigger, "view": modal()}
    assert error_of(web, "views.open", **late) == "expired_trigger_id"


def test_a_view_is_updated_only_by_who_knows_its_latest_hash(web: WebClient, trigger: str) -> None:
    view = web.views_open(trigger_id=trigger, view=modal())["view"]
    web.views_update(view_id=view["id"], hash=view["hash"], view=modal(title="Second"))
    stale = {"view_id": view["id"], "hash": view["hash"], "view": modal()}
    assert error_of(web, "views.update", **stale) == "hash_conflict"


def test_a_view_is_found_by_its_external_id_which_is_unique(
    run: Running, web: WebClient, trigger: str
) -> None:
    named = modal(external_id="start-1")
    web.views_open(trigger_id=trigger, view=named)
    web.views_update(external_id="start-1", view=modal(external_id="start-1", title="Named"))
    run.workspace.person(IDRIS).command("/handoff")
    other = run.workspace.requests()[-1]["request"]["trigger_id"]
    again = {"trigger_id": other, "view": named}
    assert error_of(web, "views.open", **again) == "duplicate_external_id"


def test_a_view_of_more_than_a_quarter_megabyte_is_too_large(web: WebClient, trigger: str) -> None:
    blocks = [section("x" * 2_990, block_id=str(n)) for n in range(84)]
    large = {"trigger_id": trigger, "view": modal(*blocks)}
    assert error_of(web, "views.open", **large) == "view_too_large"


def test_home_is_published_only_where_the_app_has_one() -> None:
    with running(from_manifest({"features": {"app_home": {"home_tab_enabled": False}}})) as run:
        arguments = {"user_id": MARIA, "view": home()}
        assert error_of(run.web, "views.publish", **arguments) == "not_enabled"


def test_a_view_answers_with_ids_for_what_the_app_gave_none(web: WebClient) -> None:
    nameless = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    view = web.views_publish(user_id=MARIA, view=home(section(), actions(nameless)))["view"]
    assert view["blocks"][0]["block_id"]
    assert view["blocks"][1]["elements"][0]["action_id"]

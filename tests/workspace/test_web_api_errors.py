"""The Web API with Slack's own client: each error code where Slack gives it."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.blocks import home, modal
from tests.workspace.calls import BOT, IDRIS, MARIA, OTTO, error_of, make_channel
from tests.workspace.serving import Running, running
from workspace.app import from_manifest

ERRORS: list[tuple[str, str, dict[str, Any]]] = [
    ("channel_not_found", "chat.postMessage", {"channel": "C404", "text": "x"}),
    ("channel_not_found", "chat.postMessage", {"channel": "C0LEADS", "text": "x"}),
    ("channel_not_found", "chat.postMessage", {"channel": OTTO, "text": "x"}),
    ("no_text", "chat.postMessage", {"channel": MARIA}),
    ("msg_too_long", "chat.postMessage", {"channel": MARIA, "text": "x" * 40_001}),
    ("msg_too_long", "chat.postMessage", {"channel": MARIA, "markdown_text": "x" * 12_001}),
    (
        "markdown_text_conflict",
        "chat.postMessage",
        {"channel": MARIA, "text": "x", "markdown_text": "x"},
    ),
    (
        "too_many_attachments",
        "chat.postMessage",
        {"channel": MARIA, "text": "x", "attachments": [{"text": "x"}] * 101},
    ),
    ("invalid_blocks_format", "chat.postMessage", {"channel": MARIA, "blocks": "no json"}),
    ("invalid_blocks", "chat.postMessage", {"channel": MARIA, "blocks": [{"type": "no"}]}),
    (
        "invalid_metadata_format",
        "chat.postMessage",
        {"channel": MARIA, "text": "x", "metadata": {"event_type": "a"}},
    ),
    ("invalid_arguments", "chat.postMessage", {"text": "x"}),
    ("user_not_found", "chat.postEphemeral", {"channel": "C0CSTEAM", "user": "U4", "text": "x"}),
    (
        "user_not_in_channel",
        "chat.postEphemeral",
        {"channel": "C0CSTEAM", "user": "U0SAM", "text": "x"},
    ),
    ("message_not_found", "chat.delete", {"channel": "C0CSTEAM", "ts": "1.000001"}),
    ("message_not_found", "chat.getPermalink", {"channel": "C0CSTEAM", "message_ts": "1.1"}),
    ("name_taken", "conversations.create", {"name": "cs-team"}),
    ("invalid_name_specials", "conversations.create", {"name": "Acme Corp"}),
    ("invalid_name_specials", "conversations.create", {"name": "acme.corp"}),
    ("invalid_name_punctuation", "conversations.create", {"name": "---"}),
    ("invalid_name_maxlength", "conversations.create", {"name": "a" * 81}),
    ("user_not_found", "conversations.open", {"users": "U404"}),
    ("user_disabled", "conversations.open", {"users": OTTO}),
    ("users_list_not_supplied", "conversations.open", {}),
    ("too_many_users", "conversations.open", {"users": ",".join(f"U{n}" for n in range(9))}),
    ("user_disabled", "conversations.open", {"users": f"{MARIA},{OTTO}"}),
    ("invalid_user_combination", "conversations.open", {"users": f"{MARIA},{BOT}"}),
    ("channel_not_found", "conversations.open", {"users": MARIA, "prevent_creation": True}),
    (
        "channel_not_found",
        "conversations.open",
        {"users": f"{MARIA},{IDRIS}", "prevent_creation": True},
    ),
    ("not_in_channel", "conversations.invite", {"channel": "C0CSTEAM", "users": "U0SAM"}),
    ("not_in_channel", "conversations.history", {"channel": "C0CSTEAM"}),
    ("not_in_channel", "conversations.setTopic", {"channel": "C0CSTEAM", "topic": "x"}),
    ("cant_archive_general", "conversations.archive", {"channel": "C0GENERAL"}),
    ("cant_leave_general", "conversations.leave", {"channel": "C0GENERAL"}),
    ("cant_kick_from_general", "conversations.kick", {"channel": "C0GENERAL", "user": MARIA}),
    ("not_archived", "conversations.unarchive", {"channel": "C0CSTEAM"}),
    ("invalid_cursor", "conversations.list", {"cursor": "elsewhere"}),
    ("invalid_limit", "conversations.list", {"limit": 1001}),
    ("invalid_types", "conversations.list", {"types": "secret_channel"}),
    ("user_not_found", "users.info", {"user": "U404"}),
    ("users_not_found", "users.lookupByEmail", {"email": "nobody@northwind-labs.example"}),
    ("bot_not_found", "bots.info", {"bot": "B404"}),
    ("team_not_found", "team.info", {"team": "T404"}),
    ("not_in_channel", "pins.add", {"channel": "C0CSTEAM", "timestamp": "1.000001"}),
    ("invalid_trigger_id", "views.open", {"trigger_id": "no", "view": modal()}),
    ("not_found", "views.update", {"view_id": "V404", "view": modal()}),
    ("invalid_arguments", "views.update", {"view": modal()}),
    ("user_not_found", "views.publish", {"user_id": "U404", "view": home()}),
    ("unknown_method", "chat.shout", {}),
    ("not_allowed_token_type", "apps.connections.open", {}),
]


@pytest.mark.parametrize(
    ("code", "method", "arguments"), ERRORS, ids=[f"{m} {c}" for c, m, _ in ERRORS]
)
def test_each_mistake_gets_the_code_that_slack_gives(
    web: WebClient, code: str, method: str, arguments: dict[str, Any]
) -> None:
    assert error_of(web, method, **arguments) == code


BOOKMARK = {"title": "Plan", "type": "link", "link": "https://plan.example"}

IN_A_CHANNEL: list[tuple[str, str, dict[str, Any]]] = [
    ("cant_invite_self", "conversations.invite", {"users": BOT}),
    ("already_in_channel", "conversations.invite", {"users": MARIA}),
    ("cant_invite", "conversations.invite", {"users": OTTO}),
    ("user_not_found", "conversations.invite", {"users": f"{IDRIS},U404"}),
    ("cant_kick_self", "conversations.kick", {"user": BOT}),
    ("not_in_channel", "conversations.kick", {"user": IDRIS}),
    ("method_not_supported_for_channel_type", "conversations.join", {}),
    ("too_long", "conversations.setTopic", {"topic": "x" * 251}),
    ("name_taken", "conversations.rename", {"name": "general"}),
    ("thread_not_found", "conversations.replies", {"ts": "1.000001"}),
    ("invalid_ts_oldest", "conversations.history", {"oldest": "yesterday"}),
    ("message_not_found", "pins.add", {"timestamp": "1.000001"}),
    ("bad_timestamp", "pins.add", {"timestamp": "now"}),
    ("no_item_specified", "pins.add", {}),
    ("invalid_emoji", "bookmarks.add", {"emoji": "eyes", **BOOKMARK}),
    ("invalid_link", "bookmarks.add", {**BOOKMARK, "link": "plan.example"}),
    ("invalid_bookmark_type", "bookmarks.add", {**BOOKMARK, "type": "file"}),
    ("invalid_name", "reactions.add", {"name": "no such!", "timestamp": "1.000001"}),
]


@pytest.mark.parametrize(
    ("code", "method", "arguments"), IN_A_CHANNEL, ids=[f"{m} {c}" for c, m, _ in IN_A_CHANNEL]
)
def test_each_mistake_in_a_channel_gets_the_code_that_slack_gives(
    web: WebClient, code: str, method: str, arguments: dict[str, Any]
) -> None:
    channel = make_channel(web)
    web.conversations_invite(channel=channel, users=MARIA)
    call = {"channel": channel, "channel_id": channel, **arguments}
    assert error_of(web, method, **call) == code


def test_one_who_cannot_be_invited_keeps_all_out_unless_forced(web: WebClient) -> None:
    channel = make_channel(web)
    with pytest.raises(SlackApiError) as raised:
        web.conversations_invite(channel=channel, users=[IDRIS, OTTO])
    assert raised.value.response["errors"] == [{"user": OTTO, "ok": False, "error": "cant_invite"}]
    assert web.conversations_members(channel=channel)["members"] == [BOT]
    web.conversations_invite(channel=channel, users=[IDRIS, OTTO], force=True)
    assert web.conversations_members(channel=channel)["members"] == [BOT, IDRIS]


def test_an_archived_channel_takes_nothing_more(web: WebClient) -> None:
    channel = make_channel(web)
    ts = web.chat_postMessage(channel=channel, text="Last words")["ts"]
    web.conversations_archive(channel=channel)
    assert error_of(web, "chat.postMessage", channel=channel, text="x") == "is_archived"
    assert error_of(web, "conversations.invite", channel=channel, users=MARIA) == "is_archived"
    assert error_of(web, "conversations.archive", channel=channel) == "already_archived"
    assert error_of(web, "chat.update", channel=channel, ts=ts, text="x") == "is_inactive"
    assert error_of(web, "conversations.unarchive", channel=channel) == "not_in_channel", (
        "Slack does not let bots unarchive"
    )
    assert error_of(web, "reactions.add", channel=channel, name="a", timestamp=ts) == "is_archived"


def test_a_pin_and_a_reaction_are_given_once(web: WebClient) -> None:
    channel = make_channel(web)
    ts = web.chat_postMessage(channel=channel, text="Checklist")["ts"]
    web.pins_add(channel=channel, timestamp=ts)
    web.reactions_add(channel=channel, name="eyes", timestamp=ts)
    assert error_of(web, "pins.add", channel=channel, timestamp=ts) == "already_pinned"
    joined = web.conversations_history(channel=channel)["messages"][-1]["ts"]
    assert error_of(web, "pins.add", channel=channel, timestamp=joined) == "not_pinnable"
    reaction = {"channel": channel, "name": "eyes", "timestamp": ts}
    assert error_of(web, "reactions.add", **reaction) == "already_reacted"


def test_somebody_elses_message_cannot_be_changed(run: Running) -> None:
    written = run.workspace.person(MARIA).message(BOT, "Mine")
    about = {"channel": written["channel"], "ts": written["ts"]}
    assert error_of(run.web, "chat.update", **about, text="x") == "cant_update_message"
    assert error_of(run.web, "chat.delete", **about) == "cant_delete_message"


def test_where_the_policy_forbids_private_channels_creating_one_is_restricted(
    run: Running,
) -> None:
    run.workspace.set_policy(members_can_create_private=False)
    private = {"name": "handoff-acme", "is_private": True}
    assert error_of(run.web, "conversations.create", **private) == "restricted_action"
    make_channel(run.web, private=False)


def test_a_call_without_or_with_a_wrong_token_is_refused(run: Running) -> None:
    nobody = WebClient("xoxb-wrong", base_url=f"{run.url}/api/")
    assert error_of(nobody, "auth.test") == "invalid_auth"
    assert error_of(WebClient(base_url=f"{run.url}/api/"), "auth.test") == "not_authed"


def test_a_missing_scope_is_named_with_what_was_provided() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write", "channels:read"]}}}
    with running(from_manifest(manifest)) as run:
        with pytest.raises(SlackApiError) as raised:
            run.web.pins_add(channel="C0CSTEAM", timestamp="1.000001")
        answer = raised.value.response
        assert (answer["error"], answer["needed"]) == ("missing_scope", "pins:write")
        assert answer["provided"] == "channels:read,chat:write"
        assert answer.headers["x-oauth-scopes"] == "channels:read,chat:write"
        private = {"types": "public_channel,private_channel"}
        assert error_of(run.web, "conversations.list", **private) == "missing_scope"


def test_without_the_scope_for_public_posting_the_app_must_be_in_the_channel() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write", "channels:join"]}}}
    with running(from_manifest(manifest)) as run:
        arguments = {"channel": "C0CSTEAM", "text": "Hello"}
        assert error_of(run.web, "chat.postMessage", **arguments) == "not_in_channel"
        run.web.conversations_join(channel="C0CSTEAM")
        run.web.chat_postMessage(channel="C0CSTEAM", text="Hello")

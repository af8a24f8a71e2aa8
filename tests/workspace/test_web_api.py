"""The Web API with Slack's own client: what works, and each error code where Slack gives it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.blocks import actions, button, home, modal, section, text_input
from tests.workspace.serving import KEYS, Running, running
from workspace import tickets
from workspace.app import from_manifest
from workspace.client import Workspace

MARIA, IDRIS, OTTO, BOT = "U0MARIA", "U0IDRIS", "U0OTTO", "U0HANDOFF"


def make_channel(web: WebClient, name: str = "handoff-acme", private: bool = True) -> str:
    created = web.conversations_create(name=name, is_private=private)
    channel_id: str = created["channel"]["id"]
    return channel_id


def error_of(web: WebClient, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as raised:
        web.api_call(method, json=arguments)
    code: str = raised.value.response["error"]
    return code


def test_auth_test_says_who_the_app_is(web: WebClient) -> None:
    answer = web.auth_test()
    assert answer["user_id"] == BOT
    assert answer["bot_id"] == "B0HANDOFF"
    assert answer["team_id"] == "T0NORTHWND"


def test_a_channel_is_made_filled_read_and_closed(web: WebClient) -> None:
    channel = make_channel(web)
    web.conversations_invite(channel=channel, users=f"{MARIA},{IDRIS}")
    web.conversations_setTopic(channel=channel, topic="Acme")
    web.conversations_setPurpose(channel=channel, purpose="The handoff of Acme")
    info = web.conversations_info(channel=channel)["channel"]
    assert info["is_private"] is True
    assert info["is_member"] is True
    assert (info["topic"]["value"], info["purpose"]["value"]) == ("Acme", "The handoff of Acme")
    assert web.conversations_members(channel=channel)["members"] == [BOT, MARIA, IDRIS]
    web.conversations_rename(channel=channel, name="handoff-acme-2")
    web.conversations_kick(channel=channel, user=IDRIS)
    web.conversations_archive(channel=channel)
    assert web.conversations_info(channel=channel)["channel"]["is_archived"] is True
    web.conversations_unarchive(channel=channel)
    web.conversations_leave(channel=channel)
    assert error_of(web, "conversations.info", channel=channel) == "channel_not_found"


def test_a_message_is_posted_updated_threaded_and_deleted(web: WebClient) -> None:
    channel = make_channel(web)
    posted = web.chat_postMessage(channel=channel, text="Hello", blocks=[section()])
    reply = web.chat_postMessage(channel=channel, text="A reply", thread_ts=posted["ts"])
    web.chat_update(channel=channel, ts=posted["ts"], text="Changed")
    parent, child = web.conversations_replies(channel=channel, ts=posted["ts"])["messages"]
    assert parent["text"] == "Changed"
    assert parent["blocks"][0]["type"] == "section", "blocks that are not given stay"
    assert parent["reply_count"] == 1
    assert child["ts"] == reply["ts"]
    assert [m["ts"] for m in web.conversations_history(channel=channel)["messages"]] == [
        posted["ts"]
    ]
    assert (
        posted["ts"].replace(".", "")
        in web.chat_getPermalink(channel=channel, message_ts=posted["ts"])["permalink"]
    )
    web.chat_delete(channel=channel, ts=posted["ts"])
    assert error_of(web, "chat.update", channel=channel, ts=posted["ts"], text="x") == (
        "message_not_found"
    )


def test_metadata_comes_back_only_when_history_is_asked_for_it(web: WebClient) -> None:
    channel = make_channel(web)
    metadata = {"event_type": "delivery", "event_payload": {"id": "d-17"}}
    web.chat_postMessage(channel=channel, text="Hello", metadata=metadata)
    without = web.conversations_history(channel=channel)["messages"][0]
    with_it = web.conversations_history(channel=channel, include_all_metadata=True)["messages"][0]
    assert "metadata" not in without
    assert with_it["metadata"] == metadata


def test_an_empty_list_takes_the_blocks_of_a_message_away(web: WebClient) -> None:
    channel = make_channel(web)
    ts = web.chat_postMessage(channel=channel, text="Hello", blocks=[section()])["ts"]
    web.chat_update(channel=channel, ts=ts, text="Plain", blocks=[])
    assert "blocks" not in web.conversations_history(channel=channel)["messages"][0]


def test_a_message_to_a_person_opens_the_direct_message(web: WebClient) -> None:
    posted = web.chat_postMessage(channel=MARIA, text="For you")
    opened = web.conversations_open(users=[MARIA])
    assert opened["channel"]["id"] == posted["channel"]
    assert opened["already_open"] is True


def test_history_is_paged_with_cursors_newest_first(web: WebClient) -> None:
    channel = make_channel(web)
    for number in range(5):
        web.chat_postMessage(channel=channel, text=str(number))
    pages = web.conversations_history(channel=channel, limit=2)
    texts = [[m["text"] for m in page["messages"]] for page in pages]
    assert texts == [["4", "3"], ["2", "1"], ["0"]]


def test_history_between_two_moments_leaves_the_bounds_out_unless_inclusive(
    web: WebClient,
) -> None:
    channel = make_channel(web)
    stamps = [web.chat_postMessage(channel=channel, text=str(n))["ts"] for n in range(3)]
    span = {"channel": channel, "oldest": stamps[0], "latest": stamps[2]}
    inside = web.conversations_history(**span)["messages"]
    whole = web.conversations_history(**span, inclusive=True)["messages"]
    assert [m["ts"] for m in inside] == [stamps[1]]
    assert [m["ts"] for m in whole] == stamps[::-1]


def test_everybody_is_listed_with_zone_and_role(web: WebClient) -> None:
    people = {p["id"]: p for page in web.users_list(limit=3) for p in page["members"]}
    assert people["U0PRIYA"]["tz_offset"] == 5 * 3600 + 1800
    assert people["U0ADA"]["is_admin"] is True
    assert people["U0GITA"]["is_restricted"] is True
    assert people[OTTO]["deleted"] is True
    assert people[MARIA]["profile"]["real_name"] == "Maria Lindqvist"
    assert people[BOT]["is_bot"] is True


def test_a_person_has_locale_and_email_when_asked(web: WebClient) -> None:
    person = web.users_info(user=MARIA, include_locale=True)["user"]
    assert person["locale"] == "en-US"
    assert web.users_lookupByEmail(email=person["profile"]["email"])["user"]["id"] == MARIA


def test_conversations_are_listed_as_the_app_may_see_them(web: WebClient) -> None:
    mine = make_channel(web)
    public = {c["id"] for c in web.conversations_list(types="public_channel")["channels"]}
    private = {c["id"] for c in web.conversations_list(types="private_channel")["channels"]}
    assert {"C0GENERAL", "C0CSTEAM", "C0SHARED"} == public
    assert private == {mine}, "the leads' channel is hidden from the app"
    of_lena = web.users_conversations(user="U0LENA", types="public_channel,private_channel")
    assert "C0LEADS" not in {c["id"] for c in of_lena["channels"]}


def test_a_shared_channel_says_so(web: WebClient) -> None:
    assert web.conversations_info(channel="C0SHARED")["channel"]["is_ext_shared"] is True


def test_pins_bookmarks_and_reactions(web: WebClient) -> None:
    channel = make_channel(web)
    ts = web.chat_postMessage(channel=channel, text="Checklist")["ts"]
    web.pins_add(channel=channel, timestamp=ts)
    assert [item["message"]["ts"] for item in web.pins_list(channel=channel)["items"]] == [ts]
    web.pins_remove(channel=channel, timestamp=ts)
    bookmark = web.bookmarks_add(
        channel_id=channel, title="Plan", type="link", link="https://plan.example"
    )["bookmark"]
    web.bookmarks_edit(channel_id=channel, bookmark_id=bookmark["id"], title="The plan")
    assert web.bookmarks_list(channel_id=channel)["bookmarks"][0]["title"] == "The plan"
    web.bookmarks_remove(channel_id=channel, bookmark_id=bookmark["id"])
    web.reactions_add(channel=channel, name="eyes", timestamp=ts)
    message = web.conversations_history(channel=channel)["messages"][0]
    assert message["reactions"] == [{"name": "eyes", "users": [BOT], "count": 1}]
    web.reactions_remove(channel=channel, name="eyes", timestamp=ts)


ERRORS: list[tuple[str, str, dict[str, Any]]] = [
    ("channel_not_found", "chat.postMessage", {"channel": "C404", "text": "x"}),
    ("channel_not_found", "chat.postMessage", {"channel": "C0LEADS", "text": "x"}),
    ("channel_not_found", "chat.postMessage", {"channel": OTTO, "text": "x"}),
    ("no_text", "chat.postMessage", {"channel": MARIA}),
    ("msg_too_long", "chat.postMessage", {"channel": MARIA, "text": "x" * 40_001}),
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
    ("too_many_users", "conversations.open", {"users": f"{MARIA},{IDRIS}"}),
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
    assert error_of(web, method, channel=channel, **arguments) == code


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
    assert error_of(web, "reactions.add", channel=channel, name="a", timestamp=ts) == "is_archived"


def test_a_pin_and_a_reaction_are_given_once(web: WebClient) -> None:
    channel = make_channel(web)
    ts = web.chat_postMessage(channel=channel, text="Checklist")["ts"]
    web.pins_add(channel=channel, timestamp=ts)
    web.reactions_add(channel=channel, name="eyes", timestamp=ts)
    assert error_of(web, "pins.add", channel=channel, timestamp=ts) == "already_pinned"
    reaction = {"channel": channel, "name": "eyes", "timestamp": ts}
    assert error_of(web, "reactions.add", **reaction) == "already_reacted"


def test_somebody_elses_message_cannot_be_changed(run: Running) -> None:
    written = run.workspace.person(MARIA).message(BOT, "Mine")
    about = {"channel": written["channel"], "ts": written["ts"]}
    assert error_of(run.web, "chat.update", **about, text="x") == "cant_update_message"
    assert error_of(run.web, "chat.delete", **about) == "cant_delete_message"


def test_an_ephemeral_message_is_seen_by_one_person_and_no_history(run: Running) -> None:
    run.web.conversations_join(channel="C0CSTEAM")
    run.web.chat_postEphemeral(channel="C0CSTEAM", user=MARIA, text="Only you")
    assert run.web.conversations_history(channel="C0CSTEAM")["messages"] == []
    seen = run.workspace.person(MARIA).channel("cs-team")["messages"]
    others = run.workspace.person(IDRIS).channel("cs-team")["messages"]
    assert [(m["text"], m["ephemeral"]) for m in seen] == [("Only you", True)]
    assert others == []


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


def test_arguments_in_a_form_are_read_like_json(web: WebClient, trigger: str) -> None:
    web.api_call(
        "views.open", params={"trigger_id": trigger, "view": json.dumps(modal(text_input()))}
    )
    channel = make_channel(web)
    web.api_call(
        "chat.postMessage", data={"channel": channel, "blocks": json.dumps([actions(button())])}
    )


def test_the_log_shows_calls_without_tokens(run: Running, workspace: Workspace) -> None:
    run.web.api_call("auth.test", params={"token": KEYS.bot_token})
    entry = workspace.requests()[-1]
    assert (entry["name"], entry["direction"], entry["status"]) == ("auth.test", "from_app", 200)
    assert KEYS.bot_token not in str(workspace.requests())

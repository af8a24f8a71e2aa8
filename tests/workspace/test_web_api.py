"""The Web API with Slack's own client: what works."""

from __future__ import annotations

import json

from slack_sdk import WebClient

from tests.workspace.blocks import actions, button, modal, section, text_input
from tests.workspace.calls import BOT, IDRIS, MARIA, OTTO, error_of, make_channel, written
from tests.workspace.serving import KEYS, Running
from workspace.client import Workspace


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
    renamed = web.conversations_info(channel=channel, include_num_members=True)["channel"]
    assert (renamed["previous_names"], renamed["num_members"]) == (["handoff-acme"], 2)
    web.conversations_archive(channel=channel)
    assert web.conversations_info(channel=channel)["channel"]["is_archived"] is True


def test_a_private_channel_that_was_left_is_not_to_be_found(web: WebClient) -> None:
    channel = make_channel(web)
    assert error_of(web, "conversations.leave", channel=channel) == "last_member"
    web.conversations_invite(channel=channel, users=MARIA)
    web.conversations_leave(channel=channel)
    assert error_of(web, "conversations.info", channel=channel) == "channel_not_found"


def test_what_is_done_to_a_channel_is_written_into_it(web: WebClient) -> None:
    channel = make_channel(web)
    web.conversations_invite(channel=channel, users=MARIA)
    web.conversations_setTopic(channel=channel, topic="Acme")
    web.conversations_rename(channel=channel, name="handoff-acme-2")
    web.conversations_kick(channel=channel, user=MARIA)
    history = web.conversations_history(channel=channel)["messages"][::-1]
    assert [message["subtype"] for message in history] == [
        "channel_join",
        "channel_join",
        "channel_topic",
        "channel_name",
        "channel_leave",
    ]
    assert (history[1]["user"], history[1]["inviter"]) == (MARIA, BOT)
    assert history[2]["topic"] == "Acme"
    assert (history[3]["old_name"], history[3]["name"]) == ("handoff-acme", "handoff-acme-2")


def test_a_deleted_message_with_a_thread_leaves_a_tombstone(web: WebClient) -> None:
    channel = make_channel(web)
    ts = web.chat_postMessage(channel=channel, text="Hello", blocks=[section()])["ts"]
    reply = web.chat_postMessage(channel=channel, text="A reply", thread_ts=ts)["ts"]
    web.chat_delete(channel=channel, ts=ts)
    parent, child = web.conversations_replies(channel=channel, ts=ts)["messages"]
    assert (parent["subtype"], parent["text"]) == ("tombstone", "This message was deleted.")
    assert "blocks" not in parent
    assert child["ts"] == reply
    assert error_of(web, "chat.delete", channel=channel, ts=ts) == "message_not_found"


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
    assert [m["ts"] for m in written(web, channel)] == [posted["ts"]]
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


def test_markdown_is_a_message_too(web: WebClient) -> None:
    channel = make_channel(web)
    web.chat_postMessage(channel=channel, markdown_text="**Acme** goes to Idris")
    (message,) = written(web, channel)
    assert message["text"] == "**Acme** goes to Idris"
    assert message["blocks"][0]["type"] == "markdown"


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


def test_several_people_are_messaged_together(run: Running) -> None:
    opened = run.web.conversations_open(users=[MARIA, IDRIS], return_im=True)["channel"]
    assert (opened["is_mpim"], opened["is_private"]) == (True, True)
    assert opened["name"] == "mpdm-maria--idris--handoff-1"
    again = run.web.conversations_open(users=[IDRIS, MARIA])
    assert (again["channel"]["id"], again["already_open"]) == (opened["id"], True)
    run.web.chat_postMessage(channel=opened["id"], text="For both of you")
    groups = run.web.conversations_list(types="mpim")["channels"]
    assert [group["id"] for group in groups] == [opened["id"]]
    for user in (MARIA, IDRIS):
        group = run.workspace.person(user).channel(opened["id"])
        assert (group["is_mpim"], group["unread"]) == (True, 1)
    others = run.workspace.person("U0TOM").sees()["channels"]
    assert opened["id"] not in {channel["id"] for channel in others}


def test_eight_people_are_messaged_together_at_most(run: Running) -> None:
    everybody = [p["id"] for p in run.workspace.people() if not p["deleted"]]
    assert len(everybody) == 8
    run.web.conversations_open(users=everybody)


def test_history_is_paged_with_cursors_newest_first(web: WebClient) -> None:
    channel = make_channel(web)
    for number in range(1, 5):
        web.chat_postMessage(channel=channel, text=str(number))
    pages = web.conversations_history(channel=channel, limit=2)
    texts = [[m["text"] for m in page["messages"]] for page in pages]
    assert texts == [["4", "3"], ["2", "1"], [f"<@{BOT}> has joined the channel"]]


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


def test_an_ephemeral_message_is_seen_by_one_person_and_no_history(run: Running) -> None:
    run.web.conversations_join(channel="C0CSTEAM")
    run.web.chat_postEphemeral(channel="C0CSTEAM", user=MARIA, text="Only you")
    assert written(run.web, "C0CSTEAM") == []
    seen = run.workspace.person(MARIA).channel("cs-team")["messages"]
    others = run.workspace.person(IDRIS).channel("cs-team")["messages"]
    assert [(m["text"], m["ephemeral"]) for m in seen[1:]] == [("Only you", True)]
    assert [m["subtype"] for m in others] == ["channel_join"]


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

"""Files: announced, sent, completed and shared, as Slack's own client does it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from tests.workspace.blocks import Json, section
from tests.workspace.calls import IDRIS, MARIA, error_of, make_channel
from tests.workspace.serving import KEYS, Running
from workspace.files import LARGEST

PLAN = "account,days\nAcme,35\n"


def shared_channel(web: WebClient) -> str:
    channel = make_channel(web)
    web.conversations_invite(channel=channel, users=MARIA)
    return channel


def announce(web: WebClient, content: str = PLAN, name: str = "plan.csv") -> tuple[str, str]:
    """The id of a file that is going to be sent, and where to."""
    answer = web.files_getUploadURLExternal(filename=name, length=len(content))
    return answer["file_id"], answer["upload_url"]


def send(web: WebClient, content: str = PLAN) -> str:
    file_id, url = announce(web, content)
    assert httpx.post(url, content=content).text == f"OK - {len(content)}"
    return file_id


def test_slacks_client_uploads_a_file_that_members_read(run: Running) -> None:
    channel = shared_channel(run.web)
    run.web.files_upload_v2(
        channel=channel, filename="plan.csv", content=PLAN, title="Plan", initial_comment="Here"
    )
    maria = run.workspace.person(MARIA)
    message = maria.channel("handoff-acme")["messages"][-1]
    (file,) = message["files"]
    assert (message["text"], message["subtype"], message["bot"]) == ("Here", "file_share", True)
    assert (file["name"], file["title"], file["mimetype"]) == ("plan.csv", "Plan", "text/csv")
    assert httpx.get(run.url + file["url"]).text == PLAN
    others = file["url"].replace(MARIA, IDRIS)
    assert httpx.get(run.url + others).status_code == 404, "Idris is not in the channel"


def test_a_form_is_taken_as_curl_sends_it(run: Running) -> None:
    file_id, url = announce(run.web)
    httpx.post(url, files={"filename": ("plan.csv", PLAN, "text/csv")}).raise_for_status()
    run.web.files_completeUploadExternal(files=[{"id": file_id}], channel_id=MARIA)
    (file,) = run.workspace.person(MARIA).dm[-1]["files"]
    assert httpx.get(run.url + file["url"]).text == PLAN


def test_the_app_reads_a_file_with_its_token_only(run: Running) -> None:
    file_id = send(run.web)
    run.web.files_completeUploadExternal(files=[{"id": file_id}])
    address = run.web.files_info(file=file_id)["file"]["url_private"]
    token = {"Authorization": f"Bearer {KEYS.bot_token}"}
    assert httpx.get(address, headers=token).text == PLAN
    assert httpx.get(address).status_code == 302


def test_files_go_to_several_channels_and_threads(run: Running) -> None:
    web, channel = run.web, shared_channel(run.web)
    ts = web.chat_postMessage(channel=channel, text="Checklist")["ts"]
    both = [{"id": send(web)}, {"id": send(web, "more")}]
    shared = {"files": both, "channels": f"{channel},{MARIA}", "thread_ts": ts}
    body = {**shared, "blocks": [section("Two files")]}
    web.api_call("files.completeUploadExternal", json=body)
    parent, reply = web.conversations_replies(channel=channel, ts=ts)["messages"]
    assert parent["reply_count"] == 1
    assert [file["id"] for file in reply["files"]] == [one["id"] for one in both]
    assert reply["blocks"][0]["text"]["text"] == "Two files"
    shares = web.files_info(file=both[0]["id"])["file"]
    assert (shares["groups"], len(shares["ims"])) == ([channel], 1)


def test_a_deleted_file_leaves_a_tombstone_in_its_message(run: Running) -> None:
    file_id = send(run.web)
    run.web.files_completeUploadExternal(files=[{"id": file_id}], channel_id=MARIA)
    run.web.files_delete(file=file_id)
    (file,) = run.workspace.person(MARIA).dm[-1]["files"]
    assert (file["mode"], file["url"]) == ("tombstone", None)
    assert error_of(run.web, "files.info", file=file_id) == "file_not_found"


ANNOUNCED: list[tuple[str, Json]] = [
    ("missing_argument", {"length": 0}),
    ("file_upload_size_restricted", {"length": LARGEST + 1}),
    ("alt_txt_too_large", {"length": 1, "alt_txt": "a" * 1001}),
    ("snippet_too_large", {"length": 1_000_001, "snippet_type": "python"}),
    ("invalid_arguments", {"length": "long"}),
]


@pytest.mark.parametrize(("code", "arguments"), ANNOUNCED)
def test_a_file_that_cannot_be_uploaded_is_refused(
    web: WebClient, code: str, arguments: Json
) -> None:
    assert error_of(web, "files.getUploadURLExternal", filename="a", **arguments) == code


def test_each_limit_of_an_announcement_is_allowed(web: WebClient) -> None:
    web.files_getUploadURLExternal(filename="a", length=LARGEST, alt_txt="a" * 1000)
    web.files_getUploadURLExternal(filename="a", length=1_000_000, snippet_type="python")


COMPLETED: list[tuple[str, Json]] = [
    ("channel_not_found", {"channel_id": "C404"}),
    ("not_in_channel", {"channel_id": "C0CSTEAM"}),
    ("channels_limit_exceeded", {"channels": ",".join(f"C{n}" for n in range(101))}),
    ("file_not_found", {"files": [{"id": "F404"}]}),
    ("file_not_found", {"files": ["F404"]}),
    ("invalid_arguments", {"files": []}),
    ("invalid_blocks", {"blocks": [{"type": "no"}]}),
]


@pytest.mark.parametrize(("code", "arguments"), COMPLETED)
def test_an_upload_that_cannot_be_completed_is_refused(
    web: WebClient, code: str, arguments: dict[str, Any]
) -> None:
    call = {"files": [{"id": send(web)}], **arguments}
    assert error_of(web, "files.completeUploadExternal", **call) == code


def test_only_what_was_sent_whole_is_complete_and_only_once(web: WebClient) -> None:
    file_id, url = announce(web)
    files: list[dict[str, str | None]] = [{"id": file_id}]
    assert error_of(web, "files.completeUploadExternal", files=files) == "file_not_found"
    assert httpx.post(url, content=PLAN[:-1]).status_code == 400
    assert httpx.post(url, content=PLAN).status_code == 200
    web.files_completeUploadExternal(files=files)
    assert error_of(web, "files.completeUploadExternal", files=files) == "file_not_found"
    assert httpx.post(url, content=PLAN).status_code == 400
    assert httpx.post(f"{url}x", content=PLAN).status_code == 404


def test_where_uploads_are_switched_off_the_method_says_so(run: Running) -> None:
    run.workspace.set_policy(file_uploads_enabled=False)
    call = {"filename": "a", "length": 1}
    assert error_of(run.web, "files.getUploadURLExternal", **call) == "file_uploads_disabled"

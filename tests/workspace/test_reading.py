"""Reading what a person sees in parts, as the page does: places, one conversation, the screen."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from tests.workspace.blocks import labelled, modal
from tests.workspace.serving import Running
from workspace.client import Person, WorkspaceError

MARIA = "/control/people/U0MARIA"


def test_places_are_all_that_a_person_sees_without_messages(run: Running) -> None:
    run.workspace.person("U0IDRIS").message("C0CSTEAM", "Hello")
    places = {place["id"]: place for place in run.workspace.get(f"{MARIA}/places")["channels"]}
    assert places["C0CSTEAM"]["unread"] == 1
    assert "messages" not in places["C0CSTEAM"]
    assert "C0LEADS" not in places


def test_some_places_are_read_by_their_ids_and_only_if_they_are_seen(run: Running) -> None:
    answer = run.workspace.get(f"{MARIA}/places?only=C0CSTEAM,C0LEADS")
    assert [place["id"] for place in answer["channels"]] == ["C0CSTEAM"]


def test_a_conversation_has_its_latest_messages_and_says_if_there_are_earlier_ones(
    run: Running,
) -> None:
    maria = run.workspace.person("U0MARIA")
    for number in range(3):
        maria.message("C0CSTEAM", f"Line {number}")
    read = run.workspace.get(f"{MARIA}/conversations/C0CSTEAM?latest=2")
    assert [message["text"] for message in read["messages"]] == ["Line 1", "Line 2"]
    assert read["earlier"]
    assert not run.workspace.get(f"{MARIA}/conversations/C0CSTEAM?latest=3")["earlier"]


def test_replies_stand_in_their_thread_only(run: Running) -> None:
    maria = run.workspace.person("U0MARIA")
    ts = maria.message("C0CSTEAM", "Who joins?")["ts"]
    maria.message("C0CSTEAM", "I do", thread_ts=ts)
    read = run.workspace.get(f"{MARIA}/conversations/C0CSTEAM?thread={ts}")
    assert [message["text"] for message in read["messages"]] == ["Who joins?"]
    assert [message["text"] for message in read["thread"]] == ["Who joins?", "I do"]


def test_a_conversation_that_is_not_seen_is_not_there(run: Running) -> None:
    with pytest.raises(WorkspaceError, match="sees no conversation"):
        run.workspace.get(f"{MARIA}/conversations/C0LEADS")


def test_what_failed_can_be_listed_by_itself(run: Running) -> None:
    run.web.auth_test()
    with pytest.raises(SlackApiError, match="channel_not_found"):
        run.web.chat_postMessage(channel="C0NOWHERE", text="x")
    failed = run.workspace.get("/control/requests?failed=1")["requests"]
    assert [entry["error"] for entry in failed] == ["channel_not_found"]


def test_a_file_input_takes_ones_own_files_of_its_kinds(run: Running, maria: Person) -> None:
    word = {"type": "plain_text", "text": "Book"}
    wanted = labelled({"type": "file_input", "filetypes": ["csv"]}, "book", label=word)
    trigger = run.hub.tickets.trigger(maria.id)
    run.web.views_open(trigger_id=trigger, view=modal(wanted, title="Files"))
    names = ("book.csv", "notes.txt")
    book, notes = (run.workspace.call("POST", f"{MARIA}/files?name={n}", "a,b") for n in names)
    maria.choose("Book", [book["id"]])
    entry = maria.view["state"]["values"]["book"]["entry"]
    assert [file["name"] for file in entry["files"]] == ["book.csv"]
    with pytest.raises(WorkspaceError, match="Only csv files"):
        maria.choose("Book", [notes["id"]])
    with pytest.raises(WorkspaceError, match="uploaded no file"):
        maria.choose("Book", ["F0NOBODY"])


def test_a_file_without_a_name_is_refused(run: Running) -> None:
    with pytest.raises(WorkspaceError, match="needs a name"):
        run.workspace.call("POST", f"{MARIA}/files", "words")

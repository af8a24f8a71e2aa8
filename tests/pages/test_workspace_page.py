"""The local workspace's page in a real browser: people in their places, and what they write."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.pages.acting import composer, notices, write
from tests.pages.conftest import Open
from tests.workspace.serving import Running

pytestmark = pytest.mark.page


def test_a_newcomer_chooses_whom_to_be(open_as: Open) -> None:
    page = open_as("")
    page.get_by_role("searchbox", name="Find a person").fill("idr")
    page.get_by_role("link", name="Idris Okafor").click()
    expect(page.get_by_role("button", name="You are Idris Okafor")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?as=U0IDRIS"))


def test_a_message_reaches_another_window_without_reloading(open_as: Open) -> None:
    maria, idris = open_as("U0MARIA"), open_as("U0IDRIS", "C0GENERAL")
    write(maria, "See you *soon*, @Idris Okafor")
    expect(idris.get_by_role("link", name="cs-team, 1 unread")).to_be_visible()
    idris.get_by_role("link", name="cs-team").click()
    expect(idris.get_by_text("See you soon, @Idris Okafor")).to_be_visible()
    expect(idris.get_by_role("link", name=re.compile("cs-team.*unread"))).to_have_count(0)


def test_a_private_channel_shows_to_its_members_only(open_as: Open) -> None:
    lena, maria = open_as("U0LENA", "C0LEADS"), open_as("U0MARIA", "C0LEADS")
    expect(lena.get_by_role("heading", name="cs-leads")).to_be_visible()
    expect(maria.get_by_role("navigation")).to_contain_text("cs-team")
    expect(maria.get_by_text("cs-leads")).to_have_count(0)


def test_a_new_name_shows_in_the_windows_that_are_open(open_as: Open, run: Running) -> None:
    maria, idris = open_as("U0MARIA"), open_as("U0IDRIS")
    write(maria, "Hello")
    run.workspace.person("U0MARIA").change(real_name="Maria Holm")
    expect(maria.get_by_role("button", name="You are Maria Holm")).to_be_visible()
    expect(idris.locator("li.message .author")).to_have_text("Maria Holm")


def test_joining_and_leaving_a_channel_shows_at_once(open_as: Open, run: Running) -> None:
    run.workspace.add_channel("lunch", ["U0IDRIS"])
    page = open_as("U0MARIA")
    page.get_by_text("Other channels").click()
    page.get_by_role("link", name="lunch").click()
    expect(page.get_by_text("You are not a member")).to_be_visible()
    page.get_by_role("button", name="Join channel").click()
    write(page, "Pizza?")
    expect(page.get_by_text("@Maria Lindqvist has joined the channel")).to_be_visible()
    page.get_by_role("button", name="Channel actions").click()
    page.get_by_role("menuitem", name="Leave channel").click()
    expect(page.get_by_role("button", name="Join channel")).to_be_visible()


def test_people_edit_and_delete_what_they_wrote(open_as: Open) -> None:
    maria, idris = open_as("U0MARIA"), open_as("U0IDRIS")
    write(maria, "See you @Idris Okafor")
    maria.locator("li.message").hover()
    maria.get_by_role("button", name="More actions").click()
    maria.get_by_role("menuitem", name="Edit message").click()
    field = maria.get_by_role("textbox", name="Edit message")
    expect(field).to_have_value("See you @Idris Okafor")
    field.fill("See you tomorrow")
    maria.get_by_role("button", name="Save").click()
    expect(idris.locator("li.message")).to_contain_text("See you tomorrow(edited)")
    maria.get_by_role("button", name="More actions").click()
    maria.get_by_role("menuitem", name="Delete message").click()
    maria.get_by_role("button", name="Delete").click()
    expect(idris.locator("li.message")).to_have_count(0)


def test_a_command_is_completed_and_answered_to_its_person_only(open_as: Open) -> None:
    maria, idris = open_as("U0MARIA"), open_as("U0IDRIS")
    box = composer(maria)
    box.press_sequentially("/sm")
    box.press("Tab")
    expect(box).to_have_value("/small ")
    expect(maria.get_by_text("/small start | charts | dm")).to_be_visible()
    box.press("Enter")
    expect(maria.get_by_text("Only visible to you")).to_be_visible()
    write(idris, "Done")
    expect(idris.locator("li.message")).to_have_count(1)


def test_what_is_typed_to_the_app_stays_when_it_writes_first(open_as: Open, run: Running) -> None:
    page = open_as("U0MARIA", "app/messages")
    composer(page).fill("/small dm")
    run.web.chat_postMessage(channel="U0MARIA", text="Good morning")
    expect(page.get_by_text("Good morning")).to_be_visible()
    expect(composer(page)).to_have_value("/small dm")


def test_an_unknown_command_is_refused_in_words(open_as: Open) -> None:
    page = open_as("U0MARIA")
    write(page, "/smal start")
    expect(notices(page)).to_contain_text("/smal is not a command")


def test_a_command_that_asks_for_it_gets_people_and_channels_escaped(
    open_as: Open, run: Running
) -> None:
    page = open_as("U0MARIA")
    write(page, "/broken @Idris Okafor in #general")
    expect(notices(page)).to_be_visible()
    sent = next(entry for entry in run.workspace.requests() if entry["name"] == "/broken")
    assert sent["request"]["text"] == "<@U0IDRIS|idris> in <#C0GENERAL|general>"


def test_a_thread_opens_at_the_side_and_takes_replies(open_as: Open) -> None:
    page = open_as("U0MARIA")
    write(page, "Who joins the call?")
    page.get_by_text("Who joins the call?").hover()
    page.get_by_role("button", name="Reply in thread").click()
    reply = page.get_by_role("textbox", name="Reply in thread")
    expect(reply).to_be_focused()
    reply.fill("I do")
    reply.press("Enter")
    expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Thread")).to_have_count(0)


def test_a_canvas_opens_beside_its_channel_and_follows_its_changes(
    open_as: Open, run: Running
) -> None:
    text = {"type": "markdown", "markdown": "# Plan\n- ask ![](@U0IDRIS)"}
    run.web.conversations_join(channel="C0CSTEAM")
    made = run.web.conversations_canvases_create(channel_id="C0CSTEAM", document_content=text)
    page = open_as("U0MARIA")
    page.get_by_role("list", name="Canvases").get_by_role("link").click()
    canvas = page.get_by_role("region", name="Canvas", exact=True)
    expect(canvas.get_by_role("listitem")).to_have_text("ask @Idris Okafor")
    more = {"operation": "insert_at_end", "document_content": {**text, "markdown": "Done"}}
    run.web.canvases_edit(canvas_id=made["canvas_id"], changes=[more])
    expect(canvas).to_contain_text("Done")
    page.keyboard.press("Escape")
    expect(canvas).to_have_count(0)


def test_a_file_of_the_app_shows_in_the_channel_and_can_be_saved(
    open_as: Open, run: Running
) -> None:
    run.web.conversations_join(channel="C0CSTEAM")
    run.web.files_upload_v2(channel="C0CSTEAM", filename="book.csv", content="a,b", title="Book")
    page = open_as("U0MARIA")
    with page.expect_download() as saving:
        page.get_by_role("link", name="Book").click()
    assert saving.value.suggested_filename == "book.csv"

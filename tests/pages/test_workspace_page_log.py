"""The tools around the workspace's page: the log of calls, what was refused, the clock, seeds."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.pages.acting import notices, write
from tests.pages.conftest import Open
from tests.workspace.serving import Running

pytestmark = pytest.mark.page


def test_every_request_is_listed_with_what_it_carried(open_as: Open) -> None:
    page = open_as("U0MARIA")
    page.get_by_role("button", name="Requests").click()
    write(page, "/small dm")
    panel = page.get_by_role("region", name="Requests", exact=True)
    panel.get_by_text("chat.postMessage").click()
    expect(panel.get_by_role("group", name="Sent")).to_contain_text('"text": "Hello"')
    panel.get_by_role("searchbox", name="Filter requests").fill("block_actions")
    expect(panel.get_by_text("Nothing like that yet.")).to_be_visible()
    panel.get_by_role("searchbox", name="Filter requests").fill("hello")
    expect(panel.get_by_text("chat.postMessage")).to_be_visible()
    expect(panel.get_by_text("/small", exact=True)).to_be_hidden()


def test_what_was_sent_can_be_copied(open_as: Open) -> None:
    page = open_as("U0MARIA")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    write(page, "/small dm")
    page.get_by_role("button", name="Requests").click()
    page.get_by_text("chat.postMessage").click()
    page.get_by_role("button", name="Copy what was sent").first.click()
    expect(page.locator(".copied")).to_have_count(1)
    assert '"text": "Hello"' in page.evaluate("navigator.clipboard.readText()")


def test_what_slack_refuses_is_said_with_its_error_and_the_pointer(open_as: Open) -> None:
    page = open_as("U0MARIA")
    write(page, "/broken")
    notice = notices(page)
    expect(notice).to_contain_text("chat.postMessage was refused: invalid_blocks")
    expect(notice).to_contain_text("json-pointer:/blocks/0/text/text")
    expect(page.get_by_role("button", name="Requests 1 failed")).to_be_visible()
    notice.get_by_role("button", name="Show the call").click()
    panel = page.get_by_role("region", name="Requests", exact=True)
    expect(panel.get_by_role("group", name="Sent")).to_contain_text("xxx")
    panel.get_by_role("checkbox", name="Only what failed").check()
    expect(panel.locator(".requests > li:visible")).to_have_count(1)


def test_time_is_shown_in_each_persons_zone_and_can_be_moved(open_as: Open) -> None:
    maria, priya = open_as("U0MARIA"), open_as("U0PRIYA", "C0GENERAL")
    expect(maria.get_by_role("group", name="Workspace clock")).to_contain_text("Mon, Mar 2, 9:00")
    expect(priya.get_by_role("group", name="Workspace clock")).to_contain_text("Mon, Mar 2, 1:30")
    maria.get_by_role("button", name="Forward an hour").click()
    expect(priya.get_by_role("group", name="Workspace clock")).to_contain_text("Mon, Mar 2, 2:30")


def test_starting_over_empties_all_windows(open_as: Open) -> None:
    maria, idris = open_as("U0MARIA"), open_as("U0IDRIS")
    write(maria, "Soon gone")
    expect(idris.get_by_text("Soon gone")).to_be_visible()
    maria.get_by_role("button", name="Start over").click()
    maria.get_by_role("menuitem").filter(has_text="small-company").click()
    maria.get_by_role("button", name="Start over").last.click()
    expect(idris.locator("li.message")).to_have_count(0)


def test_what_happened_while_the_connection_was_lost_is_read_afterwards(
    open_as: Open, run: Running
) -> None:
    page = open_as("U0MARIA", offline=False)
    expect(page.get_by_role("heading", name="cs-team")).to_be_visible()
    page.context.set_offline(True)
    run.workspace.person("U0IDRIS").message("C0CSTEAM", "Missed me?")
    page.context.set_offline(False)
    expect(page.get_by_text("Missed me?")).to_be_visible()


def test_what_could_not_be_read_though_it_was_heard_of_is_read_afterwards(
    open_as: Open, run: Running
) -> None:
    page = open_as("U0MARIA")
    expect(page.get_by_role("heading", name="cs-team")).to_be_visible()
    page.route("**/control/people/**", lambda route: route.abort())
    run.workspace.person("U0IDRIS").message("C0CSTEAM", "Missed me?")
    expect(page.get_by_role("alert")).to_contain_text("connection to the local workspace is lost")
    page.unroute("**/control/people/**")
    expect(page.get_by_text("Missed me?")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()

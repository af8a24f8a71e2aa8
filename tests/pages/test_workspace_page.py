"""The local workspace's page in a real browser, used as people use it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import Open
from tests.workspace.serving import Running

pytestmark = pytest.mark.page

NARROW = {"viewport": {"width": 400, "height": 800}}
DARK = {"color_scheme": "dark"}
INTO = "async ([file, name, ...rest]) => (await import(`/static/${file}`))[name](...rest)"
AS_HTML = """async (text) => {
  const { mrkdwn } = await import("/static/mrkdwn.js");
  const { Directory } = await import("/static/directory.js");
  const state = await (await fetch("/control/state")).json();
  const directory = new Directory("U0MARIA");
  directory.learn(state);
  const node = document.createElement("div");
  node.append(...mrkdwn(text, directory).flat());
  return node.innerHTML;
}"""


def write(page: Page, text: str) -> None:
    composer = page.get_by_role("textbox", name=re.compile("^Message "))
    composer.fill(text)
    composer.press("Enter")


def open_modal(page: Page) -> None:
    write(page, "/small start")
    expect(page.get_by_role("dialog", name="Start")).to_be_visible()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).fill(option)
    page.get_by_role("option", name=option).click()


def submit(page: Page) -> None:
    page.get_by_role("button", name="Begin").click()


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


def test_a_command_is_completed_and_answered_to_its_person_only(open_as: Open) -> None:
    maria, idris = open_as("U0MARIA"), open_as("U0IDRIS")
    composer = maria.get_by_role("textbox", name="Message #cs-team")
    composer.press_sequentially("/sm")
    composer.press("Tab")
    expect(composer).to_have_value("/small ")
    expect(maria.get_by_text("/small start | charts | dm")).to_be_visible()
    composer.press("Enter")
    expect(maria.get_by_text("Only visible to you")).to_be_visible()
    write(idris, "Done")
    expect(idris.locator("li.message")).to_have_count(1)


def test_an_unknown_command_is_refused_in_words(open_as: Open) -> None:
    page = open_as("U0MARIA")
    write(page, "/smal start")
    expect(page.get_by_role("status", name="Notices")).to_contain_text("/smal is not a command")


def test_an_error_stands_at_its_field_and_the_rest_stays(open_as: Open) -> None:
    page = open_as("U0MARIA")
    open_modal(page)
    submit(page)
    account = page.get_by_role("combobox", name="Account")
    expect(account).to_have_accessible_description("Please complete this required field.")
    expect(account).to_be_focused()
    choose(page, "Account", "Bolt")
    choose(page, "Incoming", "Maria Lindqvist")
    page.get_by_label("Notes").fill("Kept")
    submit(page)
    incoming = page.get_by_role("combobox", name="Incoming")
    expect(incoming).to_have_accessible_description("That is you. Who takes over")
    expect(page.get_by_label("Notes")).to_have_value("Kept")
    choose(page, "Incoming", "Idris Okafor")
    submit(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Handoff, 1 unread")).to_be_visible()


def test_typing_goes_on_while_the_app_changes_the_view(open_as: Open) -> None:
    page = open_as("U0MARIA")
    open_modal(page)
    notes = page.get_by_label("Notes")
    notes.fill("They like it")
    notes.press("Home")
    expect(page.get_by_text("Saved 12 letters")).to_have_count(2)
    notes.press_sequentially("Say: ")
    expect(notes).to_be_focused()
    expect(page.get_by_text("Saved 17 letters")).to_have_count(2)
    expect(notes).to_have_value("Say: They like it")


def test_what_was_typed_last_is_submitted_by_keyboard_alone(open_as: Open, run: Running) -> None:
    page = open_as("U0MARIA")
    open_modal(page)
    keys = page.keyboard
    keys.type("bol")
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="Account")).to_have_value("Bolt")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("idris")
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="Incoming")).to_have_value("Idris Okafor")
    page.get_by_label("Notes").focus()
    keys.type("Last word")
    page.get_by_role("textbox", name="Day", exact=True).focus()
    keys.type("04072026")
    keys.press("Enter")
    said = "Bolt on 2026-04-07: Last word"
    run.workspace.person("U0MARIA").wait_for(lambda seen: said in str(seen))


def test_escape_closes_what_is_in_front_and_the_focus_returns(open_as: Open) -> None:
    page = open_as("U0MARIA", "app/home")
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("combobox", name="Kind").click()
    expect(page.get_by_role("option", name="Legal")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="Legal")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Start again")).to_be_focused()


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


def test_time_is_shown_in_each_persons_zone_and_can_be_moved(open_as: Open) -> None:
    maria, priya = open_as("U0MARIA"), open_as("U0PRIYA", "C0GENERAL")
    expect(maria.get_by_role("group", name="Workspace clock")).to_contain_text("Mon, Mar 2, 9:00")
    expect(priya.get_by_role("group", name="Workspace clock")).to_contain_text("Mon, Mar 2, 1:30")
    maria.get_by_role("button", name="Forward an hour").click()
    expect(priya.get_by_role("group", name="Workspace clock")).to_contain_text("Mon, Mar 2, 2:30")


def test_a_silent_app_is_told_to_the_person_above_the_modal(open_as: Open, run: Running) -> None:
    page = open_as("U0MARIA")
    open_modal(page)
    run.workspace.set_app("http://127.0.0.1:9/")
    page.get_by_label("Notes").fill("x")
    notices = page.get_by_role("dialog").get_by_role("status", name="Notices")
    expect(notices).to_contain_text("Handoff cannot be reached")


def test_every_request_is_listed_with_what_it_carried(open_as: Open) -> None:
    page = open_as("U0MARIA")
    page.get_by_role("button", name="Requests").click()
    write(page, "/small dm")
    panel = page.get_by_role("region", name="Requests", exact=True)
    panel.get_by_text("chat.postMessage").click()
    expect(panel.get_by_label("Sent")).to_contain_text('"text": "Hello"')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _soft_ ~gone~", "<strong>bold</strong> <em>soft</em> <s>gone</s>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("`*code*`", "<code>*code*</code>"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("<img src=x onerror=alert(1)>", "<span>img src=x onerror=alert(1)</span>"),
        ("<javascript:alert(1)|press>", "<span>press</span>"),
        ("&gt; said\nnot", "<blockquote>said</blockquote>not"),
        (":white_check_mark: :no_such_sign:", "✅ :no_such_sign:"),
        ("<!date^1772438400^{date_num} {time}|x>", "2026-03-02 9:00 AM"),
        ("<@U0IDRIS>", "@Idris Okafor"),
        ("<#C0CSTEAM|x>", '<a class="mention" href="#C0CSTEAM">#cs-team</a>'),
        ("<#C0LEADS|cs-leads>", "#private channel</span>"),
    ],
)
def test_mrkdwn_is_drawn_as_slack_draws_it(open_as: Open, text: str, html: str) -> None:
    drawn: str = open_as("U0MARIA").evaluate(AS_HTML, text)
    assert re.sub(r"</?(time|span class)[^>]*>|(?<=Okafor)</span>", "", drawn) == html


@pytest.mark.parametrize("local", ["2026-03-29T01:30", "2026-03-29T03:30", "2026-10-25T04:00"])
def test_a_wall_clock_time_survives_changes_to_summer_and_winter_time(
    open_as: Open, local: str
) -> None:
    page = open_as("U0MARIA")
    seconds = page.evaluate(INTO, ["dates.js", "fromLocalMinute", local, "Europe/Stockholm"])
    shown = page.evaluate(
        "async ([at, zone]) => (await import('/static/dates.js')).localMinute(new Date(at), zone)",
        [seconds * 1000, "Europe/Stockholm"],
    )
    assert shown == local


@pytest.mark.parametrize("look", [{}, DARK, NARROW, NARROW | DARK], ids=str)
def test_axe_finds_nothing_on_any_surface(open_as: Open, look: dict[str, object]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def looked_at(page: Page) -> None:
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    chooser = open_as("", **look)
    expect(chooser.get_by_role("link", name="Maria Lindqvist")).to_be_visible()
    looked_at(chooser)
    page = open_as("U0MARIA", "app/home", **look)
    expect(page.get_by_text("Good morning")).to_be_visible()
    looked_at(page)
    page.get_by_role("tab", name="Messages").click()
    write(page, "/small charts")
    expect(page.get_by_role("figure").first).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Requests").click()
    looked_at(page)
    page.keyboard.press("Escape")
    open_modal(page)
    looked_at(page)
    page.get_by_role("combobox", name="Kind").click()
    expect(page.get_by_role("option", name="Legal")).to_be_visible()
    looked_at(page)

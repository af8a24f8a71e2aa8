"""How the workspace's page draws texts, dates and blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.kit import Json, marked, plain, rich
from tests.pages.windows import windows
from tests.workspace.serving import Running

pytestmark = pytest.mark.page

INTO = "async ([file, name, ...rest]) => (await import(`/static/${file}`))[name](...rest)"
READY = """async () => {
  const { Directory } = await import("/static/directory.js");
  const { Surface } = await import("/static/surface.js");
  const { mrkdwn, textObject } = await import("/static/mrkdwn.js");
  const { showBlocks } = await import("/static/blocks.js");
  const read = async (path) => (await fetch(`/control/${path}`)).json();
  const directory = new Directory("U0MARIA");
  directory.learn(await read("overview"));
  const { channels } = await read("people/U0MARIA/places");
  directory.learnPlaces(new Map(channels.map((channel) => [channel.id, channel])));
  const node = document.createElement("main");
  const html = (parts) => (node.replaceChildren(...parts.flat()), node.innerHTML);
  window.drawText = (text) => html(mrkdwn(text, directory));
  window.drawObject = (object) => html(textObject(object, directory));
  window.drawBlocks = (blocks) => {
    const address = { channel: "C0CSTEAM", ts: "1" };
    const surface = new Surface({ kind: "message", address, directory });
    document.body.replaceChildren(node);
    node.replaceChildren();
    showBlocks(node, blocks, surface);
  };
}"""


@pytest.fixture(scope="module")
def canvas(browser: Browser, served: Running) -> Iterator[Page]:
    """A window in which texts and blocks are drawn by themselves."""
    with windows(browser) as opened:
        page = opened.open(f"{served.url}/")
        page.evaluate(READY)
        yield page


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
def test_mrkdwn_is_drawn_as_slack_draws_it(canvas: Page, text: str, html: str) -> None:
    drawn: str = canvas.evaluate("text => drawText(text)", text)
    assert re.sub(r"</?(time|span class)[^>]*>|(?<=Okafor)</span>", "", drawn) == html


@pytest.mark.parametrize(
    ("verbatim", "links"),
    [(False, ["https://example.com/a_b", "#C0GENERAL"]), (True, [])],
)
def test_addresses_and_names_become_links_unless_the_text_is_verbatim(
    canvas: Page, verbatim: bool, links: list[str]
) -> None:
    said = marked("See https://example.com/a_b. Ask #general, not #nobody") | {"verbatim": verbatim}
    html: str = canvas.evaluate("object => drawObject(object)", said)
    assert re.findall(r'href="([^"]*)"', html) == links
    assert re.sub("<[^>]*>", "", html) == said["text"]


def test_in_the_text_of_a_message_only_addresses_become_links(canvas: Page) -> None:
    html: str = canvas.evaluate("text => drawText(text)", "#general https://example.com/?a=1&amp;b")
    assert re.findall(r'href="([^"]*)"', html) == ["https://example.com/?a=1&amp;b"]


@pytest.mark.parametrize("local", ["2026-03-29T01:30", "2026-03-29T03:30", "2026-10-25T04:00"])
def test_a_wall_clock_time_survives_changes_to_summer_and_winter_time(
    canvas: Page, local: str
) -> None:
    seconds = canvas.evaluate(INTO, ["dates.js", "fromLocalMinute", local, "Europe/Stockholm"])
    shown = canvas.evaluate(
        "async ([at, zone]) => (await import('/static/dates.js')).localMinute(new Date(at), zone)",
        [seconds * 1000, "Europe/Stockholm"],
    )
    assert shown == local


TASK: Json = {"task_id": "1", "title": "Read the book", "status": "complete", "output": rich("ok")}
UNUSUAL: list[tuple[Json, str]] = [
    (
        {
            "type": "video",
            "title": plain("Tour"),
            "video_url": "https://example.com/v",
            "thumbnail_url": "https://example.com/t.png",
            "alt_text": "A tour",
            "author_name": "Ada",
        },
        "link: 'Play the video: A tour'",
    ),
    (
        {
            "type": "container",
            "title": plain("Two records"),
            "is_collapsible": True,
            "child_blocks": [{"type": "section", "text": marked("*DCW-1*")}],
        },
        "strong: DCW-1",
    ),
    ({"type": "plan", "title": "Thinking", "tasks": [TASK]}, "Read the book"),
    ({"type": "file", "external_id": "ABC", "source": "remote"}, "ABC"),
    ({"type": "hologram"}, "This page does not draw the block “hologram”."),
]


@pytest.mark.parametrize(("block", "expected"), UNUSUAL, ids=[b["type"] for b, _ in UNUSUAL])
def test_blocks_that_few_apps_use_are_drawn_too(canvas: Page, block: Json, expected: str) -> None:
    canvas.evaluate("blocks => drawBlocks(blocks)", [{"block_id": "b", **block}])
    drawn = canvas.locator("main").aria_snapshot()
    assert expected.replace("'", "").replace("strong: ", "") in drawn.replace('"', "").replace(
        "link ", "link: "
    )


def test_the_figures_of_a_chart_can_be_read_without_seeing_it(canvas: Page) -> None:
    points = [{"label": "Ada", "value": 3}, {"label": "Bo", "value": -5}]
    series = [{"name": "Now", "data": points}]
    chart = {"type": "line", "series": series, "axis_config": {"categories": ["Ada", "Bo"]}}
    block = {"type": "data_visualization", "title": "Load", "chart": chart}
    canvas.evaluate("blocks => drawBlocks(blocks)", [block])
    figures = canvas.get_by_role("table", name="Load")
    expect(figures.get_by_role("row")).to_have_text(["CategoryNow", "Ada3", "Bo-5"])
    expect(canvas.locator("svg.plot circle")).to_have_count(2)

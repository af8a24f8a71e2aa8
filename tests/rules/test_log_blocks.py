"""The account log as it is seen: nothing is cut silently, and no limit of Slack's is hit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import log as blocks
from handlers import message_text
from playbook.account_log import LONGEST, PAGE, Entry, LogLine, Page, Source
from playbook.account_names import Meant
from playbook.accounts import Found
from playbook.log_form import LogForm
from playbook.sections import catalogue
from tests.northwind import IDRIS, MARIA, MONDAY, SAM
from tests.rules.surfaces import buttons, words
from tests.rules.test_hostile_texts import HOSTILE, assert_tame
from workspace.blockkit.validate import check_blocks, check_view

SECTIONS = catalogue().sections[:9]
SOURCE = Source("D0SAM", "1772438400.000200", SAM, MONDAY, "https://x.example/p1", True)
LINE = LogLine(
    id=1,
    account_id=2,
    section="history",
    text="Dana called",
    happened_at=MONDAY,
    said_by=SAM,
    permalink="https://x.example/p1",
    written_by=MARIA,
    written_at=MONDAY,
    removed_by=None,
    removed_at=None,
)


def make_form(text: str, name: str = "Globex") -> LogForm:
    """The form for a private message."""
    return LogForm(
        account=Found(2, name),
        sections=SECTIONS,
        section="history",
        text=text,
        source=SOURCE,
        readers=(name,) * 60,
        filed_already=f"{name} has it",
        day=MONDAY.date(),
    )


def make_page(text: str, name: str = "Globex") -> Page:
    """A full page of the log, with one entry taken out."""
    removed = replace(LINE, id=99, text="", removed_by=IDRIS, removed_at=MONDAY)
    lines = tuple(replace(LINE, id=n, text=text) for n in range(PAGE - 1))
    return Page(Found(2, name), SECTIONS, None, (*lines, removed), 1, 200)


@pytest.mark.parametrize("text", [*HOSTILE, "x" * LONGEST, "<&>" * 4000])
def test_no_text_breaks_the_log(text: str) -> None:
    name = text[:150]
    entry = Entry(Found(2, name), replace(LINE, text=text), may_change=True, may_remove=True)
    check_view(blocks.form(make_form(text, name)), "modal")
    for view in (
        blocks.reading(make_page(text, name)),
        blocks.one(entry, 3, "trouble"),
        blocks.filed(entry),
        blocks.undone(entry),
    ):
        check_view(view, "modal")
        assert_tame(text, "", view["blocks"])
    for said, content in (
        blocks.filed_message(entry),
        blocks.which(Meant(None, "", (name, name)), "/handoff log"),
    ):
        check_blocks(content, "message")
        assert_tame(text, said, content)
    check_view(
        {**blocks.reading(make_page("", "")), "blocks": blocks.from_log([entry.line], 7)}, "modal"
    )


@given(st.text(max_size=200).map(lambda text: text * 90))
def test_a_long_message_is_spread_over_inputs_without_a_sign_lost(text: str) -> None:
    parts = blocks.spread(text)
    assert text.startswith("".join(parts))
    assert len("".join(parts)) == len(text) or len(parts) == blocks.TEXTS
    assert all(len(part) <= 3000 for part in parts)


def test_what_does_not_fit_is_told_with_the_count() -> None:
    said = words(blocks.form(make_form("x" * 15_000)))
    assert "15000 characters" in said
    assert "3000 do not fit" in said


def test_an_entry_whole_shows_all_of_its_text() -> None:
    text = "a word " * 1500
    entry = Entry(Found(2, "Globex"), replace(LINE, text=text), may_change=False, may_remove=False)
    assert text in words(blocks.one(entry, 0, None)).replace("\n", "")


def test_who_may_not_change_an_entry_is_offered_nothing() -> None:
    entry = Entry(Found(2, "Globex"), LINE, may_change=False, may_remove=False)
    view = blocks.one(entry, 0, None)
    assert not buttons(view, "log.edit")
    assert not buttons(view, "log.remove")


def test_what_was_taken_out_says_who_and_when_and_not_what() -> None:
    removed = replace(LINE, text="", removed_by=IDRIS, removed_at=MONDAY + timedelta(days=1))
    page = Page(Found(2, "Globex"), SECTIONS, None, (removed,), 0, 1)
    assert f"<@{IDRIS}> took out an entry" in words(blocks.reading(page))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@U0MARIA> and <@U0NOBODY>", "@Maria and @somebody"),
        ("<@U0NOBODY|nobody>", "@nobody"),
        ("<#C123|general> <#C124>", "#general #a channel"),
        (
            "<https://x.example|here> <https://x.example>",
            "here (https://x.example) https://x.example",
        ),
        ("<mailto:d@x.example|d@x.example>", "d@x.example"),
        ("<!here> <!subteam^S1|@cs> <!date^1^{date}|2 March>", "@here @cs 2 March"),
        ("a &lt;b&gt; &amp;lt;", "a <b> &lt;"),
    ],
)
def test_a_message_is_read_without_its_markup(sent: str, read: str) -> None:
    assert message_text.as_read(sent, {"U0MARIA": "Maria"}) == read


def test_a_message_of_files_says_their_names() -> None:
    message = {"text": "", "files": [{"name": "invoice.pdf"}]}
    assert message_text.text_of(message, {}) == "[File: invoice.pdf]"

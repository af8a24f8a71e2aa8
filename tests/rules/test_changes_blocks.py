"""How a blueprint's history looks: what was and what is, whatever was typed, and nothing lost."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from blocks import changes as blocks
from playbook.changes import Changes, How, News, Part, Written
from playbook.entry_versions import CONTACT_FACTS
from playbook.wording import by_words
from storage.choices import EntryKind
from tests.northwind import MARIA, MONDAY
from tests.rules.surfaces import words
from workspace.blockkit.validate import check_blocks, check_view
from workspace.client import elements

TEXTS = [name for name in CONTACT_FACTS if name != "roles" and not name.startswith(("is_", "has_"))]
typed = st.text(st.sampled_from("ab *~_<>&`\n…"), max_size=60)


def written(*parts: Part, label: str = "Primary goals") -> Written:
    return Written("answer/1", MONDAY, MARIA, How.CHANGED, label=label, parts=parts)


def shown(*found: Written) -> str:
    page = Changes(1, "Acme", "all", (), "", None, found, len(found), 0)
    view = blocks.view(page)
    check_view(view, "modal")
    return words(view)


def test_only_the_words_that_differ_are_marked() -> None:
    said = shown(written(Part("answer", "Halve it by autumn", "Halve it by summer, in Lyon")))
    assert "*Was:* Halve it by ~autumn~" in said
    assert "*Is:* Halve it by *summer, in Lyon*" in said


def test_what_somebody_typed_neither_ends_a_mark_nor_is_a_link() -> None:
    said = shown(written(Part("answer", "a ~b~ c", "a *<!channel>* c")))
    assert "~∼b∼~" in said
    assert "*∗&lt;!channel&gt;∗*" in said


def test_a_change_deep_in_a_long_text_is_seen_in_the_list() -> None:
    start, end = "word " * 300, " more" * 200
    said = shown(written(Part("answer", f"{start}autumn{end}", f"{start}summer{end}")))
    assert "~autumn~" in said
    assert "*summer*" in said
    assert "Read all" in said


def test_owners_dates_ticks_and_nothing_are_words() -> None:
    said = shown(
        written(
            Part("owner_id", None, MARIA),
            Part("due_on", "2026-03-02", "2026-03-09"),
            Part("is_closed", False, True),
            Part("title", "CTO", None),
            label="",
        )
    )
    assert f"*Owner, is:* <@{MARIA}>" in said
    assert "*Date, was:* ~02~ Mar 2026" in said
    assert "*Closed, is:* *yes*" in said
    assert "*Title, is:* nothing" in said


def test_a_person_of_whom_everything_changed_is_read_in_full() -> None:
    parts = [Part(name, "& " * 1500, "< " * 1500) for name in (*TEXTS, "temperament")]
    entry = Written(
        "contact/1", MONDAY, MARIA, How.CHANGED, "", "Dana", EntryKind.CONTACT, tuple(parts)
    )
    view = blocks.whole(1, entry)
    check_view(view, "modal")
    said = words(view)
    assert said.count("&amp;") == said.count("&lt;") == 1500 * len(parts)


@given(typed, typed)
def test_no_word_is_lost_and_slack_takes_it(was: str, now: str) -> None:
    one = written(Part("answer", was, now))
    check_view(blocks.whole(1, one), "modal")
    shown(one)
    for text, runs in zip((was, now), by_words(was, now), strict=True):
        assert re.findall(r"\S+", " ".join(run.text for run in runs)) == text.split()


def test_what_was_done_to_a_person_leads_to_the_versions_of_them_alone() -> None:
    change = replace(written(label=""), entry="Dana", kind=EntryKind.CONTACT, entry_id=7)
    page = Changes(1, "Acme", "all", (), "", None, (change,), 1, 0)
    (button,) = [element for _, element in elements(blocks.view(page)) if "value" in element]
    assert button["value"] == "1|contact/7"
    alone = blocks.view(replace(page, which="contact/7"))
    check_view(alone, "modal")
    assert not list(elements(alone))
    check_view(blocks.whole(1, change), "modal")


def test_news_are_counted_and_nothing_new_is_not_mentioned() -> None:
    assert blocks.news(7, News(0, MONDAY)) == blocks.news(7, News(5, None)) == []
    one, many = (blocks.news(7, News(count, MONDAY)) for count in (1, 5))
    check_blocks(many, "message")
    assert "1 change since" in words(one)
    assert "5 changes since" in words(many)

"""Drafts of customer messages: who is written to how, and what never gets in (R11, R31)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook import letters
from playbook.letters import Facts, Milestone
from playbook.letters.reasons import by_reason, spoken_of
from storage.choices import Reason, Situation

FACTS = Facts(
    company="Northwind Labs",
    account="Acme Robotics",
    sender="Maria Lindqvist",
    outgoing="Maria Lindqvist",
    newcomer="Idris Okafor",
    turn_to="Idris Okafor",
    credentials="Ten years with robots",
    switch_on=date(2026, 3, 30),
    intro_on=date(2026, 3, 16),
    welcome_on=date(2026, 3, 4),
)
NAMES = st.text("abcdefg hijkl{}*_<>&äß", max_size=60)
DATES = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
ANY_FACTS = st.builds(
    Facts,
    **dict.fromkeys(("company", "account", "sender", "outgoing", "newcomer", "turn_to"), NAMES),
    **dict.fromkeys(("switch_on", "intro_on", "welcome_on", "returns_on"), DATES),
)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("situation", Situation)
def test_every_situation_has_a_draft_in_every_language(situation: Situation, language: str) -> None:
    found = letters.draft(situation, FACTS, language)
    assert "Acme Robotics" in found.body
    assert "- Ten years with robots" in found.body
    assert "{" not in found.subject + found.body
    assert found.language == language


def test_the_dates_are_written_as_the_language_writes_them() -> None:
    assert "From 30 March 2026 on" in letters.draft(Situation.PLANNED, FACTS, "en").body
    assert "Ab dem 30. März 2026" in letters.draft(Situation.PLANNED, FACTS, "de").body


def test_a_line_whose_fact_is_not_known_is_left_out_and_so_is_a_list_without_lines() -> None:
    body = letters.draft(Situation.PLANNED, replace(FACTS, credentials=""), "en").body
    assert "A few words about" not in body
    assert "is your contact again" not in body
    again = replace(FACTS, returns_on=date(2026, 9, 1))
    assert "until 1 September 2026" in letters.draft(Situation.PLANNED, again, "en").body


def test_the_honest_sentence_stands_in_the_draft_where_there_is_one() -> None:
    open_ = replace(FACTS, honest="Maria follows a wish of hers.")
    assert (
        "Maria follows a wish of hers. From 30"
        in letters.draft(Situation.PLANNED, open_, "en").body
    )


@pytest.mark.parametrize(
    ("locale", "language"), [("de", "de"), ("de-AT", "de"), ("DE_ch", "de"), ("fr", "en")]
)
def test_the_account_s_language_is_followed_where_there_are_letters(
    locale: str, language: str
) -> None:
    assert letters.language_for(locale) == language


def test_what_does_not_fit_is_left_out_whole_and_named() -> None:
    long = "x" * 900
    much = replace(FACTS, credentials=long, industries=long, languages=long, personal_line=long)
    found = letters.draft(Situation.FROM_LEAD, much, "en")
    assert len(found.body) <= letters.LONGEST
    assert found.left_out == ("personal_line", "languages")
    assert f"- {long}" in found.body


def test_the_timeline_has_milestones_and_dates_in_their_order() -> None:
    milestones = [Milestone("switch", date(2026, 3, 30)), Milestone("intro", date(2026, 3, 16))]
    said = letters.timeline(milestones, FACTS, "en")
    assert said.splitlines() == [
        "What happens when",
        "16 March 2026: You meet Idris Okafor",
        "30 March 2026: Idris Okafor is your contact",
    ]
    assert letters.timeline([], FACTS, "en") == ""


@given(
    situation=st.sampled_from(Situation), language=st.sampled_from(["en", "de"]), facts=ANY_FACTS
)
def test_no_draft_speaks_of_a_reason(situation: Situation, language: str, facts: Facts) -> None:
    found = letters.draft(situation, facts, language)
    milestones = [Milestone(what, date(2026, 5, 1)) for what in ("intro", "switch", "welcome")]
    timeline = letters.timeline(milestones, facts, language)
    assert spoken_of(f"{found.subject}\n{found.body}\n{timeline}") == ()
    assert len(found.body) <= letters.LONGEST


def test_every_reason_has_its_words() -> None:
    assert set(by_reason()) == set(Reason)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Maria RESIGNED last week", ("RESIGNED",)),
        ("on parental\nleave, on  leave", ("parental", "on  leave")),
        ("Sie hat gekündigt", ("gekündigt",)),
        ("we quite like the new leaves", ()),
        ("promoted, promoted", ("promoted",)),
    ],
)
def test_words_that_speak_of_a_reason_are_found_as_they_were_typed(
    text: str, words: tuple[str, ...]
) -> None:
    assert spoken_of(text) == words


def test_what_was_approved_is_not_warned_of() -> None:
    sentence = "Maria was promoted."
    assert spoken_of(f"Hello. {sentence} Bye.", sentence) == ()
    assert spoken_of(f"Promoted! {sentence}", sentence) == ("Promoted",)

"""The sections and questions of a blueprint, and what is refused in their file (R5, R6)."""

import pytest

from playbook import sections
from playbook.questions import Input, SectionsError
from playbook.sections_file import SHIPPED, parse
from playbook.visibility import Field
from storage.choices import Depth, Kind

CSM, SALES = Kind.CSM_TO_CSM, Kind.SALES_TO_CS


def keys(kind: Kind, depth: Depth) -> list[str]:
    return [section.key for section in sections.asked(kind, depth)]


def test_a_full_dump_asks_the_nine_sections_of_the_playbook_in_order() -> None:
    assert keys(CSM, Depth.FULL) == [
        "why", "people", "work", "history", "trouble", "commitments", "commercial", "outlook",
        "links",
    ]  # fmt: skip


def test_a_short_dump_leaves_out_history_and_links() -> None:
    assert set(keys(CSM, Depth.FULL)) - set(keys(CSM, Depth.SHORT)) == {"history", "links"}


def test_current_projects_are_asked_at_every_depth() -> None:
    for depth in Depth:
        asked = {q.key for section in sections.asked(CSM, depth) for q in section.questions}
        assert "work.projects" in asked


def test_a_mini_dump_is_two_views_so_that_a_leaver_with_forty_accounts_can_finish() -> None:
    assert len(sections.steps(CSM, Depth.MINI)) == 2


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("depth", Depth)
def test_every_question_stands_in_exactly_one_view(kind: Kind, depth: Depth) -> None:
    walked = [q.key for step in sections.steps(kind, depth) for q in step.questions]
    asked = [q.key for section in sections.asked(kind, depth) for q in section.questions]
    assert sorted(walked) == sorted(asked)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("depth", Depth)
def test_no_view_has_more_questions_than_its_depth_allows(kind: Kind, depth: Depth) -> None:
    most = sections.catalogue().walks[depth].questions_a_view
    assert all(len(step.questions) <= most for step in sections.steps(kind, depth))


def test_sales_has_sections_of_its_own_at_every_depth() -> None:
    expected = ["deal", "expectations", "need", "decision", "users", "unresolved"]
    assert all(keys(SALES, depth) == expected for depth in Depth)


def test_judgements_are_guarded() -> None:
    questions = {**sections.catalogue().questions(CSM), **sections.catalogue().questions(SALES)}
    guarded = {key for key, question in questions.items() if question.sees is Field.JUDGEMENT}
    assert guarded == {"outlook.sentiment", "outlook.fit", "decision.negotiation"}


def test_a_section_is_found_in_the_view_that_shows_it_and_an_unknown_one_leads_to_the_first() -> (
    None
):
    mini = sections.steps(CSM, Depth.MINI)
    assert sections.step_of(mini, "commercial") == 1
    assert sections.step_of(mini, "history") == 0


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('input = "date"', 'input = "dote"', "question “renewal”: “dote” is none of line, text"),
        ('sees = "judgement"', 'sees = "gossip"', "“gossip” is none of"),
        ('item = "issue"', "", "section “trouble”, question “issues”: “item” goes with input"),
        ('title = "Trouble"', "titel = 1", "section “trouble”: “title” is missing"),
        ('key = "goals"', 'key = "needs"', "“why.needs” is there twice"),
        ('depths = ["full", "mini"]', 'depths = ["deep"]', "“deep” is none of full, short, mini"),
        ("weight = { full = 10 }", "weight = { full = 0 }", "whole number above 0"),
        ("weight = { full = 10 }", "weight = { mini = 10 }", "needs a weight and a question"),
        ('together = [["why"', 'together = [["wy"', "depth.mini: “together” names “wy”"),
        ("[depth.short]", "[depth.shart]", "“shart” is none of"),
        ("questions_a_view = 4", "questions_a_view = 0", "depth.full: “questions_a_view”"),
        ('["delighted", "Delighted"]', '["delighted"]', "pairs of a value and a label"),
        ("[[section]]", "[[section]", "sections.toml: "),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_and_the_reason(
    before: str, after: str, says: str
) -> None:
    text = SHIPPED.read_text("utf-8")
    assert before in text
    with pytest.raises(SectionsError) as refused:
        parse(text.replace(before, after, 1), "sections.toml")
    assert str(refused.value).startswith("sections.toml")
    assert says in str(refused.value)


def test_every_list_says_what_it_lists() -> None:
    for question in sections.catalogue().questions(CSM).values():
        assert (question.item is not None) is (question.input is Input.ITEMS)

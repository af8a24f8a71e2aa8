"""Completeness: never falls by answering, and is 100 exactly when nothing is missing (R7)."""

from hypothesis import given
from hypothesis import strategies as st

from playbook import sections
from playbook.completeness import measure
from storage.choices import Depth, Kind

KINDS, DEPTHS = st.sampled_from(Kind), st.sampled_from(Depth)
WEIGHTS = st.dictionaries(
    st.sampled_from(sorted({section.key for section in sections.catalogue().sections})),
    st.integers(1, 100),
)
KEYS = st.sets(
    st.sampled_from(sorted(key for kind in Kind for key in sections.catalogue().questions(kind)))
)


@given(KINDS, DEPTHS, KEYS, KEYS, WEIGHTS)
def test_completeness_never_falls_by_answering(
    kind: Kind, depth: Depth, answered: set[str], more: set[str], weights: dict[str, int]
) -> None:
    before = measure(kind, depth, answered, weights)
    after = measure(kind, depth, answered | more, weights)
    assert before.percent <= after.percent


@given(KINDS, DEPTHS, KEYS, WEIGHTS)
def test_a_blueprint_is_complete_at_100_exactly_when_nothing_is_missing(
    kind: Kind, depth: Depth, answered: set[str], weights: dict[str, int]
) -> None:
    asked = {q.key for section in sections.asked(kind, depth) for q in section.questions}
    found = measure(kind, depth, answered, weights)
    assert (found.percent == 100) is (asked <= answered) is found.is_complete
    assert 0 <= found.percent <= 100


@given(KINDS, DEPTHS)
def test_completeness_runs_from_0_to_100_as_the_questions_are_answered_one_by_one(
    kind: Kind, depth: Depth
) -> None:
    asked = [q.key for section in sections.asked(kind, depth) for q in section.questions]
    percents = [measure(kind, depth, asked[:count]).percent for count in range(len(asked) + 1)]
    assert percents[0] == 0
    assert percents[-1] == 100
    assert percents == sorted(percents)


def test_completeness_names_what_is_missing_section_by_section() -> None:
    asked = sections.asked(Kind.CSM_TO_CSM, Depth.MINI)
    answered = {q.key for section in asked for q in section.questions} - {"commercial.oddities"}
    found = measure(Kind.CSM_TO_CSM, Depth.MINI, answered)
    assert [progress.section.key for progress in found.missing] == ["commercial"]
    assert [question.key for question in found.missing[0].missing] == ["commercial.oddities"]


def test_a_section_counts_by_its_weight() -> None:
    only_people = measure(Kind.CSM_TO_CSM, Depth.FULL, {"people.contacts"})
    only_links = measure(
        Kind.CSM_TO_CSM,
        Depth.FULL,
        {"links.notes", "links.reviews", "links.success_plan", "links.tickets"},
    )
    assert (only_people.percent, only_links.percent) == (20, 5)

"""How questions, answers and a call's minutes are shown: whole, tame, and within Slack's limits."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks import clarify as blocks
from blocks import repeated
from playbook import agenda
from playbook.agenda import LENGTHS
from playbook.clarify import PAGE, Line, Listed, Subject, Told
from playbook.clarify_writing import Answering, Asking, Gaps
from playbook.sections import asked
from storage.choices import Depth, Kind, QuestionOrigin, QuestionState
from tests.northwind import IDRIS, LENA, MARIA, MONDAY
from tests.rules.blueprints import rendering
from tests.rules.surfaces import buttons, words
from tests.rules.test_hostile_texts import assert_tame
from workspace.blockkit.validate import check_blocks, check_view

TEXTS = st.one_of(
    st.text(min_size=1, max_size=3000).filter(str.strip),
    st.sampled_from(["<!channel> <@U0LENA>", "&" * 3000, "a\n" * 1500, "x" * 3000, "*`_~>"]),
)


def told(text: str, state: QuestionState = QuestionState.ANSWERED, **different: Any) -> Told:
    found = Told(
        id=1,
        handoff_id=7,
        account=text[:200],
        subject=Subject("why.goals", None, "Primary goals", text, MARIA, takes_text=True),
        origin=QuestionOrigin.READING,
        state=state,
        text=text,
        asker_id=IDRIS,
        asked_at=MONDAY,
        waits_for=MARIA,
        answer=text,
        answered_by=MARIA,
        is_put_in=False,
        before=(text, text),
    )
    return replace(found, **different)


def line(text: str, state: QuestionState) -> Line:
    return Line(
        id=1,
        about="why.goals",
        label="Primary goals",
        origin=QuestionOrigin.INTRO_CALL,
        state=state,
        text=text,
        asker_id=IDRIS,
        asked_at=MONDAY,
        waits_for=MARIA,
        answer=text,
        answered_by=MARIA,
        may_answer=True,
        may_settle=True,
        may_withdraw=True,
        may_put_in=True,
    )


@settings(max_examples=40, deadline=None)
@given(text=TEXTS, state=st.sampled_from(QuestionState))
def test_no_text_breaks_a_message_a_form_or_the_list(text: str, state: QuestionState) -> None:
    found = told(text, state)
    for said, content in (blocks.asked_message(found), blocks.answered_message(found)):
        check_blocks(content, "message")
        assert_tame(text, said, content)
    parts = asked(Kind.CSM_TO_CSM, Depth.FULL)
    views = [
        blocks.asking(Asking(7, text, found.subject, LENA, "clarify/x", text, found), rendering()),
        blocks.answering(Answering(found, "clarify/1", text), rendering(), 45),
        blocks.answered(found, IDRIS),
        blocks.gaps(Gaps(7, text, parts, {"text": text, "section": "why"}), rendering()),
        blocks.listing(Listed(7, text, (line(text, state),) * PAGE, 3, 99, 4, may_ask=True)),
    ]
    for view in views:
        check_view(view, "modal")
        assert_tame(text, "", view["blocks"])


@pytest.mark.parametrize("state", [one for one in QuestionState if one != "open"])
def test_a_dm_that_asked_shows_how_the_question_stands_and_asks_no_more(
    state: QuestionState,
) -> None:
    _text, content = blocks.asked_message(told("Which summer?", state))
    assert not buttons(content, "clarify.answer")
    _text, content = blocks.asked_message(told("Which summer?", QuestionState.OPEN))
    assert len(buttons(content, "clarify.answer")) == 1


def test_an_answer_is_settled_or_asked_again_from_its_dm_until_it_is() -> None:
    _text, content = blocks.answered_message(told("July"))
    assert [one["style"] for one in buttons(content, "clarify.settle")] == ["primary"]
    assert buttons(content, "clarify.again")
    assert buttons(content, "clarify.put_in")
    _text, content = blocks.answered_message(told("July", QuestionState.SETTLED, is_put_in=True))
    assert not buttons(content, "clarify.settle")
    assert "is in the blueprint" in words(content)


def test_a_gap_of_the_intro_call_and_a_question_are_told_in_their_own_words() -> None:
    gap = told("?", QuestionState.OPEN, origin=QuestionOrigin.INTRO_CALL)
    assert "found a gap at the intro call" in words(blocks.asked_message(gap)[1])
    first = told("?", QuestionState.OPEN, before=None)
    assert f"<@{IDRIS}> asks about" in blocks.asked_message(first)[0]


@given(needs=st.lists(st.integers(1, 60), min_size=1, max_size=10), length=st.sampled_from(LENGTHS))
def test_the_minutes_always_fit_the_call_and_leave_no_topic_out(
    needs: list[int], length: int
) -> None:
    minutes = agenda.fit(needs, length)
    assert sum(minutes) == min(sum(needs), length)
    assert all(1 <= own <= need for own, need in zip(minutes, needs, strict=True))


@pytest.mark.parametrize(
    ("count", "said"), [(0, "never had to repeat"), (1, "something once"), (3, "3 times")]
)
def test_the_closing_summary_says_how_often_the_customer_had_to_repeat(
    count: int, said: str
) -> None:
    assert said in repeated.in_closing(count)

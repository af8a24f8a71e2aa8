"""What is submitted in the dump becomes an answer, keeps its versions, and counts (R5, R7)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import drafts, dump
from playbook.dump_view import StepShown
from storage.tables import Account, Answer, Handoff
from tests.northwind import IDRIS, MARIA, MONDAY, actor
from tests.rules.blueprints import (
    answer,
    at,
    opened,
    summary,
    typed,
)


def versions(session: Session, question: str) -> list[str | None]:
    query = select(Answer).where(Answer.question == question).order_by(Answer.id)
    return [version.text for version in session.scalars(query)]


def test_an_answer_keeps_who_wrote_it_and_when_and_its_earlier_versions(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {"why.goals": "Grow"})
    later = MONDAY + timedelta(hours=3)
    answer(session, handoff, {"why.goals": "Grow in Asia"}, who=actor(IDRIS), now=later)
    first, second = session.scalars(select(Answer).order_by(Answer.id)).all()
    assert (first.text, first.written_by, first.written_at) == ("Grow", MARIA, MONDAY)
    assert (second.text, second.written_by, second.written_at) == ("Grow in Asia", IDRIS, later)
    assert (first.replaced_at, second.replaced_at) == (later, None)


def test_an_unchanged_answer_makes_no_version(session: Session, handoff: Handoff) -> None:
    answer(session, handoff, {"why.goals": "Grow"})
    answer(session, handoff, {"why.goals": "  Grow "})
    assert versions(session, "why.goals") == ["Grow"]


def test_a_step_left_untouched_does_not_undo_what_somebody_wrote_meanwhile(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {"why.goals": "Grow"})
    shown = opened(session, handoff, "why").place.shown
    answer(session, handoff, {"why.goals": "Grow in Asia"}, who=actor(IDRIS))
    answer(session, handoff, {"why.goals": "Grow"}, shown=shown)
    assert versions(session, "why.goals") == ["Grow", "Grow in Asia"]


def test_a_blank_step_does_not_clear_what_somebody_wrote_meanwhile(
    session: Session, handoff: Handoff
) -> None:
    shown = opened(session, handoff, "why").place.shown
    answer(session, handoff, {"why.goals": "Grow"}, who=actor(IDRIS))
    answer(session, handoff, {"why.goals": None}, shown=shown)
    assert versions(session, "why.goals") == ["Grow"]


def test_a_blank_does_not_count_and_nothing_to_report_does(
    session: Session, handoff: Handoff
) -> None:
    empty = opened(session, handoff).completeness.percent
    answer(session, handoff, {"why.goals": None})
    assert opened(session, handoff).completeness.percent == empty == 0
    answer(session, handoff, {"why.goals": None, "nothing/why.goals": ["nothing"]})
    assert opened(session, handoff).completeness.percent == 20


def test_clearing_an_answer_makes_it_missing_again_and_keeps_the_version(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {"why.goals": "Grow"})
    shown = opened(session, handoff, "why").place.shown
    answer(session, handoff, {"why.goals": None}, shown=shown)
    assert versions(session, "why.goals") == ["Grow", None]
    assert opened(session, handoff).completeness.percent == 0


def test_a_text_that_is_too_long_is_told_with_the_count_and_nothing_of_it_is_lost(
    session: Session, handoff: Handoff
) -> None:
    turned = answer(session, handoff, {"why.goals": "x" * 3212, "work.projects": "Pilot"})
    assert turned.shown is None
    assert [problem.question for problem in turned.problems] == ["why.goals"]
    assert "3,212" in turned.problems[0].text
    assert "212" in turned.problems[0].text
    assert opened(session, handoff, "why").typed["why.goals"] == "x" * 3212
    assert versions(session, "work.projects") == ["Pilot"]


def test_3000_characters_fit(session: Session, handoff: Handoff) -> None:
    assert answer(session, handoff, {"why.goals": "x" * 3000}).problems == ()


def test_going_back_with_a_problem_is_possible_and_keeps_what_was_typed(
    session: Session, handoff: Handoff
) -> None:
    values = typed({"work.projects": "x" * 3001}, ts="1")
    turned = dump.turn(
        session, actor(MARIA), values, at(handoff), at(handoff, "people"), MONDAY, goes_on=False
    )
    assert isinstance(turned.shown, StepShown)
    assert [problem.label for problem in turned.problems] == ["Current projects"]
    assert opened(session, handoff, "work").typed["work.projects"] == "x" * 3001


def test_an_answer_and_nothing_to_report_at_once_is_asked_back(
    session: Session, handoff: Handoff
) -> None:
    turned = answer(session, handoff, {"why.goals": "Grow", "nothing/why.goals": ["nothing"]})
    assert "Nothing to report" in turned.problems[0].text
    assert versions(session, "why.goals") == []


@pytest.mark.parametrize(
    ("question", "value"), [("commercial.renewal", "soon"), ("outlook.sentiment", "furious")]
)
def test_what_is_no_date_or_no_choice_is_refused(
    session: Session, handoff: Handoff, question: str, value: str
) -> None:
    assert answer(session, handoff, {question: value}).problems


def test_questions_that_do_not_exist_are_left_alone(session: Session, handoff: Handoff) -> None:
    answer(session, handoff, {"why.gossip": "Psst", "links.nowhere": "x"})
    assert session.scalars(select(Answer)).all() == []


def test_the_renewal_date_is_the_accounts_too_and_shown_where_nobody_answered(
    session: Session, handoff: Handoff
) -> None:
    account = session.get_one(Account, handoff.account_id)
    account.renewal_on = date(2026, 9, 30)
    assert opened(session, handoff, "commercial").known == {"commercial.renewal": "2026-09-30"}
    answer(session, handoff, {"commercial.renewal": "2027-01-31"})
    assert account.renewal_on == date(2027, 1, 31)


def test_saving_says_how_complete_it_is_and_what_could_not_be_saved(
    session: Session, handoff: Handoff
) -> None:
    values = typed({"why.goals": "Grow", "work.projects": "x" * 3001})
    saved = dump.save(session, actor(MARIA), values, at(handoff), MONDAY)
    assert saved.completeness.percent == 20
    assert [problem.label for problem in saved.problems] == ["Current projects"]


def test_what_is_typed_as_it_is_saved_is_not_called_unsaved(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {"outlook.health": "72"})
    same = typed({"outlook.health": "72", "nothing/outlook.health": None}, ts="1")
    drafts.save(session, actor(MARIA), handoff.id, same, MONDAY)
    assert opened(session, handoff, "outlook").unsaved == ()
    assert summary(session, handoff).unsaved == ()

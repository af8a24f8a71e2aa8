"""Clarifying questions: who is asked, who hears what, and what waits for them (R8, R31)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import clarify as blocks
from blocks.dump_place import unpack
from playbook import (
    access,
    bau,
    clarify,
    clarify_news,
    clarify_writing,
    digest,
    drafts,
    move_on,
    sections,
    swap,
)
from playbook.answers import LONGEST
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere, Refused
from playbook.visibility import SHARED
from storage.choices import Kind, QuestionOrigin, QuestionState, State, Tier
from storage.tables import Answer, Clarification, Contact, Handoff, OpenItem, Outgoing, Person
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, OTTO, PRIYA, SAM, TOM, WORKSPACE, actor
from tests.rules import handoffs
from tests.rules.blueprints import add_contact, add_item, answer, rendering, typed
from tests.rules.statements import counted

GOALS = "why.goals"


def ask(
    session: Session,
    handoff: Handoff,
    text: str = "Which summer?",
    who: str = IDRIS,
    about: str = GOALS,
    entry_id: int | None = None,
    key: str = "",
) -> Clarification:
    form = typed({"text": text}, "clarify/test")
    key = key or form.rendering
    clarify_writing.ask(session, actor(who), handoff.id, about, entry_id, form, key, MONDAY)
    return newest(session)


def newest(session: Session) -> Clarification:
    query = select(Clarification).order_by(Clarification.id.desc())
    return session.scalars(query).first() or pytest.fail("nobody asked")


def reply(session: Session, question: Clarification, text: str = "2026", who: str = MARIA) -> None:
    form = typed({"text": text}, f"clarify/{question.id}")
    clarify_writing.answer(session, actor(who), question.id, form, MONDAY)


def effects(session: Session) -> list[tuple[str, str | None]]:
    query = select(Outgoing.effect, Outgoing.person_id).order_by(Outgoing.id)
    return [(row.effect, row.person_id) for row in session.execute(query)]


def test_who_wrote_the_answer_is_asked_and_who_asked_hears_the_reply(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {GOALS: "Faster by summer"}, actor(LENA))
    question = ask(session, handoff)
    assert (question.asked_of, question.state) == (LENA, QuestionState.OPEN)
    reply(session, question, who=LENA)
    assert question.state is QuestionState.ANSWERED
    assert effects(session) == [
        ("question_asked", LENA), ("question_answered", IDRIS), ("question_shown", None),
    ]  # fmt: skip
    clarify_writing.settle(session, actor(IDRIS), question.id, MONDAY)
    assert newest(session).state is QuestionState.SETTLED


def test_a_blank_is_asked_of_the_outgoing_csm_and_else_of_the_lead(session: Session) -> None:
    assert ask(session, handoffs.start(session)).asked_of == MARIA
    nobody_gone = handoffs.start(session, account="Lone Ltd", outgoing_id=None)
    assert ask(session, nobody_gone).asked_of == LENA


def test_who_is_deactivated_or_has_no_part_is_not_asked(session: Session) -> None:
    handoff = handoffs.start(session)
    answer(session, handoff, {GOALS: "Faster"})
    session.get_one(Person, (WORKSPACE, MARIA)).deactivated_at = MONDAY
    assert ask(session, handoff).asked_of == LENA
    session.get_one(Person, (WORKSPACE, MARIA)).deactivated_at = None
    written = session.scalars(select(Answer).where(Answer.question == GOALS)).one()
    written.written_by = SAM
    assert ask(session, handoff).asked_of == MARIA
    handoff.outgoing_id = OTTO
    assert ask(session, handoff).asked_of == LENA


def test_a_contact_or_an_item_is_asked_about_to_who_wrote_it(
    session: Session, handoff: Handoff
) -> None:
    add_contact(session, handoff, "Dana Reyes", temperament="Calm")
    add_item(session, handoff, "Exports fail")
    dana, item = session.scalars(select(Contact)).one(), session.scalars(select(OpenItem)).one()
    item.written_by = LENA
    about_dana = ask(session, handoff, about="people.contacts", entry_id=dana.id)
    assert about_dana.asked_of == MARIA
    assert ask(session, handoff, about="trouble.issues", entry_id=item.id).asked_of == LENA
    opened = access.open_handoff(session, actor(MARIA), handoff.id)
    assert clarify.told(session, opened, about_dana).subject.said == "Dana Reyes"


def test_asking_twice_with_one_request_asks_once(session: Session, handoff: Handoff) -> None:
    ask(session, handoff, key="one")
    ask(session, handoff, key="one")
    assert clarify.open_count(session, handoff) == 1


@pytest.mark.parametrize(
    ("who", "refusal"), [(MARIA, NotAllowed), (PRIYA, NotAllowed), (TOM, NotThere)]
)
def test_only_who_takes_over_and_the_lead_ask(
    session: Session, handoff: Handoff, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        ask(session, handoff, who=who)
    ask(session, handoff, who=LENA)


def test_the_temporary_contact_asks_too(session: Session) -> None:
    handoff = handoffs.start(session, incoming_id=None, temporary_id=SAM)
    assert ask(session, handoff, who=SAM).asked_of == MARIA
    handoff.incoming_id = IDRIS
    ask(session, handoff, who=SAM)


@pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED, State.CLOSED])
def test_nobody_is_asked_in_a_draft_or_after_the_end(session: Session, state: State) -> None:
    handoff = handoffs.start(session, state=state)
    with pytest.raises(NotNow):
        ask(session, handoff, who=LENA)
    assert effects(session) == []


@pytest.mark.parametrize("text", ["", "   ", "x" * (LONGEST + 1)])
def test_a_question_says_something_that_fits(session: Session, handoff: Handoff, text: str) -> None:
    with pytest.raises(FieldErrors):
        ask(session, handoff, text)


def test_asking_again_is_a_question_that_follows_the_first(
    session: Session, handoff: Handoff
) -> None:
    first = ask(session, handoff)
    reply(session, first)
    form = typed({"text": "Which month?"}, "clarify/again")
    for _twice in range(2):
        clarify_writing.ask_again(session, actor(IDRIS), first.id, form, "again", MONDAY)
    second = newest(session)
    assert first.state is QuestionState.ASKED_AGAIN
    assert (second.follows_id, second.asked_of, second.state) == (
        first.id, MARIA, QuestionState.OPEN,
    )  # fmt: skip
    opened = access.open_handoff(session, actor(MARIA), handoff.id)
    assert clarify.told(session, opened, second).before == ("Which summer?", "2026")


def test_an_answer_is_given_once_and_the_second_is_told(session: Session, handoff: Handoff) -> None:
    question = ask(session, handoff)
    reply(session, question)
    with pytest.raises(NotNow, match="answered already"):
        reply(session, question, who=LENA)
    assert question.answer == "2026"


def test_who_answers_their_own_question_on_a_call_has_settled_it(
    session: Session, handoff: Handoff
) -> None:
    question = ask(session, handoff)
    reply(session, question, who=IDRIS)
    assert question.state is QuestionState.SETTLED
    assert ("question_answered", IDRIS) not in effects(session)


def test_who_asked_or_the_lead_takes_a_question_back(session: Session, handoff: Handoff) -> None:
    question = ask(session, handoff, who=LENA)
    with pytest.raises(NotAllowed):
        clarify_writing.withdraw(session, actor(MARIA), question.id, MONDAY)
    clarify_writing.withdraw(session, actor(LENA), question.id, MONDAY)
    with pytest.raises(NotNow, match="taken back"):
        reply(session, question)
    row = session.scalars(select(Outgoing).where(Outgoing.effect == "question_asked")).one()
    told = clarify_news.for_row(session, row)
    assert told is not None
    assert told.state is QuestionState.WITHDRAWN


def test_an_answer_is_put_into_the_blueprint_once_as_who_answered(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {GOALS: "Faster by summer"})
    question = ask(session, handoff)
    reply(session, question, "Summer of 2026", who=LENA)
    for _twice in range(2):
        clarify_writing.put_in(session, actor(IDRIS), question.id, MONDAY)
    current = select(Answer).where(Answer.question == GOALS, Answer.replaced_at.is_(None))
    found = session.scalars(current).one()
    assert (found.text, found.written_by) == ("Faster by summer\n\nSummer of 2026", LENA)


def test_what_does_not_fit_into_the_blueprint_is_told_with_the_count(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {GOALS: "x" * LONGEST})
    question = ask(session, handoff)
    reply(session, question)
    with pytest.raises(NotNow, match="3,006"):
        clarify_writing.put_in(session, actor(IDRIS), question.id, MONDAY)


def test_a_gap_of_the_intro_call_becomes_a_question_to_the_outgoing_csm(
    session: Session, handoff: Handoff
) -> None:
    form = typed({"section": "people", "text": "Nobody named the sponsor"}, "clarify/gaps")
    clarify_writing.found_gap(session, actor(IDRIS), handoff.id, form, "gap", MONDAY)
    question = newest(session)
    assert (question.about, question.asked_of) == ("people", MARIA)
    assert question.origin is QuestionOrigin.INTRO_CALL
    form = typed({"section": "nowhere", "text": "?"}, "clarify/gaps")
    with pytest.raises(FieldErrors):
        clarify_writing.found_gap(session, actor(IDRIS), handoff.id, form, "other", MONDAY)


def test_who_comes_in_for_the_one_who_was_asked_is_asked(
    session: Session, handoff: Handoff
) -> None:
    question = ask(session, handoff)
    handoff.outgoing_id = SAM
    clarify_writing.hand_on(session, handoff, MARIA, MONDAY)
    assert question.asked_of == SAM
    assert effects(session)[-1] == ("question_asked", SAM)
    assert clarify.waited_for(session, handoff) == (SAM,)


def test_an_open_question_is_listed_as_missing_and_keeps_the_introductions_waiting(
    session: Session, handoff: Handoff
) -> None:
    question = ask(session, handoff)
    points = move_on.read(session, actor(LENA), handoff.id, MONDAY).missing
    found = next(point for point in points if "question about the blueprint" in point.said)
    assert found.who == (MARIA,)
    assert "Which summer" not in found.said
    reply(session, question)
    points = move_on.read(session, actor(LENA), handoff.id, MONDAY).points
    assert not any("question about the blueprint" in point.said for point in points)


def test_the_last_answer_moves_a_handoff_on_that_waited_for_it(session: Session) -> None:
    tasks = (handoffs.Planned("kickoff"),)
    handoff = handoffs.start(session, tasks, tier=Tier.LOW)
    first, second = ask(session, handoff), ask(session, handoff, who=LENA)
    reply(session, first)
    assert handoff.state is State.PREPARING
    clarify_writing.withdraw(session, actor(LENA), second.id, MONDAY)
    assert handoff.state is not State.PREPARING


def test_open_questions_come_first_and_a_page_costs_the_same_however_many_there_are(
    session: Session, handoff: Handoff
) -> None:
    first = ask(session, handoff, "First")
    reply(session, first)
    ask(session, handoff, "Second")
    few = statements_to_list(session, handoff)
    found = clarify.listed(session, actor(LENA), handoff.id)
    assert [line.text for line in found.lines] == ["Second", "First"]
    for number in range(30):
        ask(session, handoff, f"Question {number}")
    assert statements_to_list(session, handoff) == few <= 6
    found = clarify.listed(session, actor(IDRIS), handoff.id, 99)
    assert (found.total, found.open, found.pages, found.page) == (32, 31, 4, 3)


def statements_to_list(session: Session, handoff: Handoff) -> int:
    session.flush()
    session.expunge_all()
    with counted(session) as statements:
        clarify.listed(session, actor(IDRIS), handoff.id)
    return len(statements)


@pytest.mark.parametrize("who", [PRIYA, TOM])
def test_nobody_but_the_handoff_s_people_learns_of_a_question(
    session: Session, handoff: Handoff, who: str
) -> None:
    question = ask(session, handoff)
    reply(session, question)
    for reading in (
        lambda: clarify.listed(session, actor(who), handoff.id),
        lambda: clarify_writing.answering(session, actor(who), question.id),
        lambda: clarify_writing.settle(session, actor(who), question.id, MONDAY),
        lambda: clarify_writing.put_in(session, actor(who), question.id, MONDAY),
        lambda: clarify_writing.asking(session, actor(who), handoff.id, GOALS, None),
    ):
        with pytest.raises(Refused):
            reading()
    row = Outgoing(workspace_id=WORKSPACE, person_id=who, detail={"question": question.id})
    assert clarify_news.for_row(session, row) is None


def test_a_question_of_another_workspace_is_not_there(session: Session, handoff: Handoff) -> None:
    question = ask(session, handoff)
    question.workspace_id = "T0ELSEWHERE"
    session.flush()
    with pytest.raises(NotThere):
        clarify_writing.answering(session, actor(MARIA), question.id)


@given(about=st.sampled_from(["why", "outlook", "outlook.fit", "people.contacts", "gone"]))
def test_a_section_is_guarded_as_strictly_as_any_of_its_questions(about: str) -> None:
    guard = clarify.field_of(Kind.CSM_TO_CSM, about)
    assert (guard in SHARED) == (about not in ("outlook", "outlook.fit"))


def test_a_change_of_the_outgoing_csm_hands_open_questions_on(session: Session) -> None:
    handoff = handoffs.start(session)
    question = ask(session, handoff)
    swap.swap(session, actor(LENA), handoff.id, "outgoing", SAM, MONDAY, seen_id=MARIA)
    assert question.asked_of == SAM


def test_the_digest_lists_what_waits_for_a_working_day_and_business_as_usual_what_is_open(
    session: Session, handoff: Handoff
) -> None:
    question = ask(session, handoff)
    monday, tuesday = MONDAY, MONDAY + timedelta(days=1)
    assert digest.read(session, WORKSPACE, MARIA, monday).questions == ()
    waiting = digest.read(session, WORKSPACE, MARIA, tuesday + timedelta(days=1)).questions
    assert [(one.account, one.count) for one in waiting] == [("Acme Robotics", 1)]
    assert digest.read(session, WORKSPACE, IDRIS, tuesday + timedelta(days=1)).questions == ()
    assert any("question about" in said for said in bau.missing(session, handoff, MONDAY))
    reply(session, question)
    assert not any("question about" in said for said in bau.missing(session, handoff, MONDAY))
    assert digest.read(session, WORKSPACE, MARIA, tuesday + timedelta(days=1)).questions == ()


def test_what_is_typed_is_kept_until_it_is_sent(session: Session, handoff: Handoff) -> None:
    asking = clarify_writing.asking(session, actor(IDRIS), handoff.id, GOALS, None)
    form = typed({"text": "Which sum"}, asking.form, "000000000001.000000000")
    drafts.save(session, actor(IDRIS), handoff.id, form, MONDAY)
    asking = clarify_writing.asking(session, actor(IDRIS), handoff.id, GOALS, None)
    assert asking.typed == "Which sum"
    ask_form = typed({"text": "Which summer?"}, asking.form)
    sent = (actor(IDRIS), handoff.id, GOALS, None, ask_form, "sent", MONDAY)
    clarify_writing.ask(session, *sent)
    assert clarify_writing.asking(session, actor(IDRIS), handoff.id, GOALS, None).typed is None
    question = newest(session)
    answering = clarify_writing.answering(session, actor(MARIA), question.id)
    half = typed({"text": "The summer of"}, answering.form, "000000000002.000000000")
    drafts.save(session, actor(MARIA), handoff.id, half, MONDAY)
    answering = clarify_writing.answering(session, actor(MARIA), question.id)
    assert answering.typed == "The summer of"


def test_the_form_of_any_question_and_entry_fits_its_window(
    session: Session, handoff: Handoff
) -> None:
    for key in sections.catalogue().questions(Kind.CSM_TO_CSM):
        asking = clarify_writing.asking(session, actor(IDRIS), handoff.id, key, None)
        view = blocks.asking(replace(asking, form=f"ask/{key}/{2**31 - 1}"), rendering())
        unpack(json.loads(view["private_metadata"]))


def test_what_the_temporary_contact_was_asked_goes_to_who_is_left(session: Session) -> None:
    handoff = handoffs.start(session, incoming_id=None, temporary_id=SAM)
    answer(session, handoff, {GOALS: "Faster"}, actor(SAM))
    question = ask(session, handoff, who=LENA)
    assert question.asked_of == SAM
    swap.swap(session, actor(LENA), handoff.id, "temporary", TOM, MONDAY, seen_id=SAM)
    assert question.asked_of == MARIA

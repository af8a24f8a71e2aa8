"""The data dump: walking it, what becomes an answer and when, and handing it over (R5, R7, R8)."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import drafts, dump, dump_items, dump_people
from playbook.dump import SUMMARY, StepShown, SummaryShown
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from storage.choices import Depth, Kind, State
from storage.database import Database
from storage.tables import Account, Answer, AuditEntry, Contact, Handoff, OpenItem, Outgoing, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, actor
from tests.rules import handoffs
from tests.rules.blueprints import (
    add_contact,
    add_item,
    answer,
    answer_everything,
    at,
    rendering,
    typed,
)
from tests.rules.statements import counted


@pytest.fixture
def session(northwind: Database) -> Iterator[Session]:
    """A session in which Northwind Labs is there; undone at the end."""
    with Session(northwind.engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def handoff(session: Session) -> Handoff:
    """Acme Robotics from Maria to Idris, with a short dump."""
    return handoffs.start(session)


def opened(session: Session, handoff: Handoff, section: str | None = None) -> StepShown:
    shown = dump.open_at(session, actor(MARIA), handoff.id, section, rendering())
    assert isinstance(shown, StepShown)
    return shown


def summary(session: Session, handoff: Handoff, who: str = MARIA) -> SummaryShown:
    shown = dump.open_at(session, actor(who), handoff.id, SUMMARY, rendering())
    assert isinstance(shown, SummaryShown)
    return shown


def versions(session: Session, question: str) -> list[str | None]:
    query = select(Answer).where(Answer.question == question).order_by(Answer.id)
    return [version.text for version in session.scalars(query)]


def test_next_leads_through_all_steps_to_the_summary(session: Session, handoff: Handoff) -> None:
    shown = opened(session, handoff)
    walked = [shown.place.step]
    while shown.on != SUMMARY:
        turned = dump.turn(
            session, actor(MARIA), typed(), (), at(handoff, shown.on), MONDAY, goes_on=True
        )
        assert isinstance(turned.shown, StepShown)
        shown = turned.shown
        walked.append(shown.place.step)
    assert walked == [
        "why", "people", "work", "trouble", "commitments", "commercial", "outlook",
    ]  # fmt: skip
    assert shown.number == shown.count == 7


def test_opening_again_resumes_at_the_step_where_they_were(
    session: Session, handoff: Handoff
) -> None:
    dump.turn(session, actor(MARIA), typed(), (), at(handoff, "work"), MONDAY, goes_on=True)
    assert opened(session, handoff).place.step == "work"


def test_a_button_may_name_the_section(session: Session, handoff: Handoff) -> None:
    assert opened(session, handoff, "commercial").place.step == "commercial"
    assert opened(session, handoff).place.step == "commercial"


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
        session, actor(MARIA), values, (), at(handoff, "people"), MONDAY, goes_on=False
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
    saved = dump.save(session, actor(MARIA), handoff.id, values, (), MONDAY)
    assert saved.completeness.percent == 20
    assert [problem.label for problem in saved.problems] == ["Current projects"]


def test_people_and_items_answer_their_lists(session: Session, handoff: Handoff) -> None:
    add_contact(session, handoff, "Dana Reyes", roles=["champion", "pirate"], flags=["has_left"])
    assert "people.contacts" in missing(session, handoff)
    add_contact(session, handoff, "Juno Park", flags=["is_key_stakeholder"])
    add_item(session, handoff, "Exports fail")
    assert not {"people.contacts", "trouble.issues"} & missing(session, handoff)
    dana = session.scalars(select(Contact).where(Contact.name == "Dana Reyes")).one()
    assert (dana.roles, dana.has_left, dana.is_key_stakeholder) == (["champion"], True, False)


def missing(session: Session, handoff: Handoff) -> set[str]:
    found = summary(session, handoff).completeness
    return {question.key for progress in found.missing for question in progress.missing}


def test_removing_an_entry_marks_it_and_takes_it_from_the_list(
    session: Session, handoff: Handoff
) -> None:
    add_item(session, handoff, "Exports fail", owner=IDRIS, due_on="2026-04-01", flags=["closed"])
    item = session.scalars(select(OpenItem)).one()
    assert (item.owner_id, item.due_on, item.closed_at) == (IDRIS, date(2026, 4, 1), MONDAY)
    shown = dump_items.remove(
        session, actor(MARIA), item.id, typed(), at(handoff, "trouble"), MONDAY
    )
    assert isinstance(shown, StepShown)
    assert shown.sections[0].questions[0].items == ()
    assert item.removed_at == MONDAY


def test_a_new_entry_is_added_once_however_often_its_form_arrives(
    session: Session, handoff: Handoff
) -> None:
    form = typed({"name": "Dana Reyes"}, form="people/new")
    for _time in range(2):
        dump_people.save(session, actor(MARIA), None, form, at(handoff), "same", MONDAY)
    assert len(session.scalars(select(Contact)).all()) == 1


def test_a_form_shows_what_was_typed_into_it_until_it_is_saved(
    session: Session, handoff: Handoff
) -> None:
    drafts.save(
        session, actor(MARIA), handoff.id, typed({"name": "Dan"}, form="people/new", ts="1"), MONDAY
    )
    form = dump_people.form(session, actor(MARIA), handoff.id, None, typed(), MONDAY)
    assert form.values["name"] == "Dan"
    add_contact(session, handoff, "Dana Reyes")
    form = dump_people.form(session, actor(MARIA), handoff.id, None, typed(), MONDAY)
    assert form.values == {}


def test_an_entry_without_a_name_or_with_too_long_a_one_is_refused_at_its_field(
    session: Session, handoff: Handoff
) -> None:
    with pytest.raises(FieldErrors) as refused:
        add_contact(session, handoff, "  ", title="x" * 201)
    assert set(refused.value.fields) == {"name", "title"}
    with pytest.raises(FieldErrors) as refused:
        add_item(session, handoff, "Something", "gossip")
    assert set(refused.value.fields) == {"kind"}


def test_an_entry_of_another_account_cannot_be_reached(session: Session, handoff: Handoff) -> None:
    other = handoffs.start(session, account="Umbrella", outgoing_id=TOM, incoming_id=TOM)
    add_contact(session, handoff, "Dana Reyes")
    dana = session.scalars(select(Contact)).one()
    form = typed({"name": "Renamed"}, form=f"people/{dana.id}")
    with pytest.raises(NotNow):
        dump_people.save(session, actor(TOM), dana.id, form, at(other), "key", MONDAY)
    dump_people.remove(session, actor(TOM), dana.id, typed(), at(other), MONDAY)
    assert (dana.name, dana.removed_at) == ("Dana Reyes", None)


def test_a_complete_blueprint_is_handed_over_and_its_reader_told(
    session: Session, handoff: Handoff
) -> None:
    answer_everything(session, handoff)
    done = dump.hand_over(session, actor(MARIA), handoff.id, MONDAY)
    assert done.incoming == "Idris Okafor"
    task = session.scalars(select(Task).where(Task.event == dump.COMPLETE)).one()
    assert (task.done_at, task.done_event) == (MONDAY, dump.COMPLETE)
    told = session.scalars(select(Outgoing)).one()
    assert (told.effect, told.person_id) == ("blueprint_ready", IDRIS)
    trail = session.scalars(select(AuditEntry.what)).all()
    assert "dump_completed" in trail


@pytest.mark.parametrize(
    ("kind", "depth"),
    [(Kind.CSM_TO_CSM, depth) for depth in Depth] + [(Kind.SALES_TO_CS, Depth.MINI)],
)
def test_every_depth_can_be_completed(session: Session, kind: Kind, depth: Depth) -> None:
    handoff = handoffs.start(session, kind=kind, depth=depth)
    answer_everything(session, handoff)
    assert summary(session, handoff).completeness.is_complete


def test_an_incomplete_blueprint_is_not_handed_over_and_the_refusal_names_the_section(
    session: Session, handoff: Handoff
) -> None:
    answer_everything(session, handoff, but="commercial.discounts")
    with pytest.raises(NotNow, match="Commercial"):
        dump.hand_over(session, actor(MARIA), handoff.id, MONDAY)
    assert session.scalars(select(Outgoing)).all() == []


def test_handing_over_twice_tells_nobody_twice(session: Session, handoff: Handoff) -> None:
    answer_everything(session, handoff)
    dump.hand_over(session, actor(MARIA), handoff.id, MONDAY)
    with pytest.raises(NotNow, match="already"):
        dump.hand_over(session, actor(LENA), handoff.id, MONDAY)
    assert len(session.scalars(select(Outgoing)).all()) == 1


def test_the_incoming_csm_hands_over_only_where_nobody_else_is_there(session: Session) -> None:
    handoff = handoffs.start(session)
    answer_everything(session, handoff)
    assert not summary(session, handoff, IDRIS).may_hand_over
    with pytest.raises(NotAllowed):
        dump.hand_over(session, actor(IDRIS), handoff.id, MONDAY)
    handoff.outgoing_id = None
    assert summary(session, handoff, IDRIS).may_hand_over
    dump.hand_over(session, actor(IDRIS), handoff.id, MONDAY)


@pytest.mark.parametrize(("who", "refusal"), [(PRIYA, NotAllowed), (TOM, NotThere)])
def test_the_dump_is_for_the_people_of_the_handoff(
    session: Session, handoff: Handoff, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        dump.open_at(session, actor(who), handoff.id, None, rendering())


def test_the_dump_of_a_handoff_that_is_over_is_closed(session: Session) -> None:
    handoff = handoffs.start(session, state=State.CANCELLED)
    with pytest.raises(NotNow):
        opened(session, handoff)


def test_a_draft_says_nothing_of_itself_to_the_one_who_leaves(session: Session) -> None:
    handoff = handoffs.start(session, state=State.DRAFT)
    with pytest.raises(NotThere):
        opened(session, handoff)


def test_the_summary_names_what_is_typed_and_not_saved(session: Session, handoff: Handoff) -> None:
    drafts.save(session, actor(MARIA), handoff.id, typed({"why.goals": "Gr"}, ts="1"), MONDAY)
    assert summary(session, handoff).unsaved == ("Primary goals",)


@pytest.mark.parametrize("section", ["people", "commitments", "outlook"])
def test_a_long_list_costs_as_many_statements_as_an_empty_one_and_shows_a_page(
    session: Session, handoff: Handoff, section: str
) -> None:
    few = statements_to_open(session, handoff, section)
    for number in range(30):
        add_contact(session, handoff, f"Contact {number:02}")
        add_item(session, handoff, f"Promise {number:02}", "commitment")
        add_item(session, handoff, f"Risk {number:02}", "risk")
    assert statements_to_open(session, handoff, section) == few <= 12
    shown = opened(session, handoff, section)
    entries = [
        len(question.contacts) + len(question.items)
        for part in shown.sections
        for question in part.questions
    ]
    assert max(entries) == 10


def statements_to_open(session: Session, handoff: Handoff, section: str) -> int:
    handoff_id = handoff.id
    session.flush()
    session.expunge_all()
    with counted(session) as statements:
        dump.open_at(session, actor(MARIA), handoff_id, section, rendering())
    handoff = session.get_one(Handoff, handoff_id)
    return len(statements)


def test_what_is_typed_as_it_is_saved_is_not_called_unsaved(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {"outlook.health": "72"})
    same = typed({"outlook.health": "72", "nothing/outlook.health": None}, ts="1")
    drafts.save(session, actor(MARIA), handoff.id, same, MONDAY)
    assert opened(session, handoff, "outlook").unsaved == ()
    assert summary(session, handoff).unsaved == ()


def test_a_saved_entry_is_shown_on_the_page_that_it_stands_on(
    session: Session, handoff: Handoff
) -> None:
    for number in range(12):
        add_item(session, handoff, f"Issue {number}")
    form = typed({"text": "The thirteenth", "kind": "issue"}, "items/issue/new")
    place = at(handoff, "trouble")
    shown = dump_items.save(session, actor(MARIA), None, form, place, "new", MONDAY)
    assert isinstance(shown, StepShown)
    found = shown.sections[0].questions[0]
    assert (found.page, found.pages) == (1, 2)
    assert "The thirteenth" in [item.text for item in found.items]


def test_a_person_is_shown_on_the_page_that_they_stand_on(
    session: Session, handoff: Handoff
) -> None:
    for number in range(12):
        add_contact(session, handoff, f"Contact {number:02}")
    form = typed({"name": "Zoe"}, "people/new")
    shown = dump_people.save(
        session, actor(MARIA), None, form, at(handoff, "people"), "new", MONDAY
    )
    assert isinstance(shown, StepShown)
    assert "Zoe" in [contact.name for contact in shown.sections[0].questions[0].contacts]

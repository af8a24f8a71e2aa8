"""The agenda of a live dump call: what is missing, the minutes, and where what is typed lands."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import agenda as blocks
from handlers import agenda as handler
from playbook import agenda, blueprint, clarify_writing
from playbook.agenda import LENGTHS, Agenda
from playbook.answers import NOTHING
from playbook.dump_view import Place
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from storage.choices import Depth, State
from storage.tables import Answer, Contact, Handoff, OpenItem, Outgoing
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, actor
from tests.rules import handoffs
from tests.rules.blueprints import add_item, answer, answer_everything, rendering, typed
from tests.rules.statements import counted
from tests.rules.surfaces import words
from workspace.blockkit.validate import check_blocks, check_view

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

GOALS = "why.goals"


def read(session: Session, handoff: Handoff, who: str = IDRIS, length: int = 45) -> Agenda:
    return agenda.read(session, actor(who), handoff.id, length)


def type_in(
    session: Session,
    handoff: Handoff,
    key: str,
    who: str = IDRIS,
    shown: tuple[int, ...] = (),
    form: str = "answers",
    **values: Any,
) -> None:
    place = Place(handoff.id, "", rendering(), {}, shown)
    named = {name.replace("answer", key): value for name, value in values.items()}
    found = typed(named, form)
    agenda.answer(session, actor(who), place, key, found, found.rendering, MONDAY)


def current(session: Session, key: str) -> Answer:
    query = select(Answer).where(Answer.question == key, Answer.replaced_at.is_(None))
    return session.scalars(query).one()


def test_what_is_missing_comes_in_the_order_of_weight_and_goes_when_it_is_answered(
    session: Session, handoff: Handoff
) -> None:
    before = read(session, handoff)
    assert before.topics[0].title == "Why they buy"
    assert [topic.title for topic in before.topics][-1] == "How they work"
    type_in(session, handoff, GOALS, answer="Faster by summer")
    after = read(session, handoff)
    assert "Why they buy" not in [topic.title for topic in after.topics]
    assert after.needed == before.needed - 3


@pytest.mark.parametrize("who", [MARIA, IDRIS, LENA])
def test_each_of_the_three_types_and_it_is_theirs(
    session: Session, handoff: Handoff, who: str
) -> None:
    type_in(session, handoff, GOALS, who, answer="Faster by summer")
    found = current(session, GOALS)
    assert (found.text, found.written_by) == ("Faster by summer", who)


def test_nothing_to_report_and_entries_of_lists_land_where_they_belong(
    session: Session, handoff: Handoff
) -> None:
    nothing: dict[str, Any] = {f"{NOTHING}outlook.risks": ["nothing"]}
    type_in(session, handoff, "outlook.risks", **nothing)
    assert current(session, "outlook.risks").is_nothing
    type_in(session, handoff, "people.contacts", form="people/new", name="Dana Reyes", title="COO")
    assert session.scalars(select(Contact)).one().title == "COO"
    type_in(session, handoff, "trouble.issues", form="items/issue/new", text="Exports fail")
    item = session.scalars(select(OpenItem)).one()
    assert (item.text, item.written_by) == ("Exports fail", IDRIS)
    assert [one.text for one in read(session, handoff).items] == ["Exports fail"]


@pytest.mark.parametrize(
    ("key", "values"),
    [
        (GOALS, {"answer": "  "}),
        (GOALS, {"answer": "x" * 3001}),
        (GOALS, {"answer": "x", f"{NOTHING}{GOALS}": ["nothing"]}),
        ("commercial.renewal", {"answer": "tomorrow"}),
        ("trouble.issues", {"text": ""}),
    ],
)
def test_what_cannot_be_an_answer_is_told_at_its_field(
    session: Session, handoff: Handoff, key: str, values: dict[str, Any]
) -> None:
    with pytest.raises(FieldErrors):
        type_in(session, handoff, key, **values)


def test_who_types_over_what_another_wrote_meanwhile_is_told(
    session: Session, handoff: Handoff
) -> None:
    opened = agenda.typing(session, actor(IDRIS), handoff.id, GOALS)
    type_in(session, handoff, GOALS, MARIA, answer="Faster by summer")
    with pytest.raises(FieldErrors, match="Maria Lindqvist has answered this"):
        type_in(session, handoff, GOALS, IDRIS, opened.shown, answer="Cheaper")
    assert current(session, GOALS).text == "Faster by summer"


def test_an_item_gets_its_owner_and_date_and_a_stale_form_changes_nothing(
    session: Session, handoff: Handoff
) -> None:
    add_item(session, handoff, "Exports fail")
    item = session.scalars(select(OpenItem)).one()
    assigned = (handoff.id, item.id, MARIA, date(2026, 4, 1), (None, None), MONDAY)
    agenda.assign(session, actor(IDRIS), *assigned)
    assert (item.owner_id, item.due_on) == (MARIA, date(2026, 4, 1))
    agenda.assign(session, actor(IDRIS), *assigned)
    with pytest.raises(NotNow):
        agenda.assign(session, actor(LENA), handoff.id, item.id, LENA, None, (None, None), MONDAY)
    assert item.owner_id == MARIA
    assert read(session, handoff).items_total == 0


@pytest.mark.parametrize(("who", "refusal"), [(PRIYA, NotAllowed), (TOM, NotThere)])
def test_the_agenda_is_for_those_who_fill_the_blueprint(
    session: Session, handoff: Handoff, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        read(session, handoff, who)
    with pytest.raises(refusal):
        type_in(session, handoff, GOALS, who, answer="Something")


def test_the_post_carries_what_every_member_may_see_and_no_question_s_words(
    session: Session, handoff: Handoff
) -> None:
    for about in (GOALS, "outlook.fit"):
        form = typed({"text": f"Secret words of {about}"}, "clarify/x")
        ask = (session, actor(IDRIS), handoff.id, about, None, form, form.rendering, MONDAY)
        clarify_writing.ask(*ask)
    agenda.post(session, actor(IDRIS), handoff.id, 30, MONDAY)
    row = session.scalars(select(Outgoing).where(Outgoing.effect == agenda.POSTED)).one()
    message = handler.compose(session, row, MONDAY)
    assert message is not None
    assert message.channel_id == "C0ACME"
    check_blocks(list(message.blocks), "message")
    said = words(list(message.blocks))
    assert "about: Primary goals" in said
    for hidden in ("Secret words", "Customer fit", "How they feel about us"):
        assert hidden not in said
        assert hidden in words(blocks.view(read(session, handoff)))
    row.detail = {"by": TOM, "minutes": 30}
    assert handler.compose(session, row, MONDAY) is None


@pytest.mark.parametrize("different", [{"channel_id": None}, {"state": State.CANCELLED}])
def test_it_is_not_posted_where_there_is_no_place_for_it(
    session: Session, different: dict[str, Any]
) -> None:
    handoff = handoffs.start(session, **different)
    with pytest.raises(NotNow):
        agenda.post(session, actor(LENA), handoff.id, 45, MONDAY)


def test_a_complete_blueprint_needs_no_call(session: Session, handoff: Handoff) -> None:
    answer_everything(session, handoff)
    for item in session.scalars(select(OpenItem)):
        item.owner_id, item.due_on = MARIA, MONDAY.date()
    found = read(session, handoff)
    assert found.is_empty
    assert "no need for a call" in words(blocks.view(found))


def test_a_full_blueprint_and_300_items_fit_the_limits_at_the_same_cost(session: Session) -> None:
    handoff = handoffs.start(session, depth=Depth.FULL)
    answer(session, handoff, {GOALS: "<!channel> `x`"})
    add_item(session, handoff, "```" + "x" * 2000, "risk")
    few = statements_to_read(session, handoff)
    for number in range(60):
        add_item(session, handoff, f"Risk {number} <@U0LENA> ``` {'x' * 900}", "risk")
        form = typed({"text": f"{number} " + "?" * 2900}, "clarify/x")
        ask = (session, actor(IDRIS), handoff.id, GOALS, None, form, form.rendering, MONDAY)
        clarify_writing.ask(*ask)
    assert statements_to_read(session, handoff) == few <= 10
    for length in LENGTHS:
        found = read(session, handoff, length=length)
        check_view(blocks.view(found), "modal")
        assert "and 51 more" in words(blocks.view(found))
        minutes = [topic.minutes for topic in found.topics]
        assert sum([*minutes, found.question_minutes, found.item_minutes]) == length
        _text, content = blocks.posted(found, IDRIS)
        check_blocks(content, "message")
        assert words(content).count("```") == 2


def statements_to_read(session: Session, handoff: Handoff) -> int:
    session.flush()
    session.expunge_all()
    with counted(session) as statements:
        read(session, handoff)
    return len(statements)


@pytest.mark.parametrize("key", ["people.contacts", "trouble.issues", "outlook.sentiment", GOALS])
def test_every_kind_of_form_is_one_that_slack_takes(
    session: Session, handoff: Handoff, key: str
) -> None:
    found = agenda.typing(session, actor(LENA), handoff.id, key)
    check_view(blocks.typing(found, rendering(), 45), "modal")
    with pytest.raises(NotThere):
        agenda.typing(session, actor(LENA), handoff.id, "no.such")
    assert blueprint.known(session, handoff.workspace_id, handoff.account_id).items == {}

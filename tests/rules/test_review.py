"""The review: read by role, accepted, or returned with the gaps named (R8, R31)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import access, entries, handing_over, review
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.review import Reading, Standing
from storage.choices import Depth, State, Verdict
from storage.tables import AuditEntry, Handoff, Outgoing, Review, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, actor
from tests.rules import handoffs
from tests.rules.blueprints import add_contact, add_item, answer, answer_everything, typed
from tests.rules.statements import counted


@pytest.fixture
def handoff(session: Session, handoff: Handoff) -> Handoff:
    """Acme Robotics from Maria to Idris; Maria has handed the blueprint over."""
    answer_everything(session, handoff)
    handing_over.hand_over(session, actor(MARIA), handoff.id, MONDAY)
    return handoff


def read(session: Session, handoff: Handoff, who: str = IDRIS, section: str = "") -> Reading:
    return review.read(session, actor(who), handoff.id, section, 0, MONDAY)


def gaps(**values: str | list[str]) -> dict[str, str | list[str]]:
    return {"sections": ["people", "outlook"], "gaps": "Who signs?", **values}


def give_back(session: Session, handoff: Handoff, **values: str | list[str]) -> review.Judged:
    form = typed(gaps(**values), form=review.GAPS)
    return review.give_back(session, actor(IDRIS), handoff.id, form, MONDAY)


def is_done(session: Session, handoff: Handoff, event: str) -> bool:
    query = select(Task).where(Task.handoff_id == handoff.id, Task.event == event)
    return session.scalars(query).one().done_at is not None


def effects(session: Session) -> list[tuple[str, str | None]]:
    query = select(Outgoing.effect, Outgoing.person_id).order_by(Outgoing.id)
    return [(row.effect, row.person_id) for row in session.execute(query)]


def test_accepting_ticks_its_task_and_tells_the_outgoing_csm(
    session: Session, handoff: Handoff
) -> None:
    assert read(session, handoff).may_judge
    judged = review.accept(session, actor(IDRIS), handoff.id, MONDAY)
    assert (judged.verdict, judged.other) == (Verdict.ACCEPTED, "Maria Lindqvist")
    assert is_done(session, handoff, review.ACCEPTED)
    assert effects(session) == [("blueprint_ready", IDRIS), ("blueprint_accepted", MARIA)]
    assert read(session, handoff).standing is Standing.ACCEPTED


def test_accepting_twice_is_answered_with_what_is_the_case(
    session: Session, handoff: Handoff
) -> None:
    review.accept(session, actor(IDRIS), handoff.id, MONDAY)
    with pytest.raises(NotNow, match="already"):
        review.accept(session, actor(IDRIS), handoff.id, MONDAY)
    with pytest.raises(NotNow, match="already"):
        give_back(session, handoff)
    assert len(session.scalars(select(Review)).all()) == 1


def test_returning_names_the_gaps_and_opens_the_dump_again(
    session: Session, handoff: Handoff
) -> None:
    give_back(session, handoff)
    found = read(session, handoff, MARIA)
    assert (found.standing, found.gaps, found.may_judge) == (Standing.RETURNED, "Who signs?", False)
    assert not is_done(session, handoff, handing_over.COMPLETE)
    assert effects(session)[-1] == ("blueprint_returned", MARIA)
    trail = list(session.scalars(select(AuditEntry.what).order_by(AuditEntry.id)))
    assert trail[-2:] == ["blueprint_returned", "task_undone"]


def test_what_is_returned_can_be_handed_over_and_accepted_again(
    session: Session, handoff: Handoff
) -> None:
    give_back(session, handoff)
    with pytest.raises(NotNow, match="returned"):
        review.accept(session, actor(IDRIS), handoff.id, MONDAY)
    handing_over.hand_over(session, actor(MARIA), handoff.id, MONDAY)
    review.accept(session, actor(IDRIS), handoff.id, MONDAY)
    assert [effect for effect, _person in effects(session)] == [
        "blueprint_ready", "blueprint_returned", "blueprint_ready", "blueprint_accepted",
    ]  # fmt: skip


def test_a_return_names_a_section_and_says_what_is_missing(
    session: Session, handoff: Handoff
) -> None:
    with pytest.raises(FieldErrors) as refused:
        give_back(session, handoff, sections=["nowhere"], gaps="  ")
    assert set(refused.value.fields) == {"sections", "gaps"}
    with pytest.raises(FieldErrors) as refused:
        give_back(session, handoff, gaps="x" * 3001)
    assert "3,001" in refused.value.fields["gaps"]


@pytest.mark.parametrize("who", [MARIA, LENA])
def test_only_the_incoming_csm_judges(session: Session, handoff: Handoff, who: str) -> None:
    assert not read(session, handoff, who).may_judge
    with pytest.raises(NotAllowed):
        review.accept(session, actor(who), handoff.id, MONDAY)


def test_what_is_not_handed_over_can_be_read_and_not_judged(session: Session) -> None:
    handoff = handoffs.start(session)
    assert read(session, handoff).standing is Standing.OPEN
    with pytest.raises(NotNow, match="not handed over"):
        review.accept(session, actor(IDRIS), handoff.id, MONDAY)


def test_a_dump_task_ticked_by_hand_counts_as_handed_over(session: Session) -> None:
    handoff = handoffs.start(session)
    task = session.scalars(select(Task).where(Task.event == handing_over.COMPLETE)).one()
    task.done_at, task.done_by = MONDAY, LENA
    assert read(session, handoff).standing is Standing.WAITING


@pytest.mark.parametrize(("who", "refusal"), [(PRIYA, NotAllowed), (TOM, NotThere)])
def test_the_blueprint_is_for_the_people_of_the_handoff(
    session: Session, handoff: Handoff, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        read(session, handoff, who)


def test_a_handoff_that_is_over_is_not_judged(session: Session, handoff: Handoff) -> None:
    handoff.state = State.CANCELLED
    with pytest.raises(NotNow):
        review.accept(session, actor(IDRIS), handoff.id, MONDAY)


def test_a_section_shows_the_answer_with_who_wrote_it_and_when(
    session: Session, handoff: Handoff
) -> None:
    section = read(session, handoff, section="why").section
    assert section is not None
    found = section.questions[0].answer
    assert found is not None
    assert (found.text, found.by, found.at) == (
        "What Maria knows of primary goals", MARIA, MONDAY,
    )  # fmt: skip


def test_reading_a_section_costs_the_same_with_60_people_and_300_items(session: Session) -> None:
    handoff = handoffs.start(session, depth=Depth.FULL)
    answer(session, handoff, {"why.goals": "Grow"})
    few = statements_with_more(session, handoff, range(1))
    many = statements_with_more(session, handoff, range(1, 60))
    assert few == many
    assert max(many) <= 12


def statements_with_more(session: Session, handoff: Handoff, numbers: range) -> list[int]:
    """Add people, and five open items for each, and count what reading their sections takes."""
    for number in numbers:
        add_contact(session, handoff, f"Contact {number:02}", temperament="Calm")
        for item in range(5):
            add_item(session, handoff, f"Item {item}", "risk" if item % 2 else "opportunity")
    return [statements_to_read(session, handoff.id, one) for one in ("people", "outlook")]


def statements_to_read(session: Session, handoff_id: int, section: str) -> int:
    session.flush()
    session.expunge_all()
    with counted(session) as statements:
        review.read(session, actor(IDRIS), handoff_id, section, 1, MONDAY)
    return len(statements)


def test_what_a_viewer_may_not_see_of_a_person_is_not_even_read(
    session: Session, handoff: Handoff
) -> None:
    add_contact(session, handoff, "Juno Park", temperament="Short", personal_details="Two sons")
    opened = access.open_handoff(session, actor(PRIYA), handoff.id)
    juno = next(one for one in entries.contacts(session, opened, None) if one.name == "Juno Park")
    assert (juno.temperament, juno.personal_details) == (None, None)
    opened = access.open_handoff(session, actor(IDRIS), handoff.id)
    juno = next(one for one in entries.contacts(session, opened, None) if one.name == "Juno Park")
    assert (juno.temperament, juno.personal_details) == ("Short", "Two sons")

"""Walking through the data dump, and handing it over when it is complete (R5, R7, R8)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import dump as blocks
from playbook import drafts, dump, handing_over
from playbook.dump_view import SUMMARY, StepShown
from playbook.errors import NotAllowed, NotNow, NotThere
from storage.choices import Depth, Kind, State
from storage.tables import AuditEntry, Handoff, Outgoing, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, actor
from tests.rules import handoffs
from tests.rules.blueprints import (
    answer_everything,
    at,
    opened,
    rendering,
    summary,
    typed,
)
from tests.rules.statements import counted
from tests.rules.surfaces import words


def test_next_leads_through_all_steps_to_the_summary(session: Session, handoff: Handoff) -> None:
    shown = opened(session, handoff)
    walked = [shown.place.step]
    while shown.on != SUMMARY:
        turned = dump.turn(
            session, actor(MARIA), typed(), at(handoff), at(handoff, shown.on), MONDAY, goes_on=True
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
    dump.turn(
        session, actor(MARIA), typed(), at(handoff), at(handoff, "work"), MONDAY, goes_on=True
    )
    assert opened(session, handoff).place.step == "work"


def test_a_button_may_name_the_section(session: Session, handoff: Handoff) -> None:
    assert opened(session, handoff, "commercial").place.step == "commercial"
    assert opened(session, handoff).place.step == "commercial"


STEPS = ("why", "people", "work", "trouble", "commitments", "commercial", "outlook", SUMMARY)


def test_who_opens_it_again_sees_the_same_and_nothing_is_written(
    session: Session, handoff: Handoff
) -> None:
    answer_everything(session, handoff, but="why.goals")
    drafts.save(session, actor(LENA), handoff.id, typed({"work.calls": "Gr"}, ts="1"), MONDAY)
    again = (session, actor(LENA), handoff.id, rendering())
    assert dump.open_again(*again) is None
    for step in STEPS:
        before = dump.open_at(session, actor(LENA), handoff.id, step, again[-1])
        with counted(session) as statements:
            assert dump.open_again(*again) == before
        assert all(statement.startswith("SELECT") for statement in statements)


def test_a_step_that_is_not_there_any_more_is_not_opened_again(
    session: Session, handoff: Handoff
) -> None:
    opened(session, handoff, "commercial")
    handoff.depth = Depth.MINI
    assert dump.open_again(session, actor(MARIA), handoff.id, rendering()) is None
    assert opened(session, handoff).place.step == "trouble", "which asks for both there"


def test_a_complete_blueprint_is_handed_over_and_its_reader_told(
    session: Session, handoff: Handoff
) -> None:
    answer_everything(session, handoff)
    done = handing_over.hand_over(session, actor(MARIA), handoff.id, MONDAY)
    assert done.incoming == "Idris Okafor"
    task = session.scalars(select(Task).where(Task.event == handing_over.COMPLETE)).one()
    assert (task.done_at, task.done_event) == (MONDAY, handing_over.COMPLETE)
    told = session.scalars(select(Outgoing)).one()
    assert (told.effect, told.person_id) == ("blueprint_ready", IDRIS)
    trail = session.scalars(select(AuditEntry.what).order_by(AuditEntry.id)).all()
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
        handing_over.hand_over(session, actor(MARIA), handoff.id, MONDAY)
    assert session.scalars(select(Outgoing)).all() == []


def test_handing_over_twice_tells_nobody_twice(session: Session, handoff: Handoff) -> None:
    answer_everything(session, handoff)
    handing_over.hand_over(session, actor(MARIA), handoff.id, MONDAY)
    with pytest.raises(NotNow, match="already"):
        handing_over.hand_over(session, actor(LENA), handoff.id, MONDAY)
    assert len(session.scalars(select(Outgoing)).all()) == 1


def test_the_incoming_csm_hands_over_only_where_nobody_else_is_there(session: Session) -> None:
    handoff = handoffs.start(session)
    answer_everything(session, handoff)
    assert not summary(session, handoff, IDRIS).may_hand_over
    with pytest.raises(NotAllowed):
        handing_over.hand_over(session, actor(IDRIS), handoff.id, MONDAY)
    handoff.outgoing_id = None
    assert summary(session, handoff, IDRIS).may_hand_over
    handing_over.hand_over(session, actor(IDRIS), handoff.id, MONDAY)


def test_who_rebuilt_the_blueprint_themselves_is_not_asked_to_read_it(session: Session) -> None:
    handoff = handoffs.start(session)
    answer_everything(session, handoff)
    handoff.outgoing_id = None
    shown = summary(session, handoff, IDRIS)
    assert "It is complete" in words(blocks.view(shown))
    done = handing_over.hand_over(session, actor(IDRIS), handoff.id, MONDAY)
    assert session.scalars(select(Outgoing)).all() == []
    assert "is complete, as far as it can be known" in words(blocks.handed_over(done))


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

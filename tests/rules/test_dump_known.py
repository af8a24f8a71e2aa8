"""What is known already fills questions that nobody has answered, and no others (R5)."""

from datetime import date

from sqlalchemy.orm import Session

from blocks import dump as blocks
from storage.choices import Depth, FirmDateKind, Kind
from storage.tables import FirmDate, Handoff
from tests.northwind import LENA, MONDAY, WORKSPACE
from tests.rules import handoffs
from tests.rules.blueprints import answer, opened
from tests.rules.surfaces import words


def add_call(session: Session, handoff: Handoff, title: str, day: int) -> None:
    session.add(
        FirmDate(
            workspace_id=WORKSPACE,
            handoff_id=handoff.id,
            kind=FirmDateKind.CALL,
            title=title,
            falls_on=date(2026, 4, day),
            by=LENA,
            at=MONDAY,
        )
    )


def test_the_plans_calls_are_there_at_the_depth_that_asks_for_them(session: Session) -> None:
    handoff = handoffs.start(session, depth=Depth.FULL)
    add_call(session, handoff, "Business review", 20)
    add_call(session, handoff, "Weekly call", 2)
    known = opened(session, handoff, "work-2").known
    assert known == {"work.calls": "02 Apr 2026: Weekly call\n20 Apr 2026: Business review"}
    handoff.depth = Depth.SHORT
    assert opened(session, handoff, "work").known == {}


def test_the_record_of_the_sale_fills_what_it_knows(session: Session, handoff: Handoff) -> None:
    handoff.kind = Kind.SALES_TO_CS
    answer(session, handoff, {"deal.success": "Exports in an hour"})
    handoff.kind = Kind.CSM_TO_CSM
    shown = opened(session, handoff, "why")
    assert shown.known == {"why.goals": "Exports in an hour"}
    assert "Filled in from what is known already" in words(blocks.view(shown))


def test_an_answer_stands_before_what_is_known(session: Session, handoff: Handoff) -> None:
    handoff.kind = Kind.SALES_TO_CS
    answer(session, handoff, {"deal.success": "Exports in an hour"})
    handoff.kind = Kind.CSM_TO_CSM
    answer(session, handoff, {"why.goals": "Exports in a minute"})
    assert opened(session, handoff, "why").known == {}


def test_an_answer_is_there_at_another_depth_that_asks_the_same(session: Session) -> None:
    handoff = handoffs.start(session, depth=Depth.MINI)
    answer(session, handoff, {"work.projects": "Pilot in Lyon"})
    handoff.depth = Depth.SHORT
    found = opened(session, handoff, "work").sections[0].questions[0].answer
    assert found is not None
    assert found.text == "Pilot in Lyon"

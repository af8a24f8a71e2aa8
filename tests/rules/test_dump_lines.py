"""Entries of a list written into the dump's view, one a line (R5)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import dump
from playbook.drafts import Values
from playbook.dump import Turned
from playbook.dump_view import StepShown
from storage.choices import Depth
from storage.tables import Contact, Handoff, OpenItem
from tests.northwind import MARIA, MONDAY, actor
from tests.rules import handoffs
from tests.rules.blueprints import answer, at, opened, summary, typed


def items(session: Session) -> list[str]:
    return list(session.scalars(select(OpenItem.text).order_by(OpenItem.id)))


def test_each_line_becomes_an_item_of_the_list(session: Session, handoff: Handoff) -> None:
    answer(session, handoff, {"lines/trouble.issues": " Exports fail\n\n  Two seats too many "})
    found = session.scalars(select(OpenItem).order_by(OpenItem.id)).all()
    assert [(one.text, one.kind, one.written_by) for one in found] == [
        ("Exports fail", "issue", MARIA),
        ("Two seats too many", "issue", MARIA),
    ]
    assert "lines/trouble.issues" not in opened(session, handoff, "trouble").typed


def test_a_line_holds_a_name_a_title_and_an_email(session: Session, handoff: Handoff) -> None:
    answer(session, handoff, {"lines/people.contacts": "Dana Reyes, VP, Data, dana@acme.example"})
    dana = session.scalars(select(Contact)).one()
    assert (dana.name, dana.title, dana.email) == ("Dana Reyes", "VP, Data", "dana@acme.example")
    assert dana.roles == []


def test_who_is_asked_for_as_the_point_of_contact_is_it(session: Session) -> None:
    handoff = handoffs.start(session, depth=Depth.MINI)
    answer(session, handoff, {"lines/people.point_of_contact": "Dana Reyes"})
    assert session.scalars(select(Contact)).one().roles == ["point_of_contact"]
    assert summary(session, handoff).completeness.percent == 20


def test_lines_are_added_once_however_often_they_arrive(session: Session, handoff: Handoff) -> None:
    values = typed({"lines/trouble.issues": "Exports fail"})
    for _time in range(2):
        dump.turn(
            session, actor(MARIA), values, at(handoff), at(handoff, "work"), MONDAY, goes_on=True
        )
    assert items(session) == ["Exports fail"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines/outlook.risks": "x" * 3001},
        {"lines/people.contacts": "x" * 201},
        {"lines/people.contacts": ", CTO"},
        {"why.goals": "x" * 3001},
    ],
)
def test_lines_wait_while_something_in_the_view_has_a_problem(
    session: Session, handoff: Handoff, wrong: Values
) -> None:
    turned: Turned = answer(session, handoff, {"lines/trouble.issues": "Exports fail", **wrong})
    assert [problem.question for problem in turned.problems] == list(wrong)
    assert turned.shown is None
    assert items(session) == []
    kept = opened(session, handoff, "trouble")
    assert isinstance(kept, StepShown)
    assert kept.typed["lines/trouble.issues"] == "Exports fail"
    assert "Red flags and grievances" in kept.unsaved
